"""The books of a house on paper: the register of a day, and the report on its foreigners.

The report on foreigners is the hotel-keeper's under rule 15 of the Registration of Foreigners
Rules 1966; what the form is called there is not confirmed, so it has no number here.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents import registers
from documents.registers import Column, RegisterPage
from dossier import registry
from hotel_eye.models import Guest, Hotel, Stay


def register(hotel: Hotel, day: date, *, language: str, at: datetime) -> bytes:
    """Everybody who arrived that day, in the order of arrival."""
    with translation.override(language):
        return registers.pdf(_register(hotel, day, language, at))


def foreigners(hotel: Hotel, day: date, *, language: str, at: datetime) -> bytes:
    """The foreigners who arrived that day, as the hotel-keeper reports them."""
    with translation.override(language):
        return registers.pdf(_foreigners(hotel, day, language, at))


def _register(hotel: Hotel, day: date, language: str, at: datetime) -> RegisterPage:
    columns = (
        Column(pgettext("in a hotel", "Entry"), 0.6, is_figures=True),
        Column(_("Room"), 0.5, is_figures=True),
        Column(_("Name and relation"), 2.2),
        Column(_("Document"), 1.4, is_figures=True),
        Column(_("Address"), 2.2),
        Column(_("Phone"), 1, is_figures=True),
        Column(_("Purpose of visit"), 0.9),
        Column(_("Check-in"), 1, is_figures=True),
        Column(_("Check-out"), 1, is_figures=True),
    )
    rows = tuple(
        (
            str(stay.pk) if guest.is_head else "",
            stay.room if guest.is_head else "",
            f"{guest.name} {guest.relation_line}".strip(),
            guest.document_no,
            registry.joined(guest.address, guest.district),
            guest.phone.formatted() if guest.phone else "",  # type: ignore[attr-defined]
            _purpose(stay),
            _moment(stay.arrived_at),
            _moment(stay.left_at),
        )
        for stay, guest in _arrivals(hotel, day)
    )
    return _page(hotel, day, _("Register of guests"), columns, rows, language, at)


def _foreigners(hotel: Hotel, day: date, language: str, at: datetime) -> RegisterPage:
    columns = (
        Column(pgettext("in a hotel", "Entry"), 0.6, is_figures=True),
        Column(_("Name"), 1.8),
        Column(_("Nationality"), 1),
        Column(_("Passport or card"), 1.2, is_figures=True),
        Column(_("Born"), 0.8, is_figures=True),
        Column(_("Visa"), 1.4, is_figures=True),
        Column(_("Entered Pakistan"), 1.3),
        Column(_("Coming from, going to"), 1.6),
        Column(_("Check-in"), 1, is_figures=True),
        Column(_("Check-out"), 1, is_figures=True),
    )
    rows = tuple(
        (
            str(stay.pk),
            guest.name,
            guest.nationality_name,
            str(guest.passport_no),
            _day(guest.date_of_birth) or str(guest.birth_year or ""),
            registry.joined(guest.visa_no, guest.visa_type, _day(guest.visa_until)),
            registry.joined(_day(guest.entered_on), guest.entered_at),
            registry.joined(stay.coming_from, stay.going_to),
            _moment(stay.arrived_at),
            _moment(stay.left_at),
        )
        for stay, guest in _arrivals(hotel, day)
        if guest.is_foreigner
    )
    title = _("Hotel-keeper's report on foreigners")
    return _page(hotel, day, title, columns, rows, language, at)


def _page(
    hotel: Hotel,
    day: date,
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[str, ...], ...],
    language: str,
    at: datetime,
) -> RegisterPage:
    return RegisterPage(
        language=language,
        number=hotel.local_name,
        title=title,
        station=hotel.station.local_name,
        district=hotel.station.circle.district.local_name,
        period=_day(day),
        columns=columns,
        rows=rows,
        opening=registry.joined(
            hotel.address, _("licence %(number)s") % {"number": hotel.licence_no}
        )
        if hotel.licence_no
        else hotel.address,
        printed_at=at,
    )


def _arrivals(hotel: Hotel, day: date) -> Iterator[tuple[Stay, Guest]]:
    stays = hotel.stays.arrived_on(day).with_party()  # type: ignore[attr-defined]
    for stay in stays.order_by("arrived_at", "pk"):
        for guest in stay.guests.all():
            yield stay, guest


def _purpose(stay: Stay) -> str:
    return _("annulled") if stay.is_annulled else str(stay.get_purpose_display())


def _day(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else ""


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y %H:%M") if at else ""
