"""Weeks of the log as officers would have written them: honest ones, and one of each misuse."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from audit.models import Event
from audit.weeks import Week
from convicts.models import ConvictRecord
from synthetic.people import people
from tests.people_on_file import make_convict

CONVICT = "convicts.convictrecord"


def keep(events: Iterable[Event]) -> list[Event]:
    """Write events of the past, which the clock of the log allows nobody: behind its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        kept = Event.objects.bulk_create(events, batch_size=2000)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return kept


def event(by: User | None, action: str, at: datetime, **fields: Any) -> Event:
    """One event, of a request from the officer's own desk."""
    number = by.pk if by else 0
    return Event(
        **{
            "at": at,
            "recorded_at": at,
            "actor_id": by.pk if by else None,
            "actor": str(by or "CASPP"),
            "action": action,
            "source": "web",
            "address": f"10.0.{number % 250}.7",
            "session": f"{number:08x}{at:%Y%m%d}",
            **fields,
        }
    )


def look(by: User, action: str, at: datetime, case: str = "FIR 12/2026", **fields: Any) -> Event:
    """A look that counts against the day; '' for one without a case."""
    purpose = {"purpose_kind": "investigation", "case_ref": case}
    return event(by, action, at, **{"detail": {"nth_today": 1}, **purpose, **fields})


def on(record: ConvictRecord) -> dict[str, Any]:
    """The fields of an event that is about this record."""
    return {"target_type": CONVICT, "target_id": record.pk, "target": str(record)}


def looked_up(by: User, at: datetime, found: list[ConvictRecord], case: str) -> list[Event]:
    """A search, and what it showed."""
    shown = {"type": CONVICT, "count": len(found), "records": [one.pk for one in found]}
    purpose = {"purpose_kind": "investigation", "case_ref": case}
    return [
        look(by, "convicts.looked_up", at, case),
        event(by, "convicts.shown", at + timedelta(seconds=1), detail=shown, **purpose),
    ]


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    """A time on the clock in Karachi."""
    local = datetime.combine(day, time(hour, minute))
    return timezone.make_aware(local).astimezone(UTC)


def last_weeks(number: int) -> list[Week]:
    """The last weeks that are over, oldest first."""
    weeks = [Week.of(timezone.now()).before]
    while len(weeks) < number:
        weeks.append(weeks[-1].before)
    return weeks[::-1]


def officers(number: int, *, seed: int, role: str = Role.CRO_OPERATOR) -> list[User]:
    """Officers at the CRO, posted long since, with names as people have them."""
    found = []
    for index, person in enumerate(people(number, seed=seed, female_share=0.2)):
        user = User.objects.create(username=f"cro-{seed}-{index}", name=person.name)
        Posting.objects.create(user=user, role=role, from_on=date(2025, 1, 1))
        found.append(user)
    return found


def records(number: int, *, seed: int) -> list[ConvictRecord]:
    """The file of the CRO, with names as people have them."""
    return [
        make_convict(name=one.name, relative_name=one.relative_name, cnic=one.cnic, phone="")
        for one in people(number, seed=seed, female_share=0.1)
    ]


def honest_day(by: User, day: date, file: list[ConvictRecord], dice: Random) -> list[Event]:
    """A day's work: searches, openings, now and then a number; nearly always for a case."""
    start = 9 + by.pk % 3
    events = [event(by, "accounts.signed_in", wall(day, start - 1, 50))]
    for number in range(dice.randint(4, 9)):
        at = wall(day, start + number % 8, dice.randrange(50))
        case = f"FIR {dice.randrange(40)}/2026" if dice.random() < 0.93 else ""
        found = dice.sample(file, dice.randint(1, 12))
        events += looked_up(by, at, found, case)
        events.append(look(by, "convicts.opened", at + timedelta(minutes=2), case, **on(found[0])))
        if dice.random() < 0.15:
            seen = at + timedelta(minutes=3)
            events.append(look(by, "people.unmasked", seen, case, **on(found[0])))
    if dice.random() < 0.1:
        late = wall(day, start + 8, 15)
        events.append(event(by, "access.not_found", late, outcome="refused"))
    return events


def honest_weeks(by: User, weeks: list[Week], file: list[ConvictRecord]) -> list[Event]:
    """Work from Monday to Saturday."""
    dice = Random(f"{by.username}")
    days = [week.monday + timedelta(days=day) for week in weeks for day in range(6)]
    return [one for day in days for one in honest_day(by, day, file, dice)]


def night_weeks(by: User, weeks: list[Week], file: list[ConvictRecord]) -> list[Event]:
    """The same work by somebody whose shift is the night."""
    events = honest_weeks(by, weeks, file)
    for one in events:
        one.recorded_at += timedelta(hours=12)
    return events
