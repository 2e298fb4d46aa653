"""What is noted in a file: one small form for each kind of row."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from convicts.heads import gravest
from convicts.models import (
    Address,
    Alias,
    Associate,
    Conviction,
    ConvictRecord,
    Fingerprints,
    Gang,
    Mark,
    Membership,
    MethodUsed,
    Noted,
    Photograph,
    Standing,
)
from firs.section_forms import SectionsField
from people.forms import DayInput
from people.photographs import PhotographField
from stations.choices import stations_by_district
from stations.models import District, Station


def _days(*names: str) -> dict[str, Any]:
    return {name: DayInput() for name in names}


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row for the file of a record; the record itself is not asked for."""

    def __init__(self, *args: Any, record: ConvictRecord, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.today = record, today
        for field in self.fields.values():
            if type(field.widget) is forms.TextInput:
                field.widget.attrs.setdefault("dir", "auto")
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the record and the day."""

    @property
    def row(self) -> Noted:
        """The unsaved row; of a valid form only."""
        row: Noted = self.instance
        return row


class AliasForm(NoteForm):
    """Another name, in Roman or Urdu letters."""

    class Meta:
        model = Alias
        fields = ("name",)


class AddressForm(NoteForm):
    """Where he lives, lived or hides."""

    class Meta:
        model = Address
        fields = ("kind", "address", "district", "from_on", "until_on")
        widgets = _days("from_on", "until_on")

    def prepare(self) -> None:
        self.fields["district"].widget.attrs["list"] = "districts"


class MarkForm(NoteForm):
    """A mark by which he is told from others."""

    class Meta:
        model = Mark
        fields = ("kind", "place", "words")


class PhotographForm(NoteForm):
    """A photograph as JPEG or PNG."""

    picture = PhotographField(
        label=_("Photograph"),
        help_text=_("JPEG or PNG up to 8 MB. It is drawn anew; place and device are left out."),
    )

    class Meta:
        model = Photograph
        fields = ("view", "picture", "taken_on")
        widgets = _days("taken_on")

    def clean_taken_on(self) -> date | None:
        """The day is over or today."""
        return _not_tomorrow(self.cleaned_data["taken_on"], self.today)


class FingerprintsForm(NoteForm):
    """Classification and number of the slip."""

    class Meta:
        model = Fingerprints
        fields = ("henry", "file_ref", "taken_on")
        widgets = {
            **_days("taken_on"),
            "henry": forms.TextInput(
                attrs={"dir": "ltr", "placeholder": "15 M 19 U OOI 14 / L 1 U III"}
            ),
            "file_ref": forms.TextInput(attrs={"dir": "ltr"}),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("henry") and not given.get("file_ref") and not self.errors:
            self.add_error("henry", _("Give the classification, or the number of the slip."))
        return given


class ConvictionForm(NoteForm):
    """One judgment: case, court, sections, sentence."""

    picked_sections = SectionsField(label=_("Sections"))

    class Meta:
        model = Conviction
        fields = (
            *("fir_number", "fir_year", "station", "station_as_given", "court", "case_no"),
            *("decided_on", "sentenced_to", "months", "fine", "words"),
            *("in_custody_from_on", "release_due_on"),
        )
        widgets = _days("decided_on", "in_custody_from_on", "release_due_on")

    field_order = (
        *("fir_number", "fir_year", "station", "station_as_given", "picked_sections"),
        *("court", "case_no", "decided_on", "sentenced_to", "months", "fine", "words"),
    )

    def prepare(self) -> None:
        picker: Any = self.fields["picked_sections"]
        picker.offer(self.today)
        station: Any = self.fields["station"]
        every = Station.objects.filter(valid_to=None).with_place()
        station.choices = [("", "—"), *stations_by_district(every)]
        self.fields["fir_year"].widget.attrs.update({"min": 1900, "max": self.today.year})

    def clean_decided_on(self) -> date | None:
        """Nobody is convicted tomorrow."""
        return _not_tomorrow(self.cleaned_data["decided_on"], self.today)

    def clean_fir_year(self) -> int | None:
        """A year in which there were FIRs."""
        year: int | None = self.cleaned_data["fir_year"]
        if year is not None and not 1900 <= year <= self.today.year:
            raise forms.ValidationError(_("Give the year of the FIR with four figures."))
        return year

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if (given.get("fir_number") is None) != (given.get("fir_year") is None) and not (
            {"fir_number", "fir_year"} & set(self.errors)
        ):
            self.add_error("fir_year", _("Give number and year of the FIR, or neither."))
        if given.get("months") and given.get("sentenced_to") != Conviction.Kind.PRISON:
            self.add_error("months", _("Months belong to an imprisonment only."))
        until, decided = given.get("release_due_on"), given.get("decided_on")
        if until and decided and until < decided:
            self.add_error("release_due_on", _("The release is before the judgment."))
        return given

    @property
    def row(self) -> Noted:
        row: Conviction = self.instance
        chosen = self.cleaned_data["picked_sections"]
        row.section_codes = [one.code for one in chosen]
        row.sections = ", ".join(one.text for one in chosen)[:240]
        row.crime_head = gravest(one.crime_head for one in chosen)
        return row


class StandingForm(NoteForm):
    """Where he is now: in prison, released, on bail, acquitted on appeal, deceased."""

    class Meta:
        model = Standing
        fields = ("status", "since_on", "reference", "conviction", "words")
        widgets = _days("since_on")

    def prepare(self) -> None:
        conviction: Any = self.fields["conviction"]
        rows = self.record.convictions.standing() if self.record.pk else Conviction.objects.none()
        conviction.queryset = rows.select_related("station").order_by("-decided_on")
        conviction.label_from_instance = _conviction_label
        conviction.label = _("About the conviction")
        self.fields["since_on"].initial = self.today
        self.fields["reference"].help_text = _(
            "Order of the court, letter of the prison, certificate: with its number and date."
        )

    def clean_since_on(self) -> date | None:
        """The day is over or today."""
        return _not_tomorrow(self.cleaned_data["since_on"], self.today)


class MethodForm(NoteForm):
    """A way in which he commits crimes."""

    class Meta:
        model = MethodUsed
        fields = ("method", "words")

    def prepare(self) -> None:
        method: Any = self.fields["method"]
        method.queryset = method.queryset.order_by("position", "code")
        method.label_from_instance = lambda one: one.local_name
        method.empty_label = None


class MembershipForm(NoteForm):
    """His gang, by the name under which the police know it."""

    gang_name = forms.CharField(
        label=_("Name of the gang"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "gangs", "autocomplete": "off", "dir": "auto"}),
        help_text=_("Choose one that is known, or write a new name."),
    )

    class Meta:
        model = Membership
        fields = ("part", "from_on", "until_on")
        widgets = _days("from_on", "until_on")

    field_order = ("gang_name",)

    @property
    def row(self) -> Noted:
        row: Membership = self.instance
        name, district = self.cleaned_data["gang_name"], self.record.district
        known = Gang.objects.filter(name__iexact=name)
        row.gang = (
            known.filter(district=district).first()
            or known.first()
            or Gang(name=name, district=district)
        )
        return row


class AssociateForm(NoteForm):
    """Somebody he is seen with: by the reference of his own file, or by name."""

    other_ref = forms.CharField(
        label=_("CRO reference, where he is on file"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    class Meta:
        model = Associate
        fields = ("kind", "name", "words")

    field_order = ("kind", "other_ref", "name", "words")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_other_ref(self) -> ConvictRecord | None:
        """His record, where this person may see it."""
        reference = self.cleaned_data["other_ref"]
        if not reference:
            return None
        visible = ConvictRecord.objects.visible_to(self.user, Permission.WRITE_CONVICTS)
        other: ConvictRecord | None = visible.filter(external_ref=reference).first()
        if other is None:
            raise forms.ValidationError(_("No record in the file has this reference."))
        if other.pk == self.record.pk:
            raise forms.ValidationError(_("This is his own reference."))
        return other

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("other_ref") and not given.get("name") and not self.errors:
            self.add_error("name", _("Give his name, or the reference of his file."))
        return given

    @property
    def row(self) -> Noted:
        row: Associate = self.instance
        row.other = self.cleaned_data["other_ref"]
        return row


def district_names() -> list[str]:
    """Every district in force, for lists of suggestions."""
    names = District.objects.filter(valid_to=None).order_by("name").values_list("name", flat=True)
    return list(names)


def _conviction_label(one: Conviction) -> str:
    return " · ".join(filter(None, (one.fir, one.sections, one.court)))


def _not_tomorrow(day: date | None, today: date) -> date | None:
    if day is not None and day > today:
        raise forms.ValidationError(_("This day has not come yet. Check the date."))
    return day
