"""The form of an FIR before it is registered, and the one that begins it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firs.bearings import Compass
from firs.models import Draft
from people.forms import MomentInput

_MOMENTS = ("occurred_from", "occurred_to")


class FromComplaintForm(forms.Form):
    """Why the FIR comes late, where it does."""

    late_because = forms.CharField(
        label=_("Why it took longer"), max_length=500, required=False, empty_value=""
    )


class WordsField(forms.CharField):
    """Several lines. A browser ends them in two signs, of which one is kept and counted."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be changed of a draft; the informant's numbers stand as he gave them."""

    #: When the draft was last changed as this person reads it.
    seen = forms.DateTimeField(label=_("State of the draft"), widget=forms.HiddenInput)
    property_lost = WordsField(
        label=_("Property carried off"), rows=3, max_length=2000, required=False
    )
    accused = WordsField(
        label=_("Name and address of each"),
        rows=4,
        # Many may be accused, and nothing of the complaint is cut off.
        max_length=16000,
        required=False,
        help_text=_("One line for each. Leave it empty where nobody is known."),
    )
    steps_taken = WordsField(
        label=_("Steps taken, and why recording was delayed"),
        rows=3,
        max_length=2000,
        required=False,
    )
    narrative = WordsField(
        label=_("First information, in the informant's words"), rows=12, max_length=8000
    )
    distance_km = forms.DecimalField(
        label=_("Distance from the station in km"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        required=False,
    )
    direction = forms.ChoiceField(
        label=_("Direction from the station"),
        choices=[("", "—"), *Compass.choices],
        required=False,
    )

    class Meta:
        model = Draft
        fields = (
            *("occurred_from", "occurred_to"),
            *("name", "name_ur", "relation", "relative_name", "address"),
            *("offence", "sections", "property_lost", "property_value"),
            *("place", "distance_km", "direction"),
            *("accused", "steps_taken", "narrative"),
        )
        widgets = {name: MomentInput() for name in _MOMENTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", self.instance.changed_at.isoformat())
        self.fields["occurred_from"].widget.attrs["data-autofocus"] = ""
        self.fields["sections"].widget.attrs["dir"] = "ltr"
        self.fields["sections"].help_text = _("Section and act, such as 379 PPC.")
        self.fields["name_ur"].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        for name in ("property_value", "distance_km"):
            self.fields[name].widget.attrs.update({"dir": "ltr", "inputmode": "decimal"})
        for name in ("name", "relative_name", "address", "offence", "place"):
            self.fields[name].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in _MOMENTS:
            self._keep_seconds(cleaned, name)
        start, end = (cleaned.get(name) for name in _MOMENTS)
        if start and start > self.instance.reported_at:
            self.add_error("occurred_from", _("It was reported before this hour. Check the date."))
        if start and end and end < start:
            self.add_error("occurred_to", _("This is before it began. Check the date."))
        if end and end > timezone.now():
            self.add_error("occurred_to", _("This hour has not come yet."))
        return cleaned

    def _keep_seconds(self, cleaned: dict[str, Any], name: str) -> None:
        """The control shows minutes: whoever did not touch it did not round the hour."""
        was = self.initial.get(name)
        if was and cleaned.get(name) == was.replace(second=0, microsecond=0):
            cleaned[name] = was
