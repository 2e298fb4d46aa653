"""Files on their way into a complaint: told apart by content, drawn anew, sent in parts.

What a file is called, and what the browser says it is, counts for nothing. Of a file that is
taken nothing is kept but a picture or a sound of our own making.
"""

from datetime import datetime, timedelta

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.attachments import MOST_FILES, Attachment, Upload, UploadPart
from complaints.drafts import Draft
from people import photographs, recordings, turns
from people.sealed import seal, unseal

LARGEST = max(photographs.MAX_BYTES, recordings.MAX_BYTES)
#: A part is sent as a whole or not at all; on a slow line a large one never arrives.
LARGEST_PART = 512 * 1024
#: Of one draft, all that is on its way; of everybody, all that lies here in parts.
LARGEST_BEGUN = 3 * LARGEST
LARGEST_STORE = 2 * 1024**3
#: What is not whole by then is forgotten; sooner, when the store is full.
KEPT = timedelta(hours=24)
KEPT_WHEN_FULL = timedelta(hours=1)
#: Whoever looks at a file for longer has died over it. Longer than any decoder may take.
CLAIM = timedelta(minutes=2)
NAME_LENGTH = 120
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# The test of virus scanners. In pieces: a scanner would stop this very file otherwise.
_VIRUS_TEST = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"


class NotNow(Exception):
    """Nothing is wrong with the file: what arrived stays. The message says what to wait for."""


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


def room_of(draft: Draft) -> int:
    """How many files the draft has room for."""
    return max(0, MOST_FILES - draft.attachments.count())


def begin(draft: Draft, *, name: str, size: int, at: datetime) -> Upload:
    """A place for a file of this size. Raises forms.ValidationError before a byte is sent."""
    _refuse(_refuse_size(size) or _refuse_store(at))
    with transaction.atomic():
        draft = _held(draft, at)
        _refuse(_refuse_more(draft))
        _make_room(draft, size)
        return Upload.objects.create(draft=draft, name=shown_name(name), size=size, begun_at=at)


def take_part(upload: Upload, position: int, content: bytes) -> int:
    """Keep the part, sealed, and return how many bytes are there now.

    What is there already is not kept twice. Raises WrongPosition where bytes would be missing
    between, NotNow where there is no place for more, and forms.ValidationError where this cannot
    be the file that was begun.
    """
    try:
        return _take_part(upload, position, content)
    except forms.ValidationError:
        upload.delete()
        raise


@transaction.atomic
def _take_part(upload: Upload, position: int, content: bytes) -> int:
    held = _held_upload(upload)
    if not 0 <= position <= held.received:
        raise WrongPosition(held.received)
    if position == 0:
        _refuse(_refuse_size_as(content, held.size))
    if len(content) > LARGEST_PART or position + len(content) > held.size:
        raise forms.ValidationError(_("This file has changed while it was sent. Choose it again."))
    if missing := content[held.received - position :]:
        if _is_store_full():
            raise NotNow(_STORE_FULL)
        UploadPart.objects.create(upload=held, position=held.received, content=seal(missing))
        held.received += len(missing)
        held.save(update_fields=["received"])
    return held.received


def finish(upload: Upload, *, at: datetime) -> Attachment | None:
    """Make an attachment of what has arrived; None where that was done before.

    Raises NotNow while somebody else looks at it, and when too many files are being looked at;
    forms.ValidationError, in words, for a file that is not taken: it is forgotten then.
    """
    content = _claimed(upload, at)
    if not content:
        return None
    try:
        attachment = drawn_anew(SimpleUploadedFile("in-parts", content))
        attachment.name = upload.name
        return _keep_once(upload, attachment, at=at)
    except forms.ValidationError as refusal:
        if refusal.code == turns.NO_TURN:
            raise NotNow(refusal.messages[0]) from refusal
        Upload.objects.filter(pk=upload.pk).delete()
        raise
    finally:
        Upload.objects.filter(pk=upload.pk, claimed_at=at).update(claimed_at=None)


@transaction.atomic
def forget_unfinished(at: datetime, kept: timedelta = KEPT) -> int:
    """Delete what was begun too long ago, parts and all; returns how many.

    What was finished long ago goes along: nobody waits for its answer any more.
    """
    old = Upload.objects.filter(begun_at__lt=at - kept).select_for_update(skip_locked=True)
    pks = list(old.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=pks).delete()
    return len(pks)


@transaction.atomic
def remove(attachment: Attachment) -> None:
    """Take a file out of its draft; it leaves the disk with the row."""
    name, storage = attachment.file.name or "", attachment.file.storage
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def is_finished(upload: Upload) -> bool:
    """Everything arrived and was made into an attachment."""
    return upload.received == upload.size and not upload.parts.exists()


_STORE_FULL = gettext_lazy("Many files are on their way just now. Try again in an hour.")
_UNFINISHED = Q(received__lt=F("size")) | Exists(UploadPart.objects.filter(upload=OuterRef("pk")))


@transaction.atomic
def _claimed(upload: Upload, at: datetime) -> bytes:
    """All that has arrived, for whoever is the first to look at it; nothing when that is done."""
    held = _held_upload(upload)
    if not held.parts.exists():
        return b""
    if held.claimed_at is not None and held.claimed_at > at - CLAIM:
        raise NotNow(_("It is being looked at."))
    Upload.objects.filter(pk=held.pk).update(claimed_at=at)
    parts = held.parts.order_by("position").values_list("content", flat=True)
    return b"".join(unseal(bytes(part)) for part in parts)


@transaction.atomic
def _keep_once(upload: Upload, attachment: Attachment, *, at: datetime) -> Attachment | None:
    """Put it into the draft, unless somebody who took over the claim did that meanwhile."""
    draft = _held(upload.draft, at)
    is_first = _held_upload(upload).parts.all().delete()[0]
    return _keep(draft, attachment, at=at) if is_first else None


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


def _held_upload(upload: Upload) -> Upload:
    """The upload as it is now, held until the transaction ends."""
    held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if held is None:
        raise forms.ValidationError(_("This file was taken away meanwhile. Choose it again."))
    return held


def _make_room(draft: Draft, size: int) -> None:
    """Forget the oldest of what lies half sent, where it would be too much with one more.

    Whoever went away and begins anew is not kept out by what he left lying.
    """
    files, space = room_of(draft) - 1, LARGEST_BEGUN - size
    for upload in draft.uploads.filter(_UNFINISHED).order_by("-begun_at", "-pk"):
        files, space = files - 1, space - upload.size
        if min(files, space) < 0:
            upload.delete()


def _refuse_store(at: datetime) -> str | None:
    """Why no file can be begun by anybody: too much lies here half sent."""
    if _is_store_full():
        forget_unfinished(at, KEPT_WHEN_FULL)
    return str(_STORE_FULL) if _is_store_full() else None


def _is_store_full() -> bool:
    stored = Upload.objects.filter(_UNFINISHED).aggregate(bytes=Sum("received"))["bytes"]
    return (stored or 0) >= LARGEST_STORE


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


def _refuse_more(draft: Draft) -> str | None:
    if not room_of(draft):
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
