"""One function per field: what comparing it found, or None where it says nothing."""

from datetime import date

from matching import cnic
from matching.evidence import Evidence
from matching.identity import Folded
from matching.namesakes import Agreement, NameComparison, compare_names
from matching.terms import Term
from matching.weights import WEIGHTS

_NAME_TERMS = {
    Agreement.AGREES: Term.NAME_AGREES,
    Agreement.SIMILAR: Term.NAME_SIMILAR,
    Agreement.CONTRADICTS: Term.NAME_CONTRADICTS,
}
_FATHER_TERMS = {
    Agreement.AGREES: Term.FATHER_AGREES,
    Agreement.SIMILAR: Term.FATHER_SIMILAR,
    Agreement.CONTRADICTS: Term.FATHER_CONTRADICTS,
}
_HUSBAND_TERMS = {
    Agreement.AGREES: Term.HUSBAND_AGREES,
    Agreement.SIMILAR: Term.HUSBAND_SIMILAR,
    Agreement.CONTRADICTS: Term.HUSBAND_CONTRADICTS,
}
_RELATIVE_TERMS = {
    Agreement.AGREES: Term.RELATIVE_AGREES,
    Agreement.SIMILAR: Term.RELATIVE_SIMILAR,
    Agreement.CONTRADICTS: Term.RELATIVE_CONTRADICTS,
}


def _evidence(term: Term, ours: str, theirs: str, marks: tuple[int, ...] = ()) -> Evidence:
    return Evidence(term, ours, theirs, WEIGHTS.terms[term], marks)


def cnics(sighted: Folded, listed: Folded) -> Evidence | None:
    """Equal or one slip apart. Two CNICs further apart are two people; see `cnics_differ`."""
    if not sighted.cnic or not listed.cnic:
        return None
    ours, theirs = cnic.dashed(sighted.cnic), cnic.dashed(listed.cnic)
    if sighted.cnic == listed.cnic:
        return _evidence(Term.CNIC_EQUAL, ours, theirs)
    slip = cnic.slip_between(sighted.cnic, listed.cnic)
    if slip is None:
        return None
    term = Term.CNIC_TWO_SWAPPED if slip.swapped else Term.CNIC_ONE_DIGIT_OFF
    return _evidence(term, ours, theirs, tuple(map(cnic.dashed_position, slip.positions)))


def cnics_differ(sighted: Folded, listed: Folded) -> bool:
    """Both have a CNIC, and more than one slip lies between them."""
    ours, theirs = sighted.cnic, listed.cnic
    return bool(ours and theirs and ours != theirs) and cnic.slip_between(ours, theirs) is None


def passports(sighted: Folded, listed: Folded) -> Evidence | None:
    """A number means something only together with the country that issued it."""
    ours, theirs = sighted.passport_no, listed.passport_no
    if not ours or not theirs:
        return None
    countries = {sighted.nationality, listed.nationality}
    if ours != theirs or len(countries - {""}) == 2:
        term = Term.PASSPORT_OTHER
    else:
        term = Term.PASSPORT_NUMBER_EQUAL if "" in countries else Term.PASSPORT_EQUAL
    return _evidence(
        term,
        f"{sighted.nationality} {ours}".lstrip(),
        f"{listed.nationality} {theirs}".lstrip(),
    )


def names(sighted: Folded, listed: Folded) -> Evidence | None:
    """The person's own names and aliases."""
    found = compare_names(sighted.names, listed.names)
    return _name_evidence(found, _NAME_TERMS) if found else None


def relatives(sighted: Folded, listed: Folded) -> Evidence | None:
    """The father's or husband's names."""
    found = compare_names(sighted.relatives, listed.relatives)
    if found is None:
        return None
    relations = (sighted.relation, listed.relation)
    # A woman is her father's daughter in one record and her husband's wife in the other.
    if found.agreement is Agreement.CONTRADICTS and _father_and_husband(relations):
        return None
    return _name_evidence(found, _relative_terms(relations))


def _father_and_husband(relations: tuple[str, str]) -> bool:
    return "W" in relations and bool({"S", "D"} & set(relations))


def _relative_terms(relations: tuple[str, str]) -> dict[Agreement, Term]:
    """Speak of the father or the husband where the records say which."""
    said = set(relations) - {""}
    if said == {"W"}:
        return _HUSBAND_TERMS
    return _FATHER_TERMS if said and "W" not in said else _RELATIVE_TERMS


def _name_evidence(found: NameComparison, terms: dict[Agreement, Term]) -> Evidence:
    return Evidence(terms[found.agreement], found.ours, found.theirs, found.bits)


def births(sighted: Folded, listed: Folded) -> Evidence | None:
    """Date of birth where both know it and it agrees, else the years."""
    ours, theirs = sighted.date_of_birth, listed.date_of_birth
    if ours and ours == theirs and not _stands_for_a_year(ours):
        day = ours.strftime("%d-%m-%Y")
        return _evidence(Term.BORN_SAME_DAY, day, day)
    if sighted.birth_year is None or listed.birth_year is None:
        return None
    apart = abs(sighted.birth_year - listed.birth_year)
    return _evidence(_years_apart(apart), str(sighted.birth_year), str(listed.birth_year))


def _stands_for_a_year(born: date) -> bool:
    """The first of January is what is entered where only the year is known."""
    return born.month == 1 and born.day == 1


def _years_apart(years: int) -> Term:
    if years <= 1:
        return Term.BORN_A_YEAR_APART if years else Term.BORN_SAME_YEAR
    if years <= 3:
        return Term.BORN_FEW_YEARS_APART
    return Term.BORN_YEARS_APART if years <= 10 else Term.BORN_FAR_APART


def districts(sighted: Folded, listed: Folded) -> Evidence | None:
    """Where they are from."""
    if not sighted.district or not listed.district:
        return None
    same = sighted.district == listed.district
    term = Term.DISTRICT_SAME if same else Term.DISTRICT_OTHER
    return _evidence(term, sighted.district_written, listed.district_written)


def genders(sighted: Folded, listed: Folded) -> Evidence | None:
    """Only man against woman contradicts: X on a card agrees with whatever another clerk saw."""
    genders = (sighted.gender, listed.gender)
    return _evidence(Term.GENDER_OTHER, *genders) if set(genders) == {"M", "F"} else None


def nationalities(sighted: Folded, listed: Folded) -> Evidence | None:
    """Two different countries speak against; one country in common says next to nothing."""
    ours, theirs = sighted.nationality, listed.nationality
    different = ours and theirs and ours != theirs
    return _evidence(Term.NATIONALITY_OTHER, ours, theirs) if different else None


def phones(sighted: Folded, listed: Folded) -> Evidence | None:
    """One mobile number; a family may share it, and a new one says nothing."""
    ours, theirs = sighted.phone, listed.phone
    if not ours or ours != theirs:
        return None
    number = f"{ours[:4]}-{ours[4:]}"
    return _evidence(Term.PHONE_SAME, number, number)
