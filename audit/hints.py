"""What the weekly review draws attention to, from how much on, and in which words.

A hint is a question to an officer, not a finding. The figures here are those of `audit.review`,
which looks for them; each is low enough to catch a clumsy misuse and high enough that an officer
who does his work is rarely asked.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# --- How much is a hint ---

#: A name of one word tells hardly anybody apart. One of two words is shared by so many that, with
#: forty colleagues, nearly every honest week would meet a namesake: a colleague of two words is a
#: hint only where the look names no case.
WORDS_OF_A_NAME, WORDS_OF_A_COLLEAGUE = 2, 3
#: Off shift: so many looks, or so many without a case. Usual is an hour of the day in which he
#: acted on so many days of the four weeks before, and the hours next to it. Who acted on fewer
#: days in all has no usual hours yet: for him the night is off shift.
OFF_SHIFT, OFF_SHIFT_BARE = 3, 1
USUAL_DAYS, KNOWN_DAYS, WEEKS_OF_HOURS = 2, 8, 4
NIGHT_FROM, NIGHT_UNTIL = 23, 5
#: Without a case: so many looks, and so large a share of all his looks in percent.
BARE, BARE_PERCENT = 5, 30
#: Volume: at least so many looks, and so far above the median in units of the spread (Iglewicz and
#: Hoaglin's 3.5), of his own last weeks or of his role in this week, where there are so many.
VOLUME, VOLUME_SCORE = 30, 3.5
WEEKS_OF_VOLUME, OWN_WEEKS, PEERS = 8, 4, 8
#: Refusals on one day.
REFUSALS = 10
#: One person: so many looks, on so many days of the week.
SAME_PERSON, SAME_PERSON_DAYS = 5, 3
#: Whole numbers seen, after which nothing followed within three days, neither on the same record
#: nor for the same case: so many, and so large a share of the records looked at in percent.
UNMASKED, UNMASKED_PERCENT, FOLLOW_UP_DAYS = 5, 33, 3


class Kind(models.TextChoices):
    """The kinds of hint, the gravest first."""

    CANARY = "canary", gettext_lazy("Read an invented record")
    OWN = "own", gettext_lazy("Own name, family or phone")
    COLLEAGUE = "colleague", gettext_lazy("A colleague")
    OVER_BUDGET = "over_budget", gettext_lazy("More looks than allowed")
    VOLUME = "volume", gettext_lazy("Unusually many looks")
    NO_CASE = "no_case", gettext_lazy("Looks without a case")
    SAME_PERSON = "same_person", gettext_lazy("The same person again and again")
    UNMASKED = "unmasked", gettext_lazy("Whole numbers, and nothing after")
    OFF_SHIFT = "off_shift", gettext_lazy("Off shift")
    TWO_PLACES = "two_places", gettext_lazy("Two places at once")
    REFUSALS = "refusals", gettext_lazy("Many refusals")


def sentence(kind: str, facts: dict[str, Any]) -> str:
    """The hint in words, from its figures."""
    said = _SENTENCES[Kind(kind)](facts)
    return said % {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _canary(facts: dict[str, Any]) -> str:
    return ngettext(
        "Read an invented record %(times)d time: no case leads there, only mining does.",
        "Read an invented record %(times)d times: no case leads there, only mining does.",
        facts["times"],
    )


def _own(facts: dict[str, Any]) -> str:
    if facts["how"] == "phone":
        return _("Looked at a record with the officer's own phone number.")
    if facts["how"] == "relative":
        return _("Looked at a record whose father or husband bears the officer's own name.")
    return _("Looked at a record that bears the officer's own name.")


def _colleague(facts: dict[str, Any]) -> str:
    return _(
        "Looked at a record with the name or phone of somebody posted with the officer: %(names)s."
    )


def _over_budget(facts: dict[str, Any]) -> str:
    return ngettext(
        "Was refused %(times)d look beyond the day's budget.",
        "Was refused %(times)d looks beyond the day's budget.",
        facts["times"],
    )


def _volume(facts: dict[str, Any]) -> str:
    if facts["than"] == "own":
        return _(
            "%(looks)d looks in the week; the officer's own weeks before had about %(median)d."
        )
    return _("%(looks)d looks in the week; others of the same role had about %(median)d.")


def _no_case(facts: dict[str, Any]) -> str:
    return _("%(bare)d of %(looks)d looks name no case (%(percent)d %%).")


def _same_person(facts: dict[str, Any]) -> str:
    return _("Looked %(looks)d times on %(days)d days at the same person: %(what)s.")


def _unmasked(facts: dict[str, Any]) -> str:
    return ngettext(
        "Saw the whole numbers of %(times)d person, and did nothing more on the record or the case "
        "within three days.",
        "Saw the whole numbers of %(times)d people, and did nothing more on the records or the "
        "cases within three days.",
        facts["times"],
    )


def _off_shift(facts: dict[str, Any]) -> str:
    return ngettext(
        "%(looks)d look outside the officer's usual hours, %(bare)d without a case; "
        "hours of the day: %(hours)s.",
        "%(looks)d looks outside the officer's usual hours, %(bare)d without a case; "
        "hours of the day: %(hours)s.",
        facts["looks"],
    )


def _two_places(facts: dict[str, Any]) -> str:
    return _("Acted from two addresses in turn at the same time: %(addresses)s.")


def _refusals(facts: dict[str, Any]) -> str:
    return ngettext(
        "%(times)d refusals on %(days)d day with ten or more.",
        "%(times)d refusals on %(days)d days with ten or more each.",
        facts["days"],
    )


_SENTENCES = {
    Kind.CANARY: _canary,
    Kind.OWN: _own,
    Kind.COLLEAGUE: _colleague,
    Kind.OVER_BUDGET: _over_budget,
    Kind.VOLUME: _volume,
    Kind.NO_CASE: _no_case,
    Kind.SAME_PERSON: _same_person,
    Kind.UNMASKED: _unmasked,
    Kind.OFF_SHIFT: _off_shift,
    Kind.TWO_PLACES: _two_places,
    Kind.REFUSALS: _refusals,
}
