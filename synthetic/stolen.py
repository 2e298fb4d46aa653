"""Invented vehicles and telephones, with plates and numbers of the shapes that are in use."""

from dataclasses import dataclass

from synthetic.stock import Dice, Weighted

#: Make and model, value in rupees, and how its chassis and engine numbers begin.
_VEHICLES = Weighted(
    [
        (("Honda CD 70", 128_000, "CD", "CD70E"), 30),
        (("Honda CG 125", 215_000, "CG", "CG125E"), 22),
        (("United US 70", 92_000, "UN", "UNE"), 8),
        (("Road Prince RP 70", 89_000, "RP", "RPE"), 6),
        (("Yamaha YBR 125", 410_000, "YB", "E3R"), 5),
        (("Suzuki GS 150", 360_000, "SB", "GS150E"), 3),
        (("Suzuki Mehran VX", 850_000, "SB308PK", "PKT"), 5),
        (("Suzuki Alto VXR", 2_400_000, "HA36SPK", "R06A"), 5),
        (("Suzuki Cultus VXL", 3_100_000, "SF310PK", "K10B"), 3),
        (("Toyota Corolla GLi", 4_200_000, "NZE170R", "2NZ"), 6),
        (("Honda City", 3_900_000, "NFBGM36", "L13Z"), 3),
        (("Honda Civic", 6_800_000, "NFBFC15", "R18Z"), 2),
        (("Hyundai Shehzore", 1_900_000, "KMFZB", "D4BB"), 2),
    ]
)
_COLOURS = ("black", "red", "white", "silver", "blue", "grey")
_MOBILES = Weighted(
    [
        (("Samsung Galaxy A14", 52_000), 20),
        (("Infinix Hot 30", 38_000), 16),
        (("Vivo Y21", 45_000), 16),
        (("Oppo A57", 48_000), 14),
        (("Tecno Spark 10", 33_000), 12),
        (("Redmi Note 12", 62_000), 12),
        (("Apple iPhone 11", 145_000), 6),
        (("Nokia 105", 7_000), 4),
    ]
)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
TWO_SIMS_SHARE, NO_CHASSIS_SHARE = 0.7, 0.25


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle by its three numbers; those that the owner does not know are ''."""

    registration_no: str
    chassis_no: str
    engine_no: str
    make: str
    colour: str
    value: int


@dataclass(frozen=True, slots=True)
class Mobile:
    """A telephone by its one or two IMEI numbers."""

    imei: str
    imei_2: str
    make: str
    value: int


def vehicle(dice: Dice, digit: str) -> Vehicle:
    """A vehicle of the province with this first digit of the CNIC."""
    make, value, chassis, engine = _VEHICLES.draw(dice)
    knows = dice() >= NO_CHASSIS_SHARE
    return Vehicle(
        plate(dice, digit),
        f"{chassis}{int(dice() * 10_000_000):07d}" if knows else "",
        f"{engine}{int(dice() * 1_000_000):06d}" if knows else "",
        make,
        _COLOURS[int(dice() * len(_COLOURS))],
        value,
    )


def plate(dice: Dice, digit: str) -> str:
    """A registration number: LEA-19-1234 in Punjab, KMZ-4711 in Sindh, AA-1234 in KP."""
    number = 1 + int(dice() * 9_998)
    if digit == "3":
        return f"LE{_letter(dice)}-{10 + int(dice() * 14)}-{number:04d}"
    first = {"4": "K", "5": "Q", "6": "R", "7": "G"}.get(digit, "")
    return f"{first}{_letter(dice)}{_letter(dice)}-{number:04d}"


def mobile(dice: Dice) -> Mobile:
    """A telephone; seven of ten have two cards, and so two numbers."""
    make, value = _MOBILES.draw(dice)
    second = imei(dice) if dice() < TWO_SIMS_SHARE else ""
    return Mobile(imei(dice), second, make, value)


def imei(dice: Dice) -> str:
    """Fifteen digits, the last of which checks the others after Luhn."""
    body = f"35{int(dice() * 1e12):012d}"
    total = 0
    for place, letter in enumerate(reversed(body)):
        digit = int(letter)
        if place % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return f"{body}{-total % 10}"


def _letter(dice: Dice) -> str:
    return _LETTERS[int(dice() * len(_LETTERS))]
