"""The form that takes a file of arrivals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotel_eye.uploads.receiving import MOST_BYTES


class UploadForm(forms.Form):
    """A file, and whether it is only to be looked through."""

    file = forms.FileField(
        label=_("File of arrivals"),
        help_text=_("XLSX or CSV up to 20 MB, with up to 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choose the file of arrivals."),
            "empty": _("The file is empty."),
        },
    )
    is_trial = forms.BooleanField(
        label=_("Check only: nothing is filed yet"),
        help_text=_("Once it is checked, you file it with one click."),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Divide it into several files.")
            )
        return file
