"""The desk of complaints over so many of them, in a process of its own: prints one JSON object.

Every page is asked for through the whole stack of middleware, as the signed-in officer sees it.
The database is the one of DATABASE_URL, migrated and with its reference data.
"""

import gc
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import django

WARM_UP = 12
PAGES_DEEP = 40
MOST_KNOWN = 400
SIZE = 50
COMMON = ("Muhammad", "Khan", "Ali", "Bibi")
#: What a page shows: complaints, and in the figures numbers that are lists.
_SHOWN = re.compile(rb'href="/complaints/(?:\d+/|\?tab=[^"]+)"')
Ask = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What an officer may type or follow: one complaint of his."""

    pk: int
    e_tag: str
    cnic: str
    phone: str
    name: str


class Visitor:
    """Somebody signed in, with complaints of his own scope to ask for."""

    def __init__(self, username: str, total: int) -> None:
        from accounts.models import User
        from complaints.models import Complaint
        from tests.cast import sign_in

        self.user = User.objects.get(username=username)
        self.client = _client()
        sign_in(self.client, self.user)
        dice = random.Random(f"visitor {username}")
        drawn = dice.sample(range(1, total + 1), min(total, 20_000))
        rows = Complaint.objects.visible_to(self.user).filter(pk__in=drawn).order_by("pk")
        fields = ("pk", "e_tag", "cnic", "phone", "name")
        found = list(rows.values_list(*fields))
        dice.shuffle(found)
        self.known = [Known(*row) for row in found[:MOST_KNOWN]]
        officers = rows.open().exclude(assigned_to=None).values_list("assigned_to", flat=True)
        self.officers = sorted(set(officers)) or [self.user.pk]

    def get(self, url: str, **query: Any) -> Any:
        response = self.client.get(url, query)
        assert response.status_code == 200, (url, query, response.status_code)
        return response

    def find(self, text: str) -> Any:
        response = self.client.post("/complaints/find/", {"text": text})
        assert response.status_code in (200, 302), (text, response.status_code)
        return response


def load(total: int, share: float) -> dict[str, float]:
    """The cast of the demonstration and so many complaints, by the command itself.

    ``share`` of them lies at the demonstration's station.
    """
    from django.core.management import call_command

    from caspp import headline
    from caspp.headline import homes

    headline.SCALES["measured"], homes.KOHSAR_SHARE = total, share
    started = time.monotonic()
    call_command("seed", scale="measured", stdout=sys.stderr)
    seconds = time.monotonic() - started
    return {"seconds": seconds, "rows_per_second": total / seconds, "peak_mb": headline.peak_mb()}


def questions(total: int) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """(name, what to ask for the n-th time) for every kind of visitor."""
    for name in ("moharrar", "dpo", "igp"):
        yield from _of_desk(name, Visitor(name, total))
    for name in ("sho", "dpo", "igp"):
        visitor = Visitor(name, total)
        yield f"{name}: figures", _getting(visitor, "/complaints/figures/")
        yield f"{name}: home", _getting(visitor, "/")
    for name in ("sdpo", "igp"):
        yield f"{name}: monitor", _getting(Visitor(name, total), "/complaints/monitor/")
    yield "citizen: tracking", _tracking(total)


def _of_desk(name: str, visitor: Visitor) -> Iterator[tuple[str, Callable[[int], Any]]]:
    from complaints.categories import ComplaintCategory

    known, listed = visitor.known, "/complaints/"
    codes = list(ComplaintCategory.objects.values_list("pk", flat=True))
    by_light = ("red", "amber", "green")
    deep = _deep_keys(visitor)
    with_cnic = [one.cnic for one in known if one.cnic]
    yield f"{name}: open", _getting(visitor, listed)
    yield f"{name}: all", _getting(visitor, listed, tab="all")
    yield (
        f"{name}: page {PAGES_DEEP}",
        lambda n: visitor.get(listed, tab="all", before=deep[n % len(deep)]),
    )
    yield (
        f"{name}: a category",
        lambda n: visitor.get(listed, tab="all", category=codes[n % len(codes)]),
    )
    yield f"{name}: a light", lambda n: visitor.get(listed, light=by_light[n % 3])
    yield (
        f"{name}: an officer",
        lambda n: visitor.get(listed, officer=visitor.officers[n % len(visitor.officers)]),
    )
    yield f"{name}: find e-tag", lambda n: visitor.find(known[n % len(known)].e_tag)
    yield f"{name}: find CNIC", lambda n: visitor.find(with_cnic[n % len(with_cnic)])
    yield f"{name}: find phone", lambda n: visitor.find(known[n % len(known)].phone)
    yield f"{name}: find rare name", lambda n: visitor.find(known[n % len(known)].name)
    yield f"{name}: find common name", lambda n: visitor.find(COMMON[n % len(COMMON)])
    yield f"{name}: detail", lambda n: visitor.get(f"{listed}{known[n % len(known)].pk}/")


def _getting(visitor: Visitor, url: str, **query: Any) -> Callable[[int], Any]:
    return lambda _n: visitor.get(url, **query)


def _deep_keys(visitor: Visitor) -> list[str]:
    """The keys of pages so deep in the list of all; of a short list those of its middle."""
    from complaints.models import Complaint

    rows = Complaint.objects.visible_to(visitor.user).order_by("-lodged_at", "-pk")
    start = PAGES_DEEP * SIZE
    keys = list(rows.values_list("lodged_at", "pk")[start : start + 100])
    if not keys:
        middle = rows.count() // 2
        keys = list(rows.values_list("lodged_at", "pk")[middle : middle + 100])
    return [f"{at.isoformat()}~{pk}" for at, pk in keys]


def _tracking(total: int) -> Callable[[int], Any]:
    """The number and six digits, each time from another address, and the page that follows."""
    from complaints import telling
    from complaints.models import Complaint

    drawn = random.Random("tracking").sample(range(1, total + 1), min(total, 400))
    rows = Complaint.objects.filter(pk__in=drawn).select_related("category")
    # Of the others a code to the phone is asked for.
    pairs = [(one.e_tag, one.phone) for one in rows if not telling.is_discreet(one)]

    def ask(number: int) -> Any:
        client = _client()
        e_tag, phone = pairs[number % len(pairs)]
        address = f"10.{number >> 8 & 255}.{number & 255}.7"
        sent = {"e_tag": e_tag, "digits": str(phone)[-6:]}
        response = client.post("/complaints/track/", sent, REMOTE_ADDR=address)
        assert response.status_code == 302, (e_tag, response.status_code)
        page = client.get(response.url, REMOTE_ADDR=address)
        assert page.status_code == 200
        return page

    return ask


def _client() -> Any:
    from django.conf import settings
    from django.test import Client

    return Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])


def measure(ask: Callable[[int], Any], times: int) -> dict[str, Any]:
    """How long it takes, how many queries it asks, and how many complaints it shows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries, rows = [], []
    # What this measurement itself holds is not to be searched for garbage in the middle of it.
    gc.collect()
    gc.freeze()
    for number in range(WARM_UP):
        with CaptureQueriesContext(connection) as caught:
            response = ask(number)
        queries.append(len(caught))
        rows.append(len(set(_SHOWN.findall(response.content))))
    seconds = []
    for number in range(WARM_UP, WARM_UP + times):
        started = time.perf_counter()
        ask(number)
        seconds.append(time.perf_counter() - started)
    return {
        "seconds": seconds,
        "queries": statistics.mode(queries),
        "rows": round(statistics.mean(rows)),
    }


def main(total: int, times: int, share: float) -> None:
    django.setup()
    from tqdm import tqdm

    loaded = load(total, share)
    asked = list(questions(total))
    measured = {name: measure(ask, times) for name, ask in tqdm(asked, f"Asking of {total:,}")}
    print(json.dumps({"loaded": loaded, "measured": measured}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
