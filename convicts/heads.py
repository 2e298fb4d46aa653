"""Under which offence head a convict is found: that of the gravest of his offences."""

import re
from collections.abc import Iterable
from typing import Any, Self

from convicts.models import ConvictRecord
from firs.sections import CrimeHead, OffenceSection
from matching.text import fold_digits, letters_and_digits

_GRAVITY = {head.value: place for place, head in enumerate(CrimeHead)}
#: '9(c) CNSA 1997', '302/34 PPC', '365-A PPC (kidnapping for ransom)': numbers, then an act.
_CITED = re.compile(r"((?:\d[\w()-]*[\s,/&]*)+)([^\W\d][^\d(,;]*)?")
_NUMBER = re.compile(r"\d[\w()-]*")
_CODE = "ppc"


class Heads:
    """Offence heads by act and section, read once for many texts."""

    def __init__(self, heads: dict[tuple[str, str], str]) -> None:
        self._heads = heads
        self._of_text: dict[str, str] = {}

    @classmethod
    def load(cls, sections: Any = OffenceSection) -> Self:
        """By the sections that this model holds."""
        rows = sections.objects.order_by().values_list("act", "section", "crime_head")
        return cls(
            {(letters_and_digits(act), letters_and_digits(section)): head
             for act, section, head in rows}
        )  # fmt: skip

    def of(self, offence: str) -> str:
        """The head of the gravest section that is cited there; '' where none is."""
        if offence not in self._of_text:
            self._of_text[offence] = gravest(self._cited(offence))
        return self._of_text[offence]

    def _cited(self, offence: str) -> Iterable[str]:
        for numbers, act in _CITED.findall(fold_digits(offence)):
            law = letters_and_digits(act) or _CODE
            for number in _NUMBER.findall(numbers):
                # Of a law that is not in the table we know that it is a special one.
                other = CrimeHead.OTHER if law == _CODE else CrimeHead.SPECIAL
                yield self._heads.get((law, letters_and_digits(number)), other.value)


def gravest(heads: Iterable[str]) -> str:
    """The gravest of these heads; '' of none."""
    return min((head for head in heads if head), key=_GRAVITY.__getitem__, default="")


def of_record(record: ConvictRecord, known: Heads) -> str:
    """The head of what he was convicted of, and of the file's own words."""
    convicted = record.convictions.standing().values_list("crime_head", flat=True)
    return gravest([*convicted, known.of(record.offence)])
