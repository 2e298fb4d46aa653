"""The kinds of rows of a file: what each is called, by which form it is noted, how it reads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from convicts import note_forms
from convicts.models import ConvictRecord, Noted

#: (what it says, what else belongs to it) of one row.
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """One kind of row."""

    name: str
    label: Any
    #: What the button and the page say.
    act: Any
    icon: str
    form: type[note_forms.NoteForm]
    words: Callable[[Any], Words]
    #: What is read along with each row.
    along: tuple[str, ...] = ()
    has_file: bool = False

    @property
    def url_name(self) -> str:
        return f"convicts:note_{self.name}"

    @property
    def model(self) -> type[Noted]:
        model: type[Noted] = self.form._meta.model
        return model

    def of(self, *records: ConvictRecord) -> Any:
        """Its rows in the files of these records, the newest first."""
        rows: Any = self.model._default_manager.all()
        rows = rows.filter(record__in=records)
        return rows.select_related("noted_by", "struck_by", *self.along).order_by("-pk")


def _between(first: Any, last: Any) -> str:
    """'from … until …', as far as it is known."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}
    if first:
        return _("since %(day)s") % {"day": _day(first)}
    return _("until %(day)s") % {"day": _day(last)} if last else ""


def _day(day: Any) -> str:
    return str(formats.date_format(day, "DATE_FORMAT")) if day else ""


def _joined(*pieces: Any) -> str:
    return " · ".join(str(piece) for piece in pieces if piece)


def _standing(row: Any) -> Words:
    about = row.conviction.sections if row.conviction else ""
    return (
        _joined(row.get_status_display(), _("since %(day)s") % {"day": _day(row.since_on)}),
        _joined(row.reference, about, row.words),
    )


def _conviction(row: Any) -> Words:
    months = _("%(months)d months") % {"months": row.months} if row.months else ""
    fine = (
        _("fine Rs %(rupees)s") % {"rupees": formats.number_format(row.fine, force_grouping=True)}
        if row.fine
        else ""
    )
    release = _("release due %(day)s") % {"day": _day(row.release_due_on)}
    return (
        _joined(row.sections, row.get_sentenced_to_display(), months, fine),
        _joined(
            _("FIR %(fir)s") % {"fir": row.fir} if row.fir else "",
            *(row.court, row.case_no, _day(row.decided_on), row.words),
            release if row.release_due_on else "",
        ),
    )


def _address(row: Any) -> Words:
    where = _joined(row.address, row.district)
    return where, _joined(row.get_kind_display(), _between(row.from_on, row.until_on))


def _membership(row: Any) -> Words:
    return str(row.gang), _joined(row.get_part_display(), _between(row.from_on, row.until_on))


def _mark(row: Any) -> Words:
    return _joined(row.get_kind_display(), row.get_place_display()), row.words


def _photograph(row: Any) -> Words:
    return row.get_view_display(), _day(row.taken_on)


def _fingerprints(row: Any) -> Words:
    return row.henry or "—", _joined(row.file_ref, _day(row.taken_on))


def _associate(row: Any) -> Words:
    return row.name or "—", _joined(row.get_kind_display(), row.words)


NOTES = (
    Note(
        name="standing",
        label=gettext_lazy("State"),
        act=gettext_lazy("Note where he is"),
        icon="signpost-2",
        form=note_forms.StandingForm,
        words=_standing,
        along=("conviction",),
    ),
    Note(
        name="conviction",
        label=gettext_lazy("Convictions"),
        act=gettext_lazy("Add a conviction"),
        icon="bank",
        form=note_forms.ConvictionForm,
        words=_conviction,
        along=("station",),
    ),
    Note(
        name="method",
        label=gettext_lazy("Modus operandi"),
        act=gettext_lazy("Add a modus operandi"),
        icon="tools",
        form=note_forms.MethodForm,
        words=lambda row: (row.method.local_name, row.words),
        along=("method",),
    ),
    Note(
        name="gang",
        label=gettext_lazy("Gangs"),
        act=gettext_lazy("Add a gang"),
        icon="people",
        form=note_forms.MembershipForm,
        words=_membership,
        along=("gang",),
    ),
    Note(
        name="associate",
        label=gettext_lazy("Associates"),
        act=gettext_lazy("Add an associate"),
        icon="person-plus",
        form=note_forms.AssociateForm,
        words=_associate,
        along=("other",),
    ),
    Note(
        name="photograph",
        label=gettext_lazy("Photographs"),
        act=gettext_lazy("Add a photograph"),
        icon="camera",
        form=note_forms.PhotographForm,
        words=_photograph,
        has_file=True,
    ),
    Note(
        name="mark",
        label=gettext_lazy("Marks"),
        act=gettext_lazy("Add a mark"),
        icon="bandaid",
        form=note_forms.MarkForm,
        words=_mark,
    ),
    Note(
        name="fingerprints",
        label=gettext_lazy("Fingerprints"),
        act=gettext_lazy("Add fingerprints"),
        icon="fingerprint",
        form=note_forms.FingerprintsForm,
        words=_fingerprints,
    ),
    Note(
        name="alias",
        label=gettext_lazy("Other names"),
        act=gettext_lazy("Add a name"),
        icon="person-badge",
        form=note_forms.AliasForm,
        words=lambda row: (row.name, ""),
    ),
    Note(
        name="address",
        label=gettext_lazy("Addresses"),
        act=gettext_lazy("Add an address"),
        icon="house",
        form=note_forms.AddressForm,
        words=_address,
    ),
)
BY_NAME = {note.name: note for note in NOTES}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it."""

    row: Noted
    title: str
    text: str
    #: His own record, where the associate is on file and this person may see it.
    other: ConvictRecord | None = None
    #: The record in whose file it stands, where that is another of the same person.
    of_record: ConvictRecord | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file with its rows, of which those struck out come last."""

    note: Note
    lines: list[Line]


def parts_of(record: ConvictRecord, user: Any, beside: Sequence[ConvictRecord] = ()) -> list[Part]:
    """The whole file, in the order in which officers read it.

    ``beside`` are the records that lie together with this one, as far as the user may see them.
    """
    found = []
    known = {one.pk: one for one in beside}
    for note in NOTES:
        rows = list(note.of(record, *beside))
        others = _others(rows, user) if note.name == "associate" else {}
        if note.name == "associate":
            # Who is on file, and sealed before this person, is not named here either.
            rows = [row for row in rows if row.other_id is None or row.other_id in others]
        lines = [_line(note, row, others, known) for row in rows]
        lines.sort(key=lambda line: line.row.is_struck)
        found.append(Part(note, lines))
    return found


def _line(
    note: Note, row: Any, others: dict[int, ConvictRecord], beside: dict[int, ConvictRecord]
) -> Line:
    title, text = note.words(row)
    other = others.get(row.other_id) if others else None
    if other is not None:
        title = _joined(other.name, other.external_ref)
    return Line(row, title, text, other, beside.get(row.record_id))


def _others(rows: Iterable[Any], user: Any) -> dict[int, ConvictRecord]:
    """The records of associates that this person may see."""
    asked = [row.other_id for row in rows if row.other_id]
    visible: dict[int, ConvictRecord] = ConvictRecord.objects.visible_to(user).in_bulk(asked)
    return visible
