"""Issued papers: one code for one content, revoked for a reason, known by a digest."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.history import history_of
from audit.models import Event
from documents import codes
from documents.actions import digest_of, revoke, withhold
from documents.models import Paper
from documents.policies import Refused
from tests.documents.issued import SAID, make_paper

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def issued(cast):
    """Issues papers of Kohsar; whatever is given is different from the first one."""
    return partial(make_paper, cast, at=NOW)


def events() -> list[str]:
    found = Event.objects.filter(action__startswith="documents.").order_by("pk")
    return [event.action for event in found]


# --- Issuing ---


def test_a_paper_keeps_what_it_is_checked_by(issued, cast):
    """Its code, kind, number, station and day; of what it says the digest only."""
    paper = Paper.objects.get(pk=issued().pk)
    assert (paper.kind, paper.number, paper.station) == ("fir", "412/26", cast.kohsar)
    assert (paper.issued_by, paper.issued_at) == (cast.bilal, NOW)
    assert (paper.source_label, paper.source_id) == ("stations.station", cast.kohsar.pk)
    assert paper.digest == digest_of(SAID)
    assert codes.read(paper.shown_code) == paper.code
    assert str(paper) == "fir 412/26"
    event = Event.objects.get(action="documents.issued")
    assert (event.actor, event.target_id) == (str(cast.bilal), paper.pk)
    assert "Aslam" not in str(event.detail)


def test_the_same_content_is_the_same_paper(issued, cast):
    """Printed again, by whomever and whenever: the code and the day of its issue stay."""
    first = issued()
    again = issued(by=cast.ayesha, at=NOW + timedelta(days=9), content=dict(reversed(SAID.items())))
    assert again == first
    assert (again.code, again.issued_at, again.issued_by) == (first.code, NOW, cast.bilal)
    assert events() == ["documents.issued", "documents.printed_again"]


def test_other_content_or_another_record_is_another_paper(issued, cast):
    """One word is enough."""
    others = (
        issued(),
        issued(content={**SAID, "informant": "Muhammad Aslim"}),
        issued(source=cast.margalla),
    )
    assert len({paper.code for paper in others}) == len(others)


def test_what_was_revoked_is_not_issued_again(issued, cast):
    """The same content then gets a code of its own."""
    first = issued()
    revoke(by=cast.ayesha, paper=first, because="A wrong section", at=NOW)
    second = issued(at=NOW + timedelta(hours=1))
    assert second != first
    assert second.revoked_at is None


def test_two_at_once_are_one(issued, monkeypatch):
    """Whoever comes second in the same moment finds the first one's row, not an error."""
    first = issued()
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.get", _blind_once(Paper.objects.none().__class__.get)
    )
    assert issued() == first


def _blind_once(get):
    """A `get` that looked a moment too early."""
    looks = iter([True])

    def look(self, *args, **kwargs):
        if self.model is Paper and next(looks, False):
            raise Paper.DoesNotExist
        return get(self, *args, **kwargs)

    return look


def test_no_act_without_its_event(issued, monkeypatch):
    """Where the log refuses, nothing was issued."""
    monkeypatch.setattr("documents.actions.record", _refuse)
    with pytest.raises(RuntimeError):
        issued()
    assert not Paper.objects.exists()


def _refuse(**_event):
    raise RuntimeError


# --- Revoking, and keeping off the public page ---


def test_revoking_says_who_when_and_why(issued, cast):
    """And is seen in the history of the row."""
    paper = issued()
    revoke(by=cast.ayesha, paper=paper, because="  A wrong section ", at=NOW)
    paper.refresh_from_db()
    assert (paper.revoked_by, paper.revoked_at) == (cast.ayesha, NOW)
    assert paper.revoked_because == "A wrong section"
    assert history_of(Paper).objects.filter(id=paper.pk).count() == 2
    assert events() == ["documents.issued", "documents.revoked"]


def test_revoking_needs_a_reason_and_is_done_once(issued, cast):
    """A sentence for the screen each time."""
    paper = issued()
    with pytest.raises(Refused, match="Say why"):
        revoke(by=cast.ayesha, paper=paper, because="  ", at=NOW)
    revoke(by=cast.ayesha, paper=paper, because="A wrong section", at=NOW)
    with pytest.raises(Refused, match="already"):
        revoke(by=cast.ayesha, paper=paper, because="Once more", at=NOW)


def test_a_record_that_is_sealed_later_takes_its_papers_along(issued, cast):
    """All that were printed of it and no others; lifting the seal shows them again."""
    own, other = issued(), issued(source=cast.margalla)
    second = issued(content={**SAID, "language": "ur"})

    def withheld() -> set[Paper]:
        return set(Paper.objects.filter(is_withheld=True))

    withhold(by=cast.ayesha, source=cast.kohsar, is_withheld=True, at=NOW)
    assert withheld() == {own, second}
    withhold(by=cast.ayesha, source=cast.kohsar, is_withheld=True, at=NOW)
    assert events().count("documents.withheld") == 2, "what is withheld already is left alone"
    withhold(by=cast.ayesha, source=cast.kohsar, is_withheld=False, at=NOW)
    assert withheld() == set()
    assert other not in withheld()


def test_printing_again_says_anew_whether_it_is_withheld(issued):
    """The seal of the day of printing counts, also for the copies that are out already."""
    assert issued().is_withheld is False
    assert issued(is_withheld=True).is_withheld is True
    assert Paper.objects.get().is_withheld is True


# --- The digest ---


def test_the_digest_is_of_the_values_not_of_their_order():
    """Urdu, numbers and lists; and what is no JSON has none."""
    assert digest_of({"a": "محمد", "b": [1, None]}) == digest_of({"b": [1, None], "a": "محمد"})
    assert digest_of({"a": 1}) != digest_of({"a": "1"})
    assert digest_of({"a": [1, 2]}) != digest_of({"a": [2, 1]})
    # What it is today it must be in sixty years.
    written = '{"name":"محمد","year":2026}'
    assert digest_of({"year": 2026, "name": "محمد"}) == sha256(written.encode()).hexdigest()
    with pytest.raises(ValueError, match="JSON"):
        digest_of({"a": float("nan")})


# --- Codes ---


def test_codes_are_many_and_have_no_look_alikes():
    """Twelve signs of 32: none of them I, L, O or U."""
    found = {codes.new() for _ in range(1000)}
    assert len(found) == 1000
    assert len(set(codes.ALPHABET)) == 32
    assert set().union(*found) <= set(codes.ALPHABET)
    assert not set("ILOU") & set(codes.ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        *("K7QF-2M9D-XR01", "k7qf2m9dxr01", " K7QF 2M9D XR01 ", "K7QF–2M9D–XRO1", "k7qf-2m9d-xrol"),
        *("K7QF-2M9D-XR۰۱", "K۷QF-۲M۹D-XR٠١", "K7QF.2M9D.XROI"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    """Small letters, gaps, letters for figures, figures of an Urdu keyboard."""
    assert codes.read(typed) == "K7QF2M9DXR01"
    assert codes.shown(codes.read(typed)) == "K7QF-2M9D-XR01"


@pytest.mark.parametrize(
    "typed", ["", "K7QF-2M9D", "K7QF-2M9D-XR011", "K7QF-2M9D-XRU1", "محمد" * 3, "\0" * 12, "ß" * 6]
)
def test_what_is_no_code_is_none(typed):
    """Too short, too long, a letter that is in no code."""
    assert codes.read(typed) == ""


# --- The database refuses nonsense ---


@pytest.mark.parametrize(
    "nonsense",
    [
        {"code": "ABC"},
        {"code": "ILOUILOUILOU"},
        {"digest": "x" * 64},
        {"number": ""},
        *(
            {name: value for name, value, is_given in zip(
                ("revoked_at", "revoked_by_id", "revoked_because"),
                (NOW, -1, "A reason"), given, strict=True) if is_given}
            for given in product((True, False), repeat=3)
            if any(given) and not all(given)
        ),
        {"revoked_at": NOW - timedelta(days=1), "revoked_by_id": -1, "revoked_because": "Before"},
    ],
)  # fmt: skip
def test_the_database_refuses(issued, cast, nonsense):
    """A code that is none, half a revocation, one before the issue."""
    paper = issued()
    if "revoked_by_id" in nonsense:
        nonsense = {**nonsense, "revoked_by_id": cast.ayesha.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**nonsense)


def test_the_database_keeps_one_paper_of_one_content(issued):
    """Past the action, too."""
    paper = issued()
    paper.pk, paper.code = None, codes.new()
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.save(force_insert=True)
