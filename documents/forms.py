"""What somebody types who holds a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import codes


class CodeForm(forms.Form):
    """The code of a paper, however it is typed."""

    code = forms.CharField(
        label=_("Code on the paper"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        help_text=_("Twelve letters and figures at the foot of the paper."),
        error_messages={"required": _("Type the code.")},
    )

    def clean_code(self) -> str:
        """The code as it is printed."""
        code = codes.read(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("A code has twelve letters and figures. Compare it letter by letter.")
            )
        return codes.shown(code)
