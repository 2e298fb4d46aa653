"""The sample form of the gallery: one field of every kind the product uses."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import CNICFormField, PhoneFormField


class SampleForm(forms.Form):
    """A guest at a desk, near enough. It is shown in the gallery and saves nothing."""

    name = forms.CharField(label=_("Name"), help_text=_("As on the identity card."))
    name_ur = forms.CharField(
        label=_("Name in Urdu"),
        required=False,
        widget=forms.TextInput(attrs={"lang": "ur", "dir": "rtl"}),
    )
    cnic = CNICFormField(label=_("CNIC"))
    phone = PhoneFormField(label=_("Phone"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender"), choices=[("", "—"), ("M", _("Male")), ("F", _("Female"))]
    )
    arrived_on = forms.DateField(
        label=_("Arrived on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(
        label=_("Comes as"),
        choices=[("alone", _("Alone")), ("family", _("With family"))],
        widget=forms.RadioSelect,
        initial="alone",
    )
    seen = forms.BooleanField(label=_("I have seen the original identity card"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(
                str(_("Guest")),
                "name",
                "name_ur",
                "cnic",
                "phone",
                "gender",
                "arrived_on",
                css_class="form-grid-3",
            ),
            Fieldset(str(_("Stay")), "kind", "seen"),
        )


class SampleFilter(forms.Form):
    """The questions a list is narrowed by."""

    q = forms.CharField(label=_("Name or CNIC"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("open", _("Not closed"))]
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
