from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossierConfig(AppConfig):
    name = "dossier"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from screen import navigation

        navigation.offer(
            navigation.Entry(
                _("Dossier"), "dossier:of_cnic", "person-lines-fill", Permission.SEE_DOSSIER, 19
            )
        )
