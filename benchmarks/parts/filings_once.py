"""What hotels, stations, counters and landlords look at; asked by `two_sizes`.

Every page is asked for through the whole stack of middleware. A page without anything to choose is
one line in `OF_HOTEL` or `OF_STATION`, by the name of its address.
"""

import random
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import django

from benchmarks import report
from benchmarks.parts import visitors
from benchmarks.parts.two_sizes import DEEP
from benchmarks.parts.visitors import Ask, Questions, Visitor

#: At both sizes the first hotel was so often filed for, so that its pages are equally full.
AT_MARGALLA = report.sized(20_000, 2_500)
MOST_KNOWN = 200
COMMON = ("Muhammad", "Khan", "Ali", "Bibi")
#: What a page shows: rows of tables and lists, and pins of the map.
SHOWN = r'href="/(?:hotels|tenants)/[a-z/]*\d+/[^"]*"|"url": "[^"]+"'
#: Pages of one's own hotel with nothing to choose.
OF_HOTEL = (
    *("in_house", "check_in", "check_in_group", "expected", "register", "ledger", "receipts"),
    *("uploads", "api_keys", "inspections", "print_register", "print_foreigners"),
)
#: Pages of one stay, of one receipt of one's hotel, and of one house of one's stations.
OF_STAY, OF_RECEIPT = ("stay", "correct", "annul"), ("receipt", "receipt_pdf")
OF_HOUSE = {"house": (), "house_register": (), "inspect": ("sho",), "register_house": ("moharrar",)}
#: How the lists of houses and of registrations are narrowed.
OF_STATION = {
    "premises": ({}, {"kind": "hotel"}, {"show": "late"}, {"show": "silent"}, {"show": "in_order"}),
    "premises_map": ({}, {"show": "late"}),
}
OFFICERS = ("sho", "moharrar", "dpo", "igp")
TENANT_TABS = ("all", "verify", "overdue", "mine", "differs", "ending", "late")


def _hotel_eye(name: str, *args: Any) -> str:
    from django.urls import reverse

    return reverse(f"hotel_eye:{name}", args=args)


def _tenants(name: str, *args: Any) -> str:
    from django.urls import reverse

    return reverse(f"tenants:{name}", args=args)


class Reader(Visitor):
    """Somebody who opens one of many things after the other."""

    def each(self, url: Callable[[Any], str], things: list[Any]) -> Ask:
        """The page of the n-th of these."""
        return lambda n: self.get(url(things[n % len(things)]))

    def deep(self, url: str, keys: list[str], **query: Any) -> Ask:
        """The list far down, from another row each time."""
        return lambda n: self.get(url, before=keys[n % len(keys)], **query)


def questions() -> Questions:
    """(name, what to ask for the n-th time) for every kind of visitor."""
    yield from _of_hotel(Reader("hotel"))
    for name in OFFICERS:
        for page, ask in _of_houses(name, Reader(name)):
            yield f"{name}: {page}", ask
    for name in ("sho", "moharrar", "dpo"):
        for page, ask in _of_tenants(Reader(name)):
            yield f"{name}: {page}", ask
    yield from _of_counter(Reader("frontdesk"))
    yield from _of_landlord(Reader("03005550101"))


def _of_hotel(desk: Reader) -> Questions:
    from django.utils import timezone

    from filings.models import Receipt
    from hotel_eye.models import Guest, Hotel, Stay

    hotel = Hotel.objects.visible_to(desk.user).get()
    yield "hotel: home", desk.getting("/")
    for name in OF_HOTEL:
        yield f"hotel: {name}", desk.getting(_hotel_eye(name, hotel.pk))
    stays, receipts = Stay.objects.filter(hotel=hotel), Receipt.objects.of_premises(hotel)
    arrivals = stays.order_by("-arrived_at").values_list("arrived_at", flat=True)
    days = _some({timezone.localdate(at).isoformat() for at in arrivals[:20_000]})
    yield (
        f"hotel: register{DEEP}",
        lambda n: desk.get(_hotel_eye("register", hotel.pk), day=days[n % len(days)]),
    )
    keys = visitors.deep_keys(receipts, "received_at")
    yield f"hotel: receipts{DEEP}", desk.deep(_hotel_eye("receipts", hotel.pk), keys)
    filed = _some(stays.exclude(state="annulled").values_list("pk", flat=True))
    kept = _some(stays.filter(left_at=None, annulled_at=None).values_list("pk", flat=True))
    for name in OF_STAY:
        # What has gone long ago is not corrected any more.
        pks = filed if name == "stay" else kept
        yield f"hotel: {name}", desk.each(lambda pk, name=name: _hotel_eye(name, pk), pks)
    given = _some(receipts.values_list("pk", flat=True))
    for name in OF_RECEIPT:
        yield (
            f"hotel: {name}",
            desk.each(lambda pk, name=name: _hotel_eye(name, hotel.pk, pk), given),
        )
    guests = Guest.objects.filter(hotel=hotel)
    search = _hotel_eye("search", hotel.pk)
    found = {
        "CNIC": _some(guests.exclude(cnic="").values_list("cnic", flat=True)),
        "passport": _some(guests.exclude(passport_no="").values_list("passport_no", flat=True)),
        "rare name": _some(guests.values_list("name", flat=True)),
        "common name": list(COMMON),
        "room": _some(stays.values_list("room", flat=True)),
    }
    for what, texts in found.items():
        yield f"hotel: find {what}", _finding(desk, search, texts)


def _finding(desk: Reader, url: str, texts: list[Any]) -> Ask:
    return lambda n: desk.find(url, texts[n % len(texts)])


def _of_houses(name: str, officer: Reader) -> Questions:
    from accounts.permissions import Permission
    from hotel_eye.models import Hotel, Stay

    yield "home", officer.getting("/")
    for page, queries in OF_STATION.items():
        for query in queries:
            words = " ".join([page, *query.values()])
            yield words, officer.getting(_hotel_eye(page), **query)
    houses = Hotel.objects.at_stations_of(officer.user, Permission.SEE_PREMISES)
    yield f"premises{DEEP}", officer.getting(_hotel_eye("premises"), page=10**6)
    known = _some(houses.values_list("pk", flat=True))
    # The one whose pages are as full at the small size.
    margalla = Hotel.objects.earliest("pk")
    for page, who in OF_HOUSE.items():
        if not who or name in who:
            yield f"{page}", officer.getting(_hotel_eye(page, margalla.pk))
            yield (
                f"{page} of others",
                officer.each(lambda pk, page=page: _hotel_eye(page, pk), known),
            )
    if name == "sho":
        yield "found", officer.getting(_hotel_eye("found"))
    keys = visitors.deep_keys(Stay.objects.filter(hotel=margalla), "arrived_at")
    yield f"house_register{DEEP}", officer.deep(_hotel_eye("house_register", margalla.pk), keys)


def _of_tenants(officer: Reader) -> Questions:
    from tenants.models import Tenancy

    listed = _tenants("list")
    for tab in TENANT_TABS:
        yield f"tenants {tab}", officer.getting(listed, show=tab)
    seen = Tenancy.objects.visible_to(officer.user)
    yield (
        f"tenants all{DEEP}",
        officer.deep(listed, visitors.deep_keys(seen, "filed_at"), show="all"),
    )
    newest = seen.order_by("-filed_at").values_list("pk", flat=True)[:2_000]
    yield "a registration", officer.each(lambda pk: _tenants("open", pk), _some(newest))


def _of_counter(clerk: Reader) -> Questions:
    from documents.codes import shown as codes_shown
    from filings.models import Receipt
    from tenants.models import Tenancy

    yield "counter: registration", clerk.getting(_tenants("counter"))
    lodged = Tenancy.objects.lodged_by(clerk.user).values("pk")
    slips = Receipt.objects.filter(source_label="tenants.tenancy", source_id__in=lodged)
    codes = _some(codes_shown(code) for code in slips.values_list("code", flat=True)[:2_000])
    for name in ("by_slip", "slip_slip", "slip_correct"):
        yield f"counter: {name}", clerk.each(lambda code, name=name: _tenants(name, code), codes)


def _of_landlord(landlord: Reader) -> Questions:
    from tenants.models import Tenancy

    own = Tenancy.objects.own_of(landlord.user)
    running = _some(own.running().values_list("pk", flat=True))
    yield "landlord: home", landlord.getting("/")
    yield "landlord: mine", landlord.getting(_tenants("mine"))
    keys = visitors.deep_keys(own, "touched_at")
    yield f"landlord: mine{DEEP}", landlord.deep(_tenants("mine"), keys)
    for name in ("own", "slip", "correct"):
        yield (
            f"landlord: {name}",
            landlord.each(lambda pk, name=name: _tenants(name, pk), running),
        )


def _some(found: Iterable[Any]) -> list[Any]:
    """So many of what was found, in any order."""
    rows = sorted(set(found))
    random.Random("some").shuffle(rows)
    return rows[:MOST_KNOWN]


def load(share: float, stays: int, tenancies: int) -> list[dict[str, Any]]:
    """So many stays, equally many of them at the first hotel at either size, and tenancies."""
    from caspp.headline import homes, houses

    # The houses are spread over the country alike.
    everywhere = homes.KOHSAR_SHARE
    houses.MARGALLA_SHARE = AT_MARGALLA / stays
    loaded = [
        *visitors.load(everywhere, stays=stays),
        *visitors.load(share, tenancies=tenancies),
    ]
    _fall_silent()
    return loaded


def _fall_silent() -> None:
    """A house of the demonstration's station filed every day until the day before yesterday.

    A hundredth of the stays makes no house one that files daily: its list would be empty.
    """
    from django.utils import timezone

    from hotel_eye.models import Hotel, LedgerDay

    house = Hotel.objects.filter(station=Hotel.objects.earliest("pk").station).latest("pk")
    today = timezone.localdate()
    LedgerDay.objects.filter(hotel=house).delete()
    LedgerDay.objects.bulk_create(
        LedgerDay(hotel=house, day=today - timedelta(days=ago), on_time=4) for ago in range(2, 40)
    )


def main(share: float, stays: int, tenancies: int) -> None:
    django.setup()
    visitors.answer(questions(), load(share, stays, tenancies), SHOWN)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
