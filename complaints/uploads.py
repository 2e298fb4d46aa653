"""Files on their way into a complaint: told apart by content, drawn anew, sent in parts.

What a file is called, and what the browser says it is, counts for nothing. Of a file that is
taken nothing is kept but a picture or a sound of our own making.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from complaints.attachments import MOST_FILES, Attachment, Upload, UploadPart
from complaints.drafts import Draft
from people import photographs, recordings
from people.sealed import seal, unseal

LARGEST = max(photographs.MAX_BYTES, recordings.MAX_BYTES)
#: A part is sent as a whole or not at all; on a slow line a large one never arrives.
LARGEST_PART = 512 * 1024
NAME_LENGTH = 120
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# The test of virus scanners. In pieces: a scanner would stop this very file otherwise.
_VIRUS_TEST = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"


class WrongPosition(Exception):
    """The part does not follow what is there; `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(f"The next part begins at {received}.")
        self.received = received


def drawn_anew(upload: "UploadedFile[bytes]") -> Attachment:
    """An unsaved photograph or recording of what was handed in, whatever it is called.

    Raises forms.ValidationError, in words for the person who chose the file.
    """
    size = upload.size or 0
    _refuse(_refuse_size(size) or _refuse_size_as(_head(upload), size))
    upload.seek(0)
    if _VIRUS_TEST in upload.read():
        raise forms.ValidationError(_("A virus scanner would stop this file. It is not taken."))
    upload.seek(0)
    kind, seconds = Attachment.Kind.PHOTO, None
    if _is_picture(_head(upload)):
        drawn = photographs.reencoded(upload)
    else:
        kind = Attachment.Kind.AUDIO
        drawn, seconds = _recorded_anew(upload)
    return Attachment(
        kind=kind, file=drawn, name=shown_name(upload.name), size=drawn.size, seconds=seconds
    )


def shown_name(name: str | None) -> str:
    """The name without a path, and without letters that nobody sees."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_LENGTH]


def take_whole(draft: Draft, upload: "UploadedFile[bytes]", *, at: datetime) -> Attachment:
    """Take a file that came in one piece. Raises forms.ValidationError."""
    _refuse(_refuse_more(draft))
    attachment = drawn_anew(upload)
    with transaction.atomic():
        return _keep(_held(draft, at), attachment, at=at)


@transaction.atomic
def begin(draft: Draft, *, name: str, size: int, at: datetime) -> Upload:
    """A place for a file of this size. Raises forms.ValidationError before a byte is sent."""
    draft = _held(draft, at)
    _refuse(_refuse_size(size) or _refuse_more(draft))
    free = MOST_FILES - draft.attachments.count()
    # Whoever went away and begins anew is not kept out by what he left lying half sent.
    unfinished = draft.uploads.filter(_UNFINISHED).order_by("-begun_at", "-pk")
    left_lying = list(unfinished.values_list("pk", flat=True)[free - 1 :])
    Upload.objects.filter(pk__in=left_lying).delete()
    return Upload.objects.create(draft=draft, name=shown_name(name), size=size, begun_at=at)


def take_part(upload: Upload, position: int, content: bytes) -> int:
    """Keep the part, sealed, and return how many bytes are there now.

    What is there already is not kept twice. Raises WrongPosition where bytes would be missing
    between, and forms.ValidationError where this cannot be the file that was begun.
    """
    try:
        return _take_part(upload, position, content)
    except forms.ValidationError:
        upload.delete()
        raise


@transaction.atomic
def _take_part(upload: Upload, position: int, content: bytes) -> int:
    held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if held is None:
        raise forms.ValidationError(_("This file was taken away meanwhile. Choose it again."))
    if not 0 <= position <= held.received:
        raise WrongPosition(held.received)
    if position == 0:
        _refuse(_refuse_size_as(content, held.size))
    if len(content) > LARGEST_PART or position + len(content) > held.size:
        raise forms.ValidationError(_("This file has changed while it was sent. Choose it again."))
    if missing := content[held.received - position :]:
        UploadPart.objects.create(upload=held, position=held.received, content=seal(missing))
        held.received += len(missing)
        held.save(update_fields=["received"])
    return held.received


def finish(upload: Upload, *, at: datetime) -> Attachment | None:
    """Make an attachment of what has arrived; None where that was done before.

    Raises forms.ValidationError, in words, for a file that is not taken; it is forgotten then.
    """
    parts = list(upload.parts.order_by("position").values_list("content", flat=True))
    if not parts:
        return None
    content = b"".join(unseal(bytes(part)) for part in parts)
    try:
        attachment = drawn_anew(SimpleUploadedFile("in-parts", content))
        attachment.name = upload.name
        with transaction.atomic():
            draft = _held(upload.draft, at)
            is_first = upload.parts.all().delete()[0]
            return _keep(draft, attachment, at=at) if is_first else None
    except forms.ValidationError:
        upload.delete()
        raise


@transaction.atomic
def remove(attachment: Attachment) -> None:
    """Take a file out of its draft; it leaves the disk with the row."""
    name, storage = attachment.file.name or "", attachment.file.storage
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def is_finished(upload: Upload) -> bool:
    """Everything arrived and was made into an attachment."""
    return upload.received == upload.size and not upload.parts.exists()


_UNFINISHED = Q(received__lt=F("size")) | Exists(UploadPart.objects.filter(upload=OuterRef("pk")))


def _keep(draft: Draft, attachment: Attachment, *, at: datetime) -> Attachment:
    _refuse(_refuse_more(draft))
    attachment.draft, attachment.added_at, attachment.added_by = draft, at, draft.officer
    attachment.save(force_insert=True)
    return attachment


def _held(draft: Draft, at: datetime) -> Draft:
    """The draft, held until the transaction ends: files are counted one after the other.

    Whoever hands in a file is at work on it: it is not stale.
    """
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise forms.ValidationError(_("This complaint was lodged or thrown away meanwhile."))
    Draft.objects.filter(pk=held.pk).update(kept_at=at)
    return held


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise forms.ValidationError(refusal)


def _refuse_size(size: int) -> str | None:
    if size < 1:
        return _("This file is empty.")
    if size > LARGEST:
        return _(
            "This file is larger than 12 MB. Choose a smaller photograph or a shorter recording."
        )
    return None


def _refuse_size_as(head: bytes, size: int) -> str | None:
    """Of a photograph its first bytes are enough to say that it is too large."""
    if _is_picture(head) and size > photographs.MAX_BYTES:
        return _("This picture is larger than 8 MB. Choose a smaller one.")
    return None


def _refuse_more(draft: Any) -> str | None:
    if draft.attachments.count() >= MOST_FILES:
        return _("Up to %(most)s files can be handed in. Remove one first.") % {"most": MOST_FILES}
    return None


def _recorded_anew(upload: "UploadedFile[bytes]") -> "tuple[ContentFile[bytes], int]":
    """What is no picture can only be a recording; or else nobody knows what it was meant to be."""
    try:
        return recordings.reencoded(upload)
    except forms.ValidationError as refusal:
        if refusal.code != recordings.UNHEARD:
            raise
        words = _(
            "This file is neither a photograph nor a recording that we can read. We take"
            " photographs as JPEG or PNG, and recordings as MP3, M4A, OGG or WAV."
        )
        raise forms.ValidationError(words) from refusal


def _head(upload: "UploadedFile[bytes]") -> bytes:
    upload.seek(0)
    return upload.read(16)


def _is_picture(head: bytes) -> bool:
    return head.startswith(_PICTURES)
