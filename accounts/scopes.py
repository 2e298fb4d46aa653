"""Whose records a view shows; each view says so beside its permission."""

from enum import StrEnum


class Scope(StrEnum):
    """Where a permission may be used. A stranger's record is 404, as if it did not exist."""

    #: No record of anybody: a form, a map, words.
    NOTHING = "nothing"
    #: One's own account, filings and requests.
    OWN = "own"
    #: The houses at whose desk one works.
    HOUSES = "houses"
    #: The stations of those postings that carry the permission.
    STATIONS = "stations"
    #: One file for the whole country: the permission is the only door.
    COUNTRY = "country"
