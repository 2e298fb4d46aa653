"""A sheet for a witness: the suspect among others who look like him, none of them his own."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.roles import Role
from alerts.actions import Refused
from audit.models import Event
from convicts import filing, line_ups
from convicts.models import Associate, ConvictRecord, Gang, LineUp, Membership, Photograph
from tests.cast import make_officer
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


def with_face(number: int, gul, now, **fields) -> ConvictRecord:
    record = make_convict(
        external_ref=f"CRO-{number}",
        cnic=f"6110112345{number:03d}",
        complexion="wheatish",
        **fields,
    )
    picture = ContentFile(f"face {number}".encode(), name="x.jpg")
    filing.note(by=gul, record=record, row=Photograph(view="front", picture=picture), at=now)
    return record


@pytest.fixture
def suspect(gul, now):
    return with_face(1, gul, now)


@pytest.fixture
def crowd(gul, now):
    return [with_face(number, gul, now) for number in range(2, 12)]


def on(sheet: LineUp) -> set[int]:
    rows = Photograph.objects.filter(pk__in=sheet.photographs)
    return set(rows.values_list("record", flat=True))


def made(suspect, gul, now) -> LineUp:
    return line_ups.make(by=gul, record=suspect, case_ref="FIR 12/26", at=now)


def test_he_stands_among_seven_others(suspect, crowd, gul, now):
    """Eight faces, each once, his number kept for the court."""
    sheet = made(suspect, gul, now)
    assert len(set(sheet.photographs)) == line_ups.FACES
    his = suspect.photographs.get()
    assert sheet.photographs[sheet.place - 1] == his.pk
    assert on(sheet) <= {suspect.pk, *(one.pk for one in crowd)}


def test_the_place_is_chance(suspect, crowd, gul, now):
    """Nobody learns where the suspect stands."""
    places = {made(suspect, gul, now).place for _ in range(40)}
    assert len(places) > 3


@pytest.mark.parametrize("change", [
    {"gender": "F"}, {"birth_year": 1950}, {"sealed_as": "juvenile"}, {"is_canary": True},
])  # fmt: skip
def test_who_would_stand_out_does_not_stand_there(suspect, crowd, gul, now, change):
    """Of another sex or age; nor anybody sealed, nor one who does not exist."""
    odd = crowd[0]
    ConvictRecord.objects.filter(pk=odd.pk).update(**change)
    for _ in range(5):
        assert odd.pk not in on(made(suspect, gul, now))


def test_who_belongs_to_him_does_not_stand_there(suspect, crowd, gul, now):
    """A witness who knows the gang would be led by it."""
    one, other, same = crowd[:3]
    filing.note(by=gul, record=suspect, row=Membership(gang=Gang(name="Bolan")), at=now)
    filing.note(by=gul, record=one, row=Membership(gang=Gang.objects.get()), at=now)
    filing.note(by=gul, record=other, row=Associate(kind="friend", other=suspect), at=now)
    ConvictRecord.objects.filter(pk=same.pk).update(merged_into=suspect)
    for _ in range(5):
        assert not {one.pk, other.pk, same.pk} & on(made(suspect, gul, now))


def test_those_come_first_who_have_his_description(suspect, crowd, gul, now):
    """Fair ones only where there are too few like him."""
    fair = crowd[:3]
    ConvictRecord.objects.filter(pk__in=[one.pk for one in fair]).update(complexion="fair")
    assert not {one.pk for one in fair} & on(made(suspect, gul, now))


def test_too_few_are_no_sheet(suspect, gul, now):
    """It says how many are missing, and what to do."""
    for number in range(2, 5):
        with_face(number, gul, now)
    with pytest.raises(Refused, match="Only 3 people"):
        made(suspect, gul, now)


def test_without_his_face_there_is_none(crowd, gul, now):
    """Nobody is asked about a face that is not there."""
    record = make_convict(external_ref="CRO-99", cnic="")
    with pytest.raises(Refused, match="no photograph"):
        made(record, gul, now)


def test_on_the_screen(cast, suspect, crowd, gul, now):
    """For a case alone; faces and numbers, no name; nobody else's sheet."""
    client = cast.client(gul)
    detail = reverse("convicts:detail", args=[suspect.pk])
    make = reverse("convicts:make_line_up", args=[suspect.pk])
    no_case = {"kind": "prevention", "no_case": "on", "words": "Seen loitering at the bus stand"}
    link = client.post(detail, no_case).context["link"]
    assert client.post(make, {"look": link})["Location"] == detail
    link = client.post(detail, CASE).context["link"]
    address = client.post(make, {"look": link})["Location"]
    page = client.get(address)
    assert page.text.count("/faces/") == line_ups.FACES
    assert suspect.name not in page.text
    sheet = LineUp.objects.get()
    face = reverse("convicts:line_up_face", args=[sheet.pk, sheet.place])
    assert client.get(face).content == b"face 1"
    assert client.get(reverse("convicts:line_up_face", args=[sheet.pk, 9])).status_code == 404
    event = Event.objects.get(action="convicts.line_up_made")
    assert len(event.detail["records"]) == line_ups.FACES
    other = cast.client(make_officer("hira", Role.CRO_OPERATOR))
    assert other.get(address).status_code == 404
    assert other.get(face).status_code == 404
