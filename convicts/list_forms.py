"""The form that takes a list of people in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import PurposeForm
from convicts.list_actions import MOST_BYTES


class ListForm(PurposeForm):
    """A file of people, and why they are looked for."""

    file = forms.FileField(
        label=_("List of people"),
        help_text=_("A CSV file in UTF-8, of 20 MB and 100,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("The file is empty."),
        },
    )
    field_order = ("file",)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. Divide the list into several files.")
            )
        return file
