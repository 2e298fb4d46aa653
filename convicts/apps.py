from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConvictsConfig(AppConfig):
    name = "convicts"
    verbose_name = "Convict records"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from audit import people_seen
        from convicts import dossier, exported, seen, waiting
        from dossier import registry
        from exports.registry import register
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
                _("Screen a list"), "convicts:lists", "list-check", Permission.LIST_CONVICTS, 21
            )
        )
        navigation.offer(
            navigation.Entry(
                *(_("Records to approve"), "convicts:openings", "person-check"),
                *(Permission.WRITE_CONVICTS, 21),
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Files of the CRO"), "convicts:imports", "upload", Permission.WRITE_CONVICTS, 21
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Doubles"), "convicts:doubles", "subtract", Permission.DECIDE_CONVICTS, 21
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Sealed records"), "convicts:seals", "lock", Permission.SEAL, order=22
            )
        )
        navigation.offer(
            navigation.Entry(_("Watch list"), "convicts:watch", "eye", Permission.SEE_WATCH, 30)
        )
        navigation.waits(Permission.DECIDE_WATCH, waiting.tiles)
        navigation.waits(Permission.DECIDE_CONVICTS, waiting.records)
        people_seen.offer(_("Convict record"), seen.LABEL, seen.records_of, seen.described)
        people_seen.offer(
            _("Watch-list entry"), seen.WATCH_LABEL, seen.watches_of, seen.watches_described
        )
        registry.offer_door(dossier.KIND, dossier.open_record, "convicts:detail", dossier.others_of)
        for name, label, icon, finder in (
            ("records", _("CRO records"), "person-vcard", dossier.records_of),
            ("convictions", _("Convictions"), "bank", dossier.convictions_of),
            ("standings", _("Where he was"), "signpost-2", dossier.standings_of),
            ("watches", _("Watch list"), "eye", dossier.watches_of),
            ("looks", _("Looked at before"), "binoculars", dossier.looks_at),
        ):
            registry.offer(name, label, icon, finder)
        register(exported.CONVICTS)
        register(exported.WATCHES)
