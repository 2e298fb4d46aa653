"""The police station over so many cases, in a process of its own: prints one JSON object.

Every page is asked for through the whole stack of middleware, as the signed-in officer sees it.
"""

import random
import sys
from datetime import timedelta
from typing import Any

import django

from benchmarks.parts import visitors
from benchmarks.parts.visitors import PAGES_DEEP, Ask, Questions, Visitor

MOST_KNOWN = 200
COMMON = ("Muhammad", "Khan", "Ali", "Bibi")
SECTIONS = ("ppc-392", "ppc-489f", "ppc-302", "cnsa-9c", "ata-7")
HEADS = ("murder", "robbery", "vehicle_theft", "gang_rape", "special")
STATES = ("in_court", "cancelled", "transferred", "interim")
LISTED, FIND = "/firs/", "/firs/find/"
#: What a page shows: cases and drafts.
SHOWN = r'href="/firs/(?:drafts/)?\d+/"'

#: List → what its address asks; of each the first page.
LISTS: dict[str, dict[str, str]] = {
    "open": {},
    "late": {"tab": "late"},
    "untraced": {"tab": "untraced"},
    "all": {"tab": "all"},
}
#: Those of officers who investigate, and of who marks cases to them.
OF_ROLE = {
    "io": {"mine": {"tab": "mine"}},
    "sho": {"mine": {"tab": "mine"}, "to assign": {"tab": "unassigned"}},
}
#: Other pages that are the same each time.
PAGES = {"drafts": "/firs/drafts/", "today": "/firs/today/", "home": "/"}
#: Who reads the books of the station: the roznamcha, the index, and each register by its number.
READERS = ("moharrar", "sho", "dpo")
REGISTERS = ("I", "II", "IV", "VI", "IX", "XIX", "XXI")


class Officer(Visitor):
    """An officer, with cases of his own scope to ask for."""

    def __init__(self, username: str) -> None:
        from firs.models import FIR, Accused, Mobile, Vehicle, Victim, Witness

        super().__init__(username)
        self.cases = FIR.objects.visible_to(self.user).registered()
        dice = random.Random(f"visitor {username}")
        mine = list(self.cases.order_by("pk").values_list("pk", flat=True))
        dice.shuffle(mine)
        some = mine[: 20 * MOST_KNOWN]
        rows = self.cases.filter(pk__in=some, is_identity_hidden=False)
        self.numbers = _some(dice, rows.values_list("serial", "year"))
        self.cnics = _some(dice, rows.exclude(cnic="").values_list("cnic", flat=True))
        self.phones = _some(dice, rows.exclude(phone="").values_list("phone", flat=True))
        of_it = {"fir__in": some}
        people = [
            one.objects.filter(**of_it).exclude(name="").values_list("name", flat=True)
            for one in (Accused, Witness, Victim)
        ]
        self.names = _some(dice, [name for found in people for name in found])
        vehicles = Vehicle.objects.filter(**of_it).exclude(chassis_no="")
        self.plates = _some(dice, vehicles.values_list("registration_no", flat=True))
        self.chassis = _some(dice, vehicles.values_list("chassis_no", flat=True))
        self.imeis = _some(dice, Mobile.objects.filter(**of_it).values_list("imei", flat=True))
        # Of cases with much in them the page has most to say, and says it by as many questions.
        full = rows.filter(arrests__remands__isnull=False, items__movements__isnull=False)
        full = full.filter(sealed_as="", witnesses__isnull=False).distinct()
        self.full = _some(dice, full.values_list("pk", flat=True))


def questions() -> Questions:
    """(name, what to ask for the n-th time) for every kind of visitor."""
    for name in ("moharrar", "io", "sho", "dpo", "igp"):
        officer = Officer(name)
        for page, ask in _of(name, officer):
            yield f"{name}: {page}", ask


def _of(name: str, officer: Officer) -> Questions:
    for page, query in {**LISTS, **OF_ROLE.get(name, {})}.items():
        yield page, officer.getting(LISTED, **query)
    for page, url in PAGES.items():
        yield page, officer.getting(url)
    yield from _narrowed(officer)
    if name in READERS:
        yield from _books(officer)
    yield from _found(officer)
    yield "a case", lambda n: officer.get(f"{LISTED}{_nth(officer.full, n)}/")


def _narrowed(officer: Officer) -> Questions:
    deep = visitors.deep_keys(officer.cases, "registered_at")
    years = sorted(set(officer.cases.values_list("year", flat=True)))
    yield (
        f"page {PAGES_DEEP}",
        lambda n: officer.get(LISTED, tab="all", before=_nth(deep, n)),
    )
    yield "a section", lambda n: officer.get(LISTED, section=_nth(SECTIONS, n))
    yield "a head", lambda n: officer.get(LISTED, head=_nth(HEADS, n))
    yield "a state", lambda n: officer.get(LISTED, state=_nth(STATES, n))
    yield "a year", lambda n: officer.get(LISTED, year=_nth(years, n))
    yield (
        "open of a head",
        lambda n: officer.get(LISTED, tab="open", head=_nth(HEADS, n)),
    )


def _books(officer: Officer) -> Questions:
    """The station's books: of days, and the first page of last year."""
    from django.utils import timezone

    from caspp import demo
    from stations.models import Station

    station = Station.objects.get(code=demo.STATION).pk
    today = timezone.localdate()
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(1, 60, 3)]
    of_station = {"station": station}
    yield (
        "roznamcha",
        lambda n: officer.get("/firs/roznamcha/", day=_nth(days, n), **of_station),
    )
    yield "registers", officer.getting("/firs/registers/", **of_station)
    year = today.year - 1
    for number in REGISTERS:
        url = f"/firs/registers/{number}/"
        yield f"register {number}", officer.getting(url, period=year, **of_station)


def _found(officer: Officer) -> Questions:
    def finding(texts: Any) -> Ask:
        return lambda n: officer.find(FIND, _nth(texts, n))

    yield "find number", finding([f"{serial}/{year}" for serial, year in officer.numbers])
    yield "find CNIC", finding(officer.cnics)
    yield "find phone", finding(officer.phones)
    yield "find plate", finding(officer.plates)
    yield "find chassis", finding(officer.chassis)
    yield "find IMEI", finding(officer.imeis)
    yield "find rare name", finding(officer.names)
    yield "find common name", finding(COMMON)


def _some(dice: random.Random, found: Any) -> list[Any]:
    """So many of what was found, in any order."""
    rows = sorted(set(found))
    dice.shuffle(rows)
    return rows[:MOST_KNOWN]


def _nth(things: Any, number: int) -> Any:
    return things[number % len(things)]


def main(share: float, firs: int, complaints: int) -> None:
    django.setup()
    loaded = visitors.load(share, complaints=complaints, firs=firs)
    visitors.answer(questions(), loaded, SHOWN)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
