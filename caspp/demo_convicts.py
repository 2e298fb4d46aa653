"""The demonstration's files of convicts: faces, marks, judgments, gangs, and what waits at the CRO.

The file of the CRO says who somebody is; what an office knows of him beyond that is noted here, as
its two operators would: one enters, the other decides. Some of it is left for whoever tries CASPP.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from convicts import doubles, filing, importing, receiving
from convicts.heads import gravest
from convicts.models import (
    Address,
    Alias,
    Associate,
    Conviction,
    ConvictRecord,
    Fingerprints,
    Gang,
    Mark,
    Membership,
    MethodUsed,
    Noted,
    Photograph,
    Standing,
    Status,
)
from firs.models import OffenceSection
from stations.models import District, Station
from synthetic import people
from synthetic.convicts import COLUMNS, convicts
from synthetic.faces import Face, View, portrait
from synthetic.spelling import respelled

SEED = 73
MEN, WOMEN = 24, 4
#: So near in age that each may stand in a line-up beside the others.
BORN = (1986, 1994)
#: One more conviction and where he is now, for as many of each state.
CONVICTED_OF_EACH = 3
#: The rows of the file that waits to be approved.
NEW_ROWS, CHANGED_ROWS, SAME_ROWS = 5, 4, 2
#: References by which no row of the seeded file is named.
_FIRST_NEW_ROW = 9_000_001
_MONTH = timedelta(days=30.44)
#: From the arrest to the judgment.
_TRIAL = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class _Career:
    """What is usual for those who are on file for one offence."""

    methods: tuple[str, ...]
    sections: tuple[str, ...]
    months: int
    fine: int


#: By the offence as the CRO's file has it.
_CAREERS = {
    "392 PPC (robbery)": _Career(
        ("street-mobile", "armed-shop", "bank-customer"), ("ppc-392", "ppc-411"), 48, 50_000
    ),
    "395 PPC (dacoity)": _Career(("armed-dwelling", "highway"), ("ppc-395",), 84, 100_000),
    "457/380 PPC": _Career(("house-night", "shop-shutter"), ("ppc-457", "ppc-380"), 36, 20_000),
    "379 PPC (theft)": _Career(("pickpocket", "drugging"), ("ppc-379",), 18, 10_000),
    "380 PPC (theft in dwelling house)": _Career(
        ("servant", "house-day"), ("ppc-380",), 24, 20_000
    ),
    "381-A PPC (motor vehicle theft)": _Career(
        ("vehicle-key", "vehicle-parts"), ("ppc-381a", "ppc-411"), 36, 30_000
    ),
    "419/420 PPC (cheating)": _Career(("job-visa", "card-account"), ("ppc-420",), 24, 200_000),
    "420/468/471 PPC": _Career(
        ("forged-papers", "job-visa"), ("ppc-420", "ppc-468", "ppc-471"), 36, 200_000
    ),
}
_STATES = (Status.IN_PRISON, Status.RELEASED, Status.ON_BAIL, Status.ON_PAROLE)
_PAPERS = {
    Status.IN_PRISON: "Committal warrant, Central Jail {}",
    Status.RELEASED: "Release order of the Superintendent, Central Jail {}",
    Status.ON_BAIL: "Order of the High Court: sentence suspended, 426 CrPC",
    Status.ON_PAROLE: "Licence of the Director of Reclamation and Probation",
}
_COURTS = ("Additional Sessions Judge, {}", "Sessions Judge, {}", "Magistrate Section 30, {}")
_NICKNAMES = (
    ("Shera", "شیرا"), ("Billa", "بلا"), ("Mithu", "مٹھو"), ("Toofan", "طوفان"),
    ("Pappu", "پپو"), ("Ustad Jee", "استاد جی"), ("Baadal", "بادل"), ("Chand", "چاند"),
)  # fmt: skip
_MARKS = (
    ("scar", "face", "Cut over the left brow, 3 cm"),
    ("tattoo", "right_arm", "A star on the wrist"),
    ("mole", "face", "Under the right eye"),
    ("burn", "left_arm", "Back of the hand, old"),
    ("scar", "head", "Stitches behind the ear"),
    ("bullet", "right_leg", "Healed, below the knee"),
    ("limb", "left_arm", "Tip of the little finger missing"),
    ("gait", "left_leg", "Drags the foot"),
    ("speech", "", "Stammers when hurried"),
)
#: Each with the heads of its trade.
_GANGS = (
    ("Neela Parinda group", ("robbery", "dacoity")),
    ("Raat Rani group", ("burglary", "theft")),
)
_TRADES = ("Mechanic", "Driver", "Labourer", "Shopkeeper", "Welder", "Salesman")


def play(at: datetime) -> int:
    """Write everything into the files at this moment; how many files there are."""
    office = _Office(at)
    men, women = office.on_file("M"), office.on_file("F")
    men, others, women = men[:MEN], men[MEN:], women[:WOMEN]
    described = [office.describe(number, one) for number, one in enumerate([*men, *women])]
    men = described[:MEN]
    for number, one in enumerate(_some_of_each_state(men)):
        office.convict(number, one)
    office.band_together(men)
    office.enter_again(men)
    # What a running worker would have done meanwhile.
    while doubles.find(at=at):
        pass
    office.leave_waiting(others[0])
    office.bring_file(others[1:])
    return len(described)


def _some_of_each_state(men: Sequence[ConvictRecord]) -> Iterator[ConvictRecord]:
    for state in _STATES:
        yield from [one for one in men if one.status == state][:CONVICTED_OF_EACH]


class _Office:
    """The two operators of the CRO at work: `cro` enters, `cro2` decides."""

    def __init__(self, at: datetime) -> None:
        self.at, self.today = at, timezone.localdate(at)
        users = {user.username: user for user in User.objects.filter(username__in=("cro", "cro2"))}
        self.cro, self.cro2 = users["cro"], users["cro2"]
        self.lot = Random(f"files {SEED}")
        self.people = people(60, seed=SEED)
        self.numbers = count(412)
        self.sections = OffenceSection.objects.in_bulk()
        self.stations: dict[str, list[Station]] = {}
        for station in Station.objects.filter(valid_to=None).with_place().order_by("code"):
            self.stations.setdefault(station.circle.district.name, []).append(station)

    def on_file(self, gender: str) -> list[ConvictRecord]:
        """Those of whom an office may know more, and first who lives where there are stations."""
        found = ConvictRecord.objects.in_file().filter(
            gender=gender,
            nationality="PAK",
            category_id="convict",
            offence__in=_CAREERS,
            birth_year__range=BORN,
            status__in=_STATES,
            sealed_as="",
            is_canary=False,
            withdrawn_at=None,
        )
        places = District.objects.values("name")
        known = found.filter(district__in=places).order_by("pk")
        return sorted(known, key=lambda one: one.district not in self.stations)

    # --- One file ---

    def describe(self, number: int, record: ConvictRecord) -> ConvictRecord:
        """What he looks like and how he works; of some also how else he is called."""
        changes = {**self._looks(record), "occupation": self.lot.choice(_TRADES)}
        record = filing.correct(by=self.cro, record=record, changes=changes, at=self.at)
        taken_on = self._days_ago(30, 1500)
        views: tuple[View, ...] = ("front",) if number % 4 else ("front", "left", "right")
        for view in views:
            self._note(record, _photograph(_face(record), view, taken_on))
        for row in self._known_of(number, record):
            self._note(record, row)
        return record

    def _looks(self, record: ConvictRecord) -> dict[str, Any]:
        """Much the same for all of them: a witness is to choose among men who are alike."""
        draw = self.lot.choices
        looks: dict[str, Any] = {
            "height_cm": self.lot.randrange(167, 179) - 12 * (record.gender == "F"),
            "build": draw(("medium", "slim", "heavy", "muscular"), (5, 2, 1, 1))[0],
            "complexion": draw(("wheatish", "fair", "dark"), (6, 2, 1))[0],
            "hair": draw(("black", "brown", "grey", "bald"), (10, 2, 1, 1))[0],
            "eyes": draw(("brown", "black", "light"), (6, 3, 1))[0],
            "facial_hair": draw(
                ("moustache", "short_beard", "shaven", "long_beard"), (4, 3, 2, 1)
            )[0],
        }  # fmt: skip
        if record.gender == "F":
            looks |= {"build": "medium", "hair": "black", "facial_hair": ""}
        return looks

    def _known_of(self, number: int, record: ConvictRecord) -> Iterator[Noted]:
        career = _CAREERS[record.offence]
        for kind, place, words in self.lot.sample(_MARKS, 1 + number % 2):
            yield Mark(kind=kind, place=place, words=words)
        for code in self.lot.sample(career.methods, 1 + number % 2):
            yield MethodUsed(method_id=code)
        home = next(self.people)
        kind = Address.Kind.PERMANENT if number % 3 else Address.Kind.HIDE_OUT
        yield Address(kind=kind, address=home.address, district=home.district)
        if number % 3 == 0:
            nickname = _NICKNAMES[number // 3 % len(_NICKNAMES)]
            # Of every second of them it is on file in Urdu only.
            for name in nickname[number % 2 :]:
                yield Alias(name=name)
        if number % 2 == 0:
            yield self._fingerprints()

    def _fingerprints(self) -> Fingerprints:
        first, second = self.lot.choices("RUWAT", k=2)
        one, two, three, four = (self.lot.randrange(1, 33) for _ in range(4))
        return Fingerprints(
            henry=f"{one} {first} {two} / {three} {second} {four}",
            file_ref=f"FP-{self.lot.randrange(1000, 9999)}/{self.today:%y}",
            taken_on=self._days_ago(20, 900),
        )

    # --- Judgments ---

    def convict(self, number: int, record: ConvictRecord) -> None:
        """What he was convicted of, and where he is by that; of every second once before, too."""
        career, state = _CAREERS[record.offence], Status(record.status)
        if number % 2:
            arrested_on = self._days_ago(2600, 3400)
            earlier = self._judgment(record, career.sections[:1], arrested_on)
            earlier.sentenced_to, earlier.fine = Conviction.Kind.FINE, career.fine // 2
            # Far from home, at a station that CASPP does not know.
            earlier.station, earlier.station_as_given = None, "City, Sahiwal"
            earlier.court = "Magistrate Section 30, Sahiwal"
            self._note(record, earlier)
        since_on, due_on = self._times(state, career)
        judgment = self._judgment(record, career.sections, since_on)
        judgment.sentenced_to, judgment.months = Conviction.Kind.PRISON, career.months
        judgment.fine, judgment.words = career.fine, "Rigorous; with the benefit of 382-B CrPC"
        judgment.in_custody_from_on = since_on
        if state != Status.ON_BAIL:
            judgment.release_due_on = due_on
        judgment = self._note(record, judgment)
        self._note(
            record,
            Standing(
                status=state,
                since_on=self._since(state, judgment),
                reference=self._paper(state, record.district),
                conviction=judgment,
            ),
        )

    def _times(self, state: Status, career: _Career) -> tuple[date, date]:
        """When he was taken into custody, and when the last of his months is over."""
        whole = career.months * _MONTH
        ends_in = timedelta(days=self.lot.randrange(9, 240))
        due_on = self.today - ends_in if state == Status.RELEASED else self.today + ends_in
        return due_on - whole, due_on

    def _since(self, state: Status, judgment: Conviction) -> date:
        """In prison since the judgment, released on the last day, out early in between."""
        if state == Status.RELEASED and judgment.release_due_on:
            return judgment.release_due_on
        if state == Status.IN_PRISON:
            return judgment.decided_on
        return max(judgment.decided_on, self._days_ago(5, 90))

    def _paper(self, state: Status, district: str) -> str:
        return f"{_PAPERS[state].format(district)}, No. {self.lot.randrange(100, 999)}"

    def _judgment(
        self, record: ConvictRecord, codes: Sequence[str], arrested_on: date
    ) -> Conviction:
        sections = [self.sections[code] for code in codes]
        return Conviction(
            fir_number=self.lot.randrange(20, 900),
            fir_year=arrested_on.year,
            station=self.lot.choice(self.stations[record.district]),
            court=self.lot.choice(_COURTS).format(record.district),
            case_no=f"{self.lot.randrange(11, 99)}/{arrested_on.year}",
            section_codes=[one.code for one in sections],
            sections=", ".join(one.text for one in sections),
            crime_head=gravest(one.crime_head for one in sections),
            decided_on=arrested_on + _TRIAL,
        )

    # --- Who belongs to whom ---

    def band_together(self, men: Sequence[ConvictRecord]) -> None:
        """Two gangs, each with who leads it, and some ties beside them."""
        for name, heads in _GANGS:
            leader, *others = [one for one in men if one.crime_head in heads][:4]
            gang = Gang(name=name, district=leader.district)
            since_on = self._days_ago(900, 1500)
            self._note(leader, Membership(gang=gang, part="leader", from_on=since_on))
            for place, one in enumerate(others):
                part = "helper" if place == 2 else "member"
                self._note(one, Membership(gang=gang, part=part, from_on=since_on))
                self._note(one, Associate(kind="co_accused", other=leader))
            buyer = next(self.people).name
            self._note(leader, Associate(kind="receiver", name=buyer, words="Shop in Saddar"))
        self._note(men[-1], Associate(kind="relative", other=men[-2], words="His cousin"))

    def enter_again(self, men: Sequence[ConvictRecord]) -> None:
        """Some of them once more, as another office spelt them; an officer is to see it."""
        known = [one for one in men if one.cnic and one.date_of_birth]
        for number, record in enumerate(known[:3]):
            # By the card itself, by one of whose digits two changed places, and without any.
            cnic = (record.cnic, _swapped(record.cnic), "")[number]
            spelt = {name: getattr(record, name) for name in ConvictRecord.IDENTITY_FIELDS}
            spelt |= {
                "name": respelled(record.name, self.lot),
                "relative_name": respelled(record.relative_name, self.lot),
                "name_ur": "",
                "relative_name_ur": "",
                "cnic": cnic,
            }
            face = replace(_face(record), facial_hair="long_beard")
            double = self._entered(spelt, face, record.offence)
            filing.decide_opening(
                by=self.cro2, opening=double.opening, approve=True, note="", at=self.at
            )

    def _entered(
        self, identity: dict[str, Any], face: Face, offence: str, *names: str
    ) -> ConvictRecord:
        """Somebody who was just committed to prison; under these names he is known, too."""
        record = ConvictRecord(
            external_ref=f"ISB-{self.today:%Y}-{next(self.numbers):04d}",
            category_id="convict",
            status=Status.IN_PRISON,
            offence=offence,
            build=face.build,
            complexion=face.complexion,
            hair=face.hair,
            eyes=face.eyes,
            facial_hair=face.facial_hair,
            **identity,
        )
        committed_on = self._days_ago(3, 20)
        paper = self._paper(Status.IN_PRISON, record.district)
        rows = [
            Standing(status=Status.IN_PRISON, since_on=committed_on, reference=paper),
            _photograph(face, "front", committed_on),
            *(Alias(name=name) for name in names),
        ]
        return filing.open_record(by=self.cro, record=record, rows=rows, at=self.at)

    # --- What waits ---

    def leave_waiting(self, leaving: ConvictRecord) -> None:
        """A new record and a withdrawal: both wait for whoever signs in as the second person."""
        person = next(one for one in self.people if one.gender == "M" and one.cnic)
        face = Face(person.cnic, hair="brown", facial_hair="short_beard")
        identity = {name: getattr(person, name) for name in ConvictRecord.IDENTITY_FIELDS}
        self._entered(identity, face, "392 PPC (robbery)", "Jugnu")
        reason = "Acquitted on appeal: order of the High Court of last week, received by post."
        filing.propose_withdrawal(by=self.cro, record=leaving, reason=reason, at=self.at)

    def bring_file(self, known: Sequence[ConvictRecord]) -> None:
        """A small file of the CRO, read to its end; nobody has let it into the records."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([COLUMNS, *self._rows(known)])
        receiving.receive(
            by=self.cro,
            file=io.BytesIO(text.getvalue().encode()),
            name=f"cro-{self.today:%B}.csv",
            is_whole=False,
            at=self.at,
        )
        while importing.work(at=self.at):
            pass

    def _rows(self, known: Sequence[ConvictRecord]) -> Iterator[list[str]]:
        new = [
            dict(zip(COLUMNS, row.cells, strict=True))
            for row in convicts(NEW_ROWS + len(_WRONG), seed=SEED)
        ]
        for number, cells in enumerate(new, _FIRST_NEW_ROW):
            cells["external_ref"] = f"CRO-{number}"
        for cells, wrong in zip(new[NEW_ROWS:], _WRONG, strict=True):
            cells |= wrong
        stood = [_cells(one) for one in known[: CHANGED_ROWS + SAME_ROWS]]
        for cells in stood[:CHANGED_ROWS]:
            cells["offence"] = f"{cells['offence']}; 411 PPC (stolen property)"
        stood[0]["status"] = Status.DECEASED
        # As an office lists them: by no order of ours.
        rows = [*new, *stood]
        self.lot.shuffle(rows)
        yield from ([cells[name] for name in COLUMNS] for cells in rows)

    # --- Small things ---

    def _note(self, record: ConvictRecord, row: Any) -> Any:
        return filing.note(by=self.cro, record=record, row=row, at=self.at)

    def _days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.lot.randrange(least, most))


#: The three bad rows: each is refused for another reason.
_WRONG: tuple[dict[str, str], ...] = (
    {"cnic": "35202-1234567"},
    {"name": "", "name_ur": ""},
    {"birth_year": "1991", "date_of_birth": "31-02-1991"},
)


def _face(record: ConvictRecord) -> Face:
    return Face(
        record.external_ref,
        is_woman=record.gender == "F",
        build=record.build,
        complexion=record.complexion,
        hair=record.hair,
        eyes=record.eyes,
        facial_hair=record.facial_hair or "shaven",
    )


def _photograph(face: Face, view: View, taken_on: date) -> Photograph:
    picture = ContentFile(portrait(face, view), name="drawn.jpg")
    return Photograph(view=view, picture=picture, taken_on=taken_on)


def _swapped(cnic: str) -> str:
    """With its last two different neighbours in each other's place."""
    place = max(i for i in range(len(cnic) - 1) if cnic[i] != cnic[i + 1])
    return cnic[:place] + cnic[place + 1] + cnic[place] + cnic[place + 2 :]


def _cells(record: ConvictRecord) -> dict[str, str]:
    """What the CRO's file said of him, by column."""
    said = {name: getattr(record, name) for name in COLUMNS if name != "category"}
    cells = {name: "" if value is None else str(value) for name, value in said.items()}
    return {**cells, "category": record.category_id}
