"""The question before every look at a person: what for?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import looks
from audit.purposes import Purpose, PurposeKind

#: In the session: what was stated last, offered again with the next question.
STATED = "audit.stated"


class PurposeForm(forms.Form):
    """The kind of purpose, and the number of the case or why there is none."""

    kind = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("Choose…")), *PurposeKind.choices],
        error_messages={"required": _("Choose what the look-up is for.")},
    )
    case_ref = forms.CharField(
        label=_("Case"),
        required=False,
        max_length=80,
        min_length=3,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("FIR, complaint, alert, warrant or letter, with its year."),
    )
    no_case = forms.BooleanField(label=_("There is no case"), required=False)
    words = forms.CharField(
        label=_("Why, in words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Needed where there is no case; the auditor reads it."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        case_ref, no_case = given.get("case_ref", ""), given.get("no_case", False)
        if "case_ref" in self.errors:
            return given
        if case_ref and no_case:
            self.add_error("no_case", _("You gave a case. Remove its number, or this tick."))
        elif no_case and len(given.get("words", "")) < looks.LEAST_WORDS:
            self.add_error(
                "words", _("Say in a sentence why this person is looked at without a case.")
            )
        elif not case_ref and not no_case:
            self.add_error("case_ref", _("Give the number of the case, or tick 'no case'."))
        return given

    @property
    def purpose(self) -> Purpose:
        """What was stated; of a valid form only."""
        given = self.cleaned_data
        return Purpose(given["kind"], case_ref=given["case_ref"], words=given["words"])

    @property
    def stated(self) -> dict[str, Any]:
        """The answers as they are offered again with the next question of the session."""
        return {name: self.cleaned_data[name] for name in PurposeForm.base_fields}
