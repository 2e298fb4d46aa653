"""A file of the CRO as it comes in: kept sealed in blocks, read from wherever one stopped."""

import io
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.actions import Refused
from audit.actions import record as record_event
from convicts.models import ImportBatch, ImportBlock
from convicts.rows import check_columns
from people.masking import cards_masked
from people.sealed import seal, unseal
from sheets import files

BLOCK = 512 * 1024
MOST_BYTES = 500 * 1024 * 1024


@transaction.atomic
def receive(
    *, by: Any, file: BinaryIO, name: str, is_whole: bool, are_canaries: bool = False, at: datetime
) -> ImportBatch:
    """Take a CSV file or a workbook in; the worker reads it.

    The very same file whose reading was broken off goes on. Raises Refused.
    """
    file.seek(0)
    batch = ImportBatch(
        file_name=cards_masked(name)[:160],
        is_whole=is_whole,
        are_canaries=are_canaries,
        language=translation.get_language(),
        made_by=by,
        made_at=at,
        sha256=_digest(file),
        size=0,
    )
    twins = ImportBatch.objects.at_work().filter(sha256=batch.sha256, is_whole=is_whole)
    if twin := twins.filter(made_by=by, are_canaries=are_canaries).first():
        return twin
    try:
        with TemporaryFile() as spare:
            stream = files.as_csv(file, spare) if files.is_workbook(file) else file
            with files.reading(stream, check_columns) as reader:
                batch.columns = reader.columns
            batch.save(force_insert=True)
            batch.size = _keep(batch, stream)
    except files.NotAFile as refusal:
        raise Refused(str(refusal)) from refusal
    batch.save(update_fields=["size"])
    record_event(
        by=by,
        action="convicts.file_brought",
        target=batch,
        at=at,
        detail={"file": batch.file_name, "sha256": batch.sha256, "whole": is_whole},
    )
    return batch


def _digest(file: BinaryIO) -> str:
    digest = sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _keep(batch: ImportBatch, stream: BinaryIO) -> int:
    """Keep the file in sealed blocks; returns how many bytes it has."""
    stream.seek(0)
    size = 0
    number = 0
    while block := stream.read(BLOCK):
        if size + len(block) > MOST_BYTES:
            raise Refused(_("The file is larger than 500 MB. Divide it into several files."))
        ImportBlock.objects.create(batch=batch, number=number, content=seal(block))
        size, number = size + len(block), number + 1
    return size


class Stream(io.RawIOBase):
    """The bytes of a file that was taken in, from ``start`` on; one block is held at a time."""

    def __init__(self, batch: ImportBatch, start: int = 0) -> None:
        super().__init__()
        self._batch = batch
        self._at = start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset if whence == io.SEEK_SET else self._at + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, within = divmod(self._at, BLOCK)
        block = self._block(number)
        some = block[within : within + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def _block(self, number: int) -> bytes:
        if getattr(self, "_number", None) != number:
            kept = self._batch.blocks.filter(number=number).values_list("content", flat=True)
            found = kept.first()
            self._number, self._content = number, unseal(bytes(found)) if found else b""
        return self._content
