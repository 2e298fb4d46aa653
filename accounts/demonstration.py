"""The second factor of the demonstration: shown on the page that asks for it."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings

from accounts.factors import is_used


def code_for(user: Any) -> str:
    """A code of the user's app that is good now and was not used yet; '' outside of a demo."""
    if not settings.DEMO:
        return ""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is None:
        return ""
    secret = decrypt(app.data["secret"])
    now = int(time.time()) // settings.MFA_TOTP_PERIOD
    codes = (auth.format_hotp_value(auth.hotp_value(secret, now + step)) for step in (0, 1, -1))
    return next((code for code in codes if not is_used(user, code)), "")
