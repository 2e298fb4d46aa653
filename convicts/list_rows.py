"""The rows of a list of people: read into identities, or refused with a reason in words.

A list is read strictly as a file and leniently about people: a number that is no CNIC is passed on
as it stands, because typing errors are what the comparison is for.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from convicts import rows
from matching import Identity
from people.models import Person
from sheets import files
from stations.querysets import folded_name

COLUMNS = ("id", *Person.IDENTITY_FIELDS)
#: One of these tells a person; with none of them there is nothing to look for.
TELLING = ("name", "name_ur", "cnic", "passport_no")
#: What a file of refused rows has in front: it may come back corrected.
OUR_OWN = ("line", "reason")
#: People at once: the comparison is fastest in sets.
CHUNK = 2_000
#: As rows.NOTHING, in the ways people write it; a set is asked for a whole row at once.
_NOTHING = frozenset(
    way(word) for word in rows.NOTHING - {""} for way in (str.lower, str.upper, str.title)
)
#: What every column may hold; longer ones are looked at one by one.
_ALWAYS_SHORT = 60


class Listed(NamedTuple):
    """Somebody on the list: the line of his row, its id, and who he is."""

    line: int
    row_id: str
    identity: Identity


class Bad(NamedTuple):
    """A row that was refused: where it stood, why, and what it held."""

    line: int
    reason: str
    cells: list[str]


@dataclass(slots=True)
class Chunk:
    """Some rows of the list in their order."""

    people: list[Listed] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.people) + len(self.bad)


def check_columns(columns: list[str]) -> None:
    """Whether the header of a list will do. Raises files.NotAFile."""
    files.check_commas(columns)
    known = _("These columns are known: %(columns)s.") % {"columns": ",".join(COLUMNS)}
    unknown = [f"'{name}'" for name in columns if name not in COLUMNS and name not in OUR_OWN]
    if unknown:
        said = _("The file has columns that are not known: %(columns)s.")
        raise files.NotAFile(f"{said % {'columns': ', '.join(unknown[:10])}} {known}")
    if twice := next((name for name in columns if columns.count(name) > 1), None):
        raise files.NotAFile(_("The column %(column)s stands there twice.") % {"column": twice})
    if "id" not in columns or not set(TELLING) & set(columns):
        said = _("The file needs the column id, and one of %(columns)s at least.")
        raise files.NotAFile(f"{said % {'columns': ', '.join(TELLING)}} {known}")


class People:
    """The people of one list, some thousand at a time, whatever the length of the file."""

    def __init__(self, reader: files.Reader, *, districts: dict[str, str], today: date) -> None:
        """``districts`` are the names that districts go by, folded, and what they are called."""
        self._reader = reader
        self._districts = districts
        self._today = today
        self._width = len(reader.columns)
        index = {name: place for place, name in enumerate(reader.columns)}
        # One empty cell behind the last stands for every column that is missing.
        self._pick = itemgetter(*(index.get(name, self._width) for name in COLUMNS))
        self._kept = [place for name, place in index.items() if name not in OUR_OWN]
        self._district_of = lru_cache(maxsize=4096)(self._read_district)

    @property
    def columns(self) -> list[str]:
        """Those of the list itself: what `Bad.cells` are."""
        return [self._reader.columns[place] for place in self._kept]

    def chunks(self) -> Iterator[Chunk]:
        """All rows in their order. Raises files.NotAFile where the file is no list any more."""
        size = CHUNK
        with closing(_Ids()) as ids:
            chunk = Chunk()
            for line, cells in self._reader:
                try:
                    row_id, identity = self._read(cells)
                except rows.Rejected as refusal:
                    chunk.bad.append(self._bad(line, str(refusal), cells))
                else:
                    stood = ids.stood_in(row_id, line)
                    if stood is None:
                        chunk.people.append(Listed(line, row_id, identity))
                    else:
                        reason = _("id stands already in line %(line)d.") % {"line": stood}
                        chunk.bad.append(self._bad(line, reason, cells))
                if chunk.rows >= size:
                    yield chunk
                    chunk = Chunk()
            if chunk.rows:
                yield chunk

    def _bad(self, line: int, reason: str, cells: list[str]) -> Bad:
        kept = [cells[place] for place in self._kept if place < len(cells)]
        return Bad(line, reason, [*kept, *cells[self._width :]])

    def _read(self, cells: list[str]) -> tuple[str, Identity]:
        if len(cells) != self._width:
            rows.refuse_other_width(cells, self._reader.columns)
        given = tuple(map(str.strip, self._pick([*cells, ""])))
        if not "".join(given).isprintable() or max(map(len, given)) > _ALWAYS_SHORT:
            given = tuple(map(rows.text_of, COLUMNS, given))
        elif not _NOTHING.isdisjoint(given):
            given = tuple("" if text in _NOTHING else text for text in given)
        row_id, name, name_ur, relation, relative, relative_ur, cnic, passport_no, *rest = given
        nationality, gender, birth_year, date_of_birth, district, phone = rest
        if not row_id:
            raise rows.Rejected(_("id is empty: give each row one of its own."))
        if not (name or name_ur or cnic or passport_no):
            raise rows.Rejected(
                _("There is nothing to look for: give a name, a CNIC or a passport number.")
            )
        born = _date_of(date_of_birth) if date_of_birth else None
        year = _year_of(birth_year) if birth_year else None
        if born or year:
            rows.refuse_impossible(born, year, self._today)
        return row_id, Identity(
            name=name,
            name_ur=name_ur,
            relation=_relation_of(relation) if relation else "",
            relative_name=relative,
            relative_name_ur=relative_ur,
            cnic=cnic,
            passport_no=passport_no,
            nationality=rows.country_of(nationality) if nationality else "",
            gender=_gender_of(gender) if gender else "",
            # Where the two contradict each other the date is the better one.
            birth_year=born.year if born else year,
            date_of_birth=born,
            district=self._district_of(district) if district else "",
            phone=phone,
        )

    def _read_district(self, text: str) -> str:
        return self._districts.get(folded_name(text), text)


# What cannot be read of these is left out: it decides nothing.
@lru_cache(maxsize=1024)
def _relation_of(text: str) -> str:
    return rows.RELATIONS.get(rows.plain(text), "")


@lru_cache(maxsize=1024)
def _gender_of(text: str) -> str:
    return rows.GENDERS.get(rows.plain(text), "")


_date_of = lru_cache(maxsize=50_000)(rows.date_of)
_year_of = lru_cache(maxsize=1024)(rows.year_of)


class _Ids:
    """Which ids have been: on the disk, because a list may be longer than the memory is large.

    The first ones stay in memory, where they are found soonest. SQLite removes its temporary file
    as soon as it is closed; digests stand in it, and no ids.
    """

    IN_MEMORY = 100_000

    def __init__(self) -> None:
        self._key = os.urandom(16)
        self._few: dict[str, int] = {}
        self._many: sqlite3.Connection | None = None

    def stood_in(self, row_id: str, line: int) -> int | None:
        """The line in which this id stood before; None for a new one, which is remembered."""
        if row_id in self._few:
            return self._few[row_id]
        if len(self._few) < self.IN_MEMORY:
            self._few[row_id] = line
            return None
        return self._stood_on_disk(row_id, line)

    def _stood_on_disk(self, row_id: str, line: int) -> int | None:
        table = self._many = self._many or _temporary_table()
        digest = blake2b(row_id.encode(), digest_size=16, key=self._key).digest()
        added = table.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (digest, line))
        if added.rowcount:
            return None
        found = table.execute("SELECT line FROM ids WHERE id = ?", (digest,)).fetchone()
        return int(found[0])

    def close(self) -> None:
        if self._many is not None:
            self._many.close()


def _temporary_table() -> sqlite3.Connection:
    table = sqlite3.connect("", isolation_level=None)
    table.execute("PRAGMA journal_mode = OFF")
    table.execute("PRAGMA synchronous = OFF")
    table.execute("CREATE TABLE ids (id BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")
    table.execute("BEGIN")
    return table
