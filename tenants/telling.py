"""What a landlord or employer is told by message: a number and a day, and nobody's name."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from notifications import outbox
from people.phone import Phone
from tenants.models import Named, Tenancy

#: Of the languages of the country this one is read by everybody who lets a home.
LANGUAGE = "ur"


def tell_of_end(tenancy: Tenancy, *, phone: str, key: str, at: datetime) -> bool:
    """The agreement ends on its day; somebody should say what follows.

    False where the phone had too many messages today: it is to be said on another day.
    """
    assert tenancy.agreed_until is not None
    with override(LANGUAGE):
        words = _(
            "CASPP: the agreement of registration %(number)s ends on %(day)s. Say whether it goes "
            "on or ends."
        ) % {
            "number": _unturned(tenancy.number),
            "day": date_format(tenancy.agreed_until, "DATE_FORMAT"),
        }
    return _text(phone, words, key=key, at=at)


def tell_of_draft(draft: Tenancy, *, phone: str, at: datetime) -> None:
    """A registration was begun and is due soon."""
    assert draft.due_at is not None
    with override(LANGUAGE):
        words = _(
            "CASPP: a registration that you began is not sent yet. By law it is due by %(time)s."
        ) % {"time": date_format(timezone.localtime(draft.due_at), "DATETIME_FORMAT")}
    _text(phone, words, key=f"tenants.draft.{draft.pk}", at=at)


def tell_of_discrepancy(tenancy: Tenancy, *, visit: int, at: datetime) -> None:
    """An officer was there and something does not agree; it can be put right."""
    phone = phones_of([tenancy]).get(tenancy.pk, "")
    with override(LANGUAGE):
        words = _(
            "CASPP: the police visited for registration %(number)s, and something does not agree. "
            "Put it right in your account, or take the slip to a police counter."
        ) % {"number": _unturned(tenancy.number)}
    _text(phone, words, key=f"tenants.discrepancy.{visit}", at=at)


def phones_of(tenancies: list[Tenancy]) -> dict[int, str]:
    """The phone of the landlord or employer of each, as far as he gave one."""
    holders = Named.objects.filter(
        Q(role=Named.Role.LANDLORD) | Q(role=Named.Role.EMPLOYER),
        tenancy__in=[one.pk for one in tenancies],
        removed_at=None,
    )
    return {pk: str(phone) for pk, phone in holders.values_list("tenancy_id", "phone")}


def _text(phone: str, words: str, *, key: str, at: datetime) -> bool:
    """False where it must be said later; nobody can be told without a mobile phone."""
    if not (phone and Phone(phone).is_mobile):
        return True
    return outbox.text(phone=phone, words=words, key=key, at=at)


def _unturned(number: str) -> str:
    """Between Urdu words a number with dashes would be shown with its parts exchanged."""
    return f"\u200e{number}\u200e" if get_language_bidi() else number
