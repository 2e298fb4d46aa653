"""Photographs and recordings that were handed in with a complaint."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from complaints.models import Complaint
from complaints.querysets import AttachmentQuerySet
from people.sealed import SealedStorage

#: So many files may be handed in with one complaint.
MOST_FILES = 6
#: So many lie with one complaint at the most, whoever adds them and whenever.
MOST_FILES_OF_COMPLAINT = 30


def file_path(attachment: Any, filename: str) -> str:
    """A name nobody can guess, and nothing of the complainant's in it."""
    return f"complaints/{uuid.uuid4().hex}.{attachment.SUFFIX[attachment.kind]}"


@history.tracked(inserts=False)
class Attachment(models.Model):
    """One file, drawn anew by us: a JPEG or an Ogg recording, whatever came in."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photograph")
        AUDIO = "audio", _("Recording")

    SUFFIX = {Kind.PHOTO: "jpg", Kind.AUDIO: "ogg"}
    CONTENT_TYPE = {Kind.PHOTO: "image/jpeg", Kind.AUDIO: "audio/ogg"}

    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="attachments")
    #: Until it is lodged, a file belongs to a draft.
    draft = models.ForeignKey(
        "complaints.Draft", models.CASCADE, null=True, related_name="attachments"
    )
    kind = models.CharField(_("Kind"), max_length=5, choices=Kind.choices)
    file = models.FileField(_("File"), upload_to=file_path, storage=SealedStorage())
    #: As the sender called it, for his own eyes while he types.
    name = models.CharField(_("Name"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("Size"))
    seconds = models.PositiveIntegerField(_("Length"), null=True, blank=True)
    added_at = models.DateTimeField(_("Added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaints_attachment_of_one_thing",
                condition=Q(complaint=None, draft__isnull=False)
                | Q(complaint__isnull=False, draft=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Upload(models.Model):
    """A file on its way in parts: whatever arrived is kept, so that a broken line can go on."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("complaints.Draft", models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    #: Since when somebody looks at what has arrived; nobody else does meanwhile.
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaints_upload_not_more_than_told",
                condition=Q(received__lte=F("size")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.received} of {self.size} bytes"


class UploadPart(models.Model):
    """Some bytes of an upload, sealed."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="complaints_part_once")
        ]

    def __str__(self) -> str:
        return f"part at {self.position}"
