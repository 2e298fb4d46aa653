"""The project as an application: what needs to know several floors at once."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AdminConfig):
    default_site = "caspp.administration.Administration"


class CasppConfig(AppConfig):
    name = "caspp"
    verbose_name = "CASPP"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from screen.navigation import Entry, offer

        # The ground floor cannot reach up to the shelf, so its pages are offered from here.
        offer(Entry(_("Stations"), "stations:directory", "geo-alt", Permission.SEE_STATIONS, 80))
        offer(Entry(_("Audit"), "audit:events", "journal-check", Permission.READ_AUDIT, 20))
        offer(Entry(_("Administration"), "admin:index", "gear", Permission.ADMINISTER, 90))
