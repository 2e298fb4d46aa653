from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Tenants"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from audit import people_seen
        from dossier import registry
        from screen.navigation import Entry, offer, waits
        from tenants import dossier, seen, waiting

        offer(
            Entry(_("My tenants"), "tenants:mine", "house-door", Permission.OWN_TENANCIES, order=14)
        )
        offer(
            Entry(
                _("Register a tenant"),
                "tenants:counter",
                "house-add",
                Permission.LODGE_TENANCIES,
                order=15,
            )
        )
        offer(Entry(_("Tenants"), "tenants:list", "house-door", Permission.SEE_TENANCIES, 16))
        waits(Permission.SEE_TENANCIES, waiting.station_tiles)
        waits(Permission.OWN_TENANCIES, waiting.own_tiles)
        registry.offer("tenancies", _("Homes and employers"), "house-door", dossier.of_person)
        people_seen.offer(_("Registration of a tenant"), seen.LABEL, seen.records_of,
                          seen.described)  # fmt: skip
