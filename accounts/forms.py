from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Sign-in name and password; one answer for every way of getting them wrong."""

    error_messages = {
        "invalid_login": _(
            "This sign-in name and password do not belong together. Check both and try again."
        ),
        "inactive": _(
            "This sign-in name and password do not belong together. Check both and try again."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"dir": "ltr", "autocapitalize": "none"})
        self.fields["password"].widget.attrs["dir"] = "ltr"
