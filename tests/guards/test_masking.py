"""What no list shows to anybody, and what no address carries: walked through for every role.

Lists are every page whose address needs no number, and the lists of one hotel. New ones are
walked without being named here.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from alerts.models import Alert
from convicts.actions import seal
from convicts.models import ConvictRecord
from hotel_eye.models import Desk
from tests.alerts.alert_scenes import answered, drain
from tests.cast import Cast, engage, make_officer
from tests.firs.fir_scenes import accused, make_case, make_draft, vehicle, victim, witness
from tests.firs.raw_rows import undone
from tests.people_on_file import WANTED, make_listing, make_stay

pytestmark = pytest.mark.django_db

PURPOSE = {"kind": "investigation", "case_ref": "FIR 12/2026"}
PHONE, PASSPORT = "03451234987", "ZX7654321"
SEALED_CNIC = "6110177766551"
#: The same woman, as the record has her and as the hotel wrote her.
SEALED_NAME, SEALED_GUEST, SEALED_REF = "Zulaikha Parizad", "Zulekha Prezad", "CRO-HIDDEN"

#: The informant of a sealed FIR, its victim, and whom it accuses: the heads of Kohsar know them.
HEADS = (Role.SHO, Role.SDPO, Role.DPO)
SEALED_CASE = ("Naseem Akhtar", "Mahnoor Fatima", "Kashif Shehzad")
ACCUSED_CNIC, WITNESS_PHONE = "4210112345671", "03335550123"

#: The fourth is the phone of every guest of `make_stay`, the fifth that of an informant.
WHOLE_NUMBERS = [PHONE, "0345-1234987", PASSPORT, "03001234567", "03005550177", WITNESS_PHONE]
for _cnic in (WANTED["cnic"], SEALED_CNIC, ACCUSED_CNIC):
    WHOLE_NUMBERS += [_cnic, f"{_cnic[:5]}-{_cnic[5:12]}-{_cnic[12]}", _cnic[5:12]]

THIRTEEN_DIGITS = re.compile(r"\d{13}|\d{5}-\d{7}-\d")
ADDRESS = re.compile(r'\b(?:href|src|action|data-stream|hx-(?:get|post))="([^"]*)"')
NAMES = ("Aslam", "Rasool", "Zul", "Parizad", "Prezad", "Abbas", "Asif", "Tariq", "Naseem")


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """One cast for all; whatever a test does is undone after it."""
    with django_db_blocker.unblock(), undone():
        cast = engage()
        yield cast, engage_company(cast)


@pytest.fixture
def cast(scene, db):
    with undone():
        yield scene[0]


@pytest.fixture
def company(scene, cast):
    return scene[1]


@pytest.fixture(scope="module")
def crawled(scene):
    """Where each role comes; it walks once."""
    cast, company = scene
    return cache(lambda role: crawl(cast.client(company[role]), cast))


def engage_company(cast: Cast) -> dict[str, User]:
    """One of each role, where the people of the scene were seen; none is named on the seal."""
    now = timezone.now()
    circle = cast.kohsar.circle
    units = {Role.SDPO: {"circle": circle}, Role.DPO: {"district": circle.district}}
    company = {role: make_officer(f"one_{role}", role, **units.get(role, {})) for role in Role}
    Desk.objects.create(
        user=company[Role.HOTEL_OPERATOR], hotel=cast.hotel, from_on=timezone.localdate()
    )
    make_listing(at=now, phone=PHONE, passport_no=PASSPORT)
    for room in ("204", "205", "206"):
        make_stay(cast.hotel, cast.ehsan, room=room, passport_no=PASSPORT)
    hidden = {"name": SEALED_NAME, "name_ur": "", "cnic": SEALED_CNIC, "relative_name": ""}
    make_listing(at=now, external_ref=SEALED_REF, **hidden)
    make_stay(cast.hotel, cast.ehsan, room="301", **{**hidden, "name": SEALED_GUEST})
    drain()
    sealed = ConvictRecord.objects.get(external_ref=SEALED_REF)
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    seal(by=keeper, record=sealed, sealed_as="sexual_offence", at=now)
    # One on the board, one a lead, one closed: each list has somebody on it.
    lead, closed, _waiting = Alert.objects.filter(sealed_listing=None).order_by("pk")
    Alert.objects.filter(pk=lead.pk).update(is_lead=True)
    answered(closed, cast.ayesha)
    assert Alert.objects.exclude(sealed_listing=None).exists()
    _write_firs(cast, now)
    return company


def _write_firs(cast: Cast, now: datetime) -> None:
    """A draft, a case with everybody in it, and a sealed one, of an officer of its own."""
    io = make_officer("io", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    people = [accused(cnic=ACCUSED_CNIC), witness(phone=WITNESS_PHONE), vehicle()]
    make_draft(cast.kohsar, cast.bilal, at=now, parts=people)
    everybody = [accused(cnic=ACCUSED_CNIC), witness(phone=WITNESS_PHONE), victim(), vehicle()]
    make_case(cast.kohsar, cast.bilal, io, at=now, parts=everybody)
    informant, her, him = SEALED_CASE
    parts = [victim(her, age=15), accused(him)]
    make_case(cast.kohsar, cast.bilal, io, at=now, name=informant, parts=parts)


def plain_addresses() -> list[str]:
    """Every address of CASPP that needs no number; the stream stays open and has no text."""

    def walk(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin":
                    inner = f"{pattern.namespace}:" if pattern.namespace else ""
                    yield from walk(pattern, prefix + inner)
            elif isinstance(pattern, URLPattern) and not pattern.pattern.converters:
                yield f"{prefix}{pattern.name}"

    names = sorted({*walk(get_resolver())} - {"alerts:stream"})
    return [reverse(name) for name in names]


def lists_of(client: Client, cast: Cast) -> dict[str, str]:
    """What every list shows to this person, by address."""
    texts = ("Aslam", WANTED["cnic"], SEALED_NAME, SEALED_CNIC, SEALED_REF)
    in_cases = (*SEALED_CASE, "Abbas", ACCUSED_CNIC, WITNESS_PHONE, "RIA-1234")
    asked = [(address, None) for address in plain_addresses()]
    asked += [(reverse("convicts:look_up"), {"text": text, **PURPOSE}) for text in texts]
    asked += [(reverse("convicts:seals"), {"external_ref": SEALED_REF})]
    asked += [(reverse("firs:find"), {"text": text}) for text in in_cases]
    for name in ("in_house", "register"):
        asked.append((reverse(f"hotel_eye:{name}", args=[cast.hotel.pk]), None))
    search = reverse("hotel_eye:search", args=[cast.hotel.pk])
    asked += [(search, {"text": text}) for text in ("Aslam", "204", SEALED_NAME)]
    shown = {}
    for number, (address, data) in enumerate(asked):
        response = client.get(address) if data is None else client.post(address, data)
        if response.status_code in (200, 422):
            text = response.content.decode()
            # What somebody typed stands in his own form again; it is not what the list shows.
            shown[f"{address} {number}"] = re.sub(r"<(input|textarea)\b[^>]*>", "", text)
    return shown


@pytest.mark.parametrize("role", list(Role))
def test_no_list_shows_a_whole_number_or_a_sealed_person(cast, company, role):
    """For each role every list it can open, with the strings that must not be there."""
    forbidden = [*WHOLE_NUMBERS, SEALED_NAME, SEALED_REF]
    if role != Role.HOTEL_OPERATOR:
        # A hotel knows its own guests, and not what they are to anybody else.
        forbidden.append(SEALED_GUEST)
    if role not in HEADS:
        forbidden += SEALED_CASE
    found = [
        (address, string)
        for address, html in lists_of(cast.client(company[role]), cast).items()
        for string in forbidden
        if string in html
    ]
    assert found == []


def test_the_lists_are_not_empty(cast, company):
    """The guard is awake: the unsealed man stands, masked, where he should."""
    lists = lists_of(cast.client(company[Role.HOTEL_OPERATOR]), cast)
    masked = [address for address, html in lists.items() if "61101-•••••••-1" in html]
    assert len(masked) == 4
    alerts = lists_of(cast.client(company[Role.SHO]), cast)
    assert sum("Muhammad Aslam" in html for html in alerts.values()) == 6
    # The drafts, the list, and the searches for informant, accused, witness and vehicle.
    on_cases = [address for address, html in alerts.items() if "Ghulam Abbas" in html]
    assert len([address for address in on_cases if address.startswith("/firs/")]) == 7
    assert sum(SEALED_CASE[0] in html for html in alerts.values()) > 3
    counter = lists_of(cast.client(company[Role.CRO_OPERATOR]), cast)
    assert sum("Muhammad Aslam" in html for html in counter.values()) == 2


def test_the_keeper_sees_what_is_hidden_from_the_others(cast, company):
    """The same walk finds the sealed record for whoever is named on it."""
    shown = "".join(lists_of(cast.client(User.objects.get(username="keeper")), cast).values())
    assert SEALED_NAME in shown
    assert SEALED_REF in shown
    assert not [number for number in WHOLE_NUMBERS if number in shown]


# --- Addresses ---


def crawl(client: Client, cast: Cast) -> tuple[set[str], int]:
    """Every address that any page this person can reach asks the browser to go to."""
    waiting = ["/", *plain_addresses()]
    posts = [
        (reverse("convicts:look_up"), {"text": "Aslam", **PURPOSE}),
        (reverse("hotel_eye:search", args=[cast.hotel.pk]), {"text": "Aslam"}),
    ]
    seen: set[str] = set()
    visited: set[str] = set()
    pages = 0
    responses = [client.post(*post) for post in posts]
    while waiting or responses:
        if not responses:
            address = waiting.pop()
            path = urlsplit(address)
            elsewhere = path.netloc or path.path.startswith(("/static/", "/admin/"))
            if elsewhere or address in visited:
                continue
            visited.add(address)
            responses.append(client.get(address))
        response = responses.pop()
        found = [response["Location"]] if response.has_header("Location") else []
        if response.status_code == 200 and "html" in response["Content-Type"]:
            pages += 1
            found += ADDRESS.findall(response.content.decode().replace("&amp;", "&"))
        waiting += [one for one in found if one.startswith("/") and one != reverse("alerts:stream")]
        seen.update(found)
    return seen, pages


@pytest.mark.parametrize("role", list(Role))
def test_no_address_carries_a_number_or_a_name(cast, crawled, role):
    """Neither a link, nor a form, nor a redirect: so neither the log of a proxy, nor a Referer."""
    addresses, pages = crawled(role)
    assert pages >= 2
    wrong = [
        address
        for address in map(unquote, addresses)
        if THIRTEEN_DIGITS.search(address) or [name for name in NAMES if name in address]
    ]
    assert wrong == []


def test_the_crawl_comes_everywhere(cast, crawled):
    """The guard is awake: it reaches a record through its look-up, an alert, and a stay."""
    reached = crawled(Role.CRO_OPERATOR)[0]
    record = ConvictRecord.objects.exclude(external_ref=SEALED_REF).get()
    assert any(one.startswith(f"/convicts/{record.pk}/?look=") for one in reached)
    assert f"/convicts/{record.pk}/numbers/" in reached
    reached = crawled(Role.SHO)[0]
    assert any(re.fullmatch(r"/alerts/\d+/", one) for one in reached)
    assert any(re.fullmatch(r"/firs/\d+/assign/", one) for one in reached)
    reached = crawled(Role.HOTEL_OPERATOR)[0]
    assert any(re.fullmatch(r"/hotels/stays/\d+/check-out/", one) for one in reached)


def test_a_search_by_get_is_no_search(cast, company):
    """What somebody puts into the address is not searched."""
    client = cast.client(company[Role.CRO_OPERATOR])
    response = client.get(reverse("convicts:look_up"), {"text": "Aslam", **PURPOSE})
    assert "records" not in response.context
    assert "Muhammad Aslam" not in response.content.decode()


def test_links_of_yesterday_are_worth_nothing(cast, company):
    """An address copied from a history opens nobody."""
    client = cast.client(company[Role.CRO_OPERATOR])
    link = client.post(reverse("convicts:look_up"), {"text": "Aslam", **PURPOSE}).context["link"]
    record = ConvictRecord.objects.exclude(external_ref=SEALED_REF).get()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        page = client.get(reverse("convicts:detail", args=[record.pk]), {"look": link})
    assert "Muhammad Aslam" not in page.content.decode()
