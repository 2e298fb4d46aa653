"""What is sealed is read with a key and not without one: in the table, on the disk, in rotation."""

from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from audit.models import Event
from caspp.management.commands import rotate_field_keys
from people.sealed import EncryptedTextField, SealedStorage, SealUnknown, reseal, seal, unseal

OLD, NEW = "o" * 43 + "=", "n" * 43 + "="
WORDS = "مخبر کے مطابق رات کو آئے گا: informant says he comes by night"


@pytest.fixture
def Secret(db):  # noqa: N802
    """A table with one sealed text, gone with the test's transaction."""
    with isolate_apps("people"):

        class Secret(models.Model):
            reason = EncryptedTextField(blank=True)

            class Meta:
                app_label = "people"
                constraints = [
                    models.CheckConstraint(name="reasoned", condition=~models.Q(reason=""))
                ]

            def __str__(self):
                return str(self.pk)

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret


def _stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM people_secret ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def test_words_are_read_back_and_not_in_the_table(Secret):  # noqa: N803
    """Whatever way a row is written, Python has the words and the table has none of them."""
    one = Secret.objects.create(reason=WORDS)
    Secret.objects.bulk_create([Secret(reason=WORDS)])
    Secret.objects.filter(pk=one.pk).update(reason=WORDS)
    two = Secret.objects.last()
    two.reason = WORDS
    Secret.objects.bulk_update([two], ["reason"])
    assert list(Secret.objects.values_list("reason", flat=True)) == [WORDS, WORDS]
    one.full_clean()
    stored = _stored()
    assert len(set(stored)) == 2, "equal words must not look equal"
    assert not any("informant" in text or "مخبر" in text for text in stored)


def test_no_text_is_seen_to_be_none(Secret):  # noqa: N803
    """A constraint can insist on words; nothing else can be asked of them in SQL."""
    Secret.objects.create(reason=WORDS)
    assert Secret.objects.exclude(reason="").count() == 1
    for asked in ({"reason": WORDS}, {"reason__icontains": "inf"}, {"reason__gt": ""}):
        with pytest.raises(FieldError):
            Secret.objects.filter(**asked).exists()
    with pytest.raises(Exception, match="reasoned"):
        Secret.objects.create(reason="")


def test_file_on_disk_is_no_picture():
    """The storage gives back what was saved, and keeps something else."""
    name = SealedStorage().save("cards/one.jpg", ContentFile(b"\xff\xd8\xff picture"))
    with default_storage.open(f"sealed/{name}") as kept:
        content = kept.read()
    assert name == "cards/one.jpg"
    assert b"\xff\xd8\xff" not in content
    assert b"picture" not in content
    with SealedStorage().open(name) as opened:
        assert opened.read() == b"\xff\xd8\xff picture"
    assert SealedStorage().exists(name)
    with pytest.raises(NotImplementedError):
        SealedStorage().url(name)
    SealedStorage().delete(name)
    assert not default_storage.exists(f"sealed/{name}")


def test_keys_change_places(settings):
    """A new key in front seals; the old one behind it opens what it sealed."""
    settings.FIELD_KEYS = [OLD]
    sealed = seal(b"words")
    settings.FIELD_KEYS = [NEW, OLD]
    assert unseal(sealed) == b"words"
    anew = reseal(sealed)
    assert reseal(anew) == anew, "what the first key sealed is left alone"
    settings.FIELD_KEYS = [NEW]
    assert unseal(anew) == b"words"
    with pytest.raises(SealUnknown):
        unseal(sealed)


def test_the_command_seals_everything_anew(Secret, settings, tmp_path, monkeypatch):  # noqa: N803
    """Texts and files; a second run finds nothing left to do, and the old key can go."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}
    settings.MEDIA_ROOT = tmp_path
    settings.FIELD_KEYS = [OLD]
    Secret.objects.create(reason=WORDS)
    SealedStorage().save("cards/1/one.jpg", ContentFile(b"picture"))
    settings.FIELD_KEYS = [NEW, OLD]
    monkeypatch.setattr(rotate_field_keys, "sealed_fields", lambda: [(Secret, "reason")])
    said = StringIO()
    call_command("rotate_field_keys", stdout=said)
    call_command("rotate_field_keys", stdout=said)
    assert said.getvalue() == ("Sealed anew: 1 texts, 1 files.\nSealed anew: 0 texts, 0 files.\n")
    settings.FIELD_KEYS = [NEW]
    assert Secret.objects.get().reason == WORDS
    assert SealedStorage().open("cards/1/one.jpg").read() == b"picture"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["one.jpg"]
    event = Event.objects.filter(action="people.keys_rotated").first()
    assert event.detail == {"texts": 1, "files": 1}


def test_what_was_changed_does_not_open():
    """A sealed text is also proof of itself."""
    sealed = bytearray(seal(b"words"))
    sealed[-3] ^= 1
    with pytest.raises(SealUnknown):
        unseal(bytes(sealed))
