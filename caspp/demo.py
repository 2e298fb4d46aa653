"""The people and hotels of the demonstration: who may sign in, and what they find.

Everybody here is invented. The password is public, so this cast exists in demonstrations only.
"""

import base64
import hashlib
from dataclasses import dataclass

from accounts.roles import Role

PASSWORD = "caspp-demo-2026"
STATION = "ISB-KSR"
OTHER_STATION = "ISB-MRG"


@dataclass(frozen=True, slots=True)
class Member:
    """One sign-in of the demonstration."""

    key: str
    role: Role
    name: str
    name_ur: str
    posted: str = ""
    #: Set for those who sign in by a code to their phone.
    phone: str = ""

    @property
    def username(self) -> str:
        return self.phone or self.key

    @property
    def factor(self) -> str:
        """The secret of this member's authenticator app, the same on every machine."""
        digest = hashlib.sha1(f"caspp demonstration {self.key}".encode()).digest()
        return base64.b32encode(digest).decode()


# `posted` names the unit: 'station:CODE', 'circle', 'district', 'region' (those above STATION),
# 'hotel:NUMBER' for a desk, or nothing for the country.
CAST = (
    Member("hotel", Role.HOTEL_OPERATOR, "Ehsan Elahi", "احسان الٰہی", "hotel:0"),
    Member("hotel2", Role.HOTEL_OPERATOR, "Farah Naz", "فرح ناز", "hotel:1"),
    Member("hotel3", Role.HOTEL_OPERATOR, "Qasim Raza", "قاسم رضا", "hotel:4"),
    Member("moharrar", Role.MOHARRAR, "Bilal Hussain", "بلال حسین", f"station:{STATION}"),
    Member("sho", Role.SHO, "Ayesha Siddiqui", "عائشہ صدیقی", f"station:{STATION}"),
    Member(
        "io", Role.INVESTIGATION_OFFICER, "Chaudhry Nadeem", "چوہدری ندیم", f"station:{STATION}"
    ),
    Member("sho2", Role.SHO, "Gul Zaman", "گل زمان", f"station:{OTHER_STATION}"),
    Member("sho3", Role.SHO, "Rubina Soomro", "روبینہ سومرو", "station:KHI-CLF"),
    Member("sdpo", Role.SDPO, "Hina Tariq", "حنا طارق", "circle"),
    Member("dpo", Role.DPO, "Dania Khan", "دانیہ خان", "district"),
    Member("igp", Role.COMMAND, "Iftikhar Ahmed", "افتخار احمد"),
    Member("frontdesk", Role.FRONT_DESK, "Javeria Aslam", "جویریہ اسلم", f"station:{STATION}"),
    Member("khidmat", Role.KHIDMAT_CLERK, "Kamran Shah", "کامران شاہ", "district"),
    Member("cro", Role.CRO_OPERATOR, "Laiba Noor", "لائبہ نور"),
    Member("cro2", Role.CRO_OPERATOR, "Sohail Tanvir", "سہیل تنویر"),
    Member("auditor", Role.AUDITOR, "Mansoor Ali", "منصور علی"),
    Member("admin", Role.ADMINISTRATOR, "Nasreen Akhtar", "نسرین اختر"),
    Member("landlord", Role.LANDLORD, "Obaidullah", "عبیداللہ", phone="03005550101"),
    Member("citizen", Role.CITIZEN, "Parveen Bibi", "پروین بی بی", phone="03005550102"),
)


@dataclass(frozen=True, slots=True)
class House:
    """One hotel of the demonstration."""

    name: str
    name_ur: str
    kind: str
    station: str
    address: str
    rooms: int


HOUSES = (
    House("Margalla View Hotel", "مارگلہ ویو ہوٹل", "hotel", STATION, "7 Jinnah Avenue, F-7", 64),
    House("Shalimar Guest House", "شالیمار گیسٹ ہاؤس", "guest_house", OTHER_STATION,
          "12 Street 31, F-8/1", 14),
    House("Aabpara Inn", "آبپارہ ان", "inn", "ISB-ABP", "3 Khayaban-e-Suharwardy, G-6", 22),
    House("Karakoram Hostel", "قراقرم ہاسٹل", "hostel", "ISB-KCY", "5 G-9 Markaz", 40),
    House("Seaview Residency", "سی ویو ریذیڈنسی", "hotel", "KHI-CLF", "Block 2, Clifton", 80),
    House("Serena Garden Lodge", "سرینا گارڈن لاج", "guest_house", "GIL-JTL", "Jutial Road", 18),
)  # fmt: skip
