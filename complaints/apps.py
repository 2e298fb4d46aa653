from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = "Complaints"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from audit import people_seen
        from complaints import dossier, exported, seen, waiting
        from dossier import registry
        from exports.registry import register
        from screen.navigation import Entry, offer, waits

        offer(
            Entry(
                _("Complaints"), "complaints:list", "chat-left-text", Permission.SEE_COMPLAINTS, 12
            )
        )
        offer(
            Entry(
                _("Lodge a complaint"),
                "complaints:start",
                "pencil-square",
                Permission.OWN_COMPLAINTS,
                order=11,
            )
        )
        offer(
            Entry(
                _("My complaints"),
                "complaints:mine",
                "chat-left-text",
                Permission.OWN_COMPLAINTS,
                12,
            )
        )
        offer(
            Entry(
                _("New complaint"),
                "complaints:counter",
                "pencil-square",
                Permission.LODGE_COMPLAINTS,
                order=13,
            )
        )
        offer(
            Entry(
                _("Complaint figures"),
                "complaints:figures",
                "bar-chart",
                Permission.SEE_COMPLAINT_FIGURES,
                order=14,
            )
        )
        waits(Permission.SEE_COMPLAINTS, waiting.tiles)
        registry.offer("complaints", _("Complaints"), "chat-left-text", dossier.of_person)
        people_seen.offer(_("Complaint"), seen.LABEL, seen.records_of, seen.described)
        register(exported.COMPLAINTS)
