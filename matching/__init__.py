"""Who is this? People as entered are folded, find each other by keys, and are compared.

Knows nothing of Django or of any table. `fold` once when a person is entered and store the keys;
`screen` a person against those who share a key; show `Evidence.words` to the officer.
"""

from matching.evidence import Band, Comparison, Evidence
from matching.identity import Folded, Identity, fold
from matching.rivals import Candidate, screen
from matching.score import compare
from matching.terms import Term
from matching.text import fold_digits, fold_urdu
from matching.weights import MODEL_VERSION

__all__ = [
    "MODEL_VERSION",
    "Band",
    "Candidate",
    "Comparison",
    "Evidence",
    "Folded",
    "Identity",
    "Term",
    "compare",
    "fold",
    "fold_digits",
    "fold_urdu",
    "screen",
]
