from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import PhoneFormField


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in name and password; one answer for every way of getting them wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("Service number or sign-in name"), _("Password")
        name.widget.attrs = {
            "dir": "ltr",
            "autocapitalize": "none",
            "autocomplete": "username",
            "autofocus": True,
        }
        password.help_text = ""
        password.widget.attrs = {"dir": "ltr", "autocomplete": "current-password"}


class PhoneForm(forms.Form):
    """The phone a citizen signs in by."""

    phone = PhoneFormField(
        label=_("Your mobile phone"),
        help_text=_("We send a code to this number. It costs you nothing."),
    )
