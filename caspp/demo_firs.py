"""The demonstration's cases: two months at one station, in every state, through the actions.

Each case is a script: it says when its next step comes, and is taken up again then. So the
roznamcha of the station is written in the order of time, as at a real one.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from caspp import demo
from firs import actions, custody, investigating, reporting, store
from firs.models import (
    FIR,
    Accused,
    CaseItem,
    Mobile,
    OffenceSection,
    Statement,
    StolenThing,
    Vehicle,
    Victim,
    Witness,
)
from stations.models import Station
from synthetic import people

SEED = 61
Script = Iterator[datetime]

#: The sections of a draft that came from a complaint, by the category of that.
_SECTIONS = {
    "theft": "ppc-379",
    "robbery": "ppc-392",
    "burglary": "ppc-380",
    "vehicle": "ppc-381a",
    "mobile": "ppc-379",
}
_PLACE = "Street 12, F-7/2, near Jinnah Super"


def play(now: datetime) -> int:
    """Play every case up to ``now``; how many there are."""
    scene = _Scene(now)
    waiting: list[tuple[datetime, int, Script]] = []
    order = count()
    scripts = scene.scripts()
    for script in scripts:
        heapq.heappush(waiting, (next(script), next(order), script))
    while waiting:
        at, _number, script = heapq.heappop(waiting)
        if at > now:
            continue
        scene.at = at
        if (following := next(script, None)) is not None:
            heapq.heappush(waiting, (following, next(order), script))
    return len(scripts)


class _Scene:
    """The officers of Kohsar at work; ``at`` is the moment of the step that is played."""

    def __init__(self, now: datetime) -> None:
        self.now = self.at = now
        names = ("moharrar", "sho", "io")
        users = {user.username: user for user in User.objects.filter(username__in=names)}
        self.moharrar, self.sho, self.io = (users[name] for name in names)
        self.station = Station.objects.get(code=demo.STATION)
        self.people = people(200, seed=SEED, cnic_seed=SEED, after=90_000)

    def scripts(self) -> list[Script]:
        """The cases, the oldest first."""
        fresh: list[tuple[float, Callable[[datetime], Script]]] = [
            (58, self._decided),
            (45, self._untraced),
            (40, self._cancelled),
            (33, self._absconder),
            (27, self._murder),
            (21, self._late),
            (16, self._narcotics),
            (12, self._in_court),
            (9, self._cheque),
            (6, self._sealed),
            (3, self._interim),
            (1.2, self._arrested_today),
        ]
        scripts = [script(self.now - timedelta(days=days)) for days, script in fresh]
        drafts = FIR.objects.drafts().filter(station=self.station, sealed_as="")
        # The last two wait to be registered.
        return [*scripts, *map(self._from_complaint, drafts.order_by("made_at")[:6])]

    # --- The cases ---

    def _decided(self, at: datetime) -> Script:
        """Robbery: caught, recovered, sent for trial, convicted."""
        yield at
        fir = self._registered(
            "ppc-392",
            "Robbery of a shop",
            [
                self._accused(),
                self._witness(),
                StolenThing(description="Cash", quantity="Rs 180,000", value=180_000),
            ],
        )
        yield at + timedelta(hours=2)
        fir = self._assigned(fir)
        yield at + timedelta(hours=9)
        fir = self._arrested(fir)
        yield at + timedelta(hours=20)
        fir = self._remanded(fir, "physical", 4)
        yield at + timedelta(days=2)
        fir = self._recovered(fir, "weapon", "Pistol 30 bore", "1", calibre="30 bore")
        yield at + timedelta(days=3)
        self._to_laboratory(fir)
        yield at + timedelta(days=5)
        fir = self._remanded(fir, "judicial", 14)
        yield at + timedelta(days=11)
        fir = self._reported(fir, "complete", self._named(fir))
        yield at + timedelta(days=12)
        fir = self._to_court(fir)
        yield at + timedelta(days=50)
        verdicts = {one: "convicted" for one in self._named(fir)}
        reporting.decide(
            by=self.sho,
            fir=fir,
            verdicts=verdicts,
            at=self.at,
            words="Four years; Sessions Case 41",
        )

    def _untraced(self, at: datetime) -> Script:
        """A motorcycle that nobody saw again; its fortnight is over."""
        yield at
        fir = self._registered("ppc-381a", "Motorcycle stolen", [self._vehicle("RIM-4821")])
        yield at + timedelta(hours=5)
        fir = self._assigned(fir)
        yield at + timedelta(days=13)
        fir = self._reported(fir, "untraced", [])
        yield at + timedelta(days=26)
        reporting.review(
            by=self.io,
            fir=fir,
            at=self.at,
            words="Cameras of the toll plaza were asked for again; nothing.",
        )

    def _cancelled(self, at: datetime) -> Script:
        """A false one: proposed, and ordered by the magistrate."""
        yield at
        fir = self._registered("ppc-379", "Theft of cattle", [])
        yield at + timedelta(hours=4)
        fir = self._assigned(fir)
        yield at + timedelta(days=10)
        fir = self._reported(fir, "cancellation", [], cancelled_as="B")
        yield at + timedelta(days=12)
        fir = self._to_court(fir)
        yield at + timedelta(days=20)
        reporting.order_cancellation(
            by=self.sho,
            fir=fir,
            report=fir.reports.get(),
            is_approval=True,
            order_no="Order 118",
            at=self.at,
        )

    def _absconder(self, at: datetime) -> Script:
        """One in custody, one proclaimed: every hotel's guests are compared with him."""
        yield at
        fir = self._registered(
            "ppc-324",
            "Attempt on a life",
            [self._accused(), self._accused(), self._witness(), self._victim("hurt")],
        )
        yield at + timedelta(hours=1)
        fir = self._assigned(fir)
        first, second = self._named(fir)
        yield at + timedelta(hours=7)
        fir = self._arrested(fir, first)
        yield at + timedelta(hours=25)
        fir = self._remanded(fir, "judicial", 14)
        yield at + timedelta(days=3)
        custody.abscond(
            by=self.io,
            fir=fir,
            accused=second,
            at=self.at,
            words="His house is locked; the neighbours say he went to Karachi.",
        )
        yield at + timedelta(days=12)
        fir = self._reported(fir, "incomplete", self._named(fir))
        yield at + timedelta(days=24)
        custody.issue_process(
            by=self.io,
            fir=fir,
            accused=second,
            kind="proclamation",
            court="Magistrate Section 30, Islamabad",
            issued_on=timezone.localdate(self.at),
            at=self.at,
        )

    def _murder(self, at: datetime) -> Script:
        """On bail by the court, forensic result awaited, challan sent."""
        yield at
        fir = self._registered(
            "ppc-302",
            "Murder over a plot",
            [self._accused(), self._witness(), self._victim("dead")],
        )
        yield at + timedelta(hours=1)
        fir = self._assigned(fir)
        yield at + timedelta(hours=2)
        fir = self._recovered(fir, "clothes", "Clothes of the deceased, blood-stained", "1 parcel")
        yield at + timedelta(days=1)
        self._to_laboratory(fir)
        yield at + timedelta(days=2)
        fir = self._arrested(fir)
        yield at + timedelta(days=3)
        fir = self._remanded(fir, "physical", 5)
        yield at + timedelta(days=13)
        self._reported(fir, "complete", self._named(fir))

    def _late(self, at: datetime) -> Script:
        """Its challan is late, and nobody has said why."""
        yield at
        fir = self._registered("ppc-406", "Breach of trust", [self._accused()])
        yield at + timedelta(hours=6)
        self._assigned(fir)

    def _narcotics(self, at: datetime) -> Script:
        """Recovered before the FIR, as the law has it there; the report waits for the SHO."""
        yield at
        fir = self._registered("cnsa-913b", "Charas on the road", [self._accused()])
        yield at + timedelta(minutes=20)
        fir = self._assigned(fir)
        yield at + timedelta(minutes=40)
        fir = self._recovered(
            fir,
            "narcotic",
            "Charas",
            "1,150 g",
            before="Found in the search of his bag at the picket; the FIR was written after it.",
        )
        fir = self._arrested(fir)
        yield at + timedelta(hours=18)
        fir = self._remanded(fir, "judicial", 14)
        yield at + timedelta(days=12)
        reporting.make(
            by=self.io,
            fir=fir,
            kind="complete",
            cancelled_as="",
            at=self.at,
            accused=self._named(fir),
            words=_RESULT,
        )

    def _in_court(self, at: datetime) -> Script:
        """A telephone snatched, found by its IMEI."""
        yield at
        fir = self._registered("ppc-392", "Telephone snatched", [self._accused(), self._mobile()])
        yield at + timedelta(hours=3)
        fir = self._assigned(fir)
        yield at + timedelta(days=2)
        investigating.find(
            by=self.io,
            fir=fir,
            thing=fir.mobiles.get(),
            at=self.at,
            where="Shop 14, mobile market, Saddar",
        )
        fir = self._arrested(fir)
        yield at + timedelta(days=2, hours=20)
        fir = self._remanded(fir, "judicial", 14)
        yield at + timedelta(days=8)
        fir = self._reported(fir, "complete", self._named(fir))
        yield at + timedelta(days=9)
        self._to_court(fir)

    def _cheque(self, at: datetime) -> Script:
        """On pre-arrest bail."""
        yield at
        fir = self._registered("ppc-489f", "Dishonoured cheque", [self._accused()])
        yield at + timedelta(hours=5)
        fir = self._assigned(fir)
        yield at + timedelta(days=1)
        custody.release_on_bail(
            by=self.io,
            fir=fir,
            accused=self._named(fir)[0],
            at=self.at,
            words="Pre-arrest bail, Additional Sessions Judge",
        )

    def _sealed(self, at: datetime) -> Script:
        """Of a child: it exists for the named officers only."""
        yield at
        child = next(self.people)
        victim = Victim(name=child.name, name_ur=child.name_ur, gender="M", age=11, harm="hurt")
        fir = self._registered("ppc-377b", "Offence against a child", [self._accused(), victim])
        yield at + timedelta(minutes=30)
        fir = self._assigned(fir)
        yield at + timedelta(hours=5)
        fir = self._arrested(fir)
        yield at + timedelta(hours=22)
        self._remanded(fir, "physical", 4)

    def _interim(self, at: datetime) -> Script:
        """Begun: a statement and the first pages of the case diary."""
        yield at
        fir = self._registered(
            "ppc-457",
            "House broken into by night",
            [
                self._accused(is_known=False),
                self._witness(),
                StolenThing(description="Gold bangles", quantity="4", value=420_000),
            ],
        )
        yield at + timedelta(hours=1)
        fir = self._assigned(fir)
        yield at + timedelta(hours=1, minutes=20)
        fir = investigating.depart(
            by=self.io, fir=fir, left_at=self.at, at=self.at, officer=self.io.local_name
        )
        yield at + timedelta(hours=4)
        said = Statement(
            kind="161",
            witness=fir.witnesses.get(),
            words="I heard the dog at two and saw a light in the yard.",
        )
        investigating.record_statement(by=self.io, fir=fir, statement=said, at=self.at)

    def _arrested_today(self, at: datetime) -> Script:
        """In the lock-up: before the magistrate within twenty-four hours."""
        yield at
        fir = self._registered(
            "ppc-381a",
            "Car stolen from the parking",
            [self._accused(), self._vehicle("LEB-17-4402", "Suzuki Alto, white")],
        )
        yield at + timedelta(hours=2)
        fir = self._assigned(fir)
        yield self.now - timedelta(hours=19)
        self._arrested(fir)

    def _from_complaint(self, draft: FIR) -> Script:
        """Registered within two hours of its draft, and marked."""
        yield min(draft.made_at + timedelta(hours=2), self.now - timedelta(minutes=2))
        category = draft.complaint.category_id if draft.complaint else ""
        section = OffenceSection.objects.get(pk=_SECTIONS.get(category, "ppc-379"))
        given = {
            "place": draft.place or _PLACE,
            "address": draft.address or "Sector G-7, Islamabad",
            "occurred_from": draft.occurred_from or draft.reported_at,
        }
        draft = actions.change(
            by=self.moharrar,
            fir=draft,
            seen=draft.changed_at,
            parts=[],
            sections=[section],
            gone=[],
            at=self.at,
            **given,
        )
        fir = self._book(draft)
        yield self.at + timedelta(hours=1)
        self._assigned(fir)

    # --- The steps ---

    def _registered(self, code: str, offence: str, parts: list[Any]) -> FIR:
        informant = next(self.people)
        fir = FIR(
            station=self.station,
            language="ur" if self.at.day % 2 else "en",
            reported_at=self.at - timedelta(minutes=50),
            occurred_from=self.at - timedelta(hours=6),
            offence=offence,
            place=_PLACE,
            distance_km="2.5",
            direction="W",
            address=getattr(informant, "address", "") or "House 9, F-7/2",
            narrative=f"{offence}. {_SAID}",
            **{name: getattr(informant, name) for name in FIR.IDENTITY_FIELDS},
        )
        sections = [OffenceSection.objects.get(pk=code)]
        return self._book(
            actions.begin(by=self.moharrar, fir=fir, sections=sections, parts=parts, at=self.at)
        )

    def _book(self, draft: FIR) -> FIR:
        return actions.register(
            by=self.moharrar,
            fir=draft,
            seen=draft.changed_at,
            at=self.at,
            signed_as="signature",
            despatched_at=None,
        )

    def _assigned(self, fir: FIR) -> FIR:
        return investigating.assign(by=self.sho, fir=fir, officer=self.io, because="", at=self.at)

    def _arrested(self, fir: FIR, accused: Accused | None = None) -> FIR:
        return custody.arrest(
            by=self.io,
            fir=fir,
            accused=accused or self._named(fir)[0],
            arrested_at=self.at,
            place="Bus terminal, Faizabad",
            at=self.at,
            before_because="",
            told_whom="His brother",
        )

    def _remanded(self, fir: FIR, kind: str, days: int) -> FIR:
        made = fir.arrests.order_by("-arrested_at")[0]
        today = timezone.localdate(self.at)
        return custody.remand(
            by=self.io,
            fir=fir,
            arrest=made,
            kind=kind,
            at=self.at,
            produced_at=None if made.produced_at else self.at,
            from_on=today,
            until_on=today + timedelta(days=days),
            court="Magistrate Section 30, Islamabad",
        )

    def _recovered(
        self, fir: FIR, kind: str, what: str, quantity: str, *, before: str = "", **more: str
    ) -> FIR:
        # Before the FIR, where it says why.
        at = fir.registered_at - timedelta(hours=1) if before and fir.registered_at else self.at
        item = CaseItem(
            kind=kind,
            description=what,
            quantity=quantity,
            recovered_at=at,
            recovered_from=next(iter(self._named(fir)), None),
            place=_PLACE,
            condition="Sealed, 2 seals AS",
            before_because=before,
            witnesses="Tariq Mehmood, Sajid Ali",
            **more,
        )
        return store.recover(by=self.io, fir=fir, item=item, at=self.at)

    def _to_laboratory(self, fir: FIR) -> None:
        item = fir.items.order_by("pk")[0]
        store.move(
            by=self.moharrar,
            fir=fir,
            item=item,
            to="at_lab",
            at=self.at,
            order_no="",
            by_whom="HC Riaz 812",
            place="Forensic Science Agency, Lahore",
            question="Compare with the empties of the scene",
            words="Seals intact",
        )

    def _reported(
        self, fir: FIR, kind: str, accused: list[Accused], *, cancelled_as: str = ""
    ) -> FIR:
        fir = reporting.make(
            by=self.io,
            fir=fir,
            kind=kind,
            cancelled_as=cancelled_as,
            accused=accused,
            words=_RESULT,
            at=self.at,
        )
        report = fir.reports.get(signed_at=None)
        return reporting.sign(by=self.sho, fir=fir, report=report, at=self.at)

    def _to_court(self, fir: FIR) -> FIR:
        report = fir.reports.filter(signed_at__isnull=False).latest("made_at")
        return reporting.reach_court(
            by=self.moharrar,
            fir=fir,
            report=report,
            at=self.at,
            reached_at=self.at,
            court="Magistrate Section 30",
        )

    # --- People and things ---

    def _named(self, fir: FIR) -> list[Accused]:
        return list(fir.accused_rows.filter(is_known=True).order_by("pk"))

    def _accused(self, *, is_known: bool = True) -> Accused:
        if not is_known:
            return Accused(is_known=False, description="Two young men on a black motorcycle")
        person = self._man()
        named = {name: getattr(person, name) for name in FIR.IDENTITY_FIELDS}
        return Accused(is_known=True, address="Dhoke Hassu, Rawalpindi", **named)

    def _witness(self) -> Witness:
        person = self._man()
        return Witness(**{name: getattr(person, name) for name in FIR.IDENTITY_FIELDS})

    def _victim(self, harm: str) -> Victim:
        person = self._man()
        named = {name: getattr(person, name) for name in FIR.IDENTITY_FIELDS}
        return Victim(age=34, harm=harm, **named)

    def _man(self) -> Any:
        return next(person for person in self.people if person.gender == "M" and _is_adult(person))

    def _vehicle(self, plate: str, make: str = "Honda CG 125, red") -> Vehicle:
        one = Vehicle(
            registration_no=plate,
            make=make,
            chassis_no=f"CH{len(plate)}778123",
            engine_no=f"EN{len(plate)}991457",
            value=240_000,
        )
        one.fold_numbers()
        return one

    def _mobile(self) -> Mobile:
        return Mobile(make="Infinix Hot 40", imei="356938035643809", sim_numbers="0300-5550188")


def _is_adult(person: Any) -> bool:
    born = person.date_of_birth.year if person.date_of_birth else person.birth_year
    return born is None or born < timezone.localdate().year - 20


_SAID = "I was there myself and saw it. Nothing of it was settled between us. Act according to law."
_RESULT = (
    "Statements of the witnesses, the recovery memos and the record were compared. What was found "
    "stands in the case diary; the accused are placed as listed."
)
