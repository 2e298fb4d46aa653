"""The forms of exports."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import PurposeForm
from audit.questions import PeriodForm
from exports.models import ExportRequest
from exports.registry import datasets_for


class AskForm(PeriodForm, PurposeForm):
    """What, of which days, why, and for whom."""

    dataset = forms.ChoiceField(label=_("What"))
    recipient = forms.CharField(
        label=_("Who receives it"),
        max_length=120,
        min_length=3,
        help_text=_("The court, office or officer, by name."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [(one.code, one.label) for one in datasets_for(user)]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].required = True

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return until

    @property
    def export(self) -> ExportRequest:
        """The unsaved request; of a valid form only."""
        given, purpose = self.cleaned_data, self.purpose
        return ExportRequest(
            dataset=given["dataset"],
            since=given["since"],
            until=given["until"],
            purpose_kind=purpose.kind,
            case_ref=purpose.case_ref,
            purpose_words=purpose.words,
            recipient=given["recipient"],
        )


class CheckForm(forms.Form):
    """The SHA-256 of a file somebody found."""

    sha256 = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label="SHA-256",
        help_text=_("Of a file somebody found, to learn which export it left with."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid": _("A SHA-256 has 64 digits and letters from a to f.")},
    )

    def clean_sha256(self) -> str:
        return str(self.cleaned_data["sha256"]).strip().lower()
