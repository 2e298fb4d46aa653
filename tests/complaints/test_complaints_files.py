"""Files of a complaint: told apart by content, sent in parts, seen by whoever may see it."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from audit.models import Event
from complaints import policies, tasks, uploads
from complaints.attachments import (
    MOST_FILES,
    MOST_FILES_OF_COMPLAINT,
    Attachment,
    Upload,
    UploadPart,
)
from complaints.drafts import Draft
from complaints.limits import LIMITS
from complaints.models import Complaint
from complaints.views import files
from people import photographs, recordings, turns
from people.sealed import SealedStorage
from tests.complaints.complaint_scenes import make_complaint
from tests.recorded import picture, pixel_bomb, recording, virus_test

# Pillow also warns of what it refuses.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]
BEGIN = "/complaints/new/files/"
PART = 1000


@pytest.fixture
def draft(now) -> Draft:
    """A complaint that somebody types."""
    return Draft.objects.create(made_at=now, kept_at=now)


@pytest.fixture
def browser(draft) -> Client:
    """The browser in which he types it."""
    return browser_of(draft)


@pytest.fixture(scope="module")
def sound() -> bytes:
    """Two seconds of a tone as MP3: several parts of it."""
    return recording(seconds=2)


def browser_of(draft: Draft) -> Client:
    client = Client(headers={"accept": "application/json"})
    session = client.session
    session["complaint_draft"] = str(draft.pk)
    session.save()
    return client


def _file(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def _refusal(content: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(forms.ValidationError) as refused:
        uploads.drawn_anew(_file(content, name))
    return refused.value.messages[0]


def _begin(browser: Client, size: int, name: str = "threat.mp3"):
    return browser.post(BEGIN, {"name": name, "size": size})


def _send(browser: Client, url: str, position: int, content: bytes):
    return browser.post(
        url, content, content_type="application/octet-stream", headers={"x-position": str(position)}
    )


def _send_whole(browser: Client, content: bytes, name: str = "threat.mp3"):
    """Begin, send part after part, and give back the last answer."""
    url = _begin(browser, len(content), name).json()["url"]
    for position in range(0, len(content), PART):
        answer = _send(browser, url, position, content[position : position + PART])
    return answer


# --- Content counts, a name does not ---


def test_a_photograph_is_known_by_its_content():
    """Called a sound, it is a picture all the same; and it is drawn anew."""
    made = uploads.drawn_anew(_file(picture("PNG", comment="x"), "../../tmp/sound\u202e.mp3"))
    assert (made.kind, made.name, made.pk) == ("photo", "sound.mp3", None)
    assert Image.open(BytesIO(made.file.read())).format == "JPEG"


def test_a_recording_is_known_by_its_content(sound):
    """Called a picture, it is a sound all the same."""
    made = uploads.drawn_anew(_file(sound, "photo.jpg"))
    assert (made.kind, made.seconds) == ("audio", 2)
    assert made.file.read(4) == b"OggS"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03" + b"\0" * 4000, "photo.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.png"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.png"),
        (b"A letter and no sound. " * 100, "threat.mp3"),
        (b"%PDF-1.7\n" + b"\0" * 1000, "photo.jpeg"),
        (b"PK\x03\x04" + b"\0" * 1000, "photo.png"),
        (picture("GIF"), "photo.jpg"),
        (picture("WEBP"), "photo.jpg"),
        (b"#!/bin/sh\nrm -rf /\n", "threat.wav"),
    ],
    ids=["exe", "svg", "html", "text", "pdf", "zip", "gif", "webp", "script"],
)
def test_a_lying_file_is_refused_in_words(content, name):
    """Whatever it is called, and whatever the browser calls it."""
    assert "neither a photograph nor a recording" in _refusal(content, name)


def test_a_broken_picture_is_refused_in_words():
    """It begins as a picture does, and is none."""
    assert "not a picture we can read" in _refusal(picture()[:200])


def test_what_hangs_behind_a_picture_is_gone():
    """A page of script behind a photograph does not come along."""
    made = uploads.drawn_anew(_file(picture() + b"<script>alert(1)</script>"))
    assert b"script" not in made.file.read()


def test_a_pixel_bomb_is_refused_before_it_unfolds():
    """Sixty thousand by sixty thousand pixels would be ten gigabytes."""
    assert "picture" in _refusal(pixel_bomb(), "photo.png")
    assert "too many pixels" in _refusal(pixel_bomb(7_000), "photo.png")


@pytest.mark.parametrize("around", [(b"", b""), (picture(), b""), (recording(), b"\0" * 99)])
@pytest.mark.parametrize("name", ["photo.jpg", "threat.mp3"])
def test_what_a_virus_scanner_stops_is_refused(around, name):
    """As the file, or hidden behind a picture or a sound that is whole."""
    before, behind = around
    assert "virus scanner" in _refusal(before + virus_test() + behind, name)


def test_empty_and_too_large_are_refused():
    """Each kind by its own limit."""
    assert _refusal(b"") == "This file is empty."
    assert "larger than 12 MB" in _refusal(b"\0" * (recordings.MAX_BYTES + 1), "threat.mp3")
    large = picture() + b"\0" * photographs.MAX_BYTES
    assert "picture is larger than 8 MB" in _refusal(large)


# --- In parts ---


def test_a_file_arrives_in_parts(browser, draft, sound, now):
    """The size is told first; after the last part it is an attachment of the draft."""
    begun = _begin(browser, len(sound))
    assert begun.status_code == 201
    assert (begun.json()["received"], begun.json()["part_size"]) == (0, 256 * 1024)
    url = begun.json()["url"]
    halfway = _send(browser, url, 0, sound[:PART])
    assert halfway.json() == {"received": PART, "done": False}
    last = _send(browser, url, PART, sound[PART:]).json()
    attachment = draft.attachments.get()
    assert (last["done"], last["attachment"]) == (True, attachment.pk)
    assert "threat.mp3" in last["list"]
    assert (attachment.kind, attachment.seconds, attachment.added_by) == ("audio", 2, None)
    assert attachment.size == len(attachment.file.read())
    assert not UploadPart.objects.exists()


def test_parts_and_files_lie_sealed(browser, draft, sound):
    """Nobody who reads the table or the disk hears anything."""
    url = _begin(browser, len(sound)).json()["url"]
    _send(browser, url, 0, sound[:PART])
    assert sound[100:200] not in bytes(UploadPart.objects.get().content)
    _send(browser, url, PART, sound[PART:])
    name = draft.attachments.get().file.name
    assert name.startswith("complaints/")
    assert b"OggS" not in default_storage.open(f"{SealedStorage.DIRECTORY}/{name}").read()


def test_a_broken_line_goes_on_where_it_stopped(browser, draft, sound):
    """It asks, and is told; a part that came twice is kept once; an overlap is cut off."""
    url = _begin(browser, len(sound)).json()["url"]
    _send(browser, url, 0, sound[:PART])
    assert _send(browser, url, 0, sound[:PART]).json()["received"] == PART
    assert _send(browser, url, PART - 300, sound[PART - 300 : PART + 200]).json() == {
        "received": PART + 200,
        "done": False,
    }
    assert browser.get(url).json() == {"received": PART + 200, "done": False}
    assert UploadPart.objects.count() == 2
    _send(browser, url, PART + 200, sound[PART + 200 :])
    assert draft.attachments.get().seconds == 2


def test_a_gap_is_refused_and_says_where_to_go_on(browser, draft, sound):
    """Nothing is lost by it."""
    url = _begin(browser, len(sound)).json()["url"]
    _send(browser, url, 0, sound[:PART])
    answer = _send(browser, url, PART + 1, sound[PART + 1 :])
    assert (answer.status_code, answer.json()) == (409, {"received": PART})
    assert _send(browser, url, PART, sound[PART:]).json()["done"]


def test_more_than_was_told_is_refused(browser, draft, sound):
    """The file is another one by now; what came of it is forgotten."""
    url = _begin(browser, PART).json()["url"]
    answer = _send(browser, url, 0, sound[: PART + 1])
    assert answer.status_code == 422
    assert "changed while it was sent" in answer.json()["error"]
    assert not Upload.objects.exists()


def test_a_part_is_no_larger_than_a_part(browser):
    """Whoever sends everything at once is refused before it is read whole."""
    url = _begin(browser, 2 * uploads.LARGEST_PART).json()["url"]
    assert _send(browser, url, 0, b"\0" * (uploads.LARGEST_PART + 1)).status_code == 422


@pytest.mark.parametrize("position", ["", "-1", "one", "1e3", "9" * 30])
def test_a_position_is_a_number(browser, position):
    """Anything else is refused in words, not by an error of ours."""
    url = _begin(browser, 5000).json()["url"]
    answer = browser.post(
        url, b"x", content_type="application/octet-stream", headers={"x-position": position}
    )
    assert answer.status_code == 422


def test_finished_twice_is_once(browser, draft, sound, now):
    """The answer was lost and the last part is sent again: it is told that all is done."""
    _send_whole(browser, sound)
    upload = Upload.objects.get()
    url = reverse("complaints:upload_part", args=[upload.pk])
    again = _send(browser, url, len(sound) - 10, sound[-10:]).json()
    assert (again["done"], "attachment" in again) == (True, False)
    assert "threat.mp3" in again["list"]
    asked = browser.get(url).json()
    assert (asked["received"], asked["done"]) == (len(sound), True)
    assert "threat.mp3" in asked["list"]
    assert uploads.finish(upload, at=now) is None
    assert draft.attachments.count() == 1


def test_one_alone_looks_at_a_file(browser, draft, sound, now):
    """Whoever sends the last part again meanwhile waits; after two minutes he takes over."""
    upload, url = _arrived(browser, sound)
    assert uploads._claimed(upload, now) == sound
    answer = _send(browser, url, len(sound), b"")
    waiting = {"received": len(sound), "done": False, "wait": "It is being looked at."}
    assert (answer.status_code, answer.json()) == (202, waiting)
    assert not draft.attachments.exists()
    with pytest.raises(uploads.NotNow):
        uploads.finish(upload, at=now + uploads.CLAIM - timedelta(seconds=1))
    assert uploads.finish(upload, at=now + uploads.CLAIM) == draft.attachments.get()


def test_a_decoder_that_breaks_leaves_no_claim(browser, draft, sound, now, monkeypatch):
    """The next try is not kept waiting."""
    upload, _url = _arrived(browser, sound)
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "drawn_anew", _breaks)
        with pytest.raises(OSError, match="no disk"):
            uploads.finish(upload, at=now)
    assert uploads.finish(upload, at=now) == draft.attachments.get()


def _breaks(_upload: object) -> None:
    raise OSError("no disk")


def _arrived(browser: Client, content: bytes) -> tuple[Upload, str]:
    """Every part is there, and nobody has looked at it yet."""
    url = _begin(browser, len(content)).json()["url"]
    upload = Upload.objects.get()
    for position in range(0, len(content), PART):
        uploads.take_part(upload, position, content[position : position + PART])
    return upload, url


def test_where_all_decoders_are_busy_the_file_stays(browser, draft, sound, busy):
    """The script is told to wait, and nothing is sent again."""
    _upload, url = _arrived(browser, sound)
    with turns.turn("recordings", at_once=1), turns.turn("recordings", at_once=2):
        answer = _send(browser, url, len(sound), b"")
    assert (answer.status_code, answer.json()["received"]) == (202, len(sound))
    assert answer.json()["wait"].startswith("Many files are being looked at just now.")
    assert _send(browser, url, len(sound), b"").json()["done"]
    assert draft.attachments.count() == 1


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """Places of this test alone, at which nobody waits long."""
    monkeypatch.setattr(turns, "DIRECTORY", tmp_path / "turns")
    monkeypatch.setattr(turns, "MOST_WAIT_SECONDS", 0)


def test_the_last_part_twice_at_once_is_one_file(sound, now, monkeypatch):
    """Two requests at the same moment: one decoder, one attachment; the other waits or is done."""
    looked, together = [], threading.Barrier(2, timeout=10)
    drawn_anew = uploads.drawn_anew

    def counted(upload):
        looked.append(upload)
        return drawn_anew(upload)

    monkeypatch.setattr(uploads, "drawn_anew", counted)
    last = len(sound) - PART

    def begin() -> tuple[Draft, Upload]:
        draft = Draft.objects.create(made_at=now, kept_at=now)
        upload = uploads.begin(draft, name="a.mp3", size=len(sound), at=now)
        for position in range(0, last, PART):
            uploads.take_part(upload, position, sound[position : min(position + PART, last)])
        return draft, upload

    def finish(upload: Upload) -> Attachment | None:
        upload = Upload.objects.get(pk=upload.pk)
        together.wait()
        assert uploads.take_part(upload, last, sound[last:]) == len(sound)
        try:
            return uploads.finish(upload, at=now)
        except uploads.NotNow:
            return None

    draft, upload = _committed(begin)
    try:
        with ThreadPoolExecutor(2) as two:
            made = list(two.map(lambda _one: _committing(lambda: finish(upload)), range(2)))
        assert draft.attachments.get() in made
        assert made.count(None) == 1
        assert len(looked) == 1
        assert not UploadPart.objects.filter(upload=upload).exists()
    finally:
        _committed(lambda: _sweep(draft))


def _committed(work):
    """Do it in a thread, with a connection of its own that commits for real."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(_committing, work).result()


def _committing(work):
    try:
        return work()
    finally:
        connection.close()


def _sweep(draft: Draft) -> None:
    """Leave nothing behind: what really was committed other tests would see, and its history."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    UploadPart.objects.filter(upload__draft=draft).delete()
    draft.uploads.all().delete()
    draft.attachments.all().delete()
    draft.delete()


def test_what_arrived_but_was_not_finished_is_finished_when_asked(browser, draft, sound):
    """The server died over the last part: nothing is sent again, an empty part is enough."""
    _upload, url = _arrived(browser, sound)
    assert browser.get(url).json() == {"received": len(sound), "done": False}
    assert _send(browser, url, len(sound), b"").json()["done"]
    assert draft.attachments.count() == 1


def test_a_file_that_is_not_taken_is_forgotten(browser, draft):
    """The words are told, and nothing of it stays."""
    answer = _send_whole(browser, b"A letter and no sound. " * 100)
    assert answer.status_code == 422
    assert "neither a photograph nor a recording" in answer.json()["error"]
    assert not Upload.objects.exists()
    assert not draft.attachments.exists()


def test_a_large_picture_is_refused_with_its_first_part(browser):
    """Nobody sends ten megabytes to be told then."""
    url = _begin(browser, photographs.MAX_BYTES + 1, "photo.jpg").json()["url"]
    answer = _send(browser, url, 0, picture())
    assert answer.status_code == 422
    assert "larger than 8 MB" in answer.json()["error"]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "This file is empty."),
        (-5, "This file is empty."),
        (13 * 1024 * 1024, "larger than 12 MB"),
        (5 * 1024**3, "larger than 12 MB"),
        ("many", "no size"),
        (10**40, "larger than 12 MB"),
    ],
)
def test_an_impossible_size_is_refused_before_a_byte_is_sent(browser, size, words):
    """In words, and without a place for it."""
    answer = _begin(browser, size)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not Upload.objects.exists()


def test_a_name_may_be_anything(browser, draft, sound):
    """What no table and no page could hold is left out of it."""
    answer = _send_whole(browser, sound, "..\\a/<b>\x00\u202e" + "x" * 300)
    assert answer.json()["done"]
    assert draft.attachments.get().name == ("<b>" + "x" * 300)[:120]
    assert "&lt;b&gt;" in answer.json()["list"]
    assert _send_whole(browser, sound, "..").json()["done"]


def _fill(draft: Draft, now) -> None:
    for number in range(MOST_FILES):
        uploads.take_whole(draft, _file(picture(), f"{number}.jpg"), at=now)


def test_a_seventh_file_is_refused(browser, draft, now):
    """Before it is sent, and also when it was begun before the sixth was there."""
    begun = _begin(browser, len(picture()), "late.jpg").json()["url"]
    _fill(draft, now)
    answer = _begin(browser, 1000)
    assert answer.status_code == 422
    assert "Up to 6 files" in answer.json()["error"]
    assert _send(browser, begun, 0, picture()).status_code == 422
    assert draft.attachments.count() == MOST_FILES


def test_what_was_left_half_sent_keeps_nobody_out(browser, draft):
    """And nobody lays more half files down than there may be files."""
    tokens = [_begin(browser, 1000).json()["token"] for _ in range(MOST_FILES + 3)]
    left = {str(upload.pk) for upload in draft.uploads.all()}
    assert left == set(tokens[-MOST_FILES:])


def test_of_one_draft_little_lies_half_sent(browser, draft):
    """Three of the largest: what was begun before them is forgotten."""
    tokens = [_begin(browser, uploads.LARGEST).json()["token"] for _ in range(5)]
    assert {str(upload.pk) for upload in draft.uploads.all()} == set(tokens[-3:])
    last = _begin(browser, 1000).json()["token"]
    assert {str(upload.pk) for upload in draft.uploads.all()} == {*tokens[-2:], last}


def test_what_lies_half_sent_is_forgotten_after_a_day(browser, draft, sound, now):
    """With its parts, by the same task that forgets drafts; what is younger stays."""
    old, young = (
        uploads.begin(draft, name="a.mp3", size=len(sound), at=at)
        for at in (now - uploads.KEPT - timedelta(minutes=1), now - timedelta(hours=23))
    )
    for upload in (old, young):
        uploads.take_part(upload, 0, sound[:PART])
    tasks.forget_drafts()
    assert draft.uploads.get() == young
    assert UploadPart.objects.get().upload == young


def test_what_was_forgotten_over_the_decoder_is_not_called_done(browser, draft, sound, now):
    """In words: nothing has come of it."""
    upload, _url = _arrived(browser, sound)
    attachment = uploads.drawn_anew(_file(sound))
    Upload.objects.all().delete()
    with pytest.raises(forms.ValidationError, match="taken away meanwhile"):
        uploads._keep_once(upload, attachment, at=now)
    assert not draft.attachments.exists()


def test_a_full_store_takes_nothing_until_there_is_room(browser, sound, now, monkeypatch):
    """Nobody fills the disk with halves. What is on its way waits; old halves make room."""
    upload, url = _arrived(browser, sound)
    monkeypatch.setattr(uploads, "LARGEST_STORE", len(sound))
    refused = _begin(browser, 1000)
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("Many files are on their way just now.")
    Upload.objects.update(size=len(sound) + 1)
    waiting = _send(browser, url, len(sound), b"x")
    assert (waiting.status_code, waiting.json()["received"]) == (202, len(sound))
    assert waiting.json()["wait"].startswith("Many files are on their way just now.")
    Upload.objects.update(begun_at=now - timedelta(hours=2))
    assert _begin(browser, 1000).status_code == 201
    assert not Upload.objects.filter(pk=upload.pk).exists()


def test_whoever_hands_in_a_file_is_at_work(browser, draft, sound):
    """His draft is not stale, however long ago he typed."""
    before = draft.kept_at
    _send_whole(browser, sound)
    draft.refresh_from_db()
    assert draft.kept_at > before


def test_a_draft_that_went_meanwhile_is_said_to_be_gone(draft, sound, now):
    """It was lodged in another window while the file was on its way."""
    upload = uploads.begin(draft, name="a.mp3", size=len(sound), at=now)
    gone = Draft.objects.get(pk=draft.pk)
    Draft.objects.all().delete()
    with pytest.raises(forms.ValidationError, match="lodged or thrown away"):
        uploads.begin(gone, name="b.mp3", size=10, at=now)
    with pytest.raises(forms.ValidationError, match="taken away meanwhile"):
        uploads.take_part(upload, 0, sound)


def test_too_many_from_one_place(browser, monkeypatch):
    """Nobody fills the disk by beginning files all day."""
    monkeypatch.setitem(LIMITS, "file", "2/h/ip")
    assert [_begin(browser, 10).status_code for _ in range(3)] == [201, 201, 429]


def test_too_many_parts_from_one_place_wait(browser, sound, monkeypatch):
    """Nothing is lost: the script is told to wait, and goes on."""
    url = _begin(browser, len(sound)).json()["url"]
    monkeypatch.setitem(LIMITS, "part", "1/m/ip")
    assert _send(browser, url, 0, sound[:PART]).status_code == 200
    answer = _send(browser, url, PART, sound[PART:])
    waiting = {"received": PART, "done": False, "wait": "Many files come from here just now."}
    assert (answer.status_code, answer.json()) == (429, waiting)
    assert browser.get(url).json()["received"] == PART


def test_the_limit_of_parts_hinders_nobody():
    """Twelve of the largest files a minute come through one address of a mobile network."""
    parts_of_largest = -(-uploads.LARGEST // files.PART)
    most, _slash, per = LIMITS["part"].partition("/")
    assert (int(most) // parts_of_largest, per) == (12, "m/ip")


# --- Whose draft it is ---


def test_nobody_touches_the_draft_of_another(browser, draft, sound, now):
    """Another session finds nothing: no upload, no file; and without a draft there is no place."""
    url = _begin(browser, len(sound)).json()["url"]
    attachment = uploads.take_whole(draft, _file(picture()), at=now)
    remove = reverse("complaints:upload_remove", args=[attachment.pk])
    stranger = browser_of(Draft.objects.create(made_at=now, kept_at=now))
    for client in (stranger, Client()):
        assert client.get(url).status_code == 404
        assert _send(client, url, 0, sound).status_code == 404
        assert client.post(remove).status_code == 404
    assert _begin(Client(), 10).status_code == 404
    assert draft.attachments.exists()


def test_a_form_of_another_site_hands_in_nothing(draft):
    """The guard against forged forms stays on, for parts, too."""
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session["complaint_draft"] = str(draft.pk)
    session.save()
    logging.getLogger("django.security.csrf").disabled = True
    try:
        assert _begin(client, 10).status_code == 403
    finally:
        logging.getLogger("django.security.csrf").disabled = False


def test_a_file_is_removed_with_what_lies_on_the_disk(
    browser, draft, now, django_capture_on_commit_callbacks
):
    """The row and the sealed file, and only once that is certain."""
    attachment = uploads.take_whole(draft, _file(picture()), at=now)
    name, storage = attachment.file.name, attachment.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("complaints:upload_remove", args=[attachment.pk]))
        assert storage.exists(name)
    assert "No file has been added" in answer.json()["list"]
    assert not storage.exists(name)
    assert not Attachment.objects.exists()


# --- Without the script ---


def test_a_plain_form_hands_in_several_files(draft, sound):
    """Each is taken or refused in words, by its name; then the page is shown again."""
    client = browser_of(draft)
    client.defaults.pop("HTTP_ACCEPT")
    chosen = [_file(picture()), _file(sound, "threat.mp3"), _file(b"text", "letter.png")]
    answer = client.post(BEGIN, {"file": chosen})
    assert answer.status_code == 302
    assert answer.url == reverse("complaints:step", args=["evidence"])
    said = [str(one) for one in answer.wsgi_request._messages]
    assert said[:2] == ["photo.jpg has arrived.", "threat.mp3 has arrived."]
    assert said[2].startswith("letter.png: This file is neither")
    assert {one.kind for one in draft.attachments.all()} == {"photo", "audio"}


def test_a_plain_form_is_not_looked_at_without_end(draft, monkeypatch):
    """Ninety files cost no more than six; each counts for the limit of its address."""
    client = browser_of(draft)
    client.defaults.pop("HTTP_ACCEPT")
    answer = client.post(BEGIN, {"file": [_file(b"text", f"{n}.png") for n in range(90)]})
    said = [str(one) for one in answer.wsgi_request._messages]
    assert [words.partition(":")[0] for words in said] == [
        *(f"{n}.png" for n in range(MOST_FILES)),
        "Not looked at",
    ]
    assert said[-1] == "Not looked at: 84. Up to 6 files can be handed in."


def test_every_file_of_a_plain_form_counts(draft, monkeypatch):
    """By the limit of its address: not one for all."""
    monkeypatch.setitem(LIMITS, "file", "2/h/ip")
    client = browser_of(draft)
    client.defaults.pop("HTTP_ACCEPT")
    answer = client.post(BEGIN, {"file": [_file(picture(), f"{n}.jpg") for n in range(4)]})
    said = [str(one) for one in answer.wsgi_request._messages]
    assert said == [
        "0.jpg has arrived.",
        "1.jpg has arrived.",
        "Too many files came from here within an hour. Wait a little.",
    ]


def test_a_plain_form_removes_a_file(draft, now):
    """And comes back to the page."""
    client = browser_of(draft)
    client.defaults.pop("HTTP_ACCEPT")
    attachment = uploads.take_whole(draft, _file(picture()), at=now)
    answer = client.post(reverse("complaints:upload_remove", args=[attachment.pk]))
    assert answer.status_code == 302
    assert not draft.attachments.exists()


# --- Looked at by the police ---


def _handed_in(complaint: Complaint, content: bytes, kind: str, now) -> Attachment:
    return Attachment.objects.create(
        complaint=complaint,
        kind=kind,
        file=ContentFile(content, name="x"),
        size=len(content),
        added_at=now,
    )


@pytest.fixture
def evidence(cast, now) -> Attachment:
    """A recording of a complaint of Kohsar."""
    return _handed_in(make_complaint(cast.kohsar), b"OggS0123456789", "audio", now)


def test_a_complaint_holds_only_so_many_files(cast, now):
    """Whoever adds them."""
    complaint = make_complaint(cast.kohsar)
    for by in [None, cast.ayesha] * (MOST_FILES_OF_COMPLAINT // 2):
        assert policies.refuse_file(complaint) is None
        attachment = _handed_in(complaint, b"jpeg", "photo", now)
        Attachment.objects.filter(pk=attachment.pk).update(added_by=by)
    assert policies.refuse_file(complaint) == "This complaint has 30 files. No more can be added."


def _address(attachment: Attachment) -> str:
    return reverse("complaints:attachment", args=[attachment.complaint_id, attachment.pk])


def test_the_station_hears_it_and_the_log_says_so(cast, evidence):
    """Inline, able to do nothing, kept by no browser."""
    answer = cast.client(cast.ayesha).get(_address(evidence))
    assert (answer.status_code, answer.content) == (200, b"OggS0123456789")
    assert answer["Content-Type"] == "audio/ogg"
    assert answer["Content-Disposition"] == "inline"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    event = Event.objects.get(action="complaints.file_seen")
    assert (event.actor_id, event.target_id) == (cast.ayesha.pk, evidence.complaint_id)
    assert event.case_ref == evidence.complaint.e_tag


@pytest.mark.parametrize(
    ("asked", "status", "stretch", "told"),
    [
        ("bytes=0-", 206, b"OggS0123456789", "bytes 0-13/14"),
        ("bytes=4-6", 206, b"012", "bytes 4-6/14"),
        ("bytes=10-999", 206, b"6789", "bytes 10-13/14"),
        ("bytes=14-", 416, b"", "bytes */14"),
        ("bytes=-5", 200, b"OggS0123456789", None),
        ("lines=1-2", 200, b"OggS0123456789", None),
    ],
)
def test_a_player_moves_within_a_recording(cast, evidence, asked, status, stretch, told):
    """It asks for a stretch; what it asks for in another way is answered whole."""
    client = cast.client(cast.ayesha)
    answer = client.get(_address(evidence), headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, stretch)
    assert answer.get("Content-Range") == told


def _sees(cast, user: User, attachment: Attachment) -> int:
    return cast.client(user).get(_address(attachment)).status_code


def test_a_stranger_finds_nothing(cast, evidence, now):
    """Another station, a file under another complaint's address, and who has no such duty."""
    assert _sees(cast, cast.chaudhry, evidence) == 404
    assert _sees(cast, cast.ehsan, evidence) == 403
    other = make_complaint(cast.kohsar)
    crossed = reverse("complaints:attachment", args=[other.pk, evidence.pk])
    assert cast.client(cast.ayesha).get(crossed).status_code == 404
    assert not Event.objects.filter(action="complaints.file_seen").exists()


def test_what_is_sealed_is_seen_by_the_named_alone(cast, now):
    """The station's moharrar is not one of them."""
    sealed = make_complaint(cast.kohsar, category="sexual")
    assert sealed.is_sealed
    attachment = _handed_in(sealed, b"jpeg", "photo", now)
    assert _sees(cast, cast.bilal, attachment) == 404


def test_nobody_without_an_account_sees_it(evidence):
    """He is asked to sign in."""
    assert Client().get(_address(evidence)).status_code == 302
