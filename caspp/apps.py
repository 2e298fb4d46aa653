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
        from accounts import waiting
        from accounts.permissions import Permission
        from audit.waiting import tiles as weekly_reviews
        from caspp.exported import ALERTS
        from exports.registry import register
        from screen.navigation import Entry, offer, waits

        # The ground floor cannot reach up to the shelf, so its pages are offered from here.
        offer(Entry(_("Stations"), "stations:directory", "geo-alt", Permission.SEE_STATIONS, 80))
        offer(Entry(_("Audit"), "audit:events", "journal-check", Permission.READ_AUDIT, 20))
        offer(Entry(_("Who saw"), "audit:ask_who_saw", "eye", Permission.READ_AUDIT, 21))
        offer(
            Entry(
                _("Officers"), "audit:ask_officer", "person-lines-fill", Permission.READ_AUDIT, 22
            )
        )
        offer(Entry(_("Weekly review"), "audit:weeks", "calendar-check", Permission.READ_AUDIT, 23))
        offer(Entry(_("People"), "accounts:people", "people", Permission.MANAGE_ACCOUNTS, 60))
        decide, review = Permission.DECIDE_ACCOUNTS, Permission.REVIEW_ACCOUNTS
        offer(Entry(_("Requests"), "accounts:requests", "person-check", decide, 61))
        offer(Entry(_("Locks"), "accounts:locks", "lock", Permission.MANAGE_ACCOUNTS, 62))
        offer(Entry(_("Access review"), "accounts:review", "list-check", review, 63))
        offer(Entry(_("Access reviews"), "accounts:reviews", "list-check", decide, 63))
        waits(decide, waiting.requests)
        waits(review, waiting.review)
        waits(Permission.READ_AUDIT, weekly_reviews)
        waits(decide, waiting.overdue_reviews)
        offer(Entry(_("Administration"), "admin:index", "gear", Permission.ADMINISTER, 90))
        # The heart and the exports stand beside each other; they meet here.
        register(ALERTS)
