from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from audit import history

        connection_created.connect(history.listen_to)
        post_migrate.connect(history.refuse_to_ignore, sender=self)
