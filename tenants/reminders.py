"""Before an agreement ends, and before a draft is late, somebody is reminded; nobody is named."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import outbox
from people.phone import Phone
from tenants.models import Named, Tenancy

#: So many are reminded in one round.
AT_ONCE = 2_000
MONTH, WEEK = timedelta(days=30), timedelta(days=7)


def remind(*, at: datetime) -> int:
    """Remind those whose agreement ends within a month, and again within a week."""
    return _remind("reminded_month_at", MONTH, at) + _remind("reminded_week_at", WEEK, at)


@transaction.atomic
def _remind(field: str, ahead: timedelta, at: datetime) -> int:
    today = timezone.localdate(at)
    ending = Tenancy.objects.running().filter(
        agreed_until__gte=today, agreed_until__lte=today + ahead, **{field: None}
    )
    rows = list(
        ending.select_for_update(of=("self",), skip_locked=True).order_by("agreed_until")[:AT_ONCE]
    )
    phones = _phones(rows)
    for one in rows:
        assert one.agreed_until is not None
        phone = phones.get(one.pk, "")
        if phone and Phone(phone).is_mobile:
            # On paper and on phones of landlords Urdu is read by everybody.
            with override("ur"):
                words = _(
                    "CASPP: the agreement of registration %(number)s ends on %(day)s. Say whether "
                    "it goes on or ends."
                ) % {"number": one.number, "day": date_format(one.agreed_until, "DATE_FORMAT")}
            key = f"tenants.ending.{one.pk}.{one.agreed_until}.{ahead.days}"
            outbox.text(phone=phone, words=words, key=key, at=at)
        setattr(one, field, at)
        # Who is late for the first reminder needs no second one in the same minute.
        if field == "reminded_month_at" and one.agreed_until <= today + WEEK:
            one.reminded_week_at = at
    Tenancy.objects.bulk_update(rows, ["reminded_month_at", "reminded_week_at"])
    return len(rows)


def _phones(rows: list[Tenancy]) -> dict[int, str]:
    """The phone of the landlord or employer of each."""
    holders = Named.objects.filter(
        Q(role=Named.Role.LANDLORD) | Q(role=Named.Role.EMPLOYER),
        tenancy__in=[one.pk for one in rows],
        removed_at=None,
    )
    return {pk: str(phone) for pk, phone in holders.values_list("tenancy_id", "phone")}
