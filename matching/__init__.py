"""Who is this? People as entered are folded, find each other by keys, and are compared.

Knows nothing of Django or of any table. `fold` once when a person is entered and keep the record;
put the records of a list on a `Shelf`; `screen` those of whom you ask against it; show
`Evidence.words` to the officer.
"""

from matching.evidence import Band, Comparison, Evidence
from matching.identity import Folded, Identity, fold
from matching.record import PERSON, fold_version, records
from matching.screening import Candidate, compare, screen
from matching.shelf import Shelf
from matching.terms import Term
from matching.text import fold_digits, fold_urdu
from matching.weights import MODEL_VERSION

__all__ = [
    "MODEL_VERSION",
    "PERSON",
    "Band",
    "Candidate",
    "Comparison",
    "Evidence",
    "Folded",
    "Identity",
    "Shelf",
    "Term",
    "compare",
    "fold",
    "fold_digits",
    "fold_urdu",
    "fold_version",
    "records",
    "screen",
]
