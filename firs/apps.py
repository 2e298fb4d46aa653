"""The room of first information reports and the police station's registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FirsConfig(AppConfig):
    name = "firs"
    verbose_name = "FIRs"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from alerts import outcomes
        from audit import people_seen
        from complaints import onward
        from dossier import registry
        from exports.registry import register
        from firs import custody, dossier, exported, own, sealing, seen, waiting
        from firs.models import Accused
        from screen import navigation

        onward.offer(
            onward.Way(
                _("Register an FIR from it"),
                "firs:from_complaint",
                Permission.DECIDE_COMPLAINTS,
                "file-earmark-text",
            )
        )
        onward.follow_seals(sealing.follow)
        onward.read_on(own.address_for)
        outcomes.on_closed(
            Accused._meta.label_lower, custody.arrested_elsewhere, hold=custody.hold_cases
        )
        navigation.offer(
            navigation.Entry(
                _("Today"), "firs:today", "calendar2-check", Permission.SEE_FIRS, order=15
            )
        )
        navigation.offer(
            navigation.Entry(_("FIRs"), "firs:list", "journal", Permission.SEE_FIRS, order=16)
        )
        navigation.offer(
            navigation.Entry(_("My FIRs"), "firs:mine", "journal", Permission.OWN_FIRS, order=16)
        )
        navigation.offer(
            navigation.Entry(
                _("Roznamcha"),
                "firs:roznamcha",
                "journal-text",
                Permission.WRITE_ROZNAMCHA,
                order=17,
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Registers"), "firs:registers", "journals", Permission.SEE_REGISTERS, order=18
            )
        )
        navigation.waits(Permission.SEE_FIRS, waiting.tiles)
        register(exported.CASES)
        registry.offer("firs", _("FIRs"), "folder2-open", dossier.of_person)
        people_seen.offer(_("FIR"), seen.LABEL, seen.records_of, seen.described)
