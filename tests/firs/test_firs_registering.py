"""A draft becomes an FIR: its number, its book, what is sealed, and what never changes again."""

from datetime import timedelta

import pytest

from firs import actions
from firs.models import FIR, DiaryEntry, EntryKind, State
from tests.firs.fir_scenes import accused, make_draft, make_fir, thing, vehicle, victim

pytestmark = pytest.mark.django_db


def test_it_gets_the_next_number_of_its_station_and_year(cast, now):
    """Each station counts its own, from one."""
    first = make_fir(cast.kohsar, cast.bilal, at=now)
    second = make_fir(cast.kohsar, cast.ayesha, at=now + timedelta(minutes=1))
    other = make_fir(cast.margalla, cast.chaudhry, at=now)
    year = f"{now:%y}"
    assert [one.number for one in (first, second, other)] == [f"1/{year}", f"2/{year}", f"1/{year}"]
    assert first.state == State.REGISTERED


def test_the_roznamcha_has_it_first(cast, now):
    """The day opens, then the information, then the number, in the order of time."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    rows = DiaryEntry.objects.filter(station=cast.kohsar).order_by("number")
    assert [(one.number, one.kind) for one in rows] == [
        (1, "opening"),
        (2, "information"),
        (3, "fir"),
    ]
    assert fir.diary_entry == rows[1]
    assert fir.registered_at >= rows[1].made_at
    assert fir.entries.get(kind=EntryKind.REGISTERED).diary_entry == rows[2]


def test_people_and_things_stand_in_it(cast, now):
    """Row 5 is written from those who are nominated, each with what is known."""
    parts = [accused(), accused("", description="young, on a black motorcycle"), thing(), vehicle()]
    fir = make_fir(cast.kohsar, cast.bilal, at=now, parts=parts, language="en")
    assert fir.accused.splitlines() == [
        "1. Asif Bashir, s/o Bashir Ahmed, CNIC 42101-1234567-1",
        "2. unknown, young, on a black motorcycle",
    ]
    assert (fir.sections, fir.section_codes, fir.head) == ("379 PPC", ["ppc-379"], "vehicle_theft")
    assert fir.report_due_at - fir.registered_at == timedelta(days=14)
    assert fir.interim_due_at - fir.registered_at == timedelta(days=17)


def test_a_minor_victim_seals_it(cast, now):
    """From the moment she is typed, the case exists for the named officers alone."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now, parts=[victim(age=9)])
    assert draft.sealed_as == "juvenile"
    assert FIR.objects.visible_to(cast.bilal).filter(pk=draft.pk).exists()
    assert FIR.objects.visible_to(cast.ayesha).filter(pk=draft.pk).exists()
    assert not FIR.objects.visible_to(cast.chaudhry).filter(pk=draft.pk).exists()
    assert not DiaryEntry.objects.exists()
    actions.register(
        by=cast.bilal, fir=draft, seen=draft.changed_at, signed_as="thumb", despatched_at=None,
        at=now,
    )  # fmt: skip
