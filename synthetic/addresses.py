"""Addresses in the way people write them, by province."""

from synthetic.stock import Dice

MOHALLAS = (
    "Islampura", "Mohalla Qazian", "Gulshan Colony", "Model Town", "Satellite Town",
    "Mohalla Eidgah", "Civil Lines", "Shah Faisal Colony", "Mohalla Hussainabad", "Rehmanpura",
    "Gulberg", "Allama Iqbal Colony", "Mohalla Sadat", "New Abadi", "Railway Colony",
    "Mohalla Kashmirian", "Nawab Town", "Peoples Colony", "Canal View", "Mohalla Usmania",
    "Ghousia Colony", "Mohalla Masjid Wali", "Madina Town", "Officers Colony", "Bilal Town",
)  # fmt: skip
VILLAGES = (
    "Kot Nawab", "Thatta Sharif", "Pir Mahal", "Dera Murad", "Basti Malook", "Kili Haji Gul",
    "Rasoolpur", "Kot Addu Khurd", "Dhok Awan", "Nurpur", "Chhota Lahor", "Sharifabad",
    "Tando Jan", "Shergarh", "Landi Kas", "Kala Gujran", "Fatehpur", "Zahir Pir",
)  # fmt: skip
CANALS = ("GB", "JB", "RB", "SB", "EB", "NB", "WB")


def address(dice: Dice, digit: str, district: str) -> str:
    """A postal address in a district of the province with this first digit of the CNIC."""
    shape = dice()
    number = 1 + int(dice() * 480)
    if shape < 0.55:
        mohalla = MOHALLAS[int(dice() * len(MOHALLAS))]
        return f"House No. {number}, Street {1 + int(dice() * 30)}, {mohalla}, {district}"
    if digit == "3" and shape < 0.80:
        return f"Chak No. {number}/{CANALS[int(dice() * len(CANALS))]}, {district}"
    village = VILLAGES[int(dice() * len(VILLAGES))]
    if digit == "4":
        return f"Goth {village}, Taluka {district}, District {district}"
    if digit in "12":
        return f"Village {village}, Post Office {village}, District {district}"
    return f"Mauza {village}, Tehsil and District {district}"
