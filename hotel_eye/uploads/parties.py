"""Rows of a file become parties: a head with his stay, and whoever follows him.

Every value goes through the very forms of the desk, so that there is one truth and one set of
words. A party is taken whole or not at all: what is refused can be corrected and sent again.
"""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import LotRow
from filings.rules import Book
from hotel_eye import policies
from hotel_eye.forms import MOST_COMPANIONS, CompanionForm, GuestForm, StayForm
from hotel_eye.models import Channel, Guest, Stay
from hotel_eye.uploads import cells, columns
from hotel_eye.uploads.cells import Wrong
from hotel_eye.uploads.columns import BY_NAME, COLUMNS, GUEST, STAY, Header
from matching.text import encoded
from people.cnic import CNIC, InvalidCNIC
from stations.models import District
from stations.querysets import folded_name

#: Cells of a row beyond the last column of its header stand under this name.
BEYOND = ""
_COLUMN_OF = {column.field: column.name for column in COLUMNS if column.whose}
#: Each row of a lot has its own number of a form, whoever works on it and however often.
_TOKENS = uuid.UUID("5d0f7f0c-51a5-4d52-9a6c-3a2f6f0b9b1e")
_STAY_COLUMNS = tuple(column for column in COLUMNS if column.whose == STAY)
_GUEST_COLUMNS = tuple(column for column in COLUMNS if column.whose == GUEST)
#: No longer key of a party is kept.
_LONGEST_KEY = 60
_MOMENTS = {"check_in": "check_in_time", "check_out": "check_out_time"}


@dataclass(slots=True)
class Taken:
    """A party in which nothing is wrong; unsaved."""

    rows: list[LotRow]
    stay: Stay
    guests: list[Guest]
    left_at: datetime | None

    @property
    def head(self) -> LotRow:
        return self.rows[0]

    @property
    def key(self) -> str:
        return key_of(self.guests[0], self.stay)


def key_of(head: Guest, stay: Stay) -> str:
    """What makes a stay of one house the same as another: who came, and on which day."""
    return f"{head.cnic or head.passport_no} {timezone.localdate(stay.arrived_at)}"


@dataclass(slots=True)
class _Read:
    """What the cells of one row say, and what is wrong with them."""

    row: LotRow
    header: Header
    errors: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)

    def cell(self, name: str) -> str:
        return self.header.cell(self.row.cells, name)

    def wrong(self, name: str, words: str) -> None:
        self.errors.append([self.header.called.get(name, name), words])

    def remark(self, name: str, words: str) -> None:
        self.notes.append([self.header.called.get(name, name), words])

    def value(self, name: str) -> str:
        """What a form takes for this cell; '' with an error where it can take nothing."""
        try:
            return cells.read(
                BY_NAME[name], self.cell(name), lambda words: self.remark(name, words)
            )
        except Wrong as wrong:
            self.wrong(name, str(wrong))
            return ""

    def moment(self, name: str) -> str:
        """The same of a day with an hour."""
        day, hour = self.value(name), self.cell(_MOMENTS.get(name, ""))
        without = None if name == "check_in" else cells.NOON
        try:
            return cells.moment(
                day, hour, lambda words: self.remark(name, words), without_hour=without
            )
        except Wrong as wrong:
            self.wrong(name, str(wrong))
            return ""

    def take(self, form: forms.BaseForm, where: dict[str, str]) -> None:
        """What a form says of the values; of a cell that was wrong already it says nothing new."""
        said = {column for column, _words in self.errors}
        for name, errors in form.errors.items():
            column = where.get(name, _COLUMN_OF.get(name, ""))
            called = self.header.called.get(column, column)
            if called not in said or not called:
                self.errors += [[called, str(words)] for words in errors]


class Reader:
    """Reads the parties of one file; forms, districts and spellings are asked for once."""

    def __init__(self, names: Sequence[str], *, book: Book, at: datetime) -> None:
        self.header = columns.read_header(names)
        self.at = at
        by_name = District.objects.by_folded_name()
        districts = {folded: district.name for folded, district in by_name.items()}
        self._stay_form = _StayForm()
        self._head_form, self._companion_form = _HeadForm(book=book), _CompanionForm()
        self._head_form.districts = self._companion_form.districts = districts

    def party(self, rows: list[LotRow]) -> Taken | None:
        """The party of these rows, or None where it is refused; then each row says why."""
        read = [_Read(row, self.header) for row in rows]
        head = next((one for one in read if not one.cell("kinship")), None)
        if head is None:
            for one in read:
                one.wrong("kinship", _no_head())
            _refuse(read)
            return None
        # The head comes first, wherever in the party he stands.
        read.remove(head)
        read.insert(0, head)
        stay, left_at = self._stay(head)
        guests = [self._guest(head, self._head_form)]
        if len(read) > MOST_COMPANIONS + 1:
            head.wrong("party", _too_many())
        else:
            for one in read[1:]:
                self._follow(one, head)
                guests.append(self._guest(one, self._companion_form))
        if any(one.errors for one in read):
            _refuse(read)
            return None
        for one in read:
            one.row.notes = one.notes
        assert stay is not None
        whole = [guest for guest in guests if guest is not None]
        return Taken([one.row for one in read], stay, whole, left_at)

    def _stay(self, head: _Read) -> tuple[Stay | None, datetime | None]:
        self._refuse_cells_beyond(head)
        data = {
            column.field: head.moment(column.name)
            if column.kind == columns.MOMENT
            else head.value(column.name)
            for column in _STAY_COLUMNS
        }
        if not head.cell("booking"):
            data["channel"] = Channel.WALK_IN
        data["form_token"] = str(uuid.uuid5(_TOKENS, f"{head.row.lot_id} {head.row.number}"))
        form = self._stay_form.anew(data)
        stay: Stay | None = None
        if form.is_valid():
            stay = form.save(commit=False)
        head.take(form, {})
        left_at = head.moment("check_out")
        if not left_at or stay is None:
            return stay, None
        moment = timezone.make_aware(datetime.fromisoformat(left_at))
        if refusal := policies.refuse_check_out(stay, moment, self.at):
            head.wrong("check_out", refusal)
        return stay, moment

    def _guest(self, one: _Read, form: "_Reused") -> Guest | None:
        data = {column.field: one.value(column.name) for column in _GUEST_COLUMNS}
        where = _with_document(one, data)
        if data["relative_name"] and not data["relation"] and self.header.names_father:
            # Only the father is asked for there.
            data["relation"] = {"M": "S", "F": "D"}.get(data["gender"], "")
        bound = form.anew(data)
        if bound.is_valid():
            return bound.guest()
        one.take(bound, where)
        return None

    def _follow(self, one: _Read, head: _Read) -> None:
        """Whether this row can be of the party it says."""
        self._refuse_cells_beyond(one)
        for name in ("room", "check_in"):
            own, its = one.cell(name), head.cell(name)
            if own and own.casefold() != its.casefold():
                one.wrong(name, _another_stay(own, its, head.row.number))

    def _refuse_cells_beyond(self, one: _Read) -> None:
        if BEYOND in one.row.cells:
            one.wrong(BEYOND, _too_wide())


def _refuse(read: Sequence[_Read]) -> None:
    """Each row of the party says what is wrong with it, or with which other row."""
    head, bad = read[0], [one for one in read if one.errors]
    for one in read:
        one.row.state = LotRow.State.REFUSED
        if one.errors:
            one.row.errors = one.errors
        elif head.errors:
            one.row.errors = [["", _head_refused(head.row.number)]]
        else:
            one.row.errors = [["", _member_refused(bad[0].row.number)]]


def _with_document(one: _Read, data: dict[str, str]) -> dict[str, str]:
    """Put the number where the form of that document looks for it.

    Returns field → column, where the number stands in another column than it should.
    """
    cnic, number = data["cnic"], data["passport_no"]
    if not data["document"]:
        is_cnic = bool(one.cell("cnic")) or not one.cell("document_no") or _is_cnic(number)
        data["document"] = Guest.Document.CNIC if is_cnic else Guest.Document.PASSPORT
    if data["document"] in Guest.CNIC_DOCUMENTS:
        if not one.cell("cnic") and number:
            data["cnic"] = number
            return {"cnic": "document_no"}
    elif not one.cell("document_no") and cnic:
        data["passport_no"] = cnic
        return {"passport_no": "cnic"}
    return {}


def _is_cnic(text: str) -> bool:
    try:
        CNIC.parse(text)
    except InvalidCNIC:
        return False
    return True


# --- The forms of the desk, bound again and again ---


class _Reused(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose fields serve every row of a file: making them anew costs more than all else."""

    def anew(self, data: dict[str, str]) -> Any:
        """The same form with other data."""
        form = copy.copy(self)
        form.data, form.files, form.is_bound = data, {}, True  # type: ignore[assignment]
        form._errors = None  # type: ignore[attr-defined]
        form._bound_fields_cache = {}  # type: ignore[attr-defined]
        form.instance = self._meta.model()
        # Django would ask the database for each constraint, of each row; what they hold, the forms
        # themselves ask for. Tokens differ, and what was filed before is asked for many at once.
        form.instance.validate_constraints = _need_not
        return form

    def validate_unique(self) -> None:
        """No field of a row is unique by itself."""


def _need_not(exclude: Any = None) -> None:
    pass


class _StayForm(_Reused, StayForm):
    pass


class _HeadForm(_Reused, GuestForm):
    #: Folded name or alias → the proper name.
    districts: dict[str, str]

    def clean_district(self) -> str:
        """As at the desk, without a question to the database for every guest."""
        typed: str = self.cleaned_data["district"]
        return self.districts.get(folded_name(typed), typed)


class _CompanionForm(CompanionForm, _HeadForm):
    pass


# --- Words ---


def _no_head() -> str:
    return _(
        "This guest has a relation to a head, and no head stands above. Put the head with the room"
        " in a row above, or give both the same value in the column 'party'."
    )


def _too_many() -> str:
    return _("A party has %(most)d people at most. Give the others a party of their own.") % {
        "most": MOST_COMPANIONS + 1
    }


def _another_stay(own: str, its: str, row: int) -> str:
    return _(
        "'%(own)s' stands here and '%(its)s' in row %(row)d, the head of the party. Leave this"
        " cell empty, or give the guest a party of his own."
    ) % {"own": cells.shown(own), "its": cells.shown(its), "row": row}


def _too_wide() -> str:
    return _(
        "This row has more cells than the header has columns. Put a text with a comma in it into"
        " quotes, or take the XLSX template."
    )


def _head_refused(row: int) -> str:
    return _("The head of this party, in row %(row)d, is refused; a party is filed whole.") % {
        "row": row
    }


def _member_refused(row: int) -> str:
    return _("Row %(row)d of this party is refused; a party is filed whole.") % {"row": row}


def party_of(row: dict[str, str], number: int, before: str) -> str:
    """The key of the party a row belongs to, under any header. ``before`` is that of the row above.

    The spellings of a header are known by heart, so this needs no header to be read.
    """
    named = {columns.meaning(name): text for name, text in row.items()}
    if named.get("party"):
        party = f"={named['party'].casefold()}"
        return party if len(party) <= _LONGEST_KEY else blake2b(encoded(party)).hexdigest()[:40]
    follows = named.get("kinship") and not named.get("room")
    return before if follows and before else f"#{number}"
