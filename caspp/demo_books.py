"""The demonstration's smaller books: a station's cash, its rifles, its licensees, its patrols."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from firs import books, diary
from firs.models import Article, CashEntry, Licence
from synthetic import people

SEED = 61
#: So many days ago they begin.
SINCE = 20


def days(scene: Any) -> Iterator[datetime]:
    """The books as a script of `demo_firs`: each step yields when it comes."""
    begin = scene.now - timedelta(days=SINCE)
    yield begin
    _cash(scene, 40_000, "advance", "DPO's office", "Voucher 311", is_receipt=True)
    rifles = _received(scene, "arms", "Rifle G3", "PK-1147 to PK-1158", 12)
    _received(scene, "ammunition", "Rounds 7.62 mm", "", 600)
    _received(scene, "wireless", "Handset VHF", "W-21 to W-26", 6)
    # People of their own: those of the cases stay who they are.
    for number, person in enumerate(people(4, seed=SEED, cnic_seed=SEED, after=95_000), 1):
        _licensed(scene, person, f"ICT-{2040 + number}", until=begin.date() + timedelta(days=300))
    yield begin + timedelta(hours=2)
    issue = books.issue_article(
        by=scene.moharrar, article=rifles, officer=scene.io, quantity=1, condition="Good",
        at=scene.at,
    )  # fmt: skip
    renewed = Licence.objects.filter(station=scene.station).order_by("pk").first()
    if renewed is not None:
        books.renew_licence(
            by=scene.moharrar,
            licence=renewed,
            valid_until=renewed.valid_until + timedelta(days=365),
            words="Order 77 of the Deputy Commissioner",
            at=scene.at,
        )
    for day in range(1, SINCE):
        yield begin + timedelta(days=day)
        _cash(scene, 650 + 50 * (day % 4), "diet", "Madina Tandoor", f"Bill {day}")
        _by_hand(scene, "departure", "ASI and two constables leave for patrol of Blue Area.")
        yield begin + timedelta(days=day, hours=3)
        _by_hand(scene, "return", "The patrol is back; nothing happened.")
    yield scene.now - timedelta(minutes=50)
    books.return_article(by=scene.moharrar, issue=issue, condition="Good, cleaned", at=scene.at)


def _cash(
    scene: Any, amount: int, head: str, whom: str, voucher: str, *, is_receipt: bool = False
) -> None:
    entry = CashEntry(
        station=scene.station,
        is_receipt=is_receipt,
        head=head,
        amount=amount,
        whom=whom,
        voucher=voucher,
    )
    books.enter_cash(by=scene.moharrar, entry=entry, at=scene.at)


def _received(scene: Any, kind: str, description: str, marks: str, quantity: int) -> Article:
    article = Article(
        station=scene.station,
        kind=kind,
        description=description,
        marks=marks,
        quantity=quantity,
        condition="Good",
        received_from="Police Lines Islamabad",
    )
    return books.receive_article(by=scene.moharrar, article=article, at=scene.at)


def _licensed(scene: Any, person: Any, licence_no: str, *, until: Any) -> None:
    licence = Licence(
        station=scene.station,
        name=person.name,
        name_ur=person.name_ur,
        relation=person.relation,
        relative_name=person.relative_name,
        cnic=person.cnic,
        address="Street 30, F-7/1",
        licence_no=licence_no,
        weapon="Pistol 30 bore",
        weapon_no=f"A-{licence_no[-2:]}1",
        valid_until=until,
    )
    books.enter_licence(by=scene.moharrar, licence=licence, at=scene.at)


def _by_hand(scene: Any, kind: str, words: str) -> None:
    at = timezone.localtime(scene.at)
    diary.write_by_hand(
        by=scene.moharrar, station=scene.station, kind=kind, about=f"Patrol {at:%d-%m}",
        words=words, fir=None, at=scene.at,
    )  # fmt: skip
