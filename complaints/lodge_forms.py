"""The questions a citizen is asked, one form for each page. Forms read; they save nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from complaints import routing
from complaints.categories import ComplaintCategory, Group
from complaints.models import Complaint, Post, Respondent
from matching.text import fold_digits
from people.born import OLDEST, BornField
from people.forms import CNICFormField, PhoneFormField
from people.names import Gender, Relation
from people.phone import InvalidPhone, Phone
from stations.models import Station
from stations.querysets import folded_name

#: What is asked for without a number on the clock: the words of it go into the details.
LONGEST_DETAILS = 7700
SHORTEST_DETAILS = 20
#: So much is kept of a field that has no length of its own.
SHORT = 40
MOST_PEOPLE = 3
#: A search that finds more stations than this was too short.
MOST_FOUND = 30
OLDEST_AGE = 120
#: Clocks of phones run ahead.
CLOCK_SLACK = timedelta(minutes=2)
RUPEES = 10**12

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known while a page is shown: the answers so far, and who is asking."""

    token: str
    answers: dict[str, Any]
    at: datetime
    category: ComplaintCategory | None
    #: The phone of a signed-in citizen: he has proven it.
    own_phone: str = ""

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def phone(self) -> str:
        """The phone that was given, as it is kept; '' while there is none."""
        try:
            return str(Phone.parse(self.answers.get("phone", "")))
        except InvalidPhone:
            return ""

    @property
    def is_juvenile(self) -> bool:
        try:
            day, year = AgeField(required=False).clean(self.answers.get("born", ""))
        except forms.ValidationError:
            return False
        complainant = Complaint(date_of_birth=day, birth_year=year)
        return routing.is_juvenile(complainant, self.today)

    @property
    def may_hide(self) -> bool:
        """Whether the hidden identity is offered: only to those for whom a name is a danger.

        Whoever asked for it once is never shown without it, whatever he changes.
        """
        is_sealed = self.category is not None and bool(self.category.sealed_as)
        is_man = self.answers.get("gender") == Gender.MALE
        asked_before = bool(self.answers.get("is_identity_hidden"))
        return is_sealed or self.is_juvenile or not is_man or asked_before


class AgeField(BornField):
    """A date of birth, the year alone, or an age: many know only how old they are."""

    def clean(self, value: Any) -> tuple[date | None, int | None]:
        text = fold_digits(str(value or "")).strip()
        if text.isdecimal() and len(text) <= 3:
            if int(text) > OLDEST_AGE:
                raise forms.ValidationError(self.error_messages["too_old"], code="too_old")
            return None, timezone.localdate().year - int(text)
        return super().clean(value)


class StepForm(forms.Form):
    """One page. What it gives to the complaint is said by `values` and `respondents`."""

    def __init__(self, *args: Any, filled: Filled, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filled = filled

    @classmethod
    def longest(cls) -> dict[str, int]:
        """Every field the page can have, and how many letters are kept of it while it is typed."""
        return {name: _room(field) for name, field in cls.base_fields.items()}

    @property
    def goes_on(self) -> bool:
        """Whether the next page follows on a valid answer."""
        return True

    def values(self) -> dict[str, Any]:
        """Fields of the complaint; of a valid form only."""
        return {}

    def respondents(self) -> list[Respondent]:
        """Unsaved people whom the complaint names; of a valid form only."""
        return []

    def told(self) -> list[tuple[Any, Any]]:
        """(label, answer) as the complainant reads them over; of a valid form only."""
        return [
            (field.label, self._told(field)) for field in self.visible_fields() if self._told(field)
        ]

    def _told(self, field: Any) -> Any:
        value = self.cleaned_data.get(field.name)
        if choices := getattr(field.field, "choices", None):
            return dict(choices).get(value, "") if value else ""
        if isinstance(field.field, forms.BooleanField):
            return _("Yes") if value else ""
        return field.field.prepare_value(value)


def _room(field: Any) -> int:
    """What is chosen is short; so is a date, also where somebody tries to write it in words."""
    return max(getattr(field, "max_length", None) or 0, SHORT)


class LongField(forms.CharField):
    """Several lines. What is too long is refused in words: a browser would cut it without any."""

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> Any:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class CategoryForm(StepForm):
    """What the complaint is about."""

    category = forms.ModelChoiceField(
        queryset=ComplaintCategory.objects.none(),
        label=_("What is it about?"),
        error_messages={
            "required": _("Choose what is nearest to it. An officer can correct it later."),
            "invalid_choice": _("Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = ComplaintCategory.objects.on(self.filled.today)  # type: ignore[attr-defined]

    def groups(self) -> list[tuple[Any, list[ComplaintCategory]]]:
        """The categories under the headings by which a citizen looks for them."""
        rows = list(self.fields["category"].queryset)  # type: ignore[attr-defined]
        groups = ((group.label, [row for row in rows if row.group == group]) for group in Group)
        return [(label, categories) for label, categories in groups if categories]

    def values(self) -> dict[str, Any]:
        return {"category": self.cleaned_data["category"]}

    def told(self) -> list[tuple[Any, Any]]:
        return [(_("It is about"), self.cleaned_data["category"].local_name)]


class EmergencyForm(StepForm):
    """Whether anybody is in danger now: then a form is the wrong way."""

    in_danger = forms.ChoiceField(
        label=_("Is it happening now, or is somebody in danger?"),
        choices=[*YES_NO, ("over", _("The danger is over"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether somebody is in danger now.")},
    )

    @property
    def goes_on(self) -> bool:
        return bool(self.cleaned_data["in_danger"] != "yes")

    def told(self) -> list[tuple[Any, Any]]:
        return [(_("Danger now"), _("No"))]


@dataclass(frozen=True, slots=True)
class Offered:
    """A station to choose, with the landmark by which it was found."""

    station: Station
    near: str = ""


class WhereForm(StepForm):
    """The station, found by district, by name, by landmark or on the map; and the place."""

    search = forms.CharField(
        label=_("Name of the station or of a well-known place"),
        required=False,
        max_length=60,
        help_text=_("For example: Kohsar, Faisal Mosque, Liberty Market."),
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    station = forms.ModelChoiceField(
        queryset=Station.objects.none(),
        label=_("Police station"),
        error_messages={
            "required": _("Find your police station by district or name, and choose it."),
            "invalid_choice": _("Choose a police station from the list."),
        },
    )
    place = LongField(
        label=_("House, street, near what"),
        required=False,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    latitude = forms.CharField(required=False, widget=forms.HiddenInput)
    longitude = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stations = list(stations_on(self.filled.today).prefetch_related("landmarks"))
        self.fields["station"].queryset = stations_on(self.filled.today)  # type: ignore[attr-defined]
        districts = {one.circle.district for one in self.stations}
        self.fields["district"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a district")),
            *sorted(((one.code, one.local_name) for one in districts), key=lambda one: one[1]),
        ]
        if self.filled.category and self.filled.category.against_police:
            self.fields["station"].label = _("The police station it is about")

    def offered(self) -> list[Offered]:
        """The stations to choose from: the chosen one, and what the district or search finds."""
        chosen = [one for one in self.stations if str(one.pk) == self._typed("station")]
        found = self._found()
        others = [one for one in found if one.station not in chosen]
        near = {one.station.pk: one.near for one in found}
        return [Offered(one, near.get(one.pk, "")) for one in chosen] + others

    def has_searched(self) -> bool:
        return bool(self._typed("search") or self._typed("district"))

    def _found(self) -> list[Offered]:
        district = self._typed("district")
        if sought := folded_name(self._typed("search")):
            found = [one for one in map(_matching(sought), self.stations) if one]
            # Somebody may be wrong about the district: its stations come first, others follow.
            found.sort(key=lambda one: one.station.circle.district.code != district)
            return found[:MOST_FOUND]
        inside = (one for one in self.stations if one.circle.district.code == district)
        return [Offered(one) for one in inside]

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "").strip()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pin = _pin(cleaned.get("latitude", ""), cleaned.get("longitude", ""))
        cleaned["latitude"], cleaned["longitude"] = pin or (None, None)
        return cleaned

    def values(self) -> dict[str, Any]:
        names = ("station", "place", "latitude", "longitude")
        return {name: self.cleaned_data[name] for name in names}

    def told(self) -> list[tuple[Any, Any]]:
        has_pin = self.cleaned_data["latitude"] is not None
        lines = [
            (self.fields["station"].label, self.cleaned_data["station"].local_name),
            (_("Place"), self.cleaned_data["place"]),
            (_("On the map"), _("You set a pin") if has_pin else ""),
        ]
        return [(label, words) for label, words in lines if words]


def stations_on(day: date) -> Any:
    """The stations of that day in the order of a list, with what names them."""
    in_use = Q(valid_to=None) | Q(valid_to__gte=day)
    rows = Station.objects.filter(in_use).select_related("circle__district")
    return rows.order_by("circle__district__name", "name")


def _matching(sought: str) -> Any:
    """A function from a station to how it is offered, or None where it does not match."""

    def match(station: Station) -> Offered | None:
        if any(sought in folded_name(name) for name in (station.name, station.name_ur)):
            return Offered(station)
        for place in station.landmarks.all():
            if any(sought in folded_name(name) for name in (place.name, place.name_ur)):
                return Offered(station, place.local_name)
        return None

    return match


def _pin(latitude: str, longitude: str) -> tuple[float, float] | None:
    """The pin on the map; None where it is not whole, for the map is an extra."""
    try:
        pin = float(latitude), float(longitude)
    except ValueError:
        return None
    return pin if abs(pin[0]) <= 90 and abs(pin[1]) <= 180 else None


class WhenForm(StepForm):
    """When it happened; somebody who does not know says it in words."""

    happened_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
    )
    from_time = forms.TimeField(
        label=_("From what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "dir": "ltr"}, format="%H:%M"),
        help_text=_("Leave it empty if you know only the day."),
    )
    until_on = forms.DateField(
        label=_("Until which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        help_text=_("Only if it went on to another day."),
    )
    until_time = forms.TimeField(
        label=_("Until what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "dir": "ltr"}, format="%H:%M"),
    )
    when_unknown = forms.BooleanField(label=_("I do not know exactly"), required=False)
    when_words = forms.CharField(
        label=_("Say it in your words"),
        required=False,
        max_length=200,
        help_text=_("For example: at night, some time last week."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["occurred_from"] = cleaned["occurred_to"] = None
        if self.errors or cleaned.get("when_unknown"):
            return cleaned
        if not cleaned.get("happened_on"):
            self.add_error(
                "happened_on", _("Give the day, or say below that you do not know exactly.")
            )
            return cleaned
        if cleaned["happened_on"].year < OLDEST:
            self.add_error("happened_on", _("This is too long ago. Check the year."))
            return cleaned
        begins, ends = self._span(cleaned)
        latest = self.filled.at + CLOCK_SLACK
        if begins > latest:
            self.add_error("happened_on", _("This is in the future. Check the day and the time."))
        elif ends and ends < begins:
            self.add_error("until_time", _("It ends before it begins. Check the times."))
        elif ends and ends > latest:
            self.add_error(
                "until_time", _("This is in the future. Leave it empty if it is still going on.")
            )
        cleaned["occurred_from"] = min(begins, self.filled.at)
        cleaned["occurred_to"] = min(ends, self.filled.at) if ends else None
        return cleaned

    def _span(self, cleaned: dict[str, Any]) -> tuple[datetime, datetime | None]:
        """From when until when; a day without a time is the whole day, as far as it has come."""
        day, begins = cleaned["happened_on"], cleaned.get("from_time")
        last, ends = cleaned.get("until_on") or day, cleaned.get("until_time")
        start = _moment(day, begins or time.min)
        if ends:
            return start, _moment(last, ends)
        if begins is None or last != day:
            # The end of today is still to come; nothing of it lies in the future.
            whole_day = _moment(last, time(23, 59))
            return start, min(whole_day, self.filled.at) if last == self.filled.today else whole_day
        return start, None

    @property
    def words(self) -> str:
        """When it was in his own words, for somebody who does not know the day."""
        return str(self.cleaned_data["when_words"]) if self.cleaned_data["when_unknown"] else ""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("occurred_from", "occurred_to")}

    def told(self) -> list[tuple[Any, Any]]:
        if self.cleaned_data["when_unknown"]:
            return [(_("When"), self.words or _("You do not know exactly"))]
        lines = [
            (_("When it happened"), self.cleaned_data["occurred_from"]),
            (_("Until"), self.cleaned_data["occurred_to"]),
        ]
        return [(label, moment) for label, moment in lines if moment]


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class WhatForm(StepForm):
    """What happened, in the complainant's own words and language."""

    details = LongField(
        label=_("What happened?"),
        max_length=LONGEST_DETAILS,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        error_messages={"required": _("Write in your own words what happened.")},
    )

    def clean_details(self) -> str:
        details: str = self.cleaned_data["details"]
        letters = sum(1 for letter in details if letter.isalnum())
        if letters < SHORTEST_DETAILS:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Write a little more: who, what and how. You wrote %(letters)d letter.",
                    "Write a little more: who, what and how. You wrote %(letters)d letters.",
                    "letters",
                ),
                params={"letters": letters},
            )
        return details

    def values(self) -> dict[str, Any]:
        return {"details": self.cleaned_data["details"]}


class PropertyForm(StepForm):
    """What was taken, lost or damaged."""

    property_lost = LongField(
        label=_("What was taken, lost or damaged?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_(
            "Colour, make, number, marks: whatever tells it from others. Of a phone the IMEI, of a "
            "vehicle the registration number. Leave it empty if nothing was taken."
        ),
    )
    property_value = forms.CharField(
        label=_("What is it worth, in rupees?"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
        help_text=_("About is enough."),
    )

    def clean_property_value(self) -> int | None:
        typed = fold_digits(self.cleaned_data["property_value"]).lower()
        digits = "".join(typed.replace("rs", "").replace("روپے", "").replace("/-", "").split())
        digits = digits.replace(",", "").replace("،", "").strip(".")
        if not digits:
            return None
        if not digits.isdecimal() or int(digits) > RUPEES:
            raise forms.ValidationError(_("Write the value in figures alone, such as 85000."))
        return int(digits)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("property_lost", "property_value")}

    def told(self) -> list[tuple[Any, Any]]:
        value = self.cleaned_data["property_value"]
        lines = [
            (_("What was taken, lost or damaged"), self.cleaned_data["property_lost"]),
            (_("Value in rupees"), "" if value is None else f"{value:,}"),
        ]
        return [(label, words) for label, words in lines if words]


class PeopleForm(StepForm):
    """Up to three people who are named, each in a block of fields with a number."""

    prefix_of_people = ""
    #: By the name of a part its label and how long it may be.
    parts: dict[str, tuple[Any, int]] = {}

    @classmethod
    def longest(cls) -> dict[str, int]:
        people = {
            cls._name(nth, part): max(longest, SHORT)
            for nth in range(1, MOST_PEOPLE + 1)
            for part, (_label, longest) in cls.parts.items()
        }
        return super().longest() | people

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nth in range(1, MOST_PEOPLE + 1):
            for part, (label, longest) in self.parts.items():
                self.fields[self._name(nth, part)] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=longest,
                    widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
                )

    @classmethod
    def _name(cls, nth: int, part: str) -> str:
        return f"{cls.prefix_of_people}_{nth}_{part}"

    def blocks(self) -> Iterator[dict[str, Any]]:
        """The fields of each person, and whether anything stands in them."""
        for nth in range(1, MOST_PEOPLE + 1):
            fields = [self[name] for name in self.fields if name.startswith(self._name(nth, ""))]
            is_used = any(field.value() or field.errors for field in fields)
            yield {"nth": nth, "fields": fields, "is_open": nth == 1 or is_used}

    def _people(self) -> list[dict[str, str]]:
        """What was written of each person of whom something was written."""
        everybody = (
            {part: self.cleaned_data.get(self._name(nth, part), "") for part in self.parts}
            for nth in range(1, MOST_PEOPLE + 1)
        )
        return [person for person in everybody if any(person.values())]

    def respondents(self) -> list[Respondent]:
        return [Respondent(**person) for person in self._people()]

    def told(self) -> list[tuple[Any, Any]]:
        people = [
            ", ".join(filter(None, (one.name, one.relative_name, one.belt_no, one.description)))
            for one in self.respondents()
        ]
        return [(_("Who"), words) for words in people if words]


class AccusedForm(PeopleForm):
    """Who did it, where the complainant knows it."""

    prefix_of_people = "accused"
    parts = {
        "name": (_("Name"), 120),
        "relative_name": (_("Father's or husband's name"), 120),
        "description": (_("What you know of him: address, age, phone, work"), 240),
    }
    knows_who = forms.ChoiceField(
        label=_("Do you know who did it?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you know who did it.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("knows_who") == "yes" and not self.errors and not self._people():
            self.add_error("accused_1_name", _("Write a name, or what you know of him."))
        return cleaned

    def respondents(self) -> list[Respondent]:
        return super().respondents() if self.cleaned_data["knows_who"] == "yes" else []

    def told(self) -> list[tuple[Any, Any]]:
        return super().told() or [(_("Who did it"), _("You do not know"))]


class OfficerForm(PeopleForm):
    """Which officer it is about; his post says how high the complaint is handled."""

    prefix_of_people = "officer"
    parts = {
        "name": (_("Name"), 120),
        "belt_no": (_("Belt number"), 20),
        "post": (_("What he is"), 8),
        "description": (_("What you know of him: looks, vehicle, where he sat"), 240),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nth in range(1, MOST_PEOPLE + 1):
            self.fields[self._name(nth, "belt_no")].widget.attrs["dir"] = "ltr"
            self.fields[self._name(nth, "post")] = forms.ChoiceField(
                label=self.parts["post"][0],
                required=False,
                choices=[("", "—"), *Post.choices],
                help_text=_("The complaint goes to an officer above him."),
            )

    def _people(self) -> list[dict[str, str]]:
        # Of somebody of whom only the post is unknown nothing is known.
        nothing = {"", Post.UNKNOWN.value}
        return [one for one in super()._people() if set(one.values()) - nothing]

    def told(self) -> list[tuple[Any, Any]]:
        lines = [
            (_("Officer"), ", ".join(filter(None, (str(one), one.post_label))))
            for one in self.respondents()
        ]
        return lines or [(_("Officer"), _("You do not know"))]


class EvidenceForm(StepForm):
    """Photographs and recordings come by forms of their own; here one only goes on."""


class WhoForm(StepForm):
    """The complainant."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As on your identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Write your name.")},
    )
    name_ur = forms.CharField(
        label=_("Your name in Urdu"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ur", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("You are"),
        required=False,
        choices=[
            ("", "—"),
            (Relation.SON_OF, _("son of")),
            (Relation.DAUGHTER_OF, _("daughter of")),
            (Relation.WIFE_OF, _("wife of")),
        ],
    )
    relative_name = forms.CharField(
        label=_("Father's or husband's name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=[("", "—"), *Gender.choices]
    )
    born = AgeField(
        label=_("Age, or date of birth"),
        required=False,
        help_text=_("Whoever is under 18 is protected by the law: others see nothing of it."),
    )
    cnic = CNICFormField(
        label=_("CNIC"),
        required=False,
        help_text=_(
            "With it the police finds what belongs together, and nobody can complain in your name. "
            "You may leave it out."
        ),
    )
    address = LongField(
        label=_("Your address"),
        required=False,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "street-address"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("relation") and not cleaned.get("relative_name"):
            self.add_error("relative_name", _("Write the name of your father or husband."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["date_of_birth"], values["birth_year"] = values.pop("born")
        return values

    def _told(self, field: Any) -> Any:
        if field.name == "born":
            day, year = self.cleaned_data["born"]
            return day or year
        return super()._told(field)


class ContactForm(StepForm):
    """How and when he may be reached without harm."""

    phone = PhoneFormField(
        label=_("Your mobile phone"),
        help_text=_(
            "Does somebody else look at your phone? Give the number of somebody you trust."
        ),
        error_messages={"required": _("Give a number by which the police can reach you.")},
    )
    may_text = forms.ChoiceField(
        label=_("May we send messages to it?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("A message says that there is news, never what it is about."),
        error_messages={"required": _("Say whether we may send messages.")},
    )
    may_call = forms.ChoiceField(
        label=_("May an officer call you?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether an officer may call you.")},
    )
    safe_hours = forms.CharField(
        label=_("When is it safe to call?"),
        required=False,
        max_length=120,
        help_text=_("For example: between 10 and 12 in the morning."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    is_identity_hidden = forms.BooleanField(
        label=_("Keep my identity hidden"),
        required=False,
        help_text=_(
            "Your name, phone and address are hidden from everybody but the officers who must have "
            "them for the work. Messages do not even say that there is a complaint."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        if not self.filled.may_hide:
            del self.fields["is_identity_hidden"]

    def values(self) -> dict[str, Any]:
        return {
            "phone": self.cleaned_data["phone"],
            "may_text": self.cleaned_data["may_text"] == "yes",
            "may_call": self.cleaned_data["may_call"] == "yes",
            "safe_hours": self.cleaned_data["safe_hours"],
            "is_identity_hidden": self.cleaned_data.get("is_identity_hidden", False),
        }


class CodeForm(StepForm):
    """The six digits that came by message."""

    code = forms.CharField(
        label=_("The code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        ),
        error_messages={"required": _("Type the six digits of the message.")},
    )


class DeclarationForm(StepForm):
    """The last word before it is lodged."""

    is_true = forms.BooleanField(
        label=_("What I have said is true to the best of my knowledge."),
        error_messages={"required": _("Confirm that what you said is true.")},
    )


class ComeBackForm(forms.Form):
    """The code of a draft."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        help_text=_("Twelve letters and figures, such as ACDE-FGHJ-KMNP."),
        error_messages={"required": _("Type the code.")},
    )


class SendCodeForm(forms.Form):
    """The phone to which the code of a draft is sent."""

    phone = PhoneFormField(
        label=_("Send it to this phone"),
        error_messages={"required": _("Give a phone number.")},
    )


def complaint_of(pages: list[StepForm]) -> tuple[Complaint, list[Respondent]]:
    """An unsaved complaint, and those it names, out of valid forms."""
    complaint = Complaint()
    for page in pages:
        for name, value in page.values().items():
            setattr(complaint, name, value)
    for page in pages:
        if isinstance(page, WhenForm) and page.words:
            complaint.details += f"\n\n{_('When it happened')}: {page.words}"
    return complaint, [one for page in pages for one in page.respondents()]
