"""What `manage.py check` says about accounts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.urls import URLPattern, URLResolver, get_resolver

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


@register(Tags.security)
def every_view_says_who(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A view holds a permission and a scope, or a reason for being public (ASVS 8.1.1).

    The pages of Django's own administration are guarded by its site.
    """
    return [
        Error(
            f"The view of “{name}” does not say who may use it and whose records it shows.",
            hint="Decorate it: @access(Permission.…, Scope.…) or @public('why').",
            id="accounts.E002",
        )
        for name, view in _views(get_resolver())
        if not _is_guarded(view)
    ]


def _views(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from _views(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern.callback


def _is_guarded(view: Any) -> bool:
    has_both = getattr(view, "permission", None) and getattr(view, "scope", None)
    return bool(has_both) != bool(getattr(view, "public_because", ""))
