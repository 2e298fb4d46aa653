from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "exports"
    verbose_name = "Exports"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from accounts.roles import Role
        from exports import log
        from exports.registry import Dataset, register
        from exports.waiting import tiles
        from screen import navigation

        register(
            Dataset(
                "log",
                _("The log of events"),
                Permission.READ_AUDIT,
                log.COLUMNS,
                log.rows,
                # What the log says of the police is for nobody's desk but the command's.
                decided_by=Role.COMMAND,
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Exports"), "exports:requests", "box-arrow-up", Permission.SEE_EXPORTS, order=60
            )
        )
        navigation.waits(Permission.DECIDE_EXPORT, tiles)
