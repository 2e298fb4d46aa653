"""Second factors: a code is good once, for as long as it could be good at all."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from django.conf import settings
from django.core.cache import cache

#: Before, now, after: with one step of tolerance a code is good for three.
_GOOD_FOR = 3 * settings.MFA_TOTP_PERIOD


def is_used(user: Any, code: str) -> bool:
    """Whether this code has let this person in already."""
    return bool(cache.get(_key(user, code)))


class _Once:
    """The library remembers a used code for one step; ours are good for three."""

    user: Any
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(_key(self.user, code), True, timeout=_GOOD_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class FactorForm(_Once, forms.AuthenticateForm):  # type: ignore[misc]
    """The code that is asked for at sign-in."""


class FactorAgainForm(_Once, forms.ReauthenticateForm):  # type: ignore[misc]
    """The code that is asked for before a privileged act, or to unlock."""


def as_digits(field: Any) -> None:
    """A code is read from a phone: digits, from left to right, on the number pad."""
    field.widget.attrs = {
        "dir": "ltr",
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "autofocus": True,
    }


def _key(user: Any, code: str) -> str:
    return f"factor:{user.pk}:{normalize_user_code(code)}"
