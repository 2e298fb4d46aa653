"""How the police come to know that a registration is so."""

from tenants.models import Verification

TRANSITIONS: dict[Verification, frozenset[Verification]] = {
    Verification.NEW: frozenset({Verification.ASSIGNED}),
    Verification.ASSIGNED: frozenset(
        {Verification.ASSIGNED, Verification.VERIFIED, Verification.DISCREPANCY}
    ),
    # Whoever corrects what was held against him is visited anew.
    Verification.DISCREPANCY: frozenset({Verification.NEW, Verification.ASSIGNED}),
    Verification.VERIFIED: frozenset({Verification.NEW, Verification.ASSIGNED}),
}


def allows(state: str, to: str) -> bool:
    """Whether the verification in this state may become the other."""
    return Verification(to) in TRANSITIONS[Verification(state)]
