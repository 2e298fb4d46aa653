from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import checks, receivers, waiting  # noqa: F401
        from accounts.permissions import Permission
        from screen.navigation import Entry, offer, waits

        offer(Entry(_("People"), "accounts:people", "people", Permission.MANAGE_ACCOUNTS, 60))
        offer(
            Entry(
                _("Requests"), "accounts:requests", "person-check", Permission.DECIDE_ACCOUNTS, 61
            )
        )
        offer(Entry(_("Locks"), "accounts:locks", "lock", Permission.MANAGE_ACCOUNTS, 62))
        offer(
            Entry(
                _("Access review"), "accounts:review", "list-check", Permission.REVIEW_ACCOUNTS, 63
            )
        )
        offer(
            Entry(
                *(_("Access reviews"), "accounts:reviews", "list-check"),
                *(Permission.DECIDE_ACCOUNTS, 63),
            )
        )
        waits(Permission.DECIDE_ACCOUNTS, waiting.requests)
        waits(Permission.REVIEW_ACCOUNTS, waiting.review)
        waits(Permission.DECIDE_ACCOUNTS, waiting.overdue_reviews)
