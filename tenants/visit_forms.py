"""Sending an officer, and what he says."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Posting, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from stations.models import Station
from tenants.models import Visit

_ROLES = [
    role for role, granted in ROLE_PERMISSIONS.items() if Permission.VERIFY_TENANCIES in granted
]


def officers_of(station: Station) -> Any:
    """Who is posted at the station today and may be sent."""
    posted = Posting.objects.on(timezone.localdate()).filter(station=station, role__in=_ROLES)
    return User.objects.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")


class AssignForm(forms.Form):
    """Which officer goes there."""

    officer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Officer"),
        error_messages={"required": _("Choose the officer who goes there.")},
    )

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(station)  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """What was found there."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=Visit.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    missing = forms.MultipleChoiceField(
        label=_("What does not agree"),
        choices=Visit.Missing.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The landlord reads what is ticked, and these words. Write nothing of an alert here."
        ),
    )
