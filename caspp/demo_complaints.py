"""The demonstration's complaints: ten days at two stations, in every state, through the actions."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from caspp import demo
from complaints import actions
from complaints.categories import ComplaintCategory
from complaints.models import Channel, Complaint, Respondent
from firs import actions as firs
from stations.models import Station
from synthetic import complaints as invented
from synthetic.complaints import Story, stories

SEED = 26
COUNT = 60
DAYS = 10
CITIZEN_PHONE = "03005550102"
#: What is particular about some of them: the number, the category, and how many hours ago.
SEALED, ABOUT_POLICE, NO_FIR_YET, OF_CITIZEN = 21, (14, 33), 40, 48
_GIVEN = {
    SEALED: ("harassment", 60.0),
    ABOUT_POLICE[0]: ("bribe", 20.0),
    ABOUT_POLICE[1]: ("slackness", 44.0),
    NO_FIR_YET: ("theft", 31.0),
    OF_CITIZEN: ("mobile", 9.0),
}
_KINDS = [
    (kind, often)
    for kind, often in invented.LIKELIHOOD.items()
    if kind not in invented.ABOUT_POLICE
]
_HOMES = [("Islamabad", 1.0)]
_LATE = "The witness came back to the city only yesterday."


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint that is to be lodged."""

    number: int
    story: Story
    at: datetime


def lodge_all(now: datetime) -> Iterator[Complaint]:
    """Lodge them in the order in which they came, each with what was done with it since."""
    scene = _Scene(now)
    for told in _told(now):
        yield scene.play(told)


def _told(now: datetime) -> list[Told]:
    dice = Random(f"demonstration {SEED}")
    told = []
    for number, story in enumerate(stories(COUNT, seed=SEED, categories=_KINDS, districts=_HOMES)):
        category, hours = _GIVEN.get(number, (story.category, dice.uniform(0.5, DAYS * 24)))
        if category != story.category:
            kind, seed = [(category, 1.0)], SEED + number
            story = next(stories(1, seed=seed, after=COUNT, categories=kind, districts=_HOMES))
        told.append(Told(number, story, now - timedelta(hours=hours)))
    return sorted(told, key=lambda one: one.at)


class _Scene:
    """The officers of two stations at work."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.dice = Random(f"scene {SEED}").random
        names = ("frontdesk", "moharrar", "sho", "io", "sho2", "sdpo", "dpo")
        users = {user.username: user for user in User.objects.filter(username__in=names)}
        self.desk, self.moharrar, self.sho, self.io, self.sho2, self.sdpo, self.dpo = (
            users[name] for name in names
        )
        codes = (demo.STATION, demo.OTHER_STATION)
        stations = {one.code: one for one in Station.objects.filter(code__in=codes)}
        self.kohsar, self.margalla = (stations[code] for code in codes)
        self.categories = {one.code: one for one in ComplaintCategory.objects.all()}

    def play(self, told: Told) -> Complaint:
        """Lodge one, and do with it what was done."""
        complaint = self._lodge(told)
        hours = (self.now - told.at).total_seconds() / 3600
        if told.number in ABOUT_POLICE:
            return self._about_police(complaint, told)
        if told.number == NO_FIR_YET:
            return complaint
        if told.number == OF_CITIZEN:
            return self._asked(self._assigned(complaint, told.at))
        if hours < 5 or self.dice() < 0.1:
            return complaint
        complaint = self._assigned(complaint, told.at)
        if hours > 24 and self.dice() < 0.8 and not complaint.is_sealed:
            return self._ended(complaint, told)
        return self._worked_on(complaint, told)

    def _lodge(self, told: Told) -> Complaint:
        story, is_citizens = told.story, told.number == OF_CITIZEN
        is_kohsar = told.number in _GIVEN or told.number % 5 < 3
        at_desk = is_kohsar and not is_citizens and self.dice() < 0.5
        complaint = Complaint(
            category=self.categories[story.category],
            station=self.kohsar if is_kohsar else self.margalla,
            channel=Channel.FRONT_DESK if at_desk else Channel.ONLINE,
            language=story.language,
            form_token=uuid.UUID(int=SEED << 64 | told.number, version=4),
            address=story.complainant.address,
            occurred_from=told.at - timedelta(hours=story.hours_ago),
            place=story.place,
            details=story.details,
            property_lost=story.property_lost,
            property_value=story.property_value or None,
            **{name: getattr(story.complainant, name) for name in Complaint.IDENTITY_FIELDS},
        )
        if is_citizens:
            _is_of_citizen(complaint, told.at)
        by = self.desk if at_desk else None
        return actions.lodge(by=by, complaint=complaint, respondents=self._named(told), at=told.at)[
            0
        ]

    def _named(self, told: Told) -> list[Respondent]:
        if told.number in ABOUT_POLICE:
            is_known = told.number == ABOUT_POLICE[0]
            belt_no = self.moharrar.belt_no if is_known else ""
            return [Respondent(description="In uniform, at the gate", belt_no=belt_no,
                               post="station")]  # fmt: skip
        if told.story.accused and told.number != NO_FIR_YET:
            return [Respondent(name=told.story.accused)]
        return []

    def _head(self, complaint: Complaint) -> User:
        return self.sho if complaint.station_id == self.kohsar.pk else self.sho2

    def _assigned(self, complaint: Complaint, lodged_at: datetime) -> Complaint:
        head = self._head(complaint)
        is_for_io = head == self.sho and not complaint.is_sealed
        return actions.assign(
            by=self.moharrar if is_for_io else head,
            complaint=complaint,
            officer=self.io if is_for_io else head,
            at=self._later(lodged_at, 2),
        )

    def _worked_on(self, complaint: Complaint, told: Told) -> Complaint:
        """A call, a note, a question; of some nothing yet."""
        chance, officer = self.dice(), complaint.assigned_to
        if chance < 0.25:
            return complaint
        reached = "reached" if self.dice() < 0.8 else "not_reached"
        complaint = actions.call(
            by=officer, complaint=complaint, answered=reached, at=self._later(told.at, 6),
            words="He stays at home until evening and expects the officer.",
        )  # fmt: skip
        if chance < 0.6:
            return actions.note(
                by=officer, complaint=complaint, at=self._later(told.at, 9),
                words="The camera of the shop opposite shows the street; asked for the recording.",
            )  # fmt: skip
        return self._asked(complaint) if chance < 0.8 else complaint

    def _asked(self, complaint: Complaint) -> Complaint:
        words = "Please tell us the number on the box, and who else was there."
        at = self._later(complaint.assigned_at or complaint.lodged_at, 3)
        return actions.ask(by=complaint.assigned_to, complaint=complaint, words=words, at=at)

    def _ended(self, complaint: Complaint, told: Told) -> Complaint:
        """An FIR, a reason or another office; a few complainants object, a few rate."""
        head, chance = self._head(complaint), self.dice()
        at = self._later(told.at, 100 if chance < 0.2 else 60)
        actions.call(by=head, complaint=complaint, answered="reached", at=self._later(told.at, 5),
                     words="Told him what happens next.")  # fmt: skip
        ways: dict[str, Any] = {"by": head, "complaint": complaint, "late_because": _LATE, "at": at}
        if complaint.category.fir_hours and chance < 0.6:
            firs.draft_from(**ways)
            return complaint
        if complaint.category.refer_to and chance < 0.7:
            words = "That office has the means to help you; take your papers with you."
            to = complaint.category.refer_to
            complaint = actions.refer(referred_to=to, words=words, **ways)
        elif complaint.category.is_cognizable is False:
            words = "The court must order an investigation; we gave you the number of the entry."
            court, diary_no = "Magistrate Section 30, Islamabad", f"{20 + told.number}"
            complaint = actions.diarise(diary_no=diary_no, court=court, words=words, **ways)
        else:
            # An offence is not settled by those whom it happened to.
            may_settle = chance < 0.5 and complaint.category.is_cognizable is None
            reason = "settled" if may_settle else "resolved"
            words = "Both sides were heard at the station and signed what was said."
            complaint = actions.close(reason=reason, words=words, **ways)
        if told.number % 9 == 4:
            words = "Nobody came to look at the place. It is not settled for me."
            return actions.object_to(complaint=complaint, words=words, at=self._later(at, 8))
        if told.number % 3 == 0:
            return actions.rate(complaint=complaint, rating=2 + told.number % 4, at=self.now)
        return complaint

    def _about_police(self, complaint: Complaint, told: Told) -> Complaint:
        """One waits to be marked; of the other the answer waits to be verified by call."""
        if told.number == ABOUT_POLICE[0]:
            return complaint
        complaint = actions.assign(
            by=self.sdpo, complaint=complaint, officer=self.dpo, at=self._later(told.at, 3)
        )
        words = "The duty roster and the call record were read; the patrol came after two hours."
        at = self._later(told.at, 20)
        return actions.report(by=self.dpo, complaint=complaint, words=words, at=at)

    def _later(self, at: datetime, hours: float) -> datetime:
        """Within so many hours after ``at``, and not yet to come."""
        return at + min(timedelta(hours=hours), self.now - at) * (0.5 + self.dice() / 2)


def _is_of_citizen(complaint: Complaint, at: datetime) -> None:
    """Lodged by the demonstration's citizen under the phone by which she signs in."""
    citizen = User.objects.get(username=CITIZEN_PHONE)
    complaint.name, complaint.name_ur = citizen.name, citizen.name_ur
    complaint.gender, complaint.relation = "F", "W"
    complaint.phone, complaint.phone_proven_at = citizen.phone, at
