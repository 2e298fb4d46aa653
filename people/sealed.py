"""What is kept sealed: encrypted in the table and on the disk, read only by who holds a key.

The keys are FIELD_KEYS: the first seals, every one of them opens. A new key goes in front, then
`manage.py rotate_field_keys` seals everything anew (docs/settings.md).
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.utils.deconstruct import deconstructible


class SealUnknown(Exception):
    """None of FIELD_KEYS opens this: a key was taken away too early, or the text was changed."""


def seal(plain: bytes) -> bytes:
    """The same, unreadable: each time in other bytes, so that equal secrets do not look equal."""
    return _keys().encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """What was sealed. Raises SealUnknown, never gives back anything that was tampered with."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken as error:
        raise SealUnknown("No key of FIELD_KEYS opens this.") from error


def reseal(sealed: bytes) -> bytes:
    """The same under the first key; the very same bytes where that key sealed them."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(sealed)
    except InvalidToken:
        return seal(unseal(sealed))
    return sealed


def _keys() -> MultiFernet:
    return _ring(tuple(settings.FIELD_KEYS))


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that only the program can read: ciphertext in the table, plain words in Python.

    No text stays '' in the table, so that a constraint can ask whether there is any. Nothing
    else can be asked of it in SQL: it has no order, no index and no search.
    """

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return seal(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return unseal(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": _IsEmpty, "isnull": IsNull}.get(lookup_name)


class _IsEmpty(Exact):  # type: ignore[type-arg]
    """Equal to ''. Equal words are sealed in unequal bytes and would never meet."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", None):
            raise FieldError("A sealed text can only be compared with ''.")
        return self.rhs


@deconstructible
class SealedStorage(Storage):
    """Files that only the program can read; they have no address.

    They lie in a directory of their own of the default storage, so that all of them can be
    sealed anew, whatever record still speaks of them.
    """

    DIRECTORY = "sealed"

    def _save(self, name: str, content: "File[Any]") -> str:
        kept = default_storage.save(self._place(name), ContentFile(seal(content.read())))
        return str(PurePosixPath(kept).relative_to(self.DIRECTORY))

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        return ContentFile(unseal(self._bytes(name)), name=name)

    def delete(self, name: str) -> None:
        default_storage.delete(self._place(name))

    def exists(self, name: str) -> bool:
        return default_storage.exists(self._place(name))

    def names(self, below: str = "") -> Iterator[str]:
        """Every file that is kept."""
        if not default_storage.exists(self._place(below)):
            return
        directories, files = default_storage.listdir(self._place(below))
        yield from (str(PurePosixPath(below, name)) for name in files)
        for name in directories:
            yield from self.names(str(PurePosixPath(below, name)))

    def reseal(self, name: str) -> bool:
        """Put the file under the first key; False where it is. Whole at every moment."""
        sealed = self._bytes(name)
        anew = reseal(sealed)
        if anew == sealed:
            return False
        copy = default_storage.save(self._place(name), ContentFile(anew))
        os.replace(default_storage.path(copy), default_storage.path(self._place(name)))
        return True

    def _bytes(self, name: str) -> bytes:
        with default_storage.open(self._place(name)) as kept:
            content: bytes = kept.read()
        return content

    def _place(self, name: str) -> str:
        return str(PurePosixPath(self.DIRECTORY, name))
