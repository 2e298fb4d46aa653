from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from alerts.policies import outcomes_of


class OutcomeForm(forms.Form):
    """What came of an alert, in two clicks."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.TextInput,
        help_text=_("For example the roznamcha entry, or who was informed."),
    )

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, Alert.Outcome(value).label) for value in outcomes_of(alert)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
