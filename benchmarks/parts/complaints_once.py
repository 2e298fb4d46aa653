"""The desk of complaints over so many of them, in a process of its own: prints one JSON object.

Every page is asked for through the whole stack of middleware, as the signed-in officer sees it.
"""

import random
import sys
from dataclasses import dataclass
from typing import Any

import django

from benchmarks.parts import visitors
from benchmarks.parts.visitors import PAGES_DEEP, Ask, Questions, Visitor

MOST_KNOWN = 400
COMMON = ("Muhammad", "Khan", "Ali", "Bibi")
LISTED, FIND = "/complaints/", "/complaints/find/"
#: What a page shows: complaints, and in the figures numbers that are lists.
SHOWN = r'href="/complaints/(?:\d+/|\?tab=[^"]+)"'


@dataclass(frozen=True, slots=True)
class Known:
    """What an officer may type or follow: one complaint of his."""

    pk: int
    e_tag: str
    cnic: str
    phone: str
    name: str


class Clerk(Visitor):
    """An officer, with complaints of his own scope to ask for."""

    def __init__(self, username: str, total: int) -> None:
        from complaints.models import Complaint

        super().__init__(username)
        dice = random.Random(f"visitor {username}")
        drawn = dice.sample(range(1, total + 1), min(total, 20_000))
        rows = Complaint.objects.visible_to(self.user).filter(pk__in=drawn).order_by("pk")
        fields = ("pk", "e_tag", "cnic", "phone", "name")
        found = list(rows.values_list(*fields))
        dice.shuffle(found)
        self.known = [Known(*row) for row in found[:MOST_KNOWN]]
        officers = rows.open().exclude(assigned_to=None).values_list("assigned_to", flat=True)
        self.officers = sorted(set(officers)) or [self.user.pk]


def questions(total: int) -> Questions:
    """(name, what to ask for the n-th time) for every kind of visitor."""
    for name in ("moharrar", "dpo", "igp"):
        yield from _of_desk(name, Clerk(name, total))
    for name in ("sho", "dpo", "igp"):
        visitor = Visitor(name)
        yield f"{name}: figures", visitor.getting("/complaints/figures/")
        yield f"{name}: home", visitor.getting("/")
    for name in ("sdpo", "igp"):
        yield f"{name}: monitor", Visitor(name).getting("/complaints/monitor/")
    yield "citizen: tracking", _tracking(total)


def _of_desk(name: str, visitor: Clerk) -> Questions:
    from complaints.categories import ComplaintCategory
    from complaints.models import Complaint

    known = visitor.known
    codes = list(ComplaintCategory.objects.values_list("pk", flat=True))
    by_light = ("red", "amber", "green")
    deep = visitors.deep_keys(Complaint.objects.visible_to(visitor.user), "lodged_at")
    with_cnic = [one.cnic for one in known if one.cnic]
    yield f"{name}: open", visitor.getting(LISTED)
    yield f"{name}: all", visitor.getting(LISTED, tab="all")
    yield (
        f"{name}: page {PAGES_DEEP}",
        lambda n: visitor.get(LISTED, tab="all", before=deep[n % len(deep)]),
    )
    yield (
        f"{name}: a category",
        lambda n: visitor.get(LISTED, tab="all", category=codes[n % len(codes)]),
    )
    yield f"{name}: a light", lambda n: visitor.get(LISTED, light=by_light[n % 3])
    yield (
        f"{name}: an officer",
        lambda n: visitor.get(LISTED, officer=visitor.officers[n % len(visitor.officers)]),
    )
    yield f"{name}: find e-tag", lambda n: visitor.find(FIND, known[n % len(known)].e_tag)
    yield f"{name}: find CNIC", lambda n: visitor.find(FIND, with_cnic[n % len(with_cnic)])
    yield f"{name}: find phone", lambda n: visitor.find(FIND, known[n % len(known)].phone)
    yield f"{name}: find rare name", lambda n: visitor.find(FIND, known[n % len(known)].name)
    yield f"{name}: find common name", lambda n: visitor.find(FIND, COMMON[n % len(COMMON)])
    yield f"{name}: detail", lambda n: visitor.get(f"{LISTED}{known[n % len(known)].pk}/")


def _tracking(total: int) -> Ask:
    """The number and six digits, each time from another address, and the page that follows."""
    from complaints import telling
    from complaints.models import Complaint

    drawn = random.Random("tracking").sample(range(1, total + 1), min(total, 400))
    rows = Complaint.objects.filter(pk__in=drawn).select_related("category")
    # Of the others a code to the phone is asked for.
    pairs = [(one.e_tag, one.phone) for one in rows if not telling.is_discreet(one)]

    def ask(number: int) -> Any:
        client = visitors.client()
        e_tag, phone = pairs[number % len(pairs)]
        address = f"10.{number >> 8 & 255}.{number & 255}.7"
        sent = {"e_tag": e_tag, "digits": str(phone)[-6:]}
        response = client.post("/complaints/track/", sent, REMOTE_ADDR=address)
        assert response.status_code == 302, (e_tag, response.status_code)
        page = client.get(response.url, REMOTE_ADDR=address)
        assert page.status_code == 200
        return page

    return ask


def main(share: float, total: int) -> None:
    django.setup()
    loaded = visitors.load(share, complaints=total)
    visitors.answer(questions(total), loaded, SHOWN)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
