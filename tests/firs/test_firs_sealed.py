"""A sealed case exists for the officers named on it, and for nobody else.

Cases that are sealed in every way the law and the police know: by a section, by a minor who is a
victim or accused, with a complaint, by hand, by a section that came later. Whoever stands in one
of them is looked for, as every role that is not named, on every page that the role can reach, in
every search, paper, file, message and log; whoever is named finds all of them on the same way.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import StringIO
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import OUTSIDE_ROLES, Role
from alerts.models import Alert, Listing
from alerts.waiting import tiles as alert_tiles
from audit.models import Event
from exports.registry import dataset_of, datasets_for
from firs import actions, custody, investigating, sealing, seen, waiting
from firs.acts import ACTS
from firs.models import FIR, Accused, DiaryEntry
from firs.registers import REGISTERS
from hotel_eye.models import Desk
from notifications.models import Text
from tests.alerts.alert_scenes import drain
from tests.cast import engage, make_hotel, make_officer
from tests.complaints.complaint_scenes import make_complaint
from tests.documents.printed import pages, squeezed
from tests.firs.fir_scenes import accused, sections, thing, vehicle, victim, witness
from tests.firs.raw_rows import undone
from tests.firs.stages import Stages, named
from tests.guards.test_masking import ADDRESS, PURPOSE, plain_addresses
from tests.people_on_file import INNOCENT, make_stay

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Persons:
    """Who stands in one case; no two cases have a word or a number in common."""

    informant: str
    victim: str
    accused: str
    digits: str

    def cnic(self, place: int) -> str:
        return f"61101{self.digits}{place}7{place}1"

    def phone(self, place: int) -> str:
        return f"0345{self.digits[::-1]}{place}{place}{place}"

    @property
    def traces(self) -> list[str]:
        """Whatever would tell of them: names, and the middle of their numbers."""
        numbers = [f"{self.digits}{place}7{place}" for place in (1, 2, 3)]
        phones = [self.phone(place)[1:] for place in (1, 2, 3)]
        return [self.informant, self.victim, self.accused, *numbers, *phones]


PERSONS = {
    "by section": Persons("Naseem Akhtar", "Zulaikha Parizad", "Kashif Shehzad", "2841"),
    "minor victim": Persons("Rubina Shaheen", "Mahnoor Fatima", "Imtiaz Gondal", "3952"),
    "minor accused": Persons("Perveen Malik", "Shakila Noreen", "Bilawal Khoso", "4163"),
    "from a complaint": Persons("Sumbul Iqrar", "Huma Tasneem", "Waqas Zardad", "5274"),
    "by hand": Persons("Yasmin Gulzar", "Ambreen Saeed", "Faraz Mukhtar", "6385"),
    "section added": Persons("Kulsoom Jahan", "Nargis Bano", "Shehroz Paracha", "7496"),
}
PLAIN = Persons("Rashid Minhas", "Javeria Aslam", "Nadir Lodhi", "8517")


def parts_of(who: Persons, **ages: int) -> list:
    """The accused, the victim, and everything else that a case can hold."""
    return [
        accused(who.accused, relation="", relative_name="", cnic=who.cnic(3),
                phone=who.phone(3), age=ages.get("accused")),
        victim(who.victim, cnic=who.cnic(2), phone=who.phone(2), age=ages.get("victim")),
        witness(), thing(), vehicle(),
    ]  # fmt: skip


def informant_of(who: Persons) -> dict[str, str]:
    return {"name": who.informant, "cnic": who.cnic(1), "phone": who.phone(1)}


class Scene(Stages):
    """The cases, and one of every role who came when they were written: nobody named them."""

    def __init__(self) -> None:
        super().__init__(engage(), timezone.now(), days=20)
        self.plain = self.case(PLAIN)
        self.cases = {
            "by section": self.case(PERSONS["by section"], under=("ppc-376", "ppc-34")),
            "minor victim": self.case(PERSONS["minor victim"], victim=9),
            "minor accused": self.case(PERSONS["minor accused"], accused=15),
            "from a complaint": self._from_complaint(PERSONS["from a complaint"]),
            "by hand": self.case(PERSONS["by hand"]),
            "section added": self.case(PERSONS["section added"]),
        }
        self._happen()
        self.karachi = make_hotel("Sea View Hotel", self.cast.clifton)
        self._check_in()
        self.company = self._engage_company()
        self.clients = {role: self.cast.client(user) for role, user in self.company.items()}
        self.named = self.cast.client(self.ayesha)

    def case(self, who: Persons, *, under: tuple = ("ppc-379",), **ages: int) -> FIR:
        return self.marked(under=under, parts=parts_of(who, **ages), **informant_of(who))

    def _from_complaint(self, who: Persons) -> FIR:
        complaint = make_complaint(
            self.kohsar, category="sexual", at=self.tick(), address="House 7, Street 2",
            **informant_of(who),
        )  # fmt: skip
        draft = actions.draft_from(
            by=self.ayesha, complaint=complaint, late_because="", at=self.tick()
        )
        draft = actions.change(
            by=self.ayesha, fir=draft, seen=draft.changed_at, sections=sections("ppc-354"),
            parts=parts_of(who), gone=[], at=self.tick(),
        )  # fmt: skip
        fir = actions.register(
            by=self.ayesha, fir=draft, seen=draft.changed_at, signed_as="thumb",
            despatched_at=None, at=self.tick(),
        )  # fmt: skip
        return self.mark(fir)

    def _happen(self) -> None:
        """Arrests, recoveries, statements; one absconds from each case that has not one in it."""
        for name, fir in [("plain", self.plain), *self.cases.items()]:
            self.state(fir)
            self.write(fir)
            self.move(self.recover(fir), "at_lab")
            if name in ("plain", "minor victim", "by hand"):
                self.abscond(fir)
            else:
                self.arrest(fir)
        self.cases["by hand"] = sealing.seal(
            by=self.ayesha, fir=self.cases["by hand"], sealed_as="informant", at=self.tick()
        )
        self.cases["section added"] = investigating.add_sections(
            by=self.io, fir=self.cases["section added"], sections=sections("ppc-376"),
            because="The medical report came.", at=self.tick(),
        )  # fmt: skip
        for fir in self.cases.values():
            fir.refresh_from_db()

    def _check_in(self) -> None:
        """Two of those who abscond are guests in Karachi."""
        desk = make_officer("desk", Role.HOTEL_OPERATOR)
        Desk.objects.create(user=desk, hotel=self.karachi, from_on=timezone.localdate())
        for who in (PERSONS["minor victim"], PLAIN):
            guest = {"name_ur": "", "name": who.accused, "cnic": who.cnic(3)}
            make_stay(self.karachi, desk, **{**INNOCENT, **guest, "relative_name": ""})
        drain()

    def _engage_company(self) -> dict[str, User]:
        circle = self.kohsar.circle
        units = {Role.SDPO: {"circle": circle}, Role.DPO: {"district": circle.district}}
        company = {
            str(role): make_officer(f"one_{role}", role, **units.get(role, {})) for role in Role
        }
        for role in (Role.SHO, Role.MOHARRAR, Role.INVESTIGATION_OFFICER):
            company[f"{role} of Karachi"] = make_officer(
                f"far_{role}", role, station=self.cast.clifton
            )
        return company


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield Scene()


@pytest.fixture(scope="module")
def walked(scene):
    """What each person reaches; everybody walks once."""
    return cache(lambda who: walk(scene.clients.get(who, scene.named)))


@pytest.fixture(autouse=True)
def _as_it_was(request, db):
    if "scene" in request.fixturenames:
        request.getfixturevalue("scene")
    with undone():
        yield


OF_KARACHI = [f"{role} of Karachi" for role in ("sho", "moharrar", "investigation_officer")]
WHO = [*map(str, Role), *OF_KARACHI]
SEALED_TRACES = [trace for who in PERSONS.values() for trace in who.traces]


# --- The walk ---

#: Neither files of the browser nor the accounts of officers tell of a case, nor does the book of
#: a hotel: who stayed there stands in it, whether anybody looks for him or not.
NOT_OF_CASES = ("/static/", "/admin/", "/accounts/", "/hotels/houses/")
#: So many ways to narrow one list are followed; that of complaints has fifty.
NARROWED = 24


def walk(client: Client) -> dict[str, str]:
    """The text of every page and paper that this person reaches, by its address."""
    waiting_for = ["/", *plain_addresses()]
    shown: dict[str, str] = {}
    narrowed: Counter[str] = Counter()
    while waiting_for:
        address = waiting_for.pop()
        path = urlsplit(address)
        if path.netloc or path.path.startswith(NOT_OF_CASES) or address in shown:
            continue
        narrowed[path.path] += 1
        if narrowed[path.path] > NARROWED:
            continue
        answer = client.get(address)
        shown[address] = text_of(answer)
        found = [answer["Location"]] if answer.has_header("Location") else []
        found += ADDRESS.findall(shown[address].replace("&amp;", "&"))
        stream = reverse("alerts:stream")
        waiting_for += [one for one in found if one.startswith("/") and one != stream]
    return shown


def text_of(answer) -> str:
    """What can be read of an answer; of a paper its words without their spaces."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "pdf" in answer.get("Content-Type", ""):
        return "".join(pages(content))
    return content.decode(errors="replace")


def searches(who: Persons, fir: FIR) -> Iterator[tuple[str, dict[str, str]]]:
    """Every search there is, for everybody and everything in a case."""
    everywhere = (who.victim, who.cnic(3))
    texts = (*everywhere, who.informant, who.phone(2), fir.number)
    yield from ((reverse("firs:find"), {"text": text}) for text in texts)
    for text in everywhere:
        yield reverse("complaints:find"), {"text": text}
        yield reverse("convicts:look_up"), {"text": text, **PURPOSE}
    yield reverse("audit:ask_who_saw"), {"text": who.cnic(2), **PURPOSE}
    yield reverse("audit:ask_who_saw"), {"text": f"{fir.pk}", "record_type": seen.LABEL, **PURPOSE}


def without_what_he_typed(html: str) -> str:
    return re.sub(r"<(input|textarea)\b[^>]*>", "", html)


def traces_in(text: str, traces: list[str]) -> list[str]:
    return [trace for trace in traces if trace in text or squeezed(trace) in text]


@pytest.mark.parametrize("who", WHO)
def test_no_page_shows_a_trace(scene, walked, who):
    """Of anybody, on any page or paper that the role reaches, nor in its address."""
    shown = walked(who)
    assert len(shown) > 20
    found = [
        (address, trace)
        for address, text in shown.items()
        for trace in traces_in(without_what_he_typed(text) + unquote(address), SEALED_TRACES)
    ]
    assert found == []


def test_the_walk_is_awake(walked):
    """On the same way the named officer finds everybody of every case, and the papers as well."""
    shown = walked("named")
    for name, who in PERSONS.items():
        found = {trace for text in shown.values() for trace in traces_in(text, who.traces)}
        assert {who.informant, who.victim, who.accused} <= found, name
    papers = [text for address, text in shown.items() if address.endswith("/print/")]
    assert any(squeezed(PERSONS["by hand"].accused) in text for text in papers)


def test_the_others_find_the_plain_one(walked):
    """The same way leads the unnamed to the case beside it: nobody walks with his eyes shut."""
    shown = walked(str(Role.SHO))
    found = {trace for text in shown.values() for trace in traces_in(text, PLAIN.traces)}
    assert {PLAIN.informant, PLAIN.victim, PLAIN.accused} <= found
    karachi = walked("sho of Karachi")
    assert any(PLAIN.accused in text for text in karachi.values())


def test_no_printed_book_holds_a_trace(scene):
    """Of whoever prints it unnamed; the named officer prints the same book with everybody in it."""
    unnamed = [scene.clients[who] for who in (Role.SHO, Role.DPO)]
    month = timezone.localtime(scene.plain.registered_at).strftime("%Y-%m")
    in_books: set[str] = set()
    for register in REGISTERS:
        address = reverse("firs:print_book", args=[register.number])
        for part in range(1, len(register.parts) + 1):
            asked = {"station": scene.kohsar.pk, "part": part, "period": month}
            for client in unnamed:
                assert traces_in(text_of(client.post(address, asked)), SEALED_TRACES) == []
            in_books.update(traces_in(text_of(scene.named.post(address, asked)), SEALED_TRACES))
    assert {who.accused for who in PERSONS.values()} <= in_books


@pytest.mark.parametrize("who", WHO)
def test_no_search_finds_a_trace(scene, who):
    """By name, CNIC, phone, number or vehicle: nobody who stands in a sealed case."""
    client, found = scene.clients[who], []
    for name, persons in PERSONS.items():
        fir = scene.cases[name]
        for address, data in searches(persons, fir):
            answer = client.post(address, data, follow=True)
            text = without_what_he_typed(answer.content.decode())
            found += [(address, data["text"], one) for one in traces_in(text, SEALED_TRACES)]
            if f'href="{reverse("firs:case", args=[fir.pk])}"' in text:
                found.append((address, data["text"], "a link"))
    assert found == []


def test_the_search_is_awake(scene):
    """Every one of them is found by whoever is named; and the plain one by the others."""
    for name, persons in PERSONS.items():
        link = f'href="{reverse("firs:case", args=[scene.cases[name].pk])}"'
        for text in (persons.victim, persons.cnic(2), persons.phone(1), persons.accused):
            assert link in scene.named.post(reverse("firs:find"), {"text": text}).text, text
    link = f'href="{reverse("firs:case", args=[scene.plain.pk])}"'
    for text in (PLAIN.victim, PLAIN.cnic(2), PLAIN.phone(1)):
        answer = scene.clients[Role.MOHARRAR].post(reverse("firs:find"), {"text": text})
        assert link in answer.text


@pytest.mark.parametrize("who", WHO)
def test_no_address_opens_it(scene, who):
    """Its page, papers, numbers, diaries, copies and acts: as if there were no such case."""
    client = scene.clients[who]
    # The views of the acts are one, and differ by what they ask of the person.
    acts = {(act.permission, act.step_up): act.url_name for act in ACTS}.values()
    names = ("firs:case", "firs:draft", "firs:register", "firs:diaries", "firs:print", *acts)
    for name in ("by section", "from a complaint"):
        fir = scene.cases[name]
        addresses = [reverse(url_name, args=[fir.pk]) for url_name in (*names, "firs:unmask")]
        answers = [ask(address) for ask in (client.get, client.post) for address in addresses]
        assert {answer.status_code for answer in answers} <= {403, 404, 405}
        assert not any(traces_in(text_of(one), SEALED_TRACES) for one in answers)


@pytest.mark.parametrize("who", [one for one in WHO if one not in OUTSIDE_ROLES])
def test_no_count_counts_it(scene, who):
    """What waits, in numbers: the plain case, and nothing of the others."""
    user = scene.company[who]
    visible = set(FIR.objects.visible_to(user))
    assert visible <= {scene.plain}
    assert max((tile.number for tile in waiting.tiles(user)), default=0) <= 1
    assert not Accused.objects.visible_to(user).exclude(fir=scene.plain).exists()


@pytest.mark.parametrize("who", WHO)
def test_no_file_holds_it(scene, who):
    """Not even one that a named officer asks for: a file has other readers."""
    start, end = timezone.now() - timedelta(days=400), timezone.now()
    for user in (scene.company[who], scene.ayesha):
        stream = StringIO()
        for dataset in datasets_for(user):
            csv.writer(stream).writerows(dataset_of(dataset.code).rows(user, start, end))
        assert traces_in(stream.getvalue(), SEALED_TRACES) == []


def test_no_message_tells_of_it(scene):
    """None at all goes to anybody of these cases but the complainant's, of whom it says nothing."""
    texts = list(Text.objects.all())
    assert [one for one in texts if traces_in(one.words, SEALED_TRACES)] == []
    sealed_at_once = ("by section", "minor victim", "minor accused")
    phones = {PERSONS[name].phone(place) for name in sealed_at_once for place in (1, 2, 3)}
    assert not [one for one in texts if str(one.phone) in phones]
    assert [one for one in texts if str(one.phone) == PLAIN.phone(1)]


def test_the_log_knows_it_by_number(scene):
    """What every act wrote of these cases: who did it, and to which number."""
    written_down = [
        f"{one.target} {one.purpose} {one.case_ref} {one.recipient} {one.detail}"
        for one in Event.objects.all()
    ]
    assert any(str(scene.cases["by section"]) in line for line in written_down)
    assert traces_in("\n".join(written_down), SEALED_TRACES) == []


# --- Alerts ---


def test_an_absconder_of_a_sealed_case_is_seen_in_karachi(scene):
    """The station there has no alert of him, no count, no page; of the other man it has."""
    of_him = Alert.objects.filter(sighting__cnic=PERSONS["minor victim"].cnic(3))
    assert of_him.exists()
    assert all(alert.is_sealed for alert in of_him)
    for who in OF_KARACHI:
        client = scene.clients[who]
        board = client.get(reverse("alerts:board")).text
        assert PLAIN.accused in board
        assert PERSONS["minor victim"].accused not in board
        assert [client.get(reverse("alerts:detail", args=[one.pk])).status_code for one in of_him
                ] == [404] * of_him.count()  # fmt: skip
        assert alert_tiles(scene.company[who]) is not None
    mine = Alert.objects.visible_to(scene.io)
    assert mine.filter(pk__in=of_him).exists()


def test_his_listing_is_sealed_with_the_case(scene):
    """Of every one who absconds from a sealed case."""
    of_sealed = Accused.objects.exclude(sealed_as="").values("pk")
    listings = Listing.objects.filter(source="firs.accused", source_id__in=of_sealed)
    assert listings.count() == 2
    assert all(one.is_sealed for one in listings)


# --- Papers ---


def test_its_public_check_names_nobody(scene):
    """Whoever holds the sheet learns that it was issued, and nothing that stands in it."""
    fir = scene.cases["by section"]
    printed = scene.named.get(reverse("firs:print", args=[fir.pk]), {"language": "en"})
    assert squeezed(PERSONS["by section"].informant) in text_of(printed)
    code = apps.get_model("documents.Paper").objects.latest("pk").shown_code
    answer = Client().get(reverse("documents:paper", args=[code]))
    assert answer.status_code == 200
    assert traces_in(answer.text, SEALED_TRACES) == []


# --- Sealed later, and no longer ---


def test_what_was_open_before_is_closed(scene):
    """The roznamcha of that day named him; whoever is not named reads the number of the entry."""
    who, fir = PERSONS["section added"], scene.cases["section added"]
    assert fir.is_sealed
    assert DiaryEntry.objects.filter(words__contains=who.accused).exists()
    day = fir.diary_entry.day
    address = reverse("firs:roznamcha") + f"?day={day}"
    assert who.accused in scene.named.get(address).text
    assert traces_in(scene.clients[Role.MOHARRAR].get(address).text, who.traces) == []


def test_unsealed_it_is_there_again(scene):
    """For whoever may see such cases, on the same lists, and its accused with it."""
    fir, who = scene.cases["by hand"], PERSONS["by hand"]
    client = scene.clients[Role.SHO]
    page = reverse("firs:case", args=[fir.pk])
    assert client.get(page).status_code == 404
    dania = scene.cast.dania
    sealing.lift(by=dania, fir=fir, at=scene.tick())
    assert who.victim in client.get(page).text
    assert not Accused.objects.filter(fir=fir).exclude(sealed_as="").exists()
    listing = Listing.objects.get(source="firs.accused", source_id=named(fir).pk)
    assert not listing.is_sealed
    rows = client.post(reverse("firs:find"), {"text": who.informant})
    assert f'href="{page}"' in rows.text


@pytest.mark.parametrize(
    "name", ["by section", "minor victim", "minor accused", "from a complaint"]
)
def test_what_the_law_seals_stays_sealed(scene, name):
    """Nobody lifts it by mistake: not the DPO, on his own page, with all his rights."""
    fir = scene.cases[name]
    client = scene.cast.client(scene.cast.dania)
    answer = client.post(reverse("firs:lift", args=[fir.pk]))
    assert answer.status_code == 422
    assert FIR.objects.get(pk=fir.pk).is_sealed


def test_who_is_named_no_more_sees_it_no_more(scene):
    """Neither the case, nor him who is accused in it, nor the alert about him."""
    fir = scene.cases["minor victim"]
    sealing.name_officer(by=scene.ayesha, fir=fir, officer=scene.second, at=scene.tick())
    client = scene.cast.client(scene.second)
    page = reverse("firs:case", args=[fir.pk])
    assert PERSONS["minor victim"].victim in client.get(page).text
    assert Alert.objects.visible_to(scene.second).filter(sealed_listing__isnull=False).exists()
    sealing.unname(by=scene.cast.dania, fir=fir, officer=scene.second, at=scene.tick())
    assert client.get(page).status_code == 404
    assert not Alert.objects.visible_to(scene.second).exclude(sealed_listing=None).exists()


def test_an_accused_added_later_is_sealed_with_the_case(scene):
    """His listing is sealed from its first moment."""
    fir = scene.cases["by section"]
    late = accused("Zahid Khokhar", cnic="3520211122233")
    investigating.add_party(by=scene.io, fir=fir, party=late, at=scene.tick())
    custody.abscond(by=scene.io, fir=fir, accused=late, words="Fled", at=scene.tick())
    assert Listing.objects.get(source="firs.accused", source_id=late.pk).is_sealed
