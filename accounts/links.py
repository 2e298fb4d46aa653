"""Enrolment links: one-time, for a day, so that a person chooses his own password."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class EnrolmentTokens(PasswordResetTokenGenerator):
    """A token dies with its use, with a disabling, a new posting, a sign-in, or after a day."""

    key_salt = "accounts.links.EnrolmentTokens"

    def check_token(self, user: Any, token: str | None) -> bool:
        return bool(user and user.is_active) and super().check_token(user, token)

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        # The password's hash is inside the library's own value.
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{user.session_stamp}"

    def _now(self) -> datetime:
        # The library counts by the process's own clock on the wall; processes may differ in that.
        return datetime.now(UTC).replace(tzinfo=None)


tokens = EnrolmentTokens()
