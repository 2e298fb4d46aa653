"""Every write to the smaller books: cash, government property, licensees.

Each line has its number of the station's year, and the roznamcha says the same.
"""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from documents import numbers
from firs import diary, policies
from firs.entries import refuse
from firs.models import (
    Article,
    ArticleIssue,
    CashEntry,
    DiaryKind,
    Licence,
    LicenceChange,
)
from firs.models.books import Numbered

# --- Cash ---


@transaction.atomic
def enter_cash(*, by: Any, entry: CashEntry, at: datetime) -> CashEntry:
    """Enter what came in or went out (unsaved); the database adds the balance up."""
    _number(entry, "cash", by=by, at=at)
    if not entry.is_receipt:
        last = CashEntry.objects.filter(station=entry.station).order_by("-made_at", "-pk").first()
        refuse(policies.refuse_payment(entry.amount, last.balance if last else 0))
    entry.save(force_insert=True)
    entry.refresh_from_db(fields=["balance"])
    said = (
        _("Received Rs %(rupees)s from %(whom)s, %(head)s. Balance: Rs %(balance)s.")
        if entry.is_receipt
        else _("Paid Rs %(rupees)s to %(whom)s, %(head)s. Balance: Rs %(balance)s.")
    )
    words = said % {
        "rupees": f"{entry.amount:,}",
        "whom": entry.whom,
        "head": entry.head_label,
        "balance": f"{entry.balance:,}",
    }
    _tell(entry, DiaryKind.CASH, words, about=entry.whom, by=by, at=at)
    record(by=by, action="firs.cash_entered", target=entry, at=at)
    return entry


# --- Government property ---


@transaction.atomic
def receive_article(*, by: Any, article: Article, at: datetime) -> Article:
    """Enter what the station was given to keep (unsaved)."""
    _number(article, "property", by=by, at=at)
    article.save(force_insert=True)
    words = _("Received from %(whom)s: %(what)s.") % {
        "whom": article.received_from,
        "what": _what(article, article.quantity),
    }
    _tell(article, DiaryKind.ARMS, words, about=article.received_from, by=by, at=at)
    record(by=by, action="firs.article_received", target=article, at=at)
    return article


@transaction.atomic
def issue_article(
    *, by: Any, article: Article, officer: Any, quantity: int, condition: str, at: datetime
) -> ArticleIssue:
    """Give so many of it to an officer."""
    held = _held(article)
    refuse(policies.refuse_issue(held, quantity, _out(held)))
    issue: ArticleIssue = ArticleIssue.objects.create(
        article=held, officer=officer, quantity=quantity, condition=condition, issued_at=at,
        issued_by=by,
    )  # fmt: skip
    words = _("Issued to %(officer)s: %(what)s.") % {
        "officer": officer.local_name,
        "what": _what(held, quantity),
    }
    _tell(held, DiaryKind.ARMS, words, about=officer.local_name, by=by, at=at)
    record(by=by, action="firs.article_issued", target=held, at=at, detail={"officer": officer.pk})
    return issue


@transaction.atomic
def return_article(*, by: Any, issue: ArticleIssue, condition: str, at: datetime) -> ArticleIssue:
    """The officer brings back what he was given."""
    article = _held(issue.article)
    held: ArticleIssue = ArticleIssue.objects.select_related("officer").get(pk=issue.pk)
    if held.returned_at is not None:
        refuse(_("It is returned already."))
    held.returned_at, held.returned_by, held.returned_condition = at, by, condition
    held.save(update_fields=["returned_at", "returned_by", "returned_condition"])
    words = _("Returned by %(officer)s: %(what)s; %(condition)s.") % {
        "officer": held.officer.local_name,
        "what": _what(article, held.quantity),
        "condition": condition,
    }
    _tell(article, DiaryKind.ARMS, words, about=held.officer.local_name, by=by, at=at)
    record(
        by=by, action="firs.article_returned", target=article, at=at,
        detail={"officer": held.officer_id},
    )  # fmt: skip
    return held


@transaction.atomic
def strike_off(*, by: Any, article: Article, because: str, at: datetime) -> Article:
    """The article is the station's no more, by order."""
    held = _held(article)
    refuse(policies.refuse_striking_off(held, _out(held)))
    held.struck_off_at, held.struck_off_by, held.struck_off_because = at, by, because
    held.save(update_fields=["struck_off_at", "struck_off_by", "struck_off_because"])
    words = _("Struck off the register: %(what)s. %(order)s") % {
        "what": _what(held, held.quantity),
        "order": because,
    }
    _tell(held, DiaryKind.ARMS, words, by=by, at=at)
    record(by=by, action="firs.article_struck_off", target=held, at=at)
    return held


# --- Licensees ---


@transaction.atomic
def enter_licence(*, by: Any, licence: Licence, at: datetime) -> Licence:
    """Enter somebody who holds a licence (unsaved)."""
    _number(licence, "licence", by=by, at=at)
    if Licence.objects.filter(station=licence.station, licence_no=licence.licence_no).exists():
        refuse(_("A licence of this number is in the register already."))
    licence.save(force_insert=True)
    words = _("Licence %(licence)s of %(name)s entered: %(weapon)s, valid until %(day)s.") % {
        **_of(licence),
        "weapon": licence.weapon,
        "day": f"{licence.valid_until:%d-%m-%Y}",
    }
    _tell(licence, DiaryKind.ARMS, words, about=licence.name, by=by, at=at)
    record(by=by, action="firs.licence_entered", target=licence, at=at)
    return licence


@transaction.atomic
def renew_licence(
    *, by: Any, licence: Licence, valid_until: date, words: str, at: datetime
) -> LicenceChange:
    """The licence is good until a later day."""
    held = _held_licence(licence)
    refuse(policies.refuse_renewal(held, valid_until))
    change = _changed(
        held, LicenceChange.Kind.RENEWED, by=by, at=at, words=words, valid_until=valid_until
    )
    said = _("Licence %(licence)s of %(name)s is renewed until %(day)s. %(order)s") % {
        **_of(held),
        "day": f"{valid_until:%d-%m-%Y}",
        "order": words,
    }
    _tell(held, DiaryKind.ARMS, said, about=held.name, by=by, at=at)
    record(by=by, action="firs.licence_renewed", target=held, at=at)
    return change


@transaction.atomic
def cancel_licence(*, by: Any, licence: Licence, words: str, at: datetime) -> LicenceChange:
    """The licence is good no more, by order."""
    held = _held_licence(licence)
    refuse(policies.refuse_licence_change(held))
    change = _changed(held, LicenceChange.Kind.CANCELLED, by=by, at=at, words=words)
    said = _("Licence %(licence)s of %(name)s is cancelled. %(order)s") % {
        **_of(held),
        "order": words,
    }
    _tell(held, DiaryKind.ARMS, said, about=held.name, by=by, at=at)
    record(by=by, action="firs.licence_cancelled", target=held, at=at)
    return change


def _number(line: Numbered, series: str, *, by: Any, at: datetime) -> None:
    """Give an unsaved line who, when, and the next number of its book of the year.

    Its moment is that of the entry of the roznamcha which says the same.
    """
    line.made_at, line.made_by = diary.next_moment(line.station, at), by
    line.year = timezone.localdate(line.made_at).year
    line.serial = numbers.take(f"{series} {line.station.code} {line.year}")


def _tell(line: Numbered, kind: str, words: str, *, by: Any, at: datetime, about: str = "") -> None:
    """What was done stands in the roznamcha, with the number under which it is in the book."""
    words = f"{line.number}: {words.strip()}"
    diary.write(by=by, station=line.station, kind=kind, words=words, about=about[:120], at=at)


def _held(article: Article) -> Article:
    """The article as it is now, while nobody else issues it."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("station")
    held: Article = rows.get(pk=article.pk)
    return held


def _out(article: Article) -> int:
    """How many of it are with officers."""
    rows = article.issues.filter(returned_at=None)
    return rows.aggregate(out=models.Sum("quantity", default=0))["out"]


def _what(article: Article, quantity: int) -> str:
    marks = f" ({article.marks})" if article.marks else ""
    return f"{quantity} × {article.description}{marks}"


def _held_licence(licence: Licence) -> Licence:
    rows = Licence.objects.select_for_update(of=("self",)).select_related("station")
    held: Licence = rows.get(pk=licence.pk)
    return held


def _of(licence: Licence) -> dict[str, str]:
    return {"licence": licence.licence_no, "name": licence.name}


def _changed(
    licence: Licence,
    kind: str,
    *,
    by: Any,
    at: datetime,
    words: str,
    valid_until: date | None = None,
) -> LicenceChange:
    change: LicenceChange = LicenceChange.objects.create(
        licence=licence, kind=kind, valid_until=valid_until, words=words, made_at=at, made_by=by
    )
    return change
