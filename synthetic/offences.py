"""What people are listed for: categories, the state each is in, and offences by section."""

from typing import NamedTuple

from synthetic.stock import Weighted

CATEGORIES = Weighted(
    [
        ("convict", 0.90),
        ("proclaimed_offender", 0.045),
        ("court_absconder", 0.025),
        ("target_offender", 0.008),
        ("fourth_schedule", 0.007),
        ("wanted", 0.015),
    ]
)

STATUSES = {
    "convict": Weighted(
        [
            ("released", 0.40),
            ("in_prison", 0.30),
            ("on_bail", 0.12),
            ("on_parole", 0.08),
            ("acquitted", 0.06),
            ("deceased", 0.04),
        ]
    ),
    "proclaimed_offender": Weighted(
        [("absconding", 0.95), ("in_prison", 0.03), ("deceased", 0.02)]
    ),
    "court_absconder": Weighted([("absconding", 0.92), ("on_bail", 0.06), ("deceased", 0.02)]),
    "target_offender": Weighted([("absconding", 0.62), ("on_bail", 0.26), ("in_prison", 0.12)]),
    "fourth_schedule": Weighted(
        [("released", 0.60), ("on_bail", 0.22), ("in_prison", 0.10), ("absconding", 0.08)]
    ),
    "wanted": Weighted([("absconding", 1.0)]),
}


class Charge(NamedTuple):
    """A section with how often it occurs in general and among the worst."""

    text: str
    general: float
    grave: float


CHARGES = (
    Charge("302 PPC", 6, 30),
    Charge("302/34 PPC", 3, 14),
    Charge("324 PPC", 5, 12),
    Charge("324/148/149 PPC", 2, 5),
    Charge("337-A(i), 337-F(i) PPC", 5, 0),
    Charge("354 PPC", 2, 0),
    Charge("365-A PPC (kidnapping for ransom)", 0.6, 8),
    Charge("365-B PPC", 1.5, 2),
    Charge("376 PPC", 1.2, 3),
    Charge("379 PPC (theft)", 10, 1),
    Charge("380 PPC (theft in dwelling house)", 6, 1),
    Charge("381-A PPC (motor vehicle theft)", 9, 3),
    Charge("382 PPC", 3, 2),
    Charge("392 PPC (robbery)", 8, 12),
    Charge("395 PPC (dacoity)", 3, 14),
    Charge("399/402 PPC", 2, 6),
    Charge("406 PPC (criminal breach of trust)", 4, 0),
    Charge("411 PPC (stolen property)", 5, 1),
    Charge("419/420 PPC (cheating)", 5, 1),
    Charge("420/468/471 PPC", 4, 1),
    Charge("457/380 PPC", 3, 1),
    Charge("489-F PPC (dishonoured cheque)", 8, 0.5),
    Charge("506 PPC", 3, 0),
    Charge("186/353 PPC", 1.5, 3),
    Charge("9(a) CNSA 1997", 4, 0),
    Charge("9(b) CNSA 1997", 6, 1),
    Charge("9(c) CNSA 1997", 8, 5),
    Charge("13/20/65 Arms Ordinance 1965", 9, 2),
    Charge("25 Sindh Arms Act 2013", 2, 1),
    Charge("15 KP Arms Act 2013", 2, 1),
    Charge("3/4 Prohibition Order 1979", 6, 0),
    Charge("14 Foreigners Act 1946", 0.8, 0),
    Charge("7 ATA 1997", 0.5, 6),
)

TERRORISM = Weighted(
    [
        ("7 ATA 1997", 5),
        ("11-EE ATA 1997 (fourth schedule)", 6),
        ("11-F ATA 1997", 2),
        ("11-N ATA 1997", 1),
        ("4/5 Explosive Substances Act 1908, 7 ATA 1997", 2),
    ]
)
GENERAL = Weighted((charge.text, charge.general) for charge in CHARGES)
GRAVE = Weighted((charge.text, charge.grave) for charge in CHARGES)


def offences_of(category: str) -> Weighted[str]:
    """The offences people of a category are listed for."""
    if category == "fourth_schedule":
        return TERRORISM
    return GENERAL if category == "convict" else GRAVE
