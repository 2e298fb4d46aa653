"""A form that carries a number of its own, so that a second press of its button enters nothing."""

import uuid
from typing import Any

from django import forms

from hotel_eye.models import Hotel


class SentOnce(forms.ModelForm):  # type: ignore[type-arg]
    """The number goes with the record; the same form sent twice is known by it."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def save(self, commit: bool = True) -> Any:
        if "form_token" in self.fields:
            self.instance.form_token = self.cleaned_data["form_token"]
        return super().save(commit)

    def refuse(self, because: str) -> None:
        """Say why it was not taken; sent once more it is another form."""
        anew = self.data.copy()  # type: ignore[attr-defined]
        anew[self.add_prefix("form_token")] = str(uuid.uuid4())
        self.data = anew
        self.add_error(None, because)


def sent_already(model: Any, hotel: Hotel, form_token: uuid.UUID | None) -> Any:
    """The record that this form of the hotel has become; None where it is new.

    Two sendings at once wait for each other here: call it inside a transaction.
    """
    if form_token is None:
        return None
    Hotel.objects.select_for_update(no_key=True).get(pk=hotel.pk)
    return model.objects.filter(hotel=hotel, form_token=form_token).first()
