"""A record entered by hand: who he is, what he looks like, his judgment, his photographs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.models import ListingCategory
from convicts.models import Alias, ConvictRecord, Description, Noted, Photograph
from convicts.note_forms import ConvictionForm, FingerprintsForm, StandingForm
from people import countries
from people.born import BornField
from people.forms import CNICFormField, LongSelect, PassportFormField, PhoneFormField
from people.photographs import PhotographField
from stations.choices import proper_district

PERSON = (
    *("name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic", "passport_no"),
    *("nationality", "gender", "born", "district", "phone", "caste", "occupation"),
)
VIEWS = (Photograph.View.FRONT, Photograph.View.LEFT, Photograph.View.RIGHT)


class NamesField(forms.CharField):
    """Several names with commas between them, as a list of names."""

    widget = forms.TextInput(attrs={"dir": "auto"})

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed; what was typed as it is."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Each name once. Raises ValidationError where one is longer than any name."""
        typed = super().clean(value).replace("،", ",").split(",")
        names = [name.strip() for name in typed if name.strip()]
        if any(len(name) > Alias._meta.get_field("name").max_length for name in names):  # type: ignore[operator]
            raise forms.ValidationError(_("Separate the names with commas."))
        return list(dict.fromkeys(names))


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who he is and what he looks like, as it may also be corrected later."""

    cnic = CNICFormField(label=_("CNIC"), required=False)
    passport_no = PassportFormField(label=_("Passport number"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    born = BornField(label=_("Date or year of birth"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, widget=LongSelect)

    class Meta:
        model = ConvictRecord
        fields = [
            *(name for name in PERSON if name != "born"),
            *("category", "offence"),
            *Description.LOOKS,
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.queryset = ListingCategory.objects.of_people().order_by("severity", "code")
        category.label_from_instance = lambda one: one.local_name
        category.empty_label = None
        self.fields["nationality"].choices = [("", "—"), *countries.choices()]  # type: ignore[attr-defined]
        self.fields["district"].widget.attrs["list"] = "districts"
        for name in ("name_ur", "relative_name_ur"):
            self.fields[name].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        if self.instance.pk:
            self.initial.setdefault("born", _written(self.instance.birth))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """The parts of the form under their headings."""
        return Layout(
            Fieldset(gettext("Person"), *PERSON, css_class="form-grid-3"),
            Fieldset(gettext("Description"), *Description.LOOKS, css_class="form-grid-3"),
            Fieldset(gettext("On file as"), "category", "offence", css_class="form-grid-3"),
        )

    def clean_district(self) -> str:
        """The district's proper name where an alias is known; otherwise as it was typed."""
        return proper_district(self.cleaned_data["district"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["date_of_birth"], given["birth_year"] = given.get("born") or (None, None)
        if given["date_of_birth"]:
            given["birth_year"] = given["date_of_birth"].year
        return given

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the record as they were given; of a valid form only."""
        return {name: value for name, value in self.cleaned_data.items() if name in _FIELDS}


_FIELDS = {field.name for field in ConvictRecord._meta.concrete_fields}


class _NewRecordForm(RecordForm):
    """The same with the reference, other names and the photographs."""

    external_ref = forms.CharField(
        label=_("CRO reference"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    aliases = NamesField(
        label=_("Also known as (urf)"),
        max_length=400,
        required=False,
        help_text=_("Several names with commas between them."),
    )
    front = PhotographField(label=Photograph.View.FRONT.label, required=False)
    left = PhotographField(label=Photograph.View.LEFT.label, required=False)
    right = PhotographField(label=Photograph.View.RIGHT.label, required=False)

    def layout(self) -> Layout:
        said = super().layout()
        said.fields[0].fields = ["external_ref", *PERSON, "aliases"]
        photographs = Fieldset(
            gettext("Photographs"), *(view.value for view in VIEWS), css_class="form-grid-3"
        )
        said.fields.insert(1, photographs)
        return said

    def clean_external_ref(self) -> str:
        """A reference that no other file has."""
        reference: str = self.cleaned_data["external_ref"].strip()
        if ConvictRecord.objects.filter(external_ref=reference).exists():
            raise forms.ValidationError(
                _("A record with this reference exists already. Look it up and add to it.")
            )
        return reference


class CorrectionForm(RecordForm):
    """The same with the other names of the CRO's file, which are right or wrong with it."""

    aliases_as_given = NamesField(
        label=_("Also known as, in the file of the CRO"),
        max_length=600,
        required=False,
        help_text=_("Several names with commas between them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("aliases_as_given", self.instance.aliases_as_given)

    def layout(self) -> Layout:
        said = super().layout()
        said.fields[0].fields = [*PERSON, "aliases_as_given"]
        return said

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed here; what a colleague corrected meanwhile is left to him."""
        changed = set(self.changed_data)
        if "born" in changed:
            changed |= {"date_of_birth", "birth_year"}
        return {name: value for name, value in self.values.items() if name in changed}


class OpeningForm:
    """The whole page: the record, and the first rows of its file. A judgment may follow later."""

    def __init__(self, *sent: Any, today: date) -> None:
        self.record_form = _NewRecordForm(*sent)
        record = self.record_form.instance
        of_file: dict[str, Any] = {"record": record, "today": today}
        optional: dict[str, Any] = {"empty_permitted": True, "use_required_attribute": False}
        self.standing_form = StandingForm(*sent, prefix="standing", **of_file)
        del self.standing_form.fields["conviction"]
        self.conviction_form = ConvictionForm(*sent, prefix="conviction", **of_file, **optional)
        self.fingerprints_form = FingerprintsForm(
            *sent, prefix="fingerprints", **of_file, **optional
        )

    @property
    def forms(self) -> list[Any]:
        return [
            *(self.record_form, self.standing_form, self.conviction_form),
            self.fingerprints_form,
        ]

    def is_valid(self) -> bool:
        """Every part is asked, so that everything that is wrong is said at once."""
        return all([form.is_valid() for form in self.forms])

    @property
    def record(self) -> ConvictRecord:
        """The unsaved record; of a valid form only."""
        record: ConvictRecord = self.record_form.instance
        for name, value in self.record_form.values.items():
            setattr(record, name, value)
        record.status = self.standing_form.cleaned_data["status"]
        return record

    def rows(self) -> Iterator[Noted]:
        """The unsaved rows of its file."""
        given = self.record_form.cleaned_data
        yield self.standing_form.row
        for form in (self.conviction_form, self.fingerprints_form):
            if form.has_changed():
                yield form.row
        for name in given["aliases"]:
            yield Alias(name=name)
        for view in VIEWS:
            if picture := given[view.value]:
                yield Photograph(view=view, picture=picture)


def _written(birth: date | int | None) -> str:
    return f"{birth:%d-%m-%Y}" if isinstance(birth, date) else str(birth or "")
