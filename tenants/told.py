"""The history of a registration in words, and its receipt as a paper."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.checking import check_at
from documents.frames import Fact, Row
from filings.models import Receipt
from filings.papers import ReceiptPaper
from stations.models import Station
from tenants.models import Named, Property, Tenancy

_TONES = {"filed": "good", "corrected": "info", "annulled": "bad"}


def history(receipts: Iterable[Receipt]) -> list[dict[str, Any]]:
    """The entries of a timeline, the last one first; with whom they are from loaded."""
    return [
        {
            "at": one.received_at,
            "title": f"{one.get_act_display()} ({one.number})",
            "by": one.received_from.local_name,
            "text": "\n".join(changes_in(one)),
            "tone": _TONES[one.act],
        }
        for one in reversed(list(receipts))
    ]


def changes_in(receipt: Receipt) -> list[str]:
    """'Rent: 20000 → 25000', a line for each field that a correction changed."""
    lines = []
    for name, (was, now) in receipt.changes.items():
        who, field = _parts(name)
        words = ", ".join(part for part in (who, str(field.verbose_name) if field else "") if part)
        lines.append(f"{words}: {_shown(was, field)} → {_shown(now, field)}")
    return lines


def paper_of(
    tenancy: Tenancy, receipt: Receipt, request: HttpRequest, *, language: str
) -> ReceiptPaper:
    """The slip of a registration; the station's place and the people are loaded."""
    station = receipt.station
    district = station.circle.district
    with translation.override(language):
        return ReceiptPaper(
            language=language,
            title=_("Registration of an employee")
            if tenancy.is_employee
            else _("Registration of a tenant"),
            act=receipt.get_act_display(),
            number=receipt.number,
            station=station.local_name,
            district=district.local_name,
            province=district.region.province.local_name,
            premises=tenancy.place.address if tenancy.place else "",
            premises_label=_("Property"),
            received_at=receipt.received_at,
            due_at=receipt.due_at,
            is_late=receipt.is_late,
            rule=tenancy.rule.local_title if tenancy.rule else "",
            digest=receipt.digest,
            rows=tuple(_rows(tenancy, receipt)),
            check=check_at(receipt.shown_code, receipt.received_at, request),
        )


def _rows(tenancy: Tenancy, receipt: Receipt) -> Iterator[Row]:
    numbers = iter(range(1, 99))
    yield Row(next(numbers), _("Dates"), tuple(_dates(tenancy)))
    for one in tenancy.people.all():
        facts = [
            Fact(_("Name"), f"{one.name} {one.relation_line}".strip()),
            Fact(_("CNIC"), one.cnic_formatted, is_figures=True),
            Fact(_("Passport"), str(one.passport_no), is_figures=True),
        ]
        said = tuple(fact for fact in facts if fact.text)
        yield Row(next(numbers), str(Named.Role(one.role).label), said)
    if changes := changes_in(receipt):
        facts_of = tuple(Fact("", line, is_long=True) for line in changes)
        yield Row(next(numbers), _("What was corrected"), facts_of)
    if tenancy.is_annulled:
        because = Fact(_("Reason"), tenancy.annulled_because, is_long=True)
        yield Row(next(numbers), _("Annulled"), (because,))


def _dates(tenancy: Tenancy) -> Iterator[Fact]:
    told = (
        (_("Registration number"), tenancy.number),
        (_("Lives or works there since"), _day(tenancy.possession_on)),
        (_("Agreement from"), _day(tenancy.agreed_from)),
        (_("Agreement until"), _day(tenancy.agreed_until)),
        (_("Left on"), _day(tenancy.vacated_on)),
    )
    for label, text in told:
        if text:
            yield Fact(label, text, is_figures=True)


def _day(day: Any) -> str:
    return day.strftime("%d-%m-%Y") if day else ""


def _parts(name: str) -> tuple[str, Any]:
    """Whose field a key of `filed.changes` names.

    The keys are 'rent', 'place: area', 'tenant 2: name', 'member 3' (new) and 'taken out 17'.
    """
    who, _colon, field = name.rpartition(": ")
    if not who and " " in field:
        return _who(field), None
    model: Any = Tenancy
    if who == "place":
        model = Property
    elif who:
        model = Named
    label = field.removesuffix("_id")
    return (_who(who) if who and who != "place" else ""), model._meta.get_field(label)


def _who(who: str) -> str:
    words = who.rpartition(" ")[0]
    return _("taken out") if words == "taken out" else str(Named.Role(words).label)


def _shown(value: Any, field: Any) -> str:
    if value in ("", None):
        return "—"
    if isinstance(field, models.FileField):
        return _("a new photograph")
    if isinstance(field, models.ForeignKey):
        station = Station.objects.filter(pk=value).first()
        return station.local_name if station else str(value)
    if choices := dict(getattr(field, "flatchoices", ())):
        return str(choices.get(value, value))
    if isinstance(field, models.DateField) and (day := parse_date(str(value))):
        return date_format(day, "SHORT_DATE_FORMAT")
    return str(value)
