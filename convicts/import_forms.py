"""The form that takes a file of the CRO in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convicts.receiving import MOST_BYTES


class ImportForm(forms.Form):
    """A file, and whether it is all of the CRO's records."""

    file = forms.FileField(
        label=_("File of the CRO"),
        help_text=_("CSV in UTF-8 up to 500 MB, or XLSX with up to 200,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,.xlsx"}),
        error_messages={
            "required": _("Choose the file of the CRO."),
            "empty": _("The file is empty."),
        },
    )
    is_whole = forms.BooleanField(
        label=_("This is the whole file: whoever is not in it is withdrawn"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 500 MB. Divide it into several files.")
            )
        return file
