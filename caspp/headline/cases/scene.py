"""The police of the country at work: what is to be written when, in the order of time."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from accounts.models import User
from caspp.headline.cases.books import Books
from caspp.headline.cases.case import Case
from firs.models import OffenceSection
from synthetic.firs import Informants

Act = Callable[..., object]


class Scene:
    """Everything the acts share; ``now`` is the end of the years."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.now = now
        self.dice = Random(f"cases {seed}").random
        self.random = Random(f"tokens {seed}")
        self.books = Books()
        self.informants = Informants(seed + 2)
        self.casework = self.informants.casework
        self.sections = {one.pk: one for one in OffenceSection.objects.all()}
        self.names = dict(User.objects.values_list("pk", "name"))
        self._waiting: list[tuple[datetime, int, Act, tuple[Any, ...]]] = []
        self._order = count()

    def later(self, at: datetime, act: Act, *what: Any) -> bool:
        """Have ``act(scene, at, *what)`` called when its time comes; False where it is to come."""
        if at > self.now:
            return False
        heapq.heappush(self._waiting, (at, next(self._order), act, what))
        return True

    def live_until(self, at: datetime) -> None:
        """Let everything be written whose time has come by then."""
        while self._waiting and self._waiting[0][0] <= at:
            moment, _number, act, what = heapq.heappop(self._waiting)
            act(self, moment, *what)

    def after(self, at: datetime, least: float, most: float) -> datetime:
        """A moment so many hours after."""
        return at + timedelta(hours=least + (most - least) * self.dice())

    def say(self, case: Case, subject: str) -> str:
        """What an officer writes of it, in the language of the case."""
        return self.casework.say(subject, case.language, self.dice)
