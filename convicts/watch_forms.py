"""The form of a watch-list entry, and what is said when one is decided or taken off."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from alerts.models import ListingCategory
from convicts.watch import WatchEntry
from people import countries
from people.born import BornField
from people.forms import CNICFormField, LongSelect, PassportFormField, PhoneFormField
from stations.models import Station

REVIEW_AFTER = timedelta(days=90)
LONGEST_REVIEW = timedelta(days=366)


PERSON = (
    *("name", "name_ur", "relation", "relative_name", "cnic", "passport_no"),
    *("nationality", "gender", "born", "district", "phone"),
)
GROUNDS = ("category", "reference", "station", "valid_from", "valid_to", "review_on", "reason")
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WatchForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is to be looked for, why, for whom and how long."""

    cnic = CNICFormField(label=_("CNIC"), required=False)
    passport_no = PassportFormField(label=_("Passport number"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    born = BornField(label=_("Date or year of birth"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, widget=LongSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept sealed. It is not shown on alerts."),
    )

    class Meta:
        model = WatchEntry
        fields = [name for name in (*PERSON, *GROUNDS) if name != "born"]
        widgets = dict.fromkeys(("valid_from", "valid_to", "review_on"), _DATE)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"valid_from": today, "review_on": today + REVIEW_AFTER})
        super().__init__(*args, **kwargs)
        stations = Station.objects.visible_to(user, Permission.PROPOSE_WATCH).order_by("name")
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["category"].queryset = ListingCategory.objects.of_people()  # type: ignore[attr-defined]
        if len(only := list(stations[:2])) == 1:
            self.fields["station"].initial = only[0]
        self.fields["nationality"].choices = [("", "—"), *countries.choices()]  # type: ignore[attr-defined]
        self.fields["name_ur"].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        self.fields["reference"].widget.attrs["dir"] = "ltr"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(gettext("Person"), *PERSON, css_class="form-grid-3"),
            Fieldset(gettext("Grounds"), *GROUNDS, css_class="form-grid-3"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        until = cleaned.get("valid_to")
        if until and until < timezone.localdate():
            self.add_error("valid_to", _("The last day is over already. Check the date."))
        return cleaned

    @property
    def entry(self) -> WatchEntry:
        """The unsaved entry; of a valid form only."""
        entry: WatchEntry = self.instance
        entry.date_of_birth, entry.birth_year = self.cleaned_data["born"] or (None, None)
        return entry


class ReviewForm(forms.Form):
    """Why an entry stays on the list, and when that is asked again."""

    #: Beside it on the page stands the form by which a removal is proposed.
    prefix = "review"
    reason = forms.CharField(
        label=_("Why does it stay?"),
        max_length=300,
        min_length=4,
        help_text=_("Kept sealed. It is not shown on alerts."),
    )
    next_on = forms.DateField(label=_("Next review on"), widget=_DATE)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"next_on": today + REVIEW_AFTER})
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_next_on(self) -> date:
        """A day to come, and none so far off that nobody asks again."""
        day: date = self.cleaned_data["next_on"]
        if not self._today < day <= self._today + LONGEST_REVIEW:
            raise forms.ValidationError(_("Choose a day within the next year."))
        return day


class RemovalForm(forms.Form):
    """Why an entry is to be taken off."""

    reason = forms.CharField(label=_("Why is it to be taken off?"), max_length=300, min_length=4)
