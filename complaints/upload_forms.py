"""What the script tells of a file before it sends a byte."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints import uploads


class NameField(forms.CharField):
    """A name as its owner gave it: any name is good, shown without what nobody sees."""

    def to_python(self, value: Any) -> str:
        return uploads.shown_name(super().to_python(value))


class BeginForm(forms.Form):
    """The file as its owner calls it, and its bytes counted."""

    name = NameField(label=_("Name"), required=False)
    size = forms.IntegerField(label=_("Size"))
