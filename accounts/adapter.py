"""What CASPP tells the sign-in library about its people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import texts
from accounts.models import User
from accounts.sessions import is_recent
from people.sealed import seal, unseal

_MISMATCH = _(
    "This sign-in name and password do not belong together, or the name is locked after five "
    "failures. Check both and try again; a locked name is released by your station's administrator."
)
_WRONG_CODE = _("This code is wrong or has been used. Wait for the next one and try again.")
_PATIENCE = _("Too many attempts. Wait five minutes and try again.")
#: What the library says by itself, in our words; what is not here is not said.
_SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is connected."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is disconnected."),
    "mfa/messages/webauthn_added.txt": _("Your security key is added."),
    "mfa/messages/webauthn_removed.txt": _("Your security key is removed."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords for those with a service number, codes by phone for citizens."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
        "incorrect_code": _WRONG_CODE,
        "too_many_login_attempts": _PATIENCE,
        "rate_limited": _PATIENCE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for himself; a citizen's begins with the first code."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or _SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A password or factor given within five minutes is proof enough, the sign-in's too."""
        return not is_recent(context.request)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        texts.send(phone, str(_("%(code)s is your code for CASPP.") % {"code": code}))

    def set_phone_verified(self, user: User, phone: str) -> None:
        """The code came back: the phone is this person's, and he may come in."""
        from accounts.citizens import welcome

        welcome(user)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (str(user.phone), True) if user.signs_in_by_phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(signs_in_by_phone=True, phone=phone).first()

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        raise NotImplementedError("a citizen's phone is his sign-in name and does not change")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their names on a phone, their secrets at rest, and who must keep one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _(
            "Your work asks for a second factor and this is your last one. Add another first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "CASPP"

    def _get_site_name(self) -> str:
        return "CASPP"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not authenticator.user.must_have_factor:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
