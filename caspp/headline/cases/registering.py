"""From the first information to the number: the rows of form 24.5(1), as `firs.actions` leaves
them.
"""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import translation

from caspp.headline.cases.case import Case, Suspect
from caspp.headline.cases.scene import Scene
from caspp.headline.cases.urdu import urdu
from caspp.headline.officers import Officers
from caspp.headline.tables import Row
from complaints.models import EntryKind as ComplaintEntryKind
from complaints.models import Level
from firs import accused, bearings, clocks, heads, sealing
from firs.models import (
    FIR,
    Accused,
    DiaryKind,
    EntryKind,
    OffenceSection,
    Position,
    Signed,
    State,
    Victim,
    Witness,
)
from firs.models.people import ADULT
from matching.vehicle import SerialNumber, registration_key
from people.names import relation_line
from stations.models import Station
from synthetic.firs import FirstInformation, Party
from synthetic.people import Person
from synthetic.stock import Weighted

_SIGNED = Weighted(
    [(Signed.SIGNATURE, 55), (Signed.THUMB, 30), (Signed.IN_WRITING, 14), (Signed.REFUSED, 1)]
)
_WITNESS = Weighted(
    [(Witness.Kind.EYE, 50), (Witness.Kind.CIRCUMSTANCE, 25), (Witness.Kind.POLICE, 25)]
)
PIN_SHARE, DEPARTS_WITH_FIR_SHARE = 0.55, 0.35
#: A degree of latitude, in kilometres.
_DEGREE = 111.0

_BLANK: Row = {
    "complaint_id": None, "level": int(Level.STATION), "state": State.DRAFT,
    "form_token": None, "year": None, "serial": None, "registered_at": None,
    "registered_by_id": None, "signed_as": "", "diary_entry_id": None,
    "is_identity_hidden": False, "occurred_to": None, "sections": "", "property_lost": "",
    "property_value": None, "latitude": None, "longitude": None, "accused": "",
    "steps_taken": "", "despatched_at": None, "section_codes": "{}", "head": "",
    "investigator_id": None, "report_due_at": None, "interim_due_at": None, "escalated_to": 1,
    "review_due_on": None, "last_zimni": 0, "reopened_count": 0, "sealed_as": "",
}  # fmt: skip
_UNFOUND: Row = {"found_at": None, "found_by_id": None, "found_where": ""}
_NOBODY: Row = {
    **dict.fromkeys(FIR.IDENTITY_FIELDS, ""),
    "birth_year": None,
    "date_of_birth": None,
}


def take_down(
    scene: Scene,
    told: FirstInformation,
    station: Station,
    officers: Officers,
    *,
    reported_at: datetime,
    made_at: datetime,
    complaint: Row | None = None,
) -> Case:
    """A draft with everybody and everything in it; of a complaint all that it says."""
    row = {
        **_BLANK,
        **_identity(told.informant),
        "id": scene.books.next_id("firs_fir"),
        "station_id": station.pk,
        "language": told.language,
        "address": told.informant.address,
        "reported_at": reported_at,
        "occurred_from": reported_at - timedelta(hours=told.hours_ago),
        "offence": told.offence,
        "place": told.place,
        "narrative": told.details,
        "made_at": made_at,
        "made_by_id": officers.moharrar,
        "changed_at": made_at,
        "changed_by_id": officers.moharrar,
        **_place(scene, station),
    }
    if told.kind.by_police and complaint is None:
        row |= {"address": station.name, "cnic": "", "phone": "", "relative_name": ""}
    if complaint is None:
        row["form_token"] = uuid.UUID(int=scene.random.getrandbits(128), version=4)
        if told.hours_ago > 24:
            row["steps_taken"] = scene.casework.say("late_report", told.language, scene.dice)
    else:
        row |= complaint
    case = Case(row, told, station, officers, [], {}, [], complaint=row["complaint_id"])
    _add_people(scene, case)
    _add_property(case)
    _seal(case, scene)
    return case


def keep_draft(scene: Scene, at: datetime, case: Case) -> None:
    """Write the draft as it is: nobody has registered it yet."""
    scene.books.add("firs_fir", case.row)
    _write_parts(scene, case)


def register(scene: Scene, at: datetime, case: Case) -> None:
    """Write it into the book under the next number, with its entries in the roznamcha."""
    books, row, by = scene.books, case.row, case.officers.moharrar
    about = "" if case.is_sealed or row["is_identity_hidden"] else row["name"]
    words = urdu("Information of an offence: %(offence)s.") % {"offence": row["offence"]}
    row["diary_entry_id"] = books.diary(
        case.station, DiaryKind.INFORMATION, at=at, by=by, about=about, words=words
    )
    row["year"] = books.day_of(at).year
    row["serial"] = books.take(f"FIR {case.station.code} {row['year']}")
    books.add("firs_fir", row)
    _write_parts(scene, case)
    written = books.diary(
        case.station,
        DiaryKind.FIR,
        at=at,
        by=by,
        about=case.number,
        words=urdu("FIR %(number)s registered under %(sections)s.")
        % {"number": case.number, "sections": row["sections"]},
        fir=case.pk,
    )
    books.enter(case.pk, EntryKind.REGISTERED, at=at, by=by, diary_entry=written)
    if case.complaint is not None:
        _tell_complaint(scene, case, at)


def sign(scene: Scene, case: Case, at: datetime) -> None:
    """What stands in the row once it is registered at this moment."""
    sections = _sections(scene, case)
    due: Any = SimpleNamespace()
    clocks.set_clocks(due, sections, since=at)
    with translation.override(case.language):
        lines = accused.lines([_as_read(one.row) for one in case.suspects])
    case.row |= {
        "state": State.REGISTERED,
        "registered_at": at,
        "registered_by_id": case.officers.moharrar,
        "signed_as": _SIGNED.draw(scene.dice),
        "sections": ", ".join(one.text for one in sections)[:240],
        "accused": lines,
        **vars(due),
    }
    set_sections(scene, case)
    if scene.dice() < DEPARTS_WITH_FIR_SHARE:
        case.row["despatched_at"] = at


def set_sections(scene: Scene, case: Case) -> None:
    """What follows from the sections of today."""
    sections = _sections(scene, case)
    has_vehicle = "firs_vehicle" in case.parts
    case.row["section_codes"] = "{" + ",".join(sorted(one.pk for one in sections)) + "}"
    case.row["head"] = heads.head_of(sections, has_vehicle=has_vehicle)


def add_section(scene: Scene, case: Case, code: str, at: datetime, because: str) -> None:
    """Put the case under one more section; part of an act whose time has come or passed."""
    row = _section(case, code, at, case.officer(at), because)
    if scene.later(at, _write_section, case, row):
        case.sections.append(row)
        set_sections(scene, case)


def _write_section(scene: Scene, at: datetime, case: Case, row: Row) -> None:
    scene.books.add("firs_firsection", row)
    words = f"{scene.sections[row['section_id']].text}. {row['added_because']}"
    by = row["added_by_id"]
    scene.books.enter(case.pk, EntryKind.SECTION_ADDED, at=at, by=by, words=words)


def nominate(scene: Scene, case: Case, party: Party, *, at: datetime, by: int) -> Suspect:
    """One more who is accused; whoever calls it writes the row."""
    one = _suspect(scene, case, party, at=at, by=by)
    one.row["sealed_as"] = case.row["sealed_as"]
    case.suspects.append(one)
    return one


def learn(one: Suspect, party: Party, year: int) -> None:
    """Who the unknown one is."""
    one.row |= {**_party(party, year), "is_known": True}


def keys(scene: Scene, case: Case, table: Any, record: int, at: datetime) -> None:
    """Who may see a sealed record: the heads whose work it is, and who works on it."""
    officers = case.officers
    named = {officers.sho: None, officers.sdpo: None, officers.dpo: None}
    workers = dict.fromkeys((officers.moharrar, *(one for _since, one in case.investigators)))
    for user in {**named, **workers}:
        scene.books.batch["accounts_sealkey"].append(
            {"record_label": table._meta.label_lower, "record_id": record, "user_id": user,
             "given_by_id": None if user in named else officers.moharrar, "given_at": at}
        )  # fmt: skip


# --- Parts ---


def _add_people(scene: Scene, case: Case) -> None:
    at, by = case.row["made_at"], case.row["made_by_id"]
    year = at.year
    case.suspects = [_suspect(scene, case, party, at=at, by=by) for party in case.told.accused]
    for party in case.told.witnesses:
        kind = _WITNESS.draw(scene.dice)
        case.add("firs_witness", case.of_it(**_party(party, year), **_added(at, by), kind=kind))
    harm = case.told.kind.harm or Victim.Harm.NONE
    for party in case.told.victims:
        case.add("firs_victim", case.of_it(**_party(party, year), **_added(at, by), harm=harm))
    case.sections += [_section(case, code, at, by, "") for code in case.told.sections]


def _add_property(case: Case) -> None:
    told, gone = case.told, {**_added(case.row["made_at"], case.row["made_by_id"]), **_UNFOUND}
    if told.thing is not None:
        thing = {"description": told.thing.description, "quantity": "", "value": told.thing.value}
        case.add("firs_stolenthing", case.of_it(**gone, **thing))
        lost, value = told.thing.description, told.thing.value
    elif told.vehicle is not None:
        one = told.vehicle
        vehicle = {
            "registration_no": one.registration_no,
            "registration_key": registration_key(one.registration_no),
            "chassis_no": one.chassis_no,
            "chassis_key": SerialNumber(one.chassis_no).key,
            "engine_no": one.engine_no,
            "engine_key": SerialNumber(one.engine_no).key,
            "make": one.make,
            "colour": one.colour,
            "value": one.value,
        }
        case.add("firs_vehicle", case.of_it(**gone, **vehicle))
        lost, value = f"{one.make}, {one.registration_no}", one.value
    elif told.mobile is not None:
        phone = told.mobile
        mobile = {"imei": phone.imei, "imei_2": phone.imei_2, "make": phone.make,
                  "sim_numbers": "", "value": phone.value}  # fmt: skip
        case.add("firs_mobile", case.of_it(**gone, **mobile))
        lost, value = phone.make, phone.value
    else:
        return
    if not case.row["property_lost"]:
        case.row |= {"property_lost": lost, "property_value": value}


def _seal(case: Case, scene: Scene) -> None:
    people: list[Any] = [
        SimpleNamespace(is_minor=party.age is not None and party.age < ADULT)
        for party in (*case.told.accused, *case.told.victims)
    ]
    fir: Any = SimpleNamespace(
        **{name: case.row[name]
           for name in ("date_of_birth", "birth_year", "reported_at", "sealed_as")}
    )  # fmt: skip
    case.row["sealed_as"] = sealing.seal_of(fir, _sections(scene, case), people)
    for one in case.suspects:
        one.row["sealed_as"] = case.row["sealed_as"]


def _write_parts(scene: Scene, case: Case) -> None:
    """Whatever belongs to the FIR itself; what is added later is written when it is."""
    books, at = scene.books, case.row["made_at"]
    for row in case.sections:
        if row["added_at"] == at:
            books.add("firs_firsection", row)
    for one in case.suspects:
        if one.row["added_at"] == at:
            books.add("firs_accused", one.row)
            if case.is_sealed:
                keys(scene, case, Accused, one.row["id"], at)
    for table, rows in case.parts.items():
        for row in rows:
            books.add(table, row)
    if case.is_sealed:
        keys(scene, case, FIR, case.pk, at)


def _tell_complaint(scene: Scene, case: Case, at: datetime) -> None:
    """The complaint has the number of its FIR."""
    number = f"{case.number} {case.station.name}"
    scene.books.batch["complaints_complaint"].append({"id": case.complaint, "fir_no": number})
    scene.books.batch["complaints_entry"].append(
        {"complaint_id": case.complaint, "kind": ComplaintEntryKind.REGISTERED,
         "made_at": at, "made_by_id": case.officers.moharrar, "words": "", "answered": "",
         "officer_id": None, "other_id": None}
    )  # fmt: skip


def _section(case: Case, code: str, at: datetime, by: int, because: str) -> Row:
    return case.of_it(
        section_id=code, added_at=at, added_by_id=by, added_because=because, removed_at=None,
        removed_by_id=None, removed_because="",
    )  # fmt: skip


def _suspect(scene: Scene, case: Case, party: Party, *, at: datetime, by: int) -> Suspect:
    return Suspect(
        case.of_it(
            id=scene.books.next_id("firs_accused"),
            **_party(party, at.year),
            **_added(at, by),
            is_known=party.person is not None,
            alias="",
            description=party.description,
            user_id=None,
            position=Position.AT_LARGE,
            position_at=at,
            absconded_at=None,
            station_id=case.station.pk,
            sealed_as="",
        )
    )


def _party(party: Party, year: int) -> Row:
    if party.person is None:
        return {**_NOBODY, "address": "", "occupation": "", "age": None}
    identity = _identity(party.person)
    if party.age is not None:
        identity["birth_year"] = year - party.age
    return {**identity, "address": party.person.address, "occupation": "", "age": party.age}


def _identity(person: Person) -> Row:
    return {name: getattr(person, name) for name in FIR.IDENTITY_FIELDS}


def _added(at: datetime, by: int) -> Row:
    return {"added_at": at, "added_by_id": by}


def _place(scene: Scene, station: Station) -> Row:
    """Where it was, as far from the station as its area reaches."""
    dice, beat = scene.dice, str(1 + int(scene.dice() * 9))
    latitude, longitude = station.latitude, station.longitude
    if latitude is None or longitude is None or dice() >= PIN_SHARE:
        way = list(bearings.Compass)[int(dice() * len(bearings.Compass))]
        return {"distance_km": f"{0.3 + dice() ** 2 * 14:.1f}", "direction": way,
                "beat": beat}  # fmt: skip
    there = (latitude + (dice() - 0.5) * 16 / _DEGREE, longitude + (dice() - 0.5) * 16 / _DEGREE)
    here = (latitude, longitude)
    return {
        "latitude": round(there[0], 6),
        "longitude": round(there[1], 6),
        "distance_km": f"{bearings.kilometres(here, there):.1f}",
        "direction": bearings.direction(here, there),
        "beat": beat,
    }


def _sections(scene: Scene, case: Case) -> list[OffenceSection]:
    return [scene.sections[row["section_id"]] for row in case.sections]


def _as_read(row: Row) -> Any:
    """An accused as row 5 of the form reads him."""
    line = relation_line(row["relation"], row["relative_name"])
    return SimpleNamespace(**row, relation_line=line)
