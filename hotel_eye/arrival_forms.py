"""The check-in form as one thing: the stay, its head and the companions, read together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from filings import rules
from hotel_eye import actions
from hotel_eye.forms import Companions, GuestForm, StayForm
from hotel_eye.models import Expected, Hotel
from people import turns
from stations.models import District


@dataclass(slots=True)
class Arrival:
    """The three forms of a check-in, empty or as they were sent."""

    stay_form: StayForm
    guest_form: GuestForm
    companions: Any

    def is_valid(self) -> bool:
        """Whether all is well; all three are asked, so that every mistake is shown at once."""
        return all(
            [self.stay_form.is_valid(), self.guest_form.is_valid(), self.companions.is_valid()]
        )

    def party(self) -> actions.Party:
        """Who came, unsaved; of valid forms."""
        stay = self.stay_form.save(commit=False)
        return actions.Party(stay, [self.guest_form.guest(), *self.companions.guests()])

    def refuse(self, because: str) -> None:
        """Say why it was not taken; sent once more it is another form."""
        self.stay_form.refuse(because)

    def is_not_now(self) -> bool:
        """Whether it was refused only because too many photographs are being looked at."""
        return any(error.code == turns.NO_TURN for _name, error in self._errors())

    def errors(self) -> dict[str, list[str]]:
        """Name of the input → what is wrong with it; '' for what concerns the whole."""
        said: dict[str, list[str]] = {}
        for name, error in self._errors():
            said.setdefault(name, []).extend(error.messages)
        return said

    def _errors(self) -> Iterator[tuple[str, forms.ValidationError]]:
        for form in (self.stay_form, self.guest_form, *self.companions.forms):
            for name, errors in form.errors.as_data().items():
                yield from ((form.add_prefix(name) if name in form.fields else "", error)
                            for error in errors)  # fmt: skip
        for sentence in self.companions.non_form_errors():
            yield "", forms.ValidationError(sentence)

    def context(self) -> dict[str, Any]:
        """What the page of the form is drawn from."""
        return {
            "stay_form": self.stay_form,
            "guest_form": self.guest_form,
            "companions": self.companions,
            "districts": District.objects.order_by("name").values_list("name", flat=True),
        }


def sent_to(hotel: Hotel, data: QueryDict, files: Any) -> Arrival:
    """The form as it was sent to the desk of this hotel."""
    book = rules.book_at(hotel.station, timezone.now())
    return Arrival(
        StayForm(data), GuestForm(data, files, book=book), Companions(data, files, prefix="party")
    )


def empty(stay: dict[str, Any], guest: dict[str, Any]) -> Arrival:
    """The form with nothing in it but what is known already."""
    return Arrival(StayForm(initial=stay), GuestForm(initial=guest), Companions(prefix="party"))


def expected_as_said(said: str, user: Any, hotel: Hotel) -> Expected | None:
    """The expected guest of this number, or None."""
    if not (said.isascii() and said.isdecimal() and len(said) < 19):
        return None
    of_hotel = Expected.objects.visible_to(user).filter(hotel=hotel)
    one: Expected | None = of_hotel.filter(pk=int(said)).first()
    return one
