"""What was recovered, and its way through the malkhana, as `firs.store` leaves it."""

from datetime import datetime, timedelta

from caspp.headline.cases import registering
from caspp.headline.cases.case import Case, Suspect
from caspp.headline.cases.scene import Scene
from caspp.headline.cases.urdu import label, urdu
from caspp.headline.tables import Row
from firs.models import DiaryKind, EntryKind, ItemKind, Whereabouts

#: What a kind of case leads to → the item, and the share of it that goes to a laboratory.
_TOOLS = {
    "weapon": (ItemKind.WEAPON, 0.45),
    "narcotic": (ItemKind.NARCOTIC, 0.85),
    "clothes": (ItemKind.CLOTHES, 0.9),
    "cash": (ItemKind.CASH, 0.0),
    "document": (ItemKind.DOCUMENT, 0.0),
    "goods": (ItemKind.OTHER, 0.3),
}
#: The share of cases in which the thing is found, and then of owners who get it, and of those who
#: are also charged with receiving it.
RECOVERED, FOUND, TO_OWNER, RECEIVING = 0.6, 0.45, 0.6, 0.5
_LOST = {
    "firs_vehicle": ItemKind.VEHICLE,
    "firs_mobile": ItemKind.MOBILE,
    "firs_stolenthing": ItemKind.OTHER,
}


def recover_tools(scene: Scene, case: Case, since: datetime, report_at: datetime) -> None:
    """What an offence was done with, or about; from whom the police caught, before the FIR."""
    tool = _TOOLS.get(case.told.kind.finds)
    if tool is None or not case.known:
        return
    kind, share = tool
    words = scene.say(case, case.told.kind.finds)
    if case.is_caught:
        at = scene.after(since, 0.85, 1.2)
        found_at = case.row["reported_at"] - timedelta(minutes=10)
        because = scene.say(case, "red_handed")
    elif scene.dice() < RECOVERED:
        at = since + (report_at - since) * (0.3 + 0.5 * scene.dice())
        found_at, because = at - timedelta(minutes=30), ""
    else:
        return
    item = _recover(scene, case, case.known[0], kind, words, found_at, at, because)
    if item is not None and scene.dice() < share:
        _to_laboratory(scene, case, item, at)


def find_stolen(
    scene: Scene, case: Case, one: Suspect, since: datetime, report_at: datetime
) -> None:
    """What was carried off is found with him, and goes to its owner."""
    for table, kind in _LOST.items():
        for row in case.parts.get(table, ()):
            if scene.dice() < FOUND:
                at = since + (report_at - since) * (0.2 + 0.5 * scene.dice())
                _find(scene, case, one, row, kind, at)


def _find(scene: Scene, case: Case, one: Suspect, row: Row, kind: ItemKind, at: datetime) -> None:
    where, by = scene.say(case, "where"), case.officer(at)
    if not scene.later(at, _write_found, case, where):
        return
    row |= {"found_at": at, "found_by_id": by, "found_where": where}
    if scene.dice() < RECEIVING:
        registering.add_section(scene, case, "ppc-411", at, scene.say(case, "stolen_found"))
    what = row.get("description") or row["make"]
    moment = at + timedelta(minutes=20)
    item = _recover(scene, case, one, kind, what, at, moment, "")
    back_at = scene.after(at, 24 * 4, 24 * 40)
    if (
        item is not None
        and scene.dice() < TO_OWNER
        and scene.later(back_at, _write_movement, case, item, Whereabouts.ON_SUPERDARI)
    ):
        item["whereabouts"] = Whereabouts.ON_SUPERDARI


def _write_found(scene: Scene, at: datetime, case: Case, where: str) -> None:
    scene.books.enter(case.pk, EntryKind.FOUND, at=at, by=case.officer(at), words=where)


# --- Register No. XIX ---


def _recover(
    scene: Scene,
    case: Case,
    one: Suspect,
    kind: ItemKind,
    what: str,
    found_at: datetime,
    at: datetime,
    because: str,
) -> Row | None:
    is_weapon = kind == ItemKind.WEAPON
    narcotic = f"{100 + int(scene.dice() ** 2 * 4_000)} g" if kind == ItemKind.NARCOTIC else ""
    item = case.of_it(
        station_id=case.station.pk, kind=kind, description=what, quantity=narcotic or "1",
        condition=scene.say(case, "seals"), calibre="30 bore" if is_weapon else "",
        weapon_no=f"{int(scene.dice() * 1e6):06d}" if is_weapon else "", licence="",
        recovered_at=found_at, recovered_by_id=case.officer(at), place=case.row["place"],
        witnesses=scene.say(case, "recovery_witnesses"), is_before_fir=bool(because),
        before_because=because, whereabouts=Whereabouts.IN_STORE,
    )  # fmt: skip
    return item if scene.later(at, _write_item, case, one, item) else None


def _write_item(scene: Scene, at: datetime, case: Case, one: Suspect, item: Row) -> None:
    books, by = scene.books, item["recovered_by_id"]
    words = f"{item['description']}, {item['quantity']}"
    written = books.diary(
        case.station, DiaryKind.PROPERTY, at=at, by=by, fir=case.pk,
        words=urdu("Taken into the malkhana in FIR %(number)s: %(what)s.")
        % {"number": case.number, "what": words},
    )  # fmt: skip
    item["recovered_from_id"] = one.row["id"]
    item["year"] = books.day_of(at).year
    item["serial"] = books.take(f"malkhana {case.station.code} {item['year']}")
    books.add("firs_caseitem", item)
    _link(scene, at, item, Whereabouts.IN_STORE, by, words=item["condition"])
    books.enter(
        case.pk, EntryKind.RECOVERED, at=at, by=by, words=f"{_number(item)}: {words}",
        accused=one.row["id"], diary_entry=written,
    )  # fmt: skip


def _to_laboratory(scene: Scene, case: Case, item: Row, recovered_at: datetime) -> None:
    sent_at = scene.after(recovered_at, 24, 24 * 6)
    result_at = scene.after(sent_at, 24 * 12, 24 * 70)
    officer = case.officer(result_at)
    is_back = result_at <= scene.now
    forensic = case.of_it(
        laboratory=scene.say(case, "laboratory"), question=scene.say(case, "question"),
        result_at=result_at if is_back else None, result_by_id=officer if is_back else None,
        lab_no=f"{int(scene.dice() * 1e5):05d}/{result_at:%y}" if is_back else "",
        result=scene.say(case, "finding") if is_back else "",
    )  # fmt: skip
    if not scene.later(sent_at, _write_movement, case, item, Whereabouts.AT_LAB, forensic):
        return
    item["whereabouts"] = Whereabouts.AT_LAB
    if not is_back:
        return
    scene.later(result_at, _write_result, case, forensic)
    back_at = scene.after(result_at, 2, 30)
    if scene.later(back_at, _write_movement, case, item, Whereabouts.IN_STORE):
        item["whereabouts"] = Whereabouts.IN_STORE


def _write_movement(
    scene: Scene,
    at: datetime,
    case: Case,
    item: Row,
    to: Whereabouts,
    forensic: Row | None = None,
) -> None:
    books, by, carrier = scene.books, case.officers.moharrar, scene.names[case.officer(at)]
    certificate, kind = None, DiaryKind.PROPERTY
    line = f"{_number(item)}: {item['description']} – {label(to)}"
    if forensic is not None:
        kind, year = DiaryKind.ROAD, books.day_of(at).year
        certificate = {
            "station_id": case.station.pk, "year": year,
            "serial": books.take(f"road {case.station.code} {year}"),
            "to": forensic["laboratory"], "carrier": carrier, "made_at": at, "made_by_id": by,
        }  # fmt: skip
        books.add("firs_roadcertificate", certificate)
        line = urdu("%(line)s, road certificate %(number)s") % {
            "line": line,
            "number": _number(certificate),
        }
    order = f"{int(scene.dice() * 1000)}/{at:%Y}" if to == Whereabouts.ON_SUPERDARI else ""
    link = _link(scene, at, item, to, by, by_whom=carrier, order=order, road=certificate)
    if forensic is not None:
        forensic["movement_id"] = link
        books.add("firs_forensic", forensic)
    written = books.diary(case.station, kind, at=at, by=by, about=carrier, words=line, fir=case.pk)
    books.enter(case.pk, EntryKind.MOVED, at=at, by=by, words=line, diary_entry=written)


def _write_result(scene: Scene, at: datetime, case: Case, forensic: Row) -> None:
    words = f"{forensic['laboratory']}, {forensic['lab_no']}"
    scene.books.enter(case.pk, EntryKind.FORENSIC, at=at, by=case.officer(at), words=words)


def _link(
    scene: Scene,
    at: datetime,
    item: Row,
    to: Whereabouts,
    by: int,
    *,
    by_whom: str = "",
    order: str = "",
    words: str = "",
    road: Row | None = None,
) -> int:
    return scene.books.add(
        "firs_movement",
        {
            "item_id": item["id"], "to": to, "made_at": at, "made_by_id": by,
            "by_whom": by_whom or scene.names[by],
            "road_certificate_id": road["id"] if road else None, "order_no": order,
            "words": words,
        },
    )  # fmt: skip


def _number(row: Row) -> str:
    return f"{row['serial']}/{row['year'] % 100:02d}"
