"""What is typed in the life of an account: only the named fields are ever read."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import reach
from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.places import LEVELS
from accounts.requests import AccountRequest
from accounts.roll import Entry
from people.forms import PhoneFormField

_COUNTRY = "country"
_LEVEL_NAMES = {
    "station": _("Stations"),
    "circle": _("Circles"),
    "district": _("Districts"),
    "region": _("Regions"),
    "province": _("Provinces"),
}


class ReasonForm(forms.Form):
    """Why something is asked for or done."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example the number of the order. Kept with your name."),
    )


class PostForm(ReasonForm):
    """A role, a place, and from when, within what the asker's own post may ask for."""

    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(label=_("Place"))
    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    field_order: tuple[str, ...] = ("role", "unit", "from_on", "because")

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permission = Permission.MANAGE_ACCOUNTS
        roles = reach.roles_of(asker, permission)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["from_on"].initial = timezone.localdate
        self._units: dict[str, Any] = {}
        groups: list[Any] = []
        for level in LEVELS:
            units = list(reach.units_of(asker, permission, level).order_by("name"))
            named = {f"{level}:{unit.pk}": unit for unit in units}
            self._units |= named
            if named:
                choices = [(key, unit.local_name) for key, unit in named.items()]
                groups.append((_LEVEL_NAMES[level], choices))
        if any(None in reach.PLACES[role] for role in roles):
            groups.append((_COUNTRY, _("The whole country")))
        self.fields["unit"].choices = groups  # type: ignore[attr-defined]

    def proposal(self, kind: str, subject: User | None = None) -> AccountRequest:
        """The request that these words make; not saved."""
        data = self.cleaned_data
        proposal = AccountRequest(
            kind=kind,
            subject=subject,
            role=data["role"],
            from_on=data["from_on"],
            because=data["because"],
        )
        proposal.unit = self._units.get(data["unit"])
        return proposal


class OpenForm(PostForm):
    """Somebody who has no account yet."""

    username = forms.RegexField(
        label=_("Service number"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9./_-]*\Z",
        max_length=40,
        help_text=_("The person signs in with it."),
        error_messages={"invalid": _("Letters, digits, and . / _ - only.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    name_ur = forms.CharField(
        label=_("Name in Urdu"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"lang": "ur", "dir": "rtl"}),
    )
    belt_no = forms.CharField(label=_("Belt number"), max_length=20, required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)

    field_order = (
        *("username", "name", "name_ur", "belt_no", "phone"),
        *PostForm.field_order,
    )

    def proposal(self, kind: str, subject: User | None = None) -> AccountRequest:
        proposal = super().proposal(kind, subject)
        for name in ("username", "name", "name_ur", "belt_no", "phone"):
            setattr(proposal, name, self.cleaned_data[name])
        return proposal


class TransferForm(PostForm):
    """The end of one posting and the beginning of another, in one go."""

    ending = forms.ModelChoiceField(
        label=_("Posting that ends"), queryset=Posting.objects.none(), empty_label=None
    )

    field_order = ("ending", *PostForm.field_order)

    def __init__(self, *args: Any, subject: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        postings = Posting.objects.not_over(timezone.localdate()).filter(user=subject)
        ending: Any = self.fields["ending"]
        ending.queryset = postings.with_units().order_by("from_on", "pk")
        ending.label_from_instance = _posting_in_words

    def proposal(self, kind: str, subject: User | None = None) -> AccountRequest:
        proposal = super().proposal(kind, subject)
        proposal.ending = self.cleaned_data["ending"]
        return proposal


def _posting_in_words(posting: Posting) -> str:
    return f"{posting.role_label}, {posting.place}" if posting.place else posting.role_label


class PersonSearchForm(forms.Form):
    """Whom somebody looks for."""

    text = forms.CharField(
        label=_("Name, service number or belt number"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ReleaseForm(forms.Form):
    """Which lock."""

    username = forms.CharField(max_length=255, widget=forms.HiddenInput)
    address = forms.GenericIPAddressField(widget=forms.HiddenInput)


class ReviewForm(forms.Form):
    """Keep or end, for every access on a station's roll that the reviewer may end."""

    CHOICES = [("keep", _("Keep")), ("end", _("End now"))]

    def __init__(self, *args: Any, entries: Iterable[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = list(entries)
        for entry in self.entries:
            if entry.may_end:
                self.fields[entry.key] = forms.ChoiceField(
                    label=entry.user.local_name,
                    choices=self.CHOICES,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Keep or end?")},
                )

    @property
    def rows(self) -> list[tuple[Entry, Any]]:
        """Each entry with its field, or None where there is nothing to choose."""
        return [(one, self[one.key] if one.may_end else None) for one in self.entries]

    @property
    def keeps(self) -> dict[str, bool]:
        return {key: choice == "keep" for key, choice in self.cleaned_data.items()}


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password somebody chooses for himself, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["dir"] = "ltr"
