"""A house is reminded before its hour: of guests not entered, and of a day without a word.

Messages name the house and the hour, and nobody who stays there.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hotel_eye import deadlines, standing
from hotel_eye.models import Desk, Expected, Hotel, LedgerDay
from notifications import outbox
from people.phone import Phone

#: So many houses are looked at in one round.
AT_ONCE = 500
#: Nobody asked for it in another language: signs and registers of hotels are in English.
LANGUAGE = "en"


@transaction.atomic
def remind_of_guests(*, at: datetime) -> int:
    """Remind houses whose guests are due within the next minutes; returns how many houses."""
    due = Expected.objects.unfiled().filter(reminded_at=None, due_at__lte=at + deadlines.SOON)
    waiting = due.select_for_update(of=("self",), skip_locked=True).select_related("hotel")
    by_house: dict[Hotel, list[Expected]] = defaultdict(list)
    for one in waiting.order_by("due_at")[:AT_ONCE]:
        by_house[one.hotel].append(one)
    for hotel, guests in by_house.items():
        moments = [one.due_at for one in guests if one.due_at]
        with override(LANGUAGE):
            words = ngettext(
                "CASPP: %(count)d guest at %(hotel)s is to be entered by %(time)s.",
                "CASPP: %(count)d guests at %(hotel)s are to be entered by %(time)s.",
                len(guests),
            ) % {
                "count": len(guests),
                "hotel": hotel.name,
                "time": timezone.localtime(min(moments)).strftime("%H:%M"),
            }
        _text(hotel, words, key=f"hotel_eye.due.{guests[0].pk}", at=at)
        for one in guests:
            one.reminded_at = at
    Expected.objects.bulk_update(
        [one for guests in by_house.values() for one in guests], ["reminded_at"]
    )
    return len(by_house)


def remind_of_nil(*, at: datetime) -> int:
    """In the evening, remind houses without a word today where the law wants a nil return."""
    today = timezone.localdate(at)
    heard = LedgerDay.objects.filter(day=today).exclude(on_time=0, late=0, nil_at=None)
    houses = Hotel.objects.filter(closed_on=None, registered_on__lte=today)
    wanted = houses.filter(station__in=standing.wanting_nil(today))
    silent = wanted.exclude(pk__in=heard.values("hotel")).order_by("pk")
    reminded = 0
    for hotel in silent.iterator():
        with transaction.atomic(), override(LANGUAGE):
            words = _(
                "CASPP: nothing was filed today at %(hotel)s. If nobody came, send a nil return."
            ) % {"hotel": hotel.name}
            _text(hotel, words, key=f"hotel_eye.nil.{hotel.pk}.{today}", at=at)
        reminded += 1
    return reminded


def _text(hotel: Hotel, words: str, *, key: str, at: datetime) -> None:
    for number, phone in enumerate(_phones(hotel, at)):
        outbox.text(phone=phone, words=words, key=f"{key}.{number}", at=at)


def _phones(hotel: Hotel, at: datetime) -> Iterable[str]:
    """The mobile phones of whoever works at the desk today, and of the house where it is one."""
    desks = Desk.objects.not_over(timezone.localdate(at)).filter(
        hotel=hotel, from_on__lte=timezone.localdate(at)
    )
    found = [str(hotel.phone), *map(str, desks.values_list("user__phone", flat=True))]
    return sorted({phone for phone in found if phone and Phone(phone).is_mobile})
