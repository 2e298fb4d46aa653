"""What every template may use without asking."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from screen import navigation


def navigation_context(request: HttpRequest) -> dict[str, Any]:
    """The links of the navigation bar for whoever is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    return {
        "navigation": navigation.entries_for(user),
        "idle_seconds": settings.IDLE_SECONDS,
    }
