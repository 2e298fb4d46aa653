"""Short messages to a phone: through the gateway of a deployment, or kept for the demonstration."""

import requests
from django.conf import settings
from django.core.cache import cache

_KEPT_FOR = 10 * 60


class CannotSend(RuntimeError):
    """No gateway is configured, or it does not answer."""


def send(phone: str, words: str) -> None:
    """Send ``words`` to ``phone`` ('0300…', or '+…' abroad).

    In a demonstration the text is kept for ten minutes instead. Raises CannotSend.
    """
    if settings.DEMO:
        cache.set(_key(phone), words, _KEPT_FOR)
        return
    if not settings.TEXT_GATEWAY_URL:
        raise CannotSend("no gateway is configured")
    try:
        answer = requests.post(
            settings.TEXT_GATEWAY_URL,
            json={"to": phone, "text": words},
            headers={"Authorization": f"Bearer {settings.TEXT_GATEWAY_TOKEN}"},
            timeout=(2, 5),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise CannotSend(type(error).__name__) from error
    if answer.status_code not in (200, 201, 202):
        raise CannotSend(f"the gateway answered {answer.status_code}")


def last_to(phone: str) -> str:
    """What a demonstration would have sent to this phone last, or ''."""
    return str(cache.get(_key(phone), "")) if settings.DEMO else ""


def _key(phone: str) -> str:
    return f"text:{phone}"
