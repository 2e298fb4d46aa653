"""A person as entered, and the same person folded into what comparison needs."""

import hashlib
import re
from dataclasses import dataclass, fields
from datetime import date

from matching import cnic, passport, place, written
from matching.normalise import Name, normalise
from matching.record import record
from matching.text import encoded, fold_digits, fold_letters, letters_and_digits

_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_BETWEEN_FIELDS = "\x1f"
_NOT_CONTENT = re.compile(rf"(?:[^\w{_BETWEEN_FIELDS}]|_)+")
_MOBILE = re.compile(r"(?:(?:00)?92)?0?(3[0-9]{9})")


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as a clerk entered them. Any field may be missing, but not all of them."""

    name: str = ""
    name_ur: str = ""
    relation: str = ""
    """ "S" son of, "D" daughter of, "W" wife of, or "" """
    relative_name: str = ""
    relative_name_ur: str = ""
    cnic: str = ""
    """Any spelling; counts only where it holds thirteen digits."""
    passport_no: str = ""
    nationality: str = ""
    """ISO 3166 alpha-3 code of the country that issued the passport."""
    gender: str = ""
    """ "M", "F", "X" or "" """
    birth_year: int | None = None
    date_of_birth: date | None = None
    district: str = ""
    phone: str = ""
    aliases: tuple[str, ...] = ()
    """Other names (urf), Roman or Urdu."""

    def __post_init__(self) -> None:
        """Refuse an empty identity: it would be stored, screened and never found."""
        if not any(getattr(self, field.name) for field in fields(self)):
            raise ValueError("An identity needs at least one field, such as a name or a CNIC.")


@dataclass(frozen=True, slots=True)
class Folded:
    """Everything comparison needs to know of a person, computed once. Made by `fold`."""

    names: tuple[Name, ...]
    """The name in each script given, then the aliases."""
    relatives: tuple[Name, ...]
    """The father's or husband's name in each script given."""
    relation: str
    cnic: str
    passport_no: str
    nationality: str
    gender: str
    birth_year: int | None
    date_of_birth: date | None
    district: str
    """Code of the district; `district_written` is what the officer reads."""
    district_written: str
    phone: str
    cnic_part: str
    """Twelve or fourteen digits where a CNIC should be: one was lost or typed twice."""
    entered: Identity

    @property
    def content_hash(self) -> str:
        """32 hex digits that stay while the person is entered alike, however it is spaced."""
        return _content_hash(self.entered)

    @property
    def record(self) -> bytes:
        """The row that is stored and compared, see `matching.record`."""
        return record(self)


def fold(identity: Identity) -> Folded:
    """Fold an identity as entered. Never refuses: what cannot be read is left out."""
    own, own_ur = written.read(identity.name), written.read(identity.name_ur)
    names = _names(own.name, own_ur.name, *own.aliases, *own_ur.aliases, *_aliases(identity))
    relatives = _names(
        written.read_relative(identity.relative_name) or own.relative_name,
        written.read_relative(identity.relative_name_ur) or own_ur.relative_name,
    )
    born = identity.date_of_birth
    birth_year = born.year if born else identity.birth_year
    number = cnic.read(identity.cnic)
    passport_no = passport.read(identity.passport_no)
    nationality = passport.read_country(identity.nationality)
    district = place.fold_district(identity.district)
    return Folded(
        names=names,
        relatives=relatives,
        relation=identity.relation.strip().upper()[:1] or own.relation or own_ur.relation,
        cnic=number,
        passport_no=passport_no,
        nationality=nationality,
        gender=identity.gender.strip().upper()[:1],
        birth_year=birth_year,
        date_of_birth=born,
        district=district,
        district_written=identity.district.strip(),
        phone=_mobile(identity.phone),
        cnic_part="" if number else cnic.read_part(identity.cnic),
        entered=identity,
    )


def _aliases(identity: Identity) -> list[str]:
    return [name for alias in identity.aliases if (name := written.given(alias))]


def _names(*texts: str) -> tuple[Name, ...]:
    """The names that hold a letter, each spelling once."""
    names = [name for text in texts if text and (name := normalise(text))]
    return tuple({name.written: name for name in names}.values())


def _mobile(phone: str) -> str:
    """A mobile number as 03XXXXXXXXX; "" for a landline, which tells nobody apart."""
    found = _MOBILE.fullmatch(_NOT_A_DIGIT.sub("", fold_digits(phone))) if phone else None
    return "0" + found[1] if found else ""


def _content_hash(identity: Identity) -> str:
    """A digest of what was entered, blind to spaces, dashes, case and the script of digits."""
    entered = (
        identity.name, identity.name_ur, identity.relation,
        identity.relative_name, identity.relative_name_ur,
        identity.cnic, identity.passport_no, identity.nationality, identity.gender,
        str(identity.date_of_birth or ""), str(identity.birth_year or ""),
        identity.district, identity.phone, *_in_order(identity.aliases),
    )  # fmt: skip
    # Names are not folded as names here: a better word list must not change what was entered.
    content = _NOT_CONTENT.sub("", fold_letters(_BETWEEN_FIELDS.join(entered)))
    return hashlib.blake2b(encoded(content), digest_size=16).hexdigest()


def _in_order(aliases: tuple[str, ...]) -> list[str]:
    return sorted(aliases, key=letters_and_digits)
