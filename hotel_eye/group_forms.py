"""A bus arrives: one set of hours and reasons, many people, several rooms."""

from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filings.rules import Book
from hotel_eye.forms import GuestForm, StayForm
from hotel_eye.models import Guest, Stay
from people.forms import PhoneFormField

#: Fifty buses of forty come as a file.
MOST_PEOPLE = 60
ROWS_AT_FIRST = 10
_OF_THE_STAY = (
    *("arrived_at", "expected_until", "purpose", "channel", "coming_from", "going_to"),
    *("vehicle_no", "vehicle_make"),
)


class GroupForm(StayForm):
    """What holds for everybody: hours, reason, vehicle, and where they can be reached."""

    group_phone = PhoneFormField(label=_("Phone of the group's leader"), required=True)
    group_address = forms.CharField(label=_("Address of the group"), max_length=240)
    group_district = forms.CharField(
        label=_("Home district, or the city abroad"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off"}),
    )

    # Each room is an entry of its own, and nobody of a bus carries a weapon or has a reference.
    reference_phone = None  # type: ignore[assignment]

    class Meta(StayForm.Meta):
        fields = _OF_THE_STAY  # type: ignore[assignment]

    def laid_out(self) -> FormHelper:
        """One part: hours, reason, vehicle, and where they are reached."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        asked = (*_OF_THE_STAY, "group_phone", "group_address", "group_district")
        helper.layout = Layout(
            "form_token",
            Fieldset(gettext("For everybody"), Div(*asked, css_class="form-grid-3")),
        )
        return helper


class MemberForm(GuestForm):
    """One line of the list: the room, and what the card says."""

    is_companion = True

    room = forms.CharField(label=_("Room"), max_length=20)
    phone = None  # type: ignore[assignment]
    card_front = None  # type: ignore[assignment]
    card_back = None  # type: ignore[assignment]

    class Meta(GuestForm.Meta):
        fields = (  # type: ignore[assignment]
            *("document", "cnic", "passport_no", "nationality", "name", "relation"),
            *("relative_name", "gender", "visa_no", "entered_on"),
        )

    field_order = (
        *("room", "document", "cnic", "passport_no", "nationality", "name", "relation"),
        *("relative_name", "gender", "born", "visa_no", "entered_on"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].widget.attrs.update(
            {"dir": "ltr", "autocomplete": "off", "data-field": "room"}
        )
        self.fields["room"].error_messages["required"] = _("Enter the room of this guest.")

    def laid_out(self) -> FormHelper:
        """A line of a table is drawn field by field."""
        return FormHelper()

    def is_complete_as_head(self, book: Book) -> bool:
        """Whether the line says what is asked of the head of a room; what is missing is named."""
        said = self.cleaned_data
        if said.get("document") in Guest.CNIC_DOCUMENTS:
            self._require(said, "relative_name", _("Enter the father's or husband's name."))
        if not any(said.get("born") or ()):
            self.add_error("born", _("Enter the date of birth, or the year alone."))
        self.book = book
        self._clean_by_rule(said)
        return self.is_valid()


class _Members(BaseFormSet):  # type: ignore[type-arg]
    """The lines of the list; one left wholly empty is nobody."""

    def __init__(self, *args: Any, book: Book | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book or {}

    def clean(self) -> None:
        super().clean()
        filled = [form for form in self.forms if form.has_changed()]
        if not filled:
            raise forms.ValidationError(_("Enter at least one guest."))
        headed: set[str] = set()
        for form in filled:
            room = form.cleaned_data.get("room")
            if room and room not in headed:
                form.is_complete_as_head(self.book)
                headed.add(room)

    def rooms(self) -> list[tuple[str, list[Guest]]]:
        """(room, its guests) in the order in which the rooms were first named."""
        filled = [form for form in self.forms if form.has_changed()]
        order = {form.cleaned_data["room"]: number for number, form in reversed(
            list(enumerate(filled)))}  # fmt: skip
        filled.sort(key=lambda form: order[form.cleaned_data["room"]])
        return [
            (room, [form.guest() for form in forms_of_room])
            for room, forms_of_room in groupby(filled, lambda form: form.cleaned_data["room"])
        ]


Members: Any = formset_factory(
    MemberForm,
    formset=_Members,
    extra=ROWS_AT_FIRST,
    max_num=MOST_PEOPLE,
    absolute_max=MOST_PEOPLE + 1,
    validate_max=True,
)


def parties(group: GroupForm, members: Any) -> list[tuple[Stay, list[Guest]]]:
    """A stay for each room, as described, unsaved; the form's token gives each room its own."""
    said = group.cleaned_data
    found = []
    for room, guests in members.rooms():
        for guest in guests:
            guest.phone, guest.address = said["group_phone"], said["group_address"]
            guest.district = said["group_district"]
        stay = Stay(room=room, **{name: said[name] for name in _OF_THE_STAY})
        stay.form_token = token_of(said["form_token"], room)
        found.append((stay, guests))
    return found


def token_of(form_token: UUID, room: str) -> UUID:
    """The token of one room of a group: the same form sent twice is the same stays."""
    return uuid5(NAMESPACE_URL, f"{form_token}/{room}")
