from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Papers and their numbers"

    def ready(self) -> None:
        from documents import checks  # noqa: F401
