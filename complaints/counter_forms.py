"""The counter's form: one dense page in the order of the paper, typed by the police."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import Role
from complaints.categories import ComplaintCategory
from complaints.desk_forms import categories_by_group
from complaints.lodge_forms import CLOCK_SLACK, AgeField
from complaints.models import Channel, Complaint, Post, Respondent
from people.forms import CNICFormField, LongSelect, MomentInput, PhoneFormField
from stations.choices import stations_by_district
from stations.models import Station

#: Whoever stands here takes complaints for every station of the country.
FOR_EVERYWHERE = frozenset({Role.FRONT_DESK, Role.KHIDMAT_CLERK})
#: Nothing happened before this that somebody still complains of.
_LONG_AGO = datetime(1950, 1, 1, tzinfo=UTC)

ABOUT = ("category", "channel", "call_reference", "station", "language")
COMPLAINANT = (
    *("name", "name_ur", "relation", "relative_name", "cnic", "gender", "born", "phone"),
    *("address", "safe_hours", "may_text", "may_call", "is_identity_hidden"),
)
EVENT = ("occurred_from", "occurred_to", "place", "details", "is_dictated")
PROPERTY = ("property_lost", "property_value")


class CounterForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything the paper asks but the people it names."""

    form_token = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ModelChoiceField(
        ComplaintCategory.objects.none(),
        label=_("Category"),
        widget=LongSelect(attrs={"data-autofocus": ""}),
    )
    station = forms.ModelChoiceField(Station.objects.none(), label=_("Station"), widget=LongSelect)
    cnic = CNICFormField(label=_("CNIC"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    born = AgeField(label=_("Date or year of birth, or age"), required=False)
    details = forms.CharField(
        label=_("What happened"),
        min_length=20,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    class Meta:
        model = Complaint
        fields = (
            *ABOUT,
            *(name for name in COMPLAINANT if name != "born"),
            *EVENT,
            *PROPERTY,
        )
        widgets = {
            "occurred_from": MomentInput(),
            "occurred_to": MomentInput(),
            "property_lost": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"language": _("Language of messages")}
        help_texts = {
            "is_dictated": _("Typed for somebody who cannot write, and read back to him."),
            "safe_hours": _("Where a call at another hour is a danger."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(user)
        for name in ("name_ur",):
            self.fields[name].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        for name in ("call_reference", "property_value"):
            self.fields[name].widget.attrs.update({"dir": "ltr", "autocomplete": "off"})
        self.fields["property_value"].widget.attrs.update({"min": 0, "inputmode": "numeric"})
        for name in ("relation", "gender"):
            self.fields[name].choices = [("", "—"), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "form_token",
            Fieldset(gettext("Complaint"), Div(*ABOUT, css_class="form-grid-3")),
            Fieldset(gettext("Complainant"), Div(*COMPLAINANT, css_class="form-grid-3")),
            Fieldset(
                gettext("What happened"), Div(*EVENT[:3], css_class="form-grid-3"), *EVENT[3:]
            ),
            Fieldset(
                gettext("What was taken"),
                Div(*PROPERTY, css_class="form-grid"),
                css_class="counter-property",
            ),
        )

    def _offer(self, user: Any) -> None:
        """Categories of today, and the stations that this person takes complaints for."""
        today = timezone.localdate()
        category: Any = self.fields["category"]
        category.queryset = ComplaintCategory.objects.on(today)
        self.categories = list(category.queryset)
        category.choices = [("", "—"), *categories_by_group(self.categories)]
        station: Any = self.fields["station"]
        station.queryset = stations_for(user).select_related("circle__district")
        station.choices = [("", "—"), *stations_by_district(station.queryset)]
        channels: Any = self.fields["channel"]
        channels.choices = [one for one in Channel.choices if one[0] != Channel.ONLINE]

    @property
    def police_categories(self) -> str:
        """Codes of the categories that ask for the officer complained of."""
        return " ".join(one.code for one in self.categories if one.against_police)

    @property
    def property_categories(self) -> str:
        """Codes of the categories that ask what was taken."""
        return " ".join(one.code for one in self.categories if one.asks_property)

    def clean_occurred_from(self) -> datetime | None:
        return self._past("occurred_from")

    def clean_occurred_to(self) -> datetime | None:
        return self._past("occurred_to")

    def _past(self, name: str) -> datetime | None:
        moment: datetime | None = self.cleaned_data[name]
        if moment and moment > timezone.now() + CLOCK_SLACK:
            raise forms.ValidationError(_("This is in the future. Check the date."))
        if moment and moment < _LONG_AGO:
            raise forms.ValidationError(_("This is too long ago. Check the year."))
        return min(moment, timezone.now()) if moment else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begun, until = cleaned.get("occurred_from"), cleaned.get("occurred_to")
        if until and not begun and "occurred_from" not in self.errors:
            self.add_error("occurred_from", _("Enter when it began."))
        if begun and until and until < begun:
            self.add_error("occurred_to", _("It cannot end before it began."))
        if cleaned.get("relative_name") and not cleaned.get("relation"):
            self.add_error("relation", _("Choose s/o, d/o or w/o."))
        reached = cleaned.get("phone") or cleaned.get("address")
        if not (reached or {"phone", "address"} & set(self.errors)):
            self.add_error("phone", _("Enter a phone number, or an address to write to."))
        return cleaned

    def complaint(self) -> Complaint:
        """The complaint as described, unsaved."""
        complaint: Complaint = self.instance
        complaint.form_token = self.cleaned_data["form_token"]
        complaint.date_of_birth, complaint.birth_year = self.cleaned_data["born"] or (None, None)
        return complaint


class _RespondentForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row: somebody whom the complaint names. Left empty it is nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"empty_permitted": True, "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div(*self.fields, css_class="form-grid-3"))

    @property
    def is_somebody(self) -> bool:
        """Whether anything is told of him; of a valid form only."""
        return any(self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_told = any(cleaned.get(name) for name in ("name", "description", "belt_no", "post"))
        if any(cleaned.values()) and not is_told and not self.errors:
            self.add_error("name", _("Enter the name, or say what is known of him."))
        return cleaned

    def respondent(self) -> Respondent:
        """Him as described, unsaved."""
        respondent: Respondent = self.instance
        return respondent


class AccusedForm(_RespondentForm):
    """Somebody accused."""

    cnic = CNICFormField(label=_("CNIC"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)

    class Meta:
        model = Respondent
        fields = ("name", "relative_name", "cnic", "phone", "description")


class OfficerForm(_RespondentForm):
    """The officer who is complained of."""

    post = forms.ChoiceField(label=_("Post"), required=False, choices=[("", "—"), *Post.choices])

    class Meta:
        model = Respondent
        fields = ("name", "belt_no", "post", "description")
        widgets = {"belt_no": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})}


#: The rows of people on the page, by what the names of their fields begin with.
ROWS: dict[str, type[_RespondentForm]] = {
    "accused1": AccusedForm,
    "accused2": AccusedForm,
    "officer": OfficerForm,
}


#: Two papers that say the same here, of one category, are one.
_TELLS_APART = ("name", "cnic", "phone", "details")


class Paper:
    """The whole page: the complaint, two accused, and the officer complained of."""

    def __init__(self, sent: Any = None, *, user: Any, initial: dict[str, Any]) -> None:
        self.form = CounterForm(sent, user=user, initial=initial)
        self._rows: dict[str, _RespondentForm] = {
            prefix: row(sent, prefix=prefix, initial=_of_row(initial, prefix))
            for prefix, row in ROWS.items()
        }

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.form, *self._rows.values()]

    @property
    def accused(self) -> list[_RespondentForm]:
        return [self._rows["accused1"], self._rows["accused2"]]

    @property
    def officer(self) -> _RespondentForm:
        return self._rows["officer"]

    @property
    def has_officer(self) -> bool:
        """Whether something is typed about an officer, so that his part stands open."""
        bound = self.officer
        return any(bound[name].value() for name in bound.fields)

    def is_valid(self) -> bool:
        """All parts are asked, so that every mistake is shown at once."""
        whole = all([one.is_valid() for one in self.forms])
        category = self.form.cleaned_data.get("category")
        is_odd = whole and category and not category.against_police and self.officer.is_somebody  # type: ignore[union-attr]
        if is_odd:
            self.officer.add_error(
                "name", _("Choose a category about the police, or take the officer out.")
            )
        return whole and not is_odd

    def complaint(self) -> Complaint:
        return self.form.complaint()

    def is_of(self, lodged: Complaint) -> bool:
        """Whether this is what was lodged; of a valid paper only."""
        typed = self.form.cleaned_data
        same = [getattr(lodged, name) == typed[name] for name in _TELLS_APART]
        return all(same) and lodged.category_id == typed["category"].pk

    def respondents(self) -> list[Respondent]:
        """The people it names; of a valid paper only."""
        return [row.respondent() for row in self._rows.values() if row.is_somebody]


def answers_of(sent: Any) -> dict[str, str]:
    """What was typed, as it is kept: also what is not ticked, so that it stays so."""
    names = [*CounterForm.base_fields]
    for prefix, row in ROWS.items():
        names += [f"{prefix}-{name}" for name in row.base_fields]
    return {name: sent.get(name, "") for name in names}


def _of_row(initial: dict[str, Any], prefix: str) -> dict[str, Any]:
    start = f"{prefix}-"
    return {name[len(start) :]: value for name, value in initial.items() if name.startswith(start)}


def stations_for(user: Any) -> Any:
    """The stations that this person takes complaints for: his own, or at a counter every one."""
    roles = {posting.role for posting in user.postings_with(Permission.LODGE_COMPLAINTS)}
    if roles & FOR_EVERYWHERE:
        return Station.objects.all()
    return Station.objects.visible_to(user, Permission.LODGE_COMPLAINTS)


def beginning(user: Any) -> dict[str, Any]:
    """What an empty page begins with: the clerk's own station and counter."""
    postings = user.postings_with(Permission.LODGE_COMPLAINTS)
    is_khidmat = any(posting.role == Role.KHIDMAT_CLERK for posting in postings)
    return {
        "form_token": uuid4(),
        "station": next((one.station_id for one in postings if one.station_id), None),
        "channel": Channel.KHIDMAT if is_khidmat else Channel.FRONT_DESK,
        "language": "ur" if get_language() == "ur" else "en",
        "may_text": True,
        "may_call": True,
    }
