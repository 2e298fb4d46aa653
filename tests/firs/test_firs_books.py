"""Cash, government property and licensees: each line has its number, and the roznamcha says it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from complaints.policies import Refused
from firs import books
from firs.models import (
    Article,
    ArticleIssue,
    CashEntry,
    DiaryEntry,
    Licence,
    LicenceChange,
)
from tests.cast import make_officer

pytestmark = pytest.mark.django_db


def cash(station, by, *, at, amount=500, is_receipt=True, **fields):
    given = {"head": "diet", "whom": "DPO's office", "voucher": "V-1", **fields}
    entry = CashEntry(station=station, is_receipt=is_receipt, amount=amount, **given)
    return books.enter_cash(by=by, entry=entry, at=at)


def article(station, by, *, at, **fields):
    given = {
        "kind": "arms",
        "description": "Rifle G3",
        "marks": "PK-1147",
        "quantity": 3,
        "condition": "Good",
        "received_from": "Police Lines",
    }
    made = Article(station=station, **{**given, **fields})
    return books.receive_article(by=by, article=made, at=at)


def licence(station, by, *, at, **fields):
    given = {
        "name": "Malik Nadeem",
        "relation": "S",
        "relative_name": "Malik Aslam",
        "cnic": "6110112345671",
        "address": "House 4, Street 9, F-7/1",
        "licence_no": "ICT-2044",
        "weapon": "Pistol 30 bore",
        "weapon_no": "A-778",
        "valid_until": timezone.localdate(at) + timedelta(days=30),
    }
    made = Licence(station=station, **{**given, **fields})
    return books.enter_licence(by=by, licence=made, at=at)


def said(station):
    """What the roznamcha of the station says, but for its opening."""
    rows = DiaryEntry.objects.filter(station=station).exclude(kind="opening")
    return [(one.kind, one.about, one.words) for one in rows.order_by("number")]


# --- Cash ---


def test_the_balance_is_added_up(cast, now):
    """Each station's own, forwards from line to line; the roznamcha has the same."""
    first = cash(cast.kohsar, cast.bilal, at=now, amount=5000, head="advance")
    cash(cast.margalla, cast.chaudhry, at=now, amount=70)
    second = cash(cast.kohsar, cast.bilal, at=now, amount=1250, is_receipt=False, whom="Tandoor")
    year = f"{now:%y}"
    assert [(one.number, one.balance) for one in (first, second)] == [
        (f"1/{year}", 5000),
        (f"2/{year}", 3750),
    ]
    assert CashEntry.objects.balance_of(cast.kohsar, now + timedelta(seconds=1)) == 3750
    assert CashEntry.objects.balance_of(cast.kohsar, now) == 0
    paid = f"2/{year}: Paid Rs 1,250 to Tandoor, Diet of persons in custody. Balance: Rs 3,750."
    assert said(cast.kohsar)[1] == ("cash", "Tandoor", paid)


def test_nobody_pays_what_is_not_there(cast, now):
    """Refused in words; the number is not used up."""
    cash(cast.kohsar, cast.bilal, at=now, amount=100)
    with pytest.raises(Refused, match="There are Rs 100 in the cash"):
        cash(cast.kohsar, cast.bilal, at=now, amount=101, is_receipt=False)
    assert cash(cast.kohsar, cast.bilal, at=now).serial == 2


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param({"balance": 1_000_000}, id="a balance is never written"),
        pytest.param({"amount": 900, "is_receipt": False}, id="no less than nothing"),
        pytest.param({"amount": 0}, id="no line about nothing"),
        pytest.param({"made_at": timedelta(hours=-1)}, id="no line before the last"),
    ],
)
def test_the_database_keeps_the_cash(cast, now, lie):
    """Whatever writes, the balance is the one before and the amount."""
    first = cash(cast.kohsar, cast.bilal, at=now, amount=500)
    made_at = now + lie.pop("made_at", timedelta(minutes=1))
    row = CashEntry(
        station=cast.kohsar, year=first.year, serial=2, made_at=made_at, made_by=cast.bilal,
        **{"is_receipt": True, "head": "fine", "amount": 20, "whom": "Court", **lie},
    )  # fmt: skip
    if "balance" in lie:
        row.save()
        row.refresh_from_db()
        assert row.balance == 520
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_line_is_never_changed(cast, now):
    """Neither in Python nor in SQL."""
    line = cash(cast.kohsar, cast.bilal, at=now)
    for sql in ("UPDATE firs_cashentry SET amount = 1", "DELETE FROM firs_cashentry"):
        with (
            pytest.raises(Exception, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert CashEntry.objects.get().amount == line.amount


# --- Government property ---


def test_an_article_goes_out_and_comes_back(cast, now):
    """To an officer, so many as there are; the condition is asked both times."""
    rifles = article(cast.kohsar, cast.bilal, at=now)
    issue = books.issue_article(
        by=cast.bilal, article=rifles, officer=cast.ayesha, quantity=2, condition="Good", at=now
    )
    with pytest.raises(Refused, match="1 of it lie in the store"):
        books.issue_article(
            by=cast.bilal, article=rifles, officer=cast.bilal, quantity=2, condition="Good", at=now
        )
    with pytest.raises(Refused, match="first it comes back"):
        books.strike_off(by=cast.bilal, article=rifles, because="Order 4", at=now)
    books.return_article(by=cast.bilal, issue=issue, condition="Sling torn", at=now)
    with pytest.raises(Refused, match="returned already"):
        books.return_article(by=cast.bilal, issue=issue, condition="Good", at=now)
    struck = books.strike_off(by=cast.bilal, article=rifles, because="Order 4", at=now)
    assert struck.struck_off_by == cast.bilal
    with pytest.raises(Refused, match="struck off"):
        books.issue_article(
            by=cast.bilal, article=rifles, officer=cast.bilal, quantity=1, condition="Good", at=now
        )
    number = rifles.number
    assert [(kind, words) for kind, _about, words in said(cast.kohsar)] == [
        ("arms", f"{number}: Received from Police Lines: 3 × Rifle G3 (PK-1147)."),
        ("arms", f"{number}: Issued to Ayesha: 2 × Rifle G3 (PK-1147)."),
        ("arms", f"{number}: Returned by Ayesha: 2 × Rifle G3 (PK-1147); Sling torn."),
        ("arms", f"{number}: Struck off the register: 3 × Rifle G3 (PK-1147). Order 4"),
    ]


def test_the_database_keeps_the_property(cast, now):
    """No more out than there is; nothing that is out is struck off; no issue is rewritten."""
    rifles = article(cast.kohsar, cast.bilal, at=now)
    issue = books.issue_article(
        by=cast.bilal, article=rifles, officer=cast.ayesha, quantity=2, condition="Good", at=now
    )
    again = ArticleIssue(
        article=rifles, officer=cast.bilal, quantity=2, condition="x", issued_at=now,
        issued_by=cast.bilal,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="no more is issued"), transaction.atomic():
        again.save()
    with pytest.raises(IntegrityError, match="not struck off"), transaction.atomic():
        Article.objects.update(
            struck_off_at=now, struck_off_by=cast.bilal, struck_off_because="Order"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleIssue.objects.filter(pk=issue.pk).update(officer=cast.bilal)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleIssue.objects.update(returned_at=now)


# --- Licensees ---


def test_a_licence_is_renewed_and_cancelled_by_dated_rows(cast, now):
    """As it was entered it stands; later days come after, and nothing after cancelling."""
    one = licence(cast.kohsar, cast.bilal, at=now)
    later = one.valid_until + timedelta(days=365)
    with pytest.raises(Refused, match="valid until"):
        books.renew_licence(
            by=cast.bilal, licence=one, valid_until=one.valid_until, words="Order 1", at=now
        )
    books.renew_licence(by=cast.bilal, licence=one, valid_until=later, words="Order 1", at=now)
    with pytest.raises(Refused, match="valid until"):
        books.renew_licence(by=cast.bilal, licence=one, valid_until=later, words="x", at=now)
    books.cancel_licence(by=cast.bilal, licence=one, words="Order 2", at=now)
    for act in (books.cancel_licence, books.renew_licence):
        given = {"valid_until": later + timedelta(days=1)} if act is books.renew_licence else {}
        with pytest.raises(Refused, match="is cancelled"):
            act(by=cast.bilal, licence=one, words="Order 3", at=now, **given)
    with pytest.raises(IntegrityError, match="renewed no more"), transaction.atomic():
        LicenceChange.objects.create(
            licence=one, kind="renewed", valid_until=later, words="x", made_at=now,
            made_by=cast.bilal,
        )  # fmt: skip
    assert [one.kind for one in one.changes.order_by("pk")] == ["renewed", "cancelled"]
    assert [kind for kind, _about, _words in said(cast.kohsar)] == ["arms"] * 3


def test_a_licence_is_entered_once(cast, now):
    """In one station; another may have one of the same number."""
    licence(cast.kohsar, cast.bilal, at=now)
    with pytest.raises(Refused, match="in the register already"):
        licence(cast.kohsar, cast.bilal, at=now)
    licence(cast.margalla, cast.chaudhry, at=now)


# --- On screen ---

CASH = {"is_receipt": "in", "amount": "500", "head": "diet", "whom": "DPO's office"}
ARTICLE = {
    "kind": "arms", "description": "Rifle G3", "marks": "", "quantity": "3", "condition": "Good",
    "received_from": "Police Lines",
}  # fmt: skip
LICENCE = {
    "name": "Malik Nadeem", "address": "F-7/1", "licence_no": "ICT-2044", "weapon": "Pistol",
    "valid_until": "2031-01-01", "cnic": "61101-1234567-1",
}  # fmt: skip


def test_the_moharrar_keeps_them_on_screen(cast, now):
    """Each act by its form, with typed numbers; the page of the register comes next."""
    clerk = cast.client(cast.bilal)

    def does(act, **sent):
        response = clerk.post(reverse(f"firs:{act}"), sent)
        assert response.status_code == 302, response.context["form"].errors
        return response["Location"]

    year = f"{timezone.localdate():%y}"
    assert does("enter_cash", **CASH) == reverse("firs:book", args=["XX"])
    does("receive_article", **ARTICLE)
    does("issue_article", article=f"1/{year}", officer=cast.ayesha.pk, quantity=1, condition="Ok")
    does("return_article", issue=ArticleIssue.objects.get().pk, condition="Ok")
    does("strike_off", article=f"۱/{year}", because="Order 4")
    does("enter_licence", **LICENCE)
    does("renew_licence", licence="ICT-2044", valid_until="2033-01-01", words="Order 1")
    does("cancel_licence", licence=f"1/20{year}", words="Order 2")
    acts = Event.objects.filter(actor_id=cast.bilal.pk, action__contains="_")
    assert {
        *("firs.cash_entered", "firs.article_received", "firs.article_issued"),
        *("firs.article_returned", "firs.article_struck_off", "firs.licence_entered"),
        *("firs.licence_renewed", "firs.licence_cancelled"),
    } <= set(acts.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("name", "sent", "field"),
    [
        ("enter_cash", {**CASH, "amount": "0"}, "amount"),
        ("enter_cash", {**CASH, "is_receipt": "out"}, "__all__"),
        ("receive_article", {**ARTICLE, "quantity": "-1"}, "quantity"),
        ("issue_article", {"article": "99/26", "quantity": "1", "condition": "x"}, "article"),
        ("issue_article", {"article": "1'; --", "quantity": "1", "condition": "x"}, "article"),
        ("return_article", {"issue": "1", "condition": "x"}, "issue"),
        ("enter_licence", {**LICENCE, "cnic": "123"}, "cnic"),
        ("renew_licence", {"licence": "x", "valid_until": "2033-01-01", "words": "x"}, "licence"),
    ],
)
def test_mistakes_come_back_with_the_form(cast, name, sent, field):
    """422, with what was typed and what is wrong."""
    response = cast.client(cast.bilal).post(reverse(f"firs:{name}"), sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_other_stations_are_not_written_for(cast, now):
    """404 for a station that is not one's own, 403 for who keeps no store; nobody issues to a
    stranger."""
    clerk = cast.client(cast.bilal)
    strange = {**CASH, "station": cast.margalla.pk}
    assert clerk.post(reverse("firs:enter_cash"), strange).status_code == 404
    io = make_officer("one_io", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    assert cast.client(io).post(reverse("firs:enter_cash"), CASH).status_code == 403
    article(cast.kohsar, cast.bilal, at=now)
    sent = {"article": f"1/{now:%y}", "quantity": "1", "condition": "x"}
    response = clerk.post(reverse("firs:issue_article"), {**sent, "officer": cast.chaudhry.pk})
    assert "officer" in response.context["form"].errors
    assert CashEntry.objects.count() == ArticleIssue.objects.count() == 0
