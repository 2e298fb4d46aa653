"""What `manage.py check` says about accounts."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from accounts.passwords import REVIEWED_ON

_QUARTER = timedelta(days=100)
_HERE = {"127.0.0.1", "localhost", "[::1]"}


@register(Tags.security, deploy=True)
def banned_words_are_fresh(
    app_configs: Any, today: date | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The list of banned passwords is read through every quarter (ASVS 6.2.11)."""
    if (today or date.today()) - REVIEWED_ON <= _QUARTER:
        return []
    return [
        Warning(
            "accounts/data/banned_words.txt was not reviewed for a quarter.",
            hint="Read it through, add what is missing, and set REVIEWED_ON in passwords.py.",
            id="accounts.W001",
        )
    ]


@register(Tags.security)
def demonstration_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A demonstration shows everybody's code: it must not be reached from elsewhere."""
    if not settings.DEMO or set(settings.ALLOWED_HOSTS) <= _HERE:
        return []
    return [
        Error(
            "DEMO shows the second factor of every account on the sign-in page.",
            hint="Unset DEMO, or serve only 127.0.0.1 and localhost.",
            id="accounts.E001",
        )
    ]
