"""A complaint that is still being typed: kept with every page, and while somebody types.

A citizen's draft is known by a token in his session, or by the code he was given to come back
with; a desk's by its officer. Nothing of it is a complaint until it is lodged.
"""

import json
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from people.sealed import EncryptedTextField

#: A draft nobody touched for so long is deleted, with its files.
KEPT = timedelta(days=7)
#: Letters of the code to come back with: none that is mistaken for another.
_LETTERS = "ACDEFGHJKMNPQRTUVWXY3479"
_CODE_LENGTH = 12


class DraftQuerySet(models.QuerySet[Any]):
    """Drafts by how they are found again."""

    def of_code(self, code: str) -> Self:
        """The draft of this code, however it was typed."""
        return self.filter(code_digest=digest_of(code))

    def stale(self, at: datetime) -> Self:
        return self.filter(kept_at__lt=at - KEPT)


class Draft(models.Model):
    """What was typed so far. The token becomes the complaint's `form_token`."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The officer at the counter who types it; nobody for a citizen's own.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    #: Only the digest of the code to come back with.
    code_digest = models.CharField(max_length=64, blank=True)
    answers_json = EncryptedTextField(blank=True)
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], name="complaints_draft_one_each", condition=~Q(officer=None)
            ),
            models.UniqueConstraint(
                fields=["code_digest"], name="complaints_draft_code", condition=~Q(code_digest="")
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.made_at:%Y-%m-%d}"

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed, by the name of the field."""
        found: dict[str, Any] = json.loads(self.answers_json) if self.answers_json else {}
        return found

    @answers.setter
    def answers(self, answers: dict[str, Any]) -> None:
        self.answers_json = json.dumps(answers, ensure_ascii=False)


def new_code() -> str:
    """A code to come back with, as it is read out: 'ACDE-FGHJ-KMNP'."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def digest_of(code: str) -> str:
    """What is kept of a code: nothing it could be read from."""
    letters = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return salted_hmac("complaints.drafts", letters, algorithm="sha256").hexdigest()
