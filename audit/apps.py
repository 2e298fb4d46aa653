from typing import Any

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
        post_migrate.connect(_set_privileges, dispatch_uid="audit.privileges")


def _set_privileges(sender: Any, using: str, **kwargs: Any) -> None:
    """Once, behind the last app that is told: every table is there by then."""
    from django.apps import apps

    from audit.privileges import set_privileges

    if sender == [app for app in apps.get_app_configs() if app.models_module][-1]:
        set_privileges()
