"""What an entry says, to be corrected: the check-in form filled with it, and who is taken out."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from hotel_eye.forms import MOST_COMPANIONS, CompanionForm, GuestForm, StayForm
from hotel_eye.models import Guest, Stay
from hotel_eye.policies import LEAST_WORDS


class CorrectStayForm(StayForm):
    """The stay as it was filed; the time of arrival may be of long ago."""

    # A correction sent twice is one: the second finds nothing to change.
    form_token = None  # type: ignore[assignment]
    #: What the corrector had before him.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        initial = forms.model_to_dict(stay, self._meta.fields) | {"version": stay.version}
        super().__init__(*args, initial=initial, **kwargs)


class CorrectGuestForm(GuestForm):
    """The head of the party as he was filed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        guest = kwargs.get("instance")
        if guest is not None:
            kwargs["initial"] = {"born": _born(guest)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class CorrectCompanionForm(CompanionForm):
    """Somebody of the party as he was filed, or somebody who was forgotten."""

    guest_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    leaves = forms.BooleanField(label=_("Was not here: take out of this entry"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        guest = kwargs.get("instance")
        if guest is not None:
            kwargs["initial"] = {"born": _born(guest), "guest_id": guest.pk}
        super().__init__(*args, **kwargs)
        self.helper.layout.fields.append(Div("guest_id", "leaves"))


class _Party(BaseFormSet):  # type: ignore[type-arg]
    """Companions of an entry; those that were filed come first."""

    def __init__(self, *args: Any, filed: Sequence[Guest], **kwargs: Any) -> None:
        self.filed = list(filed)
        self.known = {guest.pk: guest for guest in self.filed}
        kwargs["initial"] = [{} for _one in self.filed]
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        guest = self._guest_at(index)
        # Whoever was filed is asked in full, also where nobody touched his fields.
        return {**kwargs, "instance": guest, "empty_permitted": False} if guest else kwargs

    def _guest_at(self, index: int | None) -> Guest | None:
        if index is None:
            return None
        if not self.is_bound:
            return self.filed[index] if index < len(self.filed) else None
        # A number that is not of this entry is nobody: he is entered as somebody new.
        said = self.data.get(f"{self.prefix}-{index}-guest_id", "")
        is_number = said.isascii() and said.isdecimal() and len(said) < 19
        return self.known.get(int(said)) if is_number else None

    def guests(self) -> list[Guest]:
        """The companions as they are now described; whoever was filed keeps his key."""
        staying = []
        for form in self.forms:
            if form.cleaned_data.get("leaves"):
                continue
            if form.instance.pk or form.has_changed():
                staying.append(form.guest())
        return staying


CorrectParty: Any = formset_factory(
    CorrectCompanionForm,
    formset=_Party,
    extra=0,
    max_num=MOST_COMPANIONS,
    absolute_max=MOST_COMPANIONS + 1,
    validate_max=True,
)


class AnnulForm(forms.Form):
    """Why an entry counts no more."""

    because = forms.CharField(
        label=_("Why is this entry annulled?"),
        min_length=LEAST_WORDS,
        max_length=200,
        help_text=_("Such as: entered twice, the guest never came. The police station reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _(
                "Say in a few words why the entry is annulled; the police station reads it."
            ),
        },
    )


def _born(guest: Guest) -> str:
    if guest.date_of_birth:
        return guest.date_of_birth.strftime("%d-%m-%Y")
    return str(guest.birth_year or "")
