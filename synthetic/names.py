"""Names as they are written in Pakistan, in Roman and in Urdu letters, drawn by frequency.

Every core name (given names, compounds such as *Abdul Rehman*, names of foreigners) belongs to
stock ``a`` or ``b``, and no core word occurs in both, so that a matcher trained on one stock can be
measured on names it has never seen. Weak words are shared by both: *Muhammad*, *Abdul*, *Ullah*,
titles, families and castes.
"""

from functools import cache
from typing import NamedTuple

from synthetic.stock import Dice, Stock, Weighted, shelf

JOINING = frozenset({"abdul", "ghulam", "ullah", "allah", "ud", "ur", "ul", "din", "al"})
"""Words that only join a compound; they carry no identity and occur in both stocks."""

HOME_FACTOR = 6.0
ELSEWHERE_FACTOR = 0.15
FAMILY_FIRST = frozenset({"CHN"})


class Written(NamedTuple):
    """One name in both scripts."""

    roman: str
    urdu: str


class FullName(NamedTuple):
    """A whole name, the word its bearer is called by, and the family if it shows."""

    roman: str
    urdu: str
    called: Written
    family: Written | None


class Foreigner(NamedTuple):
    """A foreign name and the father's or husband's, with the nationality as ISO-3 code."""

    nationality: str
    name: Written
    relative: Written


MUHAMMAD = Written("Muhammad", "محمد")


def _on_shelf(row: dict[str, str], stock: Stock) -> bool:
    return stock == "both" or row["stock"] == stock


def _written(row: dict[str, str]) -> Written:
    return Written(row["roman"], row["urdu"])


def titles(position: str, gender: str) -> list[tuple[Written, float]]:
    """Titles (prefixes) and women's markers (suffixes) with their frequency."""
    return [
        (_written(row), float(row["frequency"]))
        for row in shelf("titles")
        if row["position"] == position and row["gender"] == gender
    ]


def families() -> list[Written]:
    """Every family, tribe and caste name."""
    return [_written(row) for row in shelf("families")]


def core_words(stock: Stock) -> frozenset[str]:
    """The words, in lower case and in both scripts, that make up the core names of a stock."""
    words: set[str] = set()
    for name in ("given_male", "given_female", "compounds", "foreign"):
        for row in shelf(name):
            if _on_shelf(row, stock):
                words.update(row["roman"].lower().split())
                words.update(row["urdu"].split())
    return frozenset(words - JOINING - {"غلام", "اللہ", "الدین", "الرحمن", "الحق"})


def _given(name: str, column: str, stock: Stock) -> Weighted[Written]:
    return Weighted(
        (_written(row), float(row[column])) for row in shelf(name) if _on_shelf(row, stock)
    )


def _families_of(digit: str) -> Weighted[Written]:
    """Families as frequent as they are in the province with this first digit of the CNIC."""

    def weight(row: dict[str, str]) -> float:
        home = row["home"]
        factor = 1.0 if not home else HOME_FACTOR if digit in home else ELSEWHERE_FACTOR
        return float(row["frequency"]) * factor

    return Weighted((_written(row), weight(row)) for row in shelf("families"))


class NameBook:
    """Draws whole names from one stock."""

    def __init__(self, stock: Stock) -> None:
        self._men = _given("given_male", "frequency", stock)
        self._men_second = _given("given_male", "second_frequency", stock)
        self._compounds = _given("compounds", "frequency", stock)
        self._women = _given("given_female", "frequency", stock)
        self._women_second = _given("given_female", "second_frequency", stock)
        self._titles = Weighted(titles("prefix", "M"))
        self._women_titles = Weighted(titles("prefix", "F"))
        self._women_markers = Weighted(titles("suffix", "F"))
        self._families = {digit: _families_of(digit) for digit in "12345678"}
        self._nations = Weighted(
            {r["nationality"]: float(r["nationality_frequency"]) for r in shelf("foreign")}.items()
        )
        self._foreign: dict[tuple[str, str], Weighted[Written]] = {}
        parts: dict[tuple[str, str], list[tuple[Written, float]]] = {}
        for row in shelf("foreign"):
            if _on_shelf(row, stock):
                parts.setdefault((row["nationality"], row["part"]), []).append((_written(row), 1.0))
        self._foreign = {key: Weighted(names) for key, names in parts.items()}

    def man(self, dice: Dice, digit: str) -> FullName:
        """A man's name, of a man whose province has this first digit of the CNIC."""
        shape = dice()
        if shape < 0.16:  # Abdul Rehman, Saif Ullah, Salah ud Din, Ghulam Abbas
            called = self._compounds.draw(dice)
            if shape < 0.10:
                return FullName(called.roman, called.urdu, called, None)
            return _with_family(called, called, self._families[digit].draw(dice))
        called = self._men.draw(dice)
        if shape < 0.38:  # Muhammad Imran
            return FullName(
                f"{MUHAMMAD.roman} {called.roman}", f"{MUHAMMAD.urdu} {called.urdu}", called, None
            )
        if shape < 0.44:  # Muhammad Imran Khan
            name = Written(f"{MUHAMMAD.roman} {called.roman}", f"{MUHAMMAD.urdu} {called.urdu}")
            return _with_family(name, called, self._families[digit].draw(dice))
        if shape < 0.66:  # Imran Ali
            second = self._another(self._men_second, called, dice)
            return FullName(
                f"{called.roman} {second.roman}", f"{called.urdu} {second.urdu}", called, None
            )
        if shape < 0.87:  # Imran Khan
            return _with_family(called, called, self._families[digit].draw(dice))
        if shape < 0.95:  # Malik Imran Ali
            title = self._titles.draw(dice)
            second = self._another(self._men_second, called, dice)
            return FullName(
                f"{title.roman} {called.roman} {second.roman}",
                f"{title.urdu} {called.urdu} {second.urdu}",
                called,
                None,
            )
        return FullName(called.roman, called.urdu, called, None)

    def son(self, dice: Dice, digit: str, father: FullName) -> FullName:
        """A man's name that may carry the father's family or the name the father is called by."""
        shape = dice()
        if father.family is not None and shape < 0.6:
            called = self._men.draw(dice)
            return _with_family(called, called, father.family)
        if father.family is None and shape < 0.2:
            called = self._another(self._men, father.called, dice)
            return _with_family(called, called, father.called)
        return self.man(dice, digit)

    def woman(self, dice: Dice, relative: FullName) -> FullName:
        """A woman's name, who may carry the family of her father or husband."""
        called = self._women.draw(dice)
        shape = dice()
        if shape < 0.42:  # Shazia Bibi
            return _joined(called, called, self._women_markers.draw(dice))
        if shape < 0.70:  # Shazia Parveen
            return _joined(called, called, self._another(self._women_second, called, dice))
        if shape < 0.82:  # Shazia Imran, Shazia Khan
            return _joined(called, called, relative.family or relative.called)
        if shape < 0.92:  # Mst Shazia, Syeda Shazia Batool
            title = self._women_titles.draw(dice)
            name = Written(f"{title.roman} {called.roman}", f"{title.urdu} {called.urdu}")
            if shape < 0.86:
                return FullName(name.roman, name.urdu, called, None)
            return _joined(name, called, self._another(self._women_second, called, dice))
        return FullName(called.roman, called.urdu, called, None)

    def foreigner(self, dice: Dice, gender: str) -> Foreigner:
        """A foreigner with a father or husband of the same family."""
        nation = self._nations.draw(dice)
        family = self._foreign[nation, "family"].draw(dice)
        men = self._foreign[nation, "male"]
        relative = men.draw(dice)
        if gender == "M":
            own = self._another(men, relative, dice)
        else:
            own = self._foreign[nation, "female"].draw(dice)
        return Foreigner(
            nation, _in_order(nation, own, family), _in_order(nation, relative, family)
        )

    @staticmethod
    def _another(names: Weighted[Written], taken: Written, dice: Dice) -> Written:
        """A name other than the one taken: nobody is called Ali Ali."""
        name = names.draw(dice)
        while name.roman == taken.roman:
            name = names.draw(dice)
        return name


def _joined(name: Written, called: Written, last: Written) -> FullName:
    return FullName(f"{name.roman} {last.roman}", f"{name.urdu} {last.urdu}", called, None)


def _with_family(name: Written, called: Written, family: Written) -> FullName:
    return FullName(f"{name.roman} {family.roman}", f"{name.urdu} {family.urdu}", called, family)


def _in_order(nation: str, own: Written, family: Written) -> Written:
    first, last = (family, own) if nation in FAMILY_FIRST else (own, family)
    return Written(f"{first.roman} {last.roman}", f"{first.urdu} {last.urdu}")


@cache
def name_book(stock: Stock) -> NameBook:
    """The name book of a stock, read from its files once."""
    return NameBook(stock)
