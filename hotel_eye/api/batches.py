"""Lots that a hotel's software sends: parties and nil returns as rows, worked off as a file's are.

A row knows where it stood in what was sent; what is wrong with it is told by that place.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filings import lots
from filings.lots import Parties, Worker
from filings.models import Lot, LotRow, Way
from hotel_eye import actions
from hotel_eye.api.problems import Fault, refused, wrong
from hotel_eye.api.reading import as_day
from hotel_eye.api.schemas import LotIn
from hotel_eye.models import ApiKey, Hotel
from hotel_eye.uploads import columns, filing
from hotel_eye.uploads.columns import BY_NAME, STAY
from hotel_eye.uploads.parties import party_of

#: Cells of a row that no column of a file is called: where it stood, and the day of a nil return.
POINTER, NIL = "pointer", "nil_day"
#: Before the reference of a lot of a sandbox key: live keys have names of their own.
_SANDBOX = "sandbox "
_COLUMN_OF = {column.field: column.name for column in columns.COLUMNS if column.whose}
_COLUMNS = ("party", *_COLUMN_OF.values())
State = LotRow.State


class ReferenceForm(forms.Form):
    """What a lot is called."""

    reference = forms.CharField(
        error_messages={"required": gettext_lazy("Give the lot a name of your own.")},
    )


def bring(key: ApiKey, said: LotIn, *, at: datetime) -> Lot:
    """Keep the lot, to be worked off behind. Raises Refused (422).

    A lot of this reference that is there already is given back, if it is the same.
    """
    rows = list(_rows(said))
    if not rows:
        raise wrong([Fault("/parties", _("Send at least one party or one nil return."))])
    try:
        lot = lots.bring(
            kind=filing.KIND,
            premises=key.hotel,
            rows=rows,
            columns=_COLUMNS,
            by=key.made_by,
            way=Way.API,
            reference=_reference(key, said),
            # A sandbox is a trial: kept and worked off, and nothing is filed.
            is_trial=said.check_only or key.is_sandbox,
            at=at,
        )
    except lots.Refused as refusal:
        raise refused(str(refusal)) from refusal
    if lot.made_at != at and not _is_the_same(lot, rows):
        words = _("A lot of this name with other content was sent before. Give this one its own.")
        raise wrong([Fault("/reference", words)])
    return lot


def sent_by(key: ApiKey) -> "models.QuerySet[Lot]":
    """The lots of this house that a key of its kind has sent."""
    of_sandbox = models.Q(reference__startswith=_SANDBOX)
    mine = Lot.objects.of_premises(key.hotel).filter(way=Way.API, kind=filing.KIND)
    found: models.QuerySet[Lot] = mine.filter(of_sandbox if key.is_sandbox else ~of_sandbox)
    return found


def called(lot: Lot) -> str:
    """The reference as it was sent."""
    return lot.reference.removeprefix(_SANDBOX)


def pointer_of(row: LotRow) -> str:
    """Where the row stood in what was sent."""
    return str(row.cells.get(POINTER, ""))


def faults(row: LotRow, said: Iterable[list[str]]) -> list[dict[str, str]]:
    """What is said of the columns of a row, as places in what was sent."""
    return [{"field": _place(row, column), "message": words} for column, words in said]


def work_off(lot: Lot, parties: Parties, at: datetime) -> None:
    """As of a file, and nil returns of the hotel's own software. Raises GivenUp."""
    is_ours = lot.way == Way.API
    nil = [rows for rows in parties if is_ours and NIL in rows[0].cells]
    filing.work_off(lot, [rows for rows in parties if rows not in nil], at)
    hotel = Hotel.objects.select_related("station").get(pk=lot.premises_id) if nil else None
    for rows in nil:
        _file_nil(lot, hotel, rows[0], at)


WORKER = Worker(party_of, work_off)


def _file_nil(lot: Lot, hotel: Any, row: LotRow, at: datetime) -> None:
    try:
        day = as_day(row.cells[NIL])
        with transaction.atomic():
            receipt = actions.file_nil(by=lot.made_by, hotel=hotel, day=day, at=at)
            transaction.set_rollback(lot.is_trial)
    except forms.ValidationError as error:
        row.state, row.errors = State.REFUSED, [["", " ".join(error.messages)]]
    except actions.Refused as refusal:
        row.state, row.errors = State.REFUSED, [["", str(refusal)]]
    else:
        is_new = receipt.received_at == at
        row.state = (State.FINE if lot.is_trial else State.FILED) if is_new else State.KNOWN
        row.receipt = "" if lot.is_trial and is_new else receipt.number


def _reference(key: ApiKey, said: LotIn) -> str:
    form = ReferenceForm({"reference": said.reference})
    if not form.is_valid():
        words = [str(message) for message in form.errors["reference"]]
        raise wrong(Fault("/reference", message) for message in words)
    reference: str = form.cleaned_data["reference"]
    if key.is_sandbox:
        return f"{_SANDBOX}{reference}"
    if reference.startswith(_SANDBOX):
        raise wrong([Fault("/reference", _("Lots of a sandbox are called so. Choose another."))])
    return reference


def _rows(said: LotIn) -> Iterator[dict[str, str]]:
    """One row for each guest, the head with the stay, and one for each nil return."""
    for number, party in enumerate(said.parties):
        of_stay = party.model_dump(exclude={"guests"})
        for place, guest in enumerate(party.guests):
            fields = guest.model_dump()
            if place == 0:
                # Whoever has a relation to the head would follow him, and he is the head.
                fields = fields | of_stay | {"kinship": ""}
            cells = {_COLUMN_OF[name]: _cell(value) for name, value in fields.items()}
            yield {name: text for name, text in cells.items() if text} | {
                "party": str(number + 1),
                POINTER: f"/parties/{number}/guests/{place}",
            }
    for number, day in enumerate(said.nil_days):
        yield {NIL: _cell(day) or "-", POINTER: f"/nil_days/{number}"}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value).replace("\0", "").strip()


def _is_the_same(lot: Lot, rows: list[dict[str, str]]) -> bool:
    kept = LotRow.objects.filter(lot=lot).order_by("number").values_list("cells", flat=True)
    return list(kept) == rows


def _place(row: LotRow, column: str) -> str:
    pointer = pointer_of(row)
    known = BY_NAME.get(column)
    if known is None or not known.whose:
        return pointer
    # What is said of the room stands with the party, not with its head.
    whole = pointer.partition("/guests/")[0] if known.whose == STAY else pointer
    return f"{whole}/{known.field}"
