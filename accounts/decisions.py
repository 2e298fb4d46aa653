"""The second person's word, as it is given on every page that asks for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """Yes or no, and for a no the reason."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[("approved", _("Approve")), ("refused", _("Refuse"))],
        error_messages={"required": _("Approve or refuse.")},
    )
    note = forms.CharField(label=_("Reason"), max_length=300, required=False)

    @property
    def answer(self) -> dict[str, Any]:
        """``approve`` and ``note``, as actions take them; of a valid form only."""
        given = self.cleaned_data
        return {"approve": given["decision"] == "approved", "note": given["note"]}
