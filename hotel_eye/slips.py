"""A hotel's receipt as a paper: the stay it is about, in the words of the register."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from documents.checking import check_at
from documents.frames import Fact, Row, on_and_at
from filings.models import Receipt, label_of
from filings.papers import ReceiptPaper
from hotel_eye import told
from hotel_eye.models import Guest, Hotel, LedgerDay, Stay
from screen.direction import isolated


def paper_of(
    receipt: Receipt, hotel: Hotel, request: HttpRequest, *, language: str
) -> ReceiptPaper:
    """The receipt with what was filed; ``receipt`` has its station's place loaded.

    It shows the entry only while that is what was received: what an earlier version said is known
    by its hash, and what was corrected since stands on the later receipt.
    """
    station = receipt.station
    district = station.circle.district
    with translation.override(language):
        stay = _stay_of(receipt)
        return ReceiptPaper(
            language=language,
            title=_("Receipt"),
            act=receipt.get_act_display(),
            number=receipt.number,
            station=station.local_name,
            district=district.local_name,
            province=district.region.province.local_name,
            premises=f"{isolated(hotel.local_name)}, {isolated(hotel.address)}",
            premises_label=_("Filed by"),
            received_at=receipt.received_at,
            due_at=receipt.due_at,
            is_late=receipt.is_late,
            rule=stay.rule.local_title if stay and stay.rule else "",
            digest=receipt.digest,
            rows=tuple(_rows(receipt, stay)),
            check=check_at(receipt.shown_code, receipt.received_at, request),
        )


def _stay_of(receipt: Receipt) -> Stay | None:
    if receipt.source_label != Stay._meta.label_lower:
        return None
    stays = Stay.objects.with_party().select_related("rule")
    stay: Stay | None = stays.filter(pk=receipt.source_id).first()
    return stay


def _rows(receipt: Receipt, stay: Stay | None) -> Iterator[Row]:
    if stay is None:
        if receipt.source_label == label_of(LedgerDay):
            day = LedgerDay.objects.get(pk=receipt.source_id).day
            yield Row(1, _("Nil return"), (Fact(_("Nobody arrived on"), f"{day:%d-%m-%Y}"),))
        return
    if stay.version == receipt.version:
        yield Row(1, _("Stay"), tuple(_facts_of(stay, receipt)))
        for number, guest in enumerate(stay.guests.all(), 2):
            yield Row(number, _head(guest), tuple(_facts_of_guest(guest)))
    else:
        since = Fact("", _("Changed since. The last receipt of the entry shows it."), is_long=True)
        yield Row(
            1,
            _("Stay"),
            (Fact(pgettext("in a hotel", "Entry"), str(stay.pk), is_figures=True), since),
        )
    if changes := told.changes_in(receipt):
        facts = tuple(Fact("", line, is_long=True) for line in changes)
        yield Row(stay.guests.count() + 2, _("What was corrected"), facts)
    if stay.is_annulled and receipt.act == Receipt.Act.ANNULLED:
        because = Fact(_("Reason"), stay.annulled_because, is_long=True)
        yield Row(stay.guests.count() + 2, _("Annulled"), (because,))


def _head(guest: Guest) -> str:
    if guest.is_head:
        return _("Head of the party")
    return str(guest.get_kinship_display() or _("Companion"))


def _facts_of(stay: Stay, receipt: Receipt) -> Iterator[Fact]:
    had_left = stay.checked_out_at is not None and stay.checked_out_at <= receipt.received_at
    yield Fact(pgettext("in a hotel", "Entry"), str(stay.pk), is_figures=True)
    yield Fact(_("Room"), stay.room, is_figures=True)
    yield Fact(_("Check-in"), on_and_at(stay.arrived_at))
    yield Fact(_("Expected check-out"), on_and_at(stay.expected_until))
    yield Fact(_("Check-out"), _moment(stay.left_at if had_left else None))
    yield Fact(_("Purpose of visit"), str(stay.get_purpose_display()))
    if stay.children:
        children = ngettext("%(count)d child", "%(count)d children", stay.children)
        yield Fact(_("Children"), children % {"count": stay.children})


def _facts_of_guest(guest: Guest) -> Iterator[Fact]:
    yield Fact(_("Name"), f"{guest.name} {guest.relation_line}".strip())
    document = guest.document_no
    yield Fact(str(guest.get_document_display()), document, is_figures=True)
    if guest.is_foreigner:
        yield Fact(_("Nationality"), guest.nationality_name)


def _moment(at: datetime | None) -> str:
    return on_and_at(at) if at else _("still in the house")
