from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConvictsConfig(AppConfig):
    name = "convicts"
    verbose_name = "Convict records"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from audit import people_seen
        from convicts import seen
        from screen import navigation

        navigation.offer(
            navigation.Entry(
                _("Convict records"),
                "convicts:look_up",
                "person-vcard",
                Permission.SEE_CONVICTS,
                order=20,
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Sealed records"), "convicts:seals", "lock", Permission.SEAL, order=22
            )
        )
        people_seen.offer(_("Convict record"), seen.LABEL, seen.records_of, seen.described)
