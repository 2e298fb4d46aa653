"""A sealed record exists for the officers named on it, and for nobody else at any station.

Somebody whose file has everything in it is sealed. Every role then asks for him in every way there
is: by each thing known of him in the one box, by every filter, by every address that bears a number
of his, by the dossier of his number and of whoever is tied to him, by the queue, by a line-up, by
an export, by counting. The officer who is named finds him on the same ways.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from convicts import doubles, filing, line_ups
from convicts.actions import seal
from convicts.models import (
    Alias,
    Associate,
    Conviction,
    ConvictRecord,
    Duplicate,
    Gang,
    LineUp,
    Mark,
    Membership,
    Photograph,
)
from convicts.notes import NOTES
from exports.registry import datasets_for
from tests.alerts.alert_scenes import drain
from tests.cast import Cast, make_officer
from tests.guards.test_masking import plain_addresses
from tests.people_on_file import INNOCENT, make_listing, make_stay

pytestmark = pytest.mark.django_db
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}
LOOK_UP, DOSSIER = reverse("convicts:look_up"), reverse("dossier:of_cnic")
HIDDEN = {
    "name": "Zardad Khoso",
    "name_ur": "زرداد کھوسو",
    "relative_name": "Imdad Khoso",
    "cnic": "4130398765437",
    "phone": "03339876543",
    "district": "Hyderabad",
    "birth_year": 1971,
}
REFERENCE, ALIAS = "CRO-990017", "Shidi Badshah"
TRACES = [HIDDEN["name"], HIDDEN["name_ur"], REFERENCE, ALIAS, "98765437", "3339876543"]
#: Everything by which the box could find him.
ASKED = [
    *(HIDDEN["name"], "Zardaad Khosso", HIDDEN["name_ur"], "زرداد", HIDDEN["cnic"], "98765"),
    *(HIDDEN["phone"], "0333-9876543", REFERENCE, ALIAS, "FIR 4711/19", "4711/2019"),
]
FILTERS = [
    {"district": "Hyderabad"},
    {"age_from": 50, "age_to": 60},
    {"mark": Mark.Kind.BURN.value},
    {"crime_head": "murder"},
    {"status": ConvictRecord.Status.ABSCONDING.value},
]
SEARCHERS = [
    *(Role.MOHARRAR, Role.INVESTIGATION_OFFICER, Role.SHO, Role.SDPO, Role.DPO, Role.COMMAND),
    Role.CRO_OPERATOR,
]


#: He reads in the log what was done with a record before it was sealed, by its reference.
OFFICERS = [*SEARCHERS, Role.AUDITOR]


@dataclass
class Scene:
    """The sealed man, one who is tied to him, and who is named on the seal."""

    cast: Cast
    sealed: ConvictRecord
    friend: ConvictRecord
    keeper: User
    pair: int
    photograph: int
    units: dict[Role, dict]

    def client(self, role: Role) -> Client:
        """A browser of somebody of this role whom nobody named, of the station where he was."""
        return self.cast.client(make_officer(f"one_{role}", role, **self.units.get(role, {})))


@pytest.fixture
def scene(cast, now):
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    sealed = _on_file(REFERENCE, **HIDDEN)
    friend = _on_file("CRO-5", **{**INNOCENT, "name_ur": "", "complexion": "dark"})
    like = {"name": "Zardad Khosa", "name_ur": "", "cnic": "", "phone": ""}
    twin = _on_file("CRO-6", **{**HIDDEN, **like})
    photograph = _fill(sealed, friend, keeper, now)
    for number in range(line_ups.FACES):
        like = {"birth_year": INNOCENT["birth_year"], "name_ur": ""}
        one = _on_file(f"CRO-7{number}", cnic=f"6110155555{number:03d}", **like)
        _note(one, _face(number), keeper, now)
    # The register of the hotel is the station's to read; there he goes by another name.
    guest = {"name": "Zulfiqar Mirani", "name_ur": "", "relative_name": ""}
    hidden = {name: text for name, text in HIDDEN.items() if name != "phone"}
    make_stay(cast.hotel, cast.ehsan, **{**hidden, **guest})
    drain()
    while doubles.find(at=now):
        pass
    pair = Duplicate.objects.get(first__in=(sealed, twin), second__in=(sealed, twin))
    seal(by=keeper, record=sealed, sealed_as="informant", at=now)
    circle = cast.kohsar.circle
    units: dict[Role, dict] = {
        Role.SDPO: {"circle": circle},
        Role.DPO: {"district": circle.district},
    }
    return Scene(cast, sealed, friend, keeper, pair.pk, photograph, units)


def _on_file(reference: str, **fields) -> ConvictRecord:
    return ConvictRecord.objects.get(pk=make_listing(external_ref=reference, **fields).source_id)


def _note(record, row, by, at):
    return filing.note(by=by, record=record, row=row, at=at)


def _face(number: int) -> Photograph:
    return Photograph(view="front", picture=ContentFile(f"face {number}".encode(), name="x.jpg"))


def _fill(sealed, friend, by, at) -> int:
    """Everything that a file can hold; its friend's file names him. Returns the photograph."""
    gang = Gang(name="Indus gang")
    rows = [
        Alias(name=ALIAS),
        Mark(kind="burn", place="face"),
        Conviction(court="Sessions Court", sections="392 PPC", crime_head="robbery",
                   fir_number=4711, fir_year=2019, decided_on=date(2020, 5, 2),
                   sentenced_to="prison", months=36),
        Associate(kind="friend", other=friend),
        Membership(gang=gang, part="leader"),
    ]  # fmt: skip
    for row in rows:
        _note(sealed, row, by, at)
    _note(friend, Associate(kind="friend", other=sealed), by, at)
    _note(friend, Membership(gang=Gang.objects.get(), part="member"), by, at)
    _note(friend, _face(99), by, at)
    return _note(sealed, _face(98), by, at).pk


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def answers(client: Client) -> Iterator[tuple[str, object]]:
    """Every way of asking for him that bears none of his own numbers in the address."""
    for address in plain_addresses():
        yield address, client.get(address)
    for text in ASKED:
        yield f"box: {text}", client.post(LOOK_UP, {"text": text, **CASE})
    for given in FILTERS:
        yield f"filter: {given}", client.post(LOOK_UP, {"text": "", **given, **CASE})
    yield "dossier", client.post(DOSSIER, {"cnic": HIDDEN["cnic"], **CASE})


def shown(answer) -> str:
    """What a page says; what was typed stands in its own form again and tells nothing."""
    text = answer.content.decode()
    for tag in ("<input", "<textarea"):
        while (start := text.find(tag)) >= 0:
            text = text[:start] + text[text.index(">", start) + 1 :]
    return text


def his_addresses(scene: Scene) -> list[str]:
    """Every address of the app that bears his number."""
    pk = scene.sealed.pk
    kinds = [f"note_{note.name}" for note in NOTES]
    one = ["detail", "unmask", "record_progress", "correct", "withdraw", "decide_withdrawal",
           "decide_opening", "unmerge", "make_line_up", "seal", "name_officer", "unseal",
           *kinds]  # fmt: skip
    alias = scene.sealed.aliases.get()
    return [
        *(reverse(f"convicts:{name}", args=[pk]) for name in one),
        reverse("convicts:photograph", args=[pk, scene.photograph]),
        reverse("convicts:strike", args=[pk, "alias", alias.pk]),
        reverse("convicts:unname", args=[pk, scene.keeper.pk]),
        reverse("convicts:double", args=[scene.pair]),
        reverse("dossier:of_record", args=["cro", pk]),
    ]


def test_every_address_with_a_record_in_it_is_asked(scene):
    """Whoever adds an address about a record adds it above."""
    asked = {address.replace(f"/{scene.sealed.pk}/", "/N/", 1) for address in his_addresses(scene)}
    of_record = {
        pattern.name
        for pattern in get_resolver("convicts.urls").url_patterns
        if str(pattern.pattern).startswith("<int:pk>/")
    }
    assert len([one for one in asked if one.startswith("/convicts/N/")]) == len(of_record)


@pytest.mark.parametrize("role", SEARCHERS)
def test_nobody_else_finds_him(scene, role):
    """By no list, no search, no filter, no count and no dossier."""
    client = scene.client(role)
    found = [(name, traces(shown(answer))) for name, answer in answers(client)]
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize("role", OFFICERS)
def test_no_address_of_his_opens(scene, role):
    """404 wherever the right would do, 403 where it would not, by GET and by POST."""
    client = scene.client(role)
    opened = [
        (address, answer.status_code)
        for address in his_addresses(scene)
        for answer in (client.get(address), client.post(address, CASE))
        if answer.status_code not in (403, 404, 405)
    ]
    assert opened == []


@pytest.mark.parametrize("role", [Role.INVESTIGATION_OFFICER, Role.SHO, Role.CRO_OPERATOR])
def test_his_friend_does_not_betray_him(scene, role):
    """Neither the friend's record, nor his dossier, nor the line-up beside him names the other."""
    client = scene.client(role)
    detail = reverse("convicts:detail", args=[scene.friend.pk])
    page = client.post(detail, CASE)
    assert INNOCENT["name"] in shown(page)
    link = page.context["link"]
    dossier = reverse("dossier:of_record", args=["cro", scene.friend.pk])
    pages = [page, client.get(dossier, {"look": link})]
    pages.append(client.post(DOSSIER, {"cnic": INNOCENT["cnic"], **CASE}))
    assert [traces(shown(one)) for one in pages] == [[], [], []]
    made = client.post(reverse("convicts:make_line_up", args=[scene.friend.pk]), {"look": link})
    sheet = client.get(made["Location"])
    assert sheet.status_code == 200
    assert len(_faces()) == line_ups.FACES
    assert traces(shown(sheet)) == []
    assert not scene.sealed.photographs.filter(pk__in=_faces()).exists()


def _faces() -> set[int]:
    return {pk for sheet in LineUp.objects.all() for pk in sheet.photographs}


@pytest.mark.parametrize("role", SEARCHERS)
def test_no_count_tells_of_him(scene, role):
    """His dossier counts nothing as withheld that hangs on the seal alone, and no file has him."""
    client = scene.client(role)
    answer = client.post(DOSSIER, {"cnic": HIDDEN["cnic"], **CASE})
    if answer.status_code == 200:
        parts = {part.source.name for part in answer.context["dossier"].known}
        assert not parts & {"records", "convictions", "standings", "looks", "alerts"}
    user = User.objects.get(username=f"one_{role}")
    now = timezone.now()
    start = now.replace(year=now.year - 1)
    leaving = [
        str(row)
        for one in datasets_for(user)
        for row in one.rows(user, start, now.replace(year=now.year + 1))
    ]
    assert traces("".join(leaving)) == []


def test_who_is_named_finds_him_on_the_same_ways(scene):
    """The walk above is awake."""
    client = scene.cast.client(scene.keeper)
    found = {name for name, answer in answers(client) if traces(shown(answer))}
    assert {f"box: {text}" for text in ASKED} <= found
    assert {f"filter: {given}" for given in FILTERS} <= found
    assert "dossier" in found
    opened = client.post(reverse("convicts:detail", args=[scene.sealed.pk]), CASE)
    assert traces(opened.content.decode())
    friend = client.post(reverse("convicts:detail", args=[scene.friend.pk]), CASE)
    assert HIDDEN["name"] in friend.content.decode()


# --- What is sealed later ---


def test_a_line_up_ends_with_the_seal(scene):
    """Its maker sees neither the sheet nor a face of it once somebody on it is sealed."""
    client = scene.client(Role.INVESTIGATION_OFFICER)
    detail = reverse("convicts:detail", args=[scene.friend.pk])
    link = client.post(detail, CASE).context["link"]
    made = client.post(reverse("convicts:make_line_up", args=[scene.friend.pk]), {"look": link})
    sheet = LineUp.objects.get()
    beside = Photograph.objects.filter(pk__in=sheet.photographs).exclude(record=scene.friend)
    other = beside.order_by("pk").first()
    place = sheet.photographs.index(other.pk) + 1
    face = reverse("convicts:line_up_face", args=[sheet.pk, place])
    assert client.get(face).status_code == 200
    seal(by=scene.keeper, record=other.record, sealed_as="juvenile", at=timezone.now())
    assert client.get(face).status_code == 404
    assert client.get(made["Location"])["Location"] == LOOK_UP
    scene.friend.refresh_from_db()
    seal(by=scene.keeper, record=scene.friend, sealed_as="juvenile", at=timezone.now())
    assert client.get(made["Location"]).status_code == 404


def test_the_page_that_takes_apart_does_not_name_a_sealed_leader(scene):
    """The record lies under something; under what is not said."""
    led, leader = scene.friend, ConvictRecord.objects.get(external_ref="CRO-71")
    pair = Duplicate.objects.create(
        first=led, second=leader, band="probable", probability=0.9, found_at=timezone.now()
    )
    doubles.merge(by=scene.keeper, pair=pair, leading=leader, reason="Same", at=timezone.now())
    client = scene.client(Role.CRO_OPERATOR)
    address = reverse("convicts:unmerge", args=[led.pk])
    assert "CRO-71" in client.get(address).content.decode()
    leader.refresh_from_db()
    seal(by=scene.keeper, record=leader, sealed_as="informant", at=timezone.now())
    assert "CRO-71" not in client.get(address).content.decode()


def test_the_log_names_no_sealed_reference(scene):
    """Neither as what was done to, nor as what for."""
    _note(scene.sealed, Alias(name="Chotu"), scene.keeper, timezone.now())
    event = Event.objects.filter(action="convicts.noted").latest("pk")
    assert REFERENCE not in f"{event.target} {event.case_ref}"
