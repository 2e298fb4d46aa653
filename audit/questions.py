"""What the auditor asks the log. Typed by POST; in an address stand numbers and dates only."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import people_seen, words
from audit.forms import PurposeForm
from audit.models import Event, Outcome
from audit.querysets import EventQuerySet
from audit.reviews import Hint
from audit.weeks import start_of
from audit.words import Kind
from people.cnic import CNIC, InvalidCNIC

#: The longest period one page about an officer covers.
LONGEST = timedelta(days=366)
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def number_in(text: str | None) -> int | None:
    """A number that a column can hold, or None."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if text and is_number else None


def day_in(text: str | None) -> date | None:
    """A day of the calendar, or None."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both of them whole; either may be open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Period":
        return cls(day_in(query.get("since")), day_in(query.get("until")))

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Only what was recorded in the period; the calendar's last days have no next one."""
        if self.since:
            events = events.filter(recorded_at__gte=start_of(max(self.since, date(1970, 1, 1))))
        if self.until:
            last = min(self.until, date(9000, 1, 1))
            events = events.filter(recorded_at__lt=start_of(last + timedelta(days=1)))
        return events

    def in_address(self) -> dict[str, str]:
        days = {"since": self.since, "until": self.until}
        return {name: day.isoformat() for name, day in days.items() if day}


@dataclass(frozen=True, slots=True)
class Question:
    """What the log is narrowed by. A case is asked for by the number of an event that names it."""

    actor: int | None = None
    #: One act, or a kind of acts.
    action: str = ""
    outcome: str = ""
    record_type: str = ""
    record: int | None = None
    case: int | None = None
    period: Period = Period()

    @classmethod
    def of(cls, query: QueryDict) -> "Question":
        """As an address says it; what cannot be read asks for nothing."""
        outcome = query.get("outcome", "")
        record_type, record = query.get("type", ""), number_in(query.get("record"))
        # A number alone says nothing, and a kind alone would be a walk through the whole log.
        is_whole = record is not None and record_type in dict(record_types())
        return cls(
            actor=number_in(query.get("actor")),
            action=query.get("action", "").replace("\0", "")[:60],
            outcome=outcome if outcome in Outcome.values else "",
            record_type=record_type if is_whole else "",
            record=record if is_whole else None,
            case=number_in(query.get("case")),
            period=Period.of(query),
        )

    def in_address(self) -> dict[str, str]:
        """The same as the parameters of an address."""
        parts = {
            "actor": self.actor,
            "action": self.action,
            "outcome": self.outcome,
            "type": self.record_type,
            "record": self.record,
            "case": self.case,
        }
        given = {name: str(part) for name, part in parts.items() if part not in (None, "")}
        return given | self.period.in_address()

    def narrow(self, events: EventQuerySet, case_ref: str | None) -> EventQuerySet:
        """Only the events asked for; ``case_ref`` is what `case` leads to."""
        if self.actor is not None:
            events = events.filter(actor_id=self.actor)
        if self.action in Kind.values:
            events = events.filter(action__in=words.actions_of(self.action))
        elif self.action:
            events = events.filter(action=self.action)
        if self.outcome:
            events = events.filter(outcome=self.outcome)
        if self.record is not None:
            events = events.filter(target_type=self.record_type, target_id=self.record)
        if case_ref is not None:
            events = events.filter(case_ref=case_ref)
        return self.period.narrow(events)

    def as_typed(self, case_ref: str | None) -> dict[str, Any]:
        """The same as it stands in the form again."""
        officers = get_user_model()._default_manager.filter(pk=self.actor)
        return {
            "officer": officers.values_list("username", flat=True).first(),
            "action": self.action,
            "outcome": self.outcome,
            "record_type": self.record_type,
            "record": self.record,
            "case_ref": case_ref,
            "since": self.period.since,
            "until": self.period.until,
        }


def record_types() -> list[tuple[str, Any]]:
    """Kinds of records the log can be asked for."""
    return [*people_seen.kinds(), ("accounts.user", gettext_lazy("Account"))]


def actions_by_kind() -> list[tuple[Any, Any]]:
    """Every act under its kind, as the groups of a list to choose from."""
    groups = [
        (
            kind.label,
            [
                (kind.value, _("All: %(kind)s") % {"kind": kind.label}),
                *((code, words.ACTS[code].words) for code in words.actions_of(kind)),
            ],
        )
        for kind in Kind
    ]
    return [("", _("All")), *groups]


class OfficerField(forms.CharField):
    """A service number, and whose it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, label=gettext_lazy("Service number"), **kwargs)
        self.widget.attrs.update({"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        officer = get_user_model()._default_manager.filter(username__iexact=text).first()
        if officer is None:
            raise forms.ValidationError(_("Nobody has this service number."))
        return officer


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=_DATE)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=_DATE)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return given

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class LogForm(PeriodForm):
    """The filters of the log."""

    officer = OfficerField(required=False)
    action = forms.ChoiceField(label=gettext_lazy("Act"), required=False, choices=actions_by_kind)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        choices=[("", gettext_lazy("All")), *Outcome.choices],
    )
    record_type = forms.ChoiceField(
        label=gettext_lazy("Record"),
        required=False,
        choices=lambda: [("", gettext_lazy("All")), *record_types()],
    )
    record = forms.IntegerField(
        label=gettext_lazy("Its number"), required=False, min_value=1, max_value=2**63 - 1
    )
    case_ref = forms.CharField(
        label=gettext_lazy("Case"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Exactly as the officer gave it."),
    )
    field_order = (
        *("officer", "action", "since", "until", "outcome", "record_type", "record", "case_ref"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("record") and not given.get("record_type"):
            self.add_error("record_type", _("Choose what kind of record has this number."))
        elif given.get("record_type") and not given.get("record") and "record" not in self.errors:
            self.add_error("record", _("Give the number of the record."))
        return given

    def clean_case_ref(self) -> int | None:
        """The number of an event that names the case."""
        case_ref = self.cleaned_data["case_ref"].strip()
        if not case_ref:
            return None
        named = Event.objects.filter(case_ref=case_ref).order_by("-recorded_at")
        found: int | None = named.values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No event names this case."))
        return found

    @property
    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            actor=given["officer"].pk if given["officer"] else None,
            action=given["action"],
            outcome=given["outcome"],
            record_type=given["record_type"],
            record=given["record"],
            case=given["case_ref"],
            period=self.period,
        )


class OfficerForm(PeriodForm):
    """Whose acts, over which days."""

    officer = OfficerField()
    field_order = ("officer", "since", "until")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until and until - since > LONGEST:
            self.add_error("since", _("Ask for a year at most."))
        return given


class WhoSawForm(PurposeForm):
    """Whom the question is about, and what it is for."""

    text = forms.CharField(
        label=gettext_lazy("CNIC, CRO reference or record number"),
        max_length=60,
        min_length=1,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    record_type = forms.ChoiceField(
        label=gettext_lazy("This is"),
        required=False,
        choices=lambda: [
            ("", gettext_lazy("a CNIC or a reference")),
            *(
                (kind, _("the number of: %(record)s") % {"record": label})
                for kind, label in people_seen.kinds()
            ),
        ],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("record_type") and number_in(given.get("text")) is None:
            self.add_error("text", _("The number of a record has digits only."))
        return given

    def records(self, *, by: Any) -> list[people_seen.Record]:
        """The records of that person; of a valid form only."""
        text, record_type = self.cleaned_data["text"], self.cleaned_data["record_type"]
        if record_type:
            label = next(str(one) for kind, one in people_seen.kinds() if kind == record_type)
            return [people_seen.Record(record_type, int(text), f"{label} {int(text)}")]
        return people_seen.records_of(text, by=by)

    @property
    def person(self) -> str:
        """The CNIC where one was typed, in its one spelling; else the text itself."""
        text: str = self.cleaned_data["text"]
        try:
            return str(CNIC.parse(text))
        except InvalidCNIC:
            return text


class AnswerForm(forms.Form):
    """What the auditor says to a hint."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=Hint.Answer.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the explanation is, or why an inquiry is needed."),
    )


class SignForm(forms.Form):
    """The auditor's signature under a week."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
