"""Looks for the hints of one week: each kind is one question to the log, for all officers at once.

A look is an event that counts against the day (`audit.looks`): a search, an opened record, a whole
number seen. Opening an alert is none: CASPP brings it to the officer. There is no roster yet, so
off shift means outside the hours in which the officer usually acts (`audit.hints` has the figures).
What was shown counts as a look at a person where the search found just one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from accounts.models import Posting
from audit import hints, people_seen
from audit.hints import Kind
from audit.weeks import Week
from matching.normalise import normalise

#: A hint leads to so many of its events, the first ones.
EVENTS = 200
_BATCH = 10_000
#: What makes the median absolute deviation comparable with a standard deviation.
_MAD = 1.4826

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One hint, before it has its place in a review."""

    kind: Kind
    officer_id: int
    facts: dict[str, Any]
    events: list[int]
    about: str = ""


def hints_of(week: Week) -> list[Found]:
    """Everything in the week that asks for an explanation, officer by officer."""
    found = [hint for search in SEARCHES for hint in search(week)]
    order = {kind: place for place, kind in enumerate(Kind)}
    return sorted(found, key=lambda hint: (order[hint.kind], hint.officer_id, hint.about))


def _rows(sql: str, week: Week, **values: Any) -> list[tuple[Any, ...]]:
    bounds: dict[str, Any] = {"since": week.since, "until": week.until, "events": EVENTS}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**bounds, **values})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


# --- Without a case ---

_NO_CASE = """
SELECT actor_id, count(*), count(*) FILTER (WHERE case_ref = ''),
    (array_agg(id ORDER BY id) FILTER (WHERE case_ref = ''))[1:%(events)s]
FROM audit_event
WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'nth_today'
GROUP BY actor_id
HAVING count(*) FILTER (WHERE case_ref = '') >= %(bare)s
    AND 100 * count(*) FILTER (WHERE case_ref = '') >= %(percent)s * count(*)
"""


def no_case(week: Week) -> Iterator[Found]:
    """Many looks, and a large share, that name no case."""
    rows = _rows(_NO_CASE, week, bare=hints.BARE, percent=hints.BARE_PERCENT)
    for officer, looks, bare, events in rows:
        facts = {"looks": looks, "bare": bare, "percent": 100 * bare // looks}
        yield Found(Kind.NO_CASE, officer, facts, events)


# --- Off shift ---

_OFF_SHIFT = """
WITH looks AS (
    SELECT id, actor_id, case_ref,
        extract(hour FROM recorded_at AT TIME ZONE 'Asia/Karachi')::int AS hour
    FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'nth_today'
), hours AS MATERIALIZED (
    SELECT DISTINCT actor_id, (recorded_at AT TIME ZONE 'Asia/Karachi')::date AS day,
        extract(hour FROM recorded_at AT TIME ZONE 'Asia/Karachi')::int AS hour
    FROM audit_event
    WHERE recorded_at >= %(before)s AND recorded_at < %(since)s AND source = 'web'
        AND actor_id IN (SELECT actor_id FROM looks)
), known AS (
    SELECT actor_id FROM hours GROUP BY actor_id HAVING count(DISTINCT day) >= %(known_days)s
), usual AS (
    SELECT actor_id, hour FROM hours GROUP BY actor_id, hour HAVING count(*) >= %(usual_days)s
), on_shift AS (
    SELECT actor_id, hour FROM usual
    UNION SELECT actor_id, (hour + 1) %% 24 FROM usual
    UNION SELECT actor_id, (hour + 23) %% 24 FROM usual
)
SELECT looks.actor_id, count(*), count(*) FILTER (WHERE case_ref = ''),
    array_agg(DISTINCT looks.hour ORDER BY looks.hour),
    (array_agg(looks.id ORDER BY looks.id))[1:%(events)s]
FROM looks
LEFT JOIN known ON known.actor_id = looks.actor_id
LEFT JOIN on_shift ON on_shift.actor_id = looks.actor_id AND on_shift.hour = looks.hour
WHERE CASE WHEN known.actor_id IS NULL
    THEN looks.hour >= %(night_from)s OR looks.hour < %(night_until)s
    ELSE on_shift.hour IS NULL END
GROUP BY looks.actor_id
HAVING count(*) >= %(least)s OR count(*) FILTER (WHERE case_ref = '') >= %(least_bare)s
"""


def off_shift(week: Week) -> Iterator[Found]:
    """Looks in hours that are not this officer's; the night, for whoever has no usual hours yet."""
    rows = _rows(
        _OFF_SHIFT,
        week,
        before=week.since - timedelta(weeks=hints.WEEKS_OF_HOURS),
        known_days=hints.KNOWN_DAYS,
        usual_days=hints.USUAL_DAYS,
        night_from=hints.NIGHT_FROM,
        night_until=hints.NIGHT_UNTIL,
        least=hints.OFF_SHIFT,
        least_bare=hints.OFF_SHIFT_BARE,
    )
    for officer, looks, bare, hours, events in rows:
        facts = {"looks": looks, "bare": bare, "hours": hours}
        yield Found(Kind.OFF_SHIFT, officer, facts, events)


# --- Volume ---

_WEEKLY = """
SELECT actor_id, floor(extract(epoch FROM %(until)s - recorded_at - interval '1 microsecond')
    / 604800)::int AS weeks_ago, count(*)
FROM audit_event
WHERE recorded_at >= %(before)s AND recorded_at < %(until)s AND detail ? 'nth_today'
GROUP BY 1, 2
"""
_LOOKS_OF = """
SELECT actor_id, (array_agg(id ORDER BY id))[1:%(events)s]
FROM audit_event
WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'nth_today'
    AND actor_id = ANY(%(officers)s)
GROUP BY actor_id
"""


def volume(week: Week) -> Iterator[Found]:
    """Far more looks than in the officer's own weeks before, or than his peers made in this one."""
    looks: dict[int, dict[int, int]] = defaultdict(dict)
    before = week.since - timedelta(weeks=hints.WEEKS_OF_VOLUME)
    for officer, weeks_ago, count in _rows(_WEEKLY, week, before=before):
        looks[officer][weeks_ago] = count
    this_week = {officer: weeks.pop(0) for officer, weeks in looks.items() if 0 in weeks}
    by_role: dict[str, set[int]] = defaultdict(set)
    for officer, role in _postings(week).values_list("user_id", "role"):
        if officer in this_week:
            by_role[role].add(officer)
    facts: dict[int, dict[str, Any]] = {}
    for peers in by_role.values():
        others = [this_week[peer] for peer in peers]
        for officer in peers if len(peers) >= hints.PEERS else ():
            if _stands_out(this_week[officer], others):
                facts[officer] = {"than": "peers", "median": round(median(others))}
    for officer, count in this_week.items():
        own = list(looks[officer].values())
        if len(own) >= hints.OWN_WEEKS and _stands_out(count, own):
            facts[officer] = {"than": "own", "median": round(median(own))}
    for officer, events in _rows(_LOOKS_OF, week, officers=list(facts)):
        told = {"looks": this_week[officer], **facts[officer]}
        yield Found(Kind.VOLUME, officer, told, events)


def _stands_out(count: int, others: list[int]) -> bool:
    """Whether this is far above the median; a few looks more or less are no spread at all."""
    middle = median(others)
    spread = _MAD * median(abs(other - middle) for other in others)
    return count >= hints.VOLUME and count - middle >= hints.VOLUME_SCORE * max(
        spread, middle / 10, 2
    )


# --- Who is looked at ---

_PEOPLE = """
SELECT actor_id, target_type, target_id, array_agg(id ORDER BY id), bool_or(case_ref = '')
FROM (
    SELECT id, actor_id, target_type, target_id, case_ref FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'nth_today'
        AND target_id IS NOT NULL
    UNION ALL
    SELECT id, actor_id, detail ->> 'type', (detail -> 'records' ->> 0)::bigint, case_ref
    FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'records'
        AND detail @> '{"count": 1}'
) AS looked_at
GROUP BY actor_id, target_type, target_id
"""


@dataclass
class _Officers:
    """Everybody's name, phone and colleagues in the week."""

    by_name: dict[Name, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_phone: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[int, str] = field(default_factory=dict)
    units: dict[int, set[Any]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, week: Week) -> "_Officers":
        officers = cls()
        everybody = get_user_model()._default_manager.filter(postings__in=_postings(week))
        for pk, name, phone in everybody.values_list("pk", "name", "phone").distinct():
            officers.names[pk] = name
            if phone:
                officers.by_phone[phone].add(pk)
            if folded := _fold(name):
                officers.by_name[folded].add(pk)
        # Who is posted nowhere in particular works with those who hold the same role.
        for posting in _postings(week):
            unit = tuple(getattr(posting, f"{unit}_id") for unit in posting.UNITS)
            officers.units[posting.user_id].add(unit if any(unit) else posting.role)
        return officers

    def colleagues(self, look: "_Look", folded: Name) -> list[str]:
        """Those posted with the officer whose name, or whose phone, the record bears."""
        mine, phone = self.units[look.officer], look.person.phone
        is_told_by_name = len(folded) >= hints.WORDS_OF_A_COLLEAGUE or look.is_bare
        namesakes = self.by_name.get(folded, set()) if is_told_by_name else set()
        return sorted(
            self.names[one]
            for one in namesakes | self.by_phone.get(phone, set())
            if one != look.officer and mine & self.units[one]
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything one officer did on one record in the week."""

    officer: int
    events: list[int]
    is_bare: bool
    person: people_seen.Described


def own_and_colleagues(week: Week) -> Iterator[Found]:
    """The officer himself, his family by the relative's name, his phone, or somebody he works with.

    By name and phone only, since an account holds no CNIC: a namesake is a hint, too, and quickly
    explained.
    """
    officers = _Officers.of(week)
    own: dict[tuple[int, str], list[int]] = defaultdict(list)
    colleagues: dict[int, tuple[set[str], list[int]]] = defaultdict(lambda: (set(), []))
    for look in _looks_at_people(week, officers):
        by, name, relative = look.officer, _fold(look.person.name), _fold(look.person.relative_name)
        if by in officers.by_name.get(name, ()):
            own[by, "name"] += look.events
        if by in officers.by_name.get(relative, ()):
            own[by, "relative"] += look.events
        if by in officers.by_phone.get(look.person.phone, ()):
            own[by, "phone"] += look.events
        if names := officers.colleagues(look, name):
            colleagues[by][0].update(names)
            colleagues[by][1].extend(look.events)
    for (officer, how), events in own.items():
        yield Found(Kind.OWN, officer, {"how": how}, sorted(events)[:EVENTS], about=how)
    for officer, (named, events) in colleagues.items():
        yield Found(Kind.COLLEAGUE, officer, {"names": sorted(named)}, sorted(events)[:EVENTS])


def _looks_at_people(week: Week, officers: _Officers) -> Iterator[_Look]:
    """Every officer's looks at every record that has a name."""
    looks: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for officer, target_type, target_id, events, is_bare in _rows(_PEOPLE, week):
        if officer in officers.names:
            looks[target_type][target_id].append((officer, events, is_bare))
    for target_type, by_target in looks.items():
        ids = list(by_target)
        for start in range(0, len(ids), _BATCH):
            for person in people_seen.described(target_type, ids[start : start + _BATCH]):
                for officer, events, is_bare in by_target[person.target_id]:
                    yield _Look(officer, events, is_bare, person)


def _fold(text: str) -> Name:
    """The words of a name as they are folded, in whatever order; () where they are too few."""
    name = normalise(text) if text else None
    if name is None or len(name.words) < hints.WORDS_OF_A_NAME:
        return ()
    return tuple(sorted(word.fine for word in name.words))


def _postings(week: Week) -> Any:
    """Postings in force on some day of the week."""
    return Posting.objects.not_over(week.monday).filter(from_on__lte=week.sunday)


_SAME_PERSON = """
SELECT actor_id, target_type || ':' || target_id, max(target), count(*),
    count(DISTINCT (recorded_at AT TIME ZONE 'Asia/Karachi')::date),
    (array_agg(id ORDER BY id))[1:%(events)s]
FROM audit_event
WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND detail ? 'nth_today'
    AND target_id IS NOT NULL
GROUP BY actor_id, target_type, target_id
HAVING count(*) >= %(least)s
    AND count(DISTINCT (recorded_at AT TIME ZONE 'Asia/Karachi')::date) >= %(days)s
"""


def same_person(week: Week) -> Iterator[Found]:
    """One person opened again and again over the week."""
    rows = _rows(_SAME_PERSON, week, least=hints.SAME_PERSON, days=hints.SAME_PERSON_DAYS)
    for officer, about, what, looks, days, events in rows:
        facts = {"what": what, "looks": looks, "days": days}
        yield Found(Kind.SAME_PERSON, officer, facts, events, about=about)


_UNMASKED = """
WITH unmasking AS (
    SELECT DISTINCT actor_id FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND action = 'people.unmasked'
), acts AS (
    SELECT id, actor_id, action, recorded_at, target_id, detail ? 'nth_today' AS is_look,
        lead(recorded_at) OVER (
            PARTITION BY actor_id, target_type, target_id ORDER BY recorded_at, id
        ) AS on_the_record,
        CASE WHEN case_ref <> '' THEN lead(recorded_at) OVER (
            PARTITION BY actor_id, case_ref ORDER BY recorded_at, id
        ) END AS for_the_case
    FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s + %(follow_up)s
        AND actor_id IN (SELECT actor_id FROM unmasking) AND action <> 'audit.canary_read'
)
SELECT actor_id, count(*) FILTER (WHERE is_left),
    (array_agg(id ORDER BY id) FILTER (WHERE is_left))[1:%(events)s]
FROM (
    SELECT *, action = 'people.unmasked'
        AND (least(on_the_record, for_the_case) - recorded_at < %(follow_up)s) IS NOT TRUE
        AS is_left
    FROM acts WHERE recorded_at < %(until)s
) AS weighed
GROUP BY actor_id
HAVING count(*) FILTER (WHERE is_left) >= %(least)s
    AND 100 * count(*) FILTER (WHERE is_left)
        >= %(percent)s * count(DISTINCT target_id) FILTER (WHERE is_look)
"""


def unmasked(week: Week) -> Iterator[Found]:
    """Whole numbers seen, one person after the other, and nothing done with any of them."""
    follow_up = timedelta(days=hints.FOLLOW_UP_DAYS)
    least, percent = hints.UNMASKED, hints.UNMASKED_PERCENT
    rows = _rows(_UNMASKED, week, least=least, percent=percent, follow_up=follow_up)
    for officer, times, events in rows:
        yield Found(Kind.UNMASKED, officer, {"times": times}, events)


# --- From where, and what was refused ---

_TWO_PLACES = """
WITH seen AS (
    SELECT actor_id, session, address, min(recorded_at) AS first, max(recorded_at) AS last,
        min(id) AS first_id, max(id) AS last_id
    FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND actor_id IS NOT NULL
        AND address IS NOT NULL AND session <> ''
    GROUP BY actor_id, session, address
), at_once AS (
    SELECT one.* FROM seen AS one WHERE EXISTS (
        SELECT FROM seen AS other
        WHERE other.actor_id = one.actor_id AND other.address <> one.address
            AND other.first < one.last AND other.last > one.first
    )
)
SELECT actor_id, array_agg(DISTINCT host(address)),
    (array_agg(DISTINCT first_id) || array_agg(DISTINCT last_id))[1:%(events)s]
FROM at_once
GROUP BY actor_id
"""


def two_places(week: Week) -> Iterator[Found]:
    """Acts from one address between acts from another: two people, or a stolen session."""
    for officer, addresses, events in _rows(_TWO_PLACES, week):
        facts = {"addresses": addresses}
        yield Found(Kind.TWO_PLACES, officer, facts, sorted(set(events)))


_REFUSALS = """
WITH days AS (
    SELECT actor_id, count(*) AS times, array_agg(id ORDER BY id) AS ids
    FROM audit_event
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND outcome = 'refused'
        AND actor_id IS NOT NULL
    GROUP BY actor_id, (recorded_at AT TIME ZONE 'Asia/Karachi')::date
    HAVING count(*) >= %(least)s
)
SELECT days.actor_id, sum(times)::int, count(*),
    (SELECT (array_agg(id ORDER BY id))[1:%(events)s]
     FROM days AS mine, unnest(mine.ids) AS id WHERE mine.actor_id = days.actor_id)
FROM days
GROUP BY days.actor_id
"""


def refusals(week: Week) -> Iterator[Found]:
    """A burst of refusals: somebody is trying doors."""
    for officer, times, days, events in _rows(_REFUSALS, week, least=hints.REFUSALS):
        yield Found(Kind.REFUSALS, officer, {"times": times, "days": days}, events)


_RUNG = """
SELECT actor_id, count(*), (array_agg(id ORDER BY id))[1:%(events)s]
FROM audit_event
WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND action = %(action)s
    AND actor_id IS NOT NULL
GROUP BY actor_id
"""


def canaries(week: Week) -> Iterator[Found]:
    """An invented record was read."""
    for officer, times, events in _rows(_RUNG, week, action="audit.canary_read"):
        yield Found(Kind.CANARY, officer, {"times": times}, events)


def over_budget(week: Week) -> Iterator[Found]:
    """More looks were asked for than a day allows."""
    for officer, times, events in _rows(_RUNG, week, action="audit.over_budget"):
        yield Found(Kind.OVER_BUDGET, officer, {"times": times}, events)


SEARCHES: tuple[Callable[[Week], Iterable[Found]], ...] = (
    canaries,
    own_and_colleagues,
    over_budget,
    volume,
    no_case,
    same_person,
    unmasked,
    off_shift,
    two_places,
    refusals,
)
