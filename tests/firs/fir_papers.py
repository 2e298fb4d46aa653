"""An FIR as the form prints it, in both languages; invented from the first name to the last."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from documents.frames import Check
from firs.papers import FIRPaper, Informant, Officer

KARACHI = ZoneInfo("Asia/Karachi")
ISSUED_AT = datetime(2026, 8, 14, 23, 20, tzinfo=KARACHI)
CHECK = Check("K7QF-2M9D-XR4T", "https://caspp.example/check/K7QF-2M9D-XR4T/", issued_at=ISSUED_AT)
ENGLISH = FIRPaper(
    language="en",
    book_no="3",
    station="Kohsar",
    district="Islamabad",
    province="Islamabad Capital Territory",
    number="412/26",
    year=2026,
    e_tag="140826-00001238",
    occurred_from=datetime(2026, 8, 14, 19, 30, tzinfo=KARACHI),
    occurred_to=datetime(2026, 8, 14, 21, 0, tzinfo=KARACHI),
    reported_at=datetime(2026, 8, 14, 22, 45, tzinfo=KARACHI),
    informant=Informant(
        name="Muhammad Aslam",
        relation_line="s/o Ghulam Rasool",
        residence="House 17-B, Street 42, Sector F-7/2, Islamabad",
        cnic="61101-1234567-1",
        phone="0300-1234567",
    ),
    offence="Theft of a motorcycle from the parking of a market",
    sections=("379 PPC", "411 PPC"),
    property_lost="Motorcycle CG-125, registration ICT-RL-4417\nMobile phone, two years old",
    property_value=285_000,
    place="Parking of the market, in front of the bakery",
    distance_km=Decimal("2.4"),
    direction="north-east",
    beat="4",
    accused=("Unknown, about 25 years old", "Naveed alias Needu of مسلم کالونی"),
    steps_taken="Case registered; the investigation officer leaves for the place.",
    delay="No delay.",
    despatched_at=datetime(2026, 8, 14, 23, 30, tzinfo=KARACHI),
    narrative="I parked my motorcycle at 7:30 and went in with my brother عبدالرحمٰن.\nIt was gone.",
    signed_as="Thumb impression",
    officer=Officer(name="Bilal Ahmed", designation="ASI", belt_no="I-2231", phone="051-5550001"),
    check=CHECK,
)
URDU = replace(
    ENGLISH,
    language="ur",
    station="کوہسار",
    district="اسلام آباد",
    province="پنجاب",
    informant=Informant(
        name="محمد اسلم",
        relation_line="ولد غلام رسول",
        residence="مکان نمبر 17-B، سیکٹر F-7/2، اسلام آباد",
        cnic="61101-1234567-1",
        phone="0300-1234567",
    ),
    offence="مارکیٹ کی پارکنگ سے موٹرسائیکل کی چوری",
    sections=("379 ت پ", "411 ت پ"),
    property_lost="موٹرسائیکل CG-125، نمبر ICT-RL-4417",
    place="پارکنگ، بیکری کے سامنے",
    direction="شمال مشرق",
    accused=("نامعلوم، عمر تقریباً 25 سال",),
    steps_taken="مقدمہ درج رجسٹر کیا گیا۔ تفتیشی افسر موقع کو روانہ ہوئے۔",
    delay="کوئی توقف نہیں ہوا۔",
    narrative="مورخہ 14-08-2026 کو بوقت 7:30 بجے موٹرسائیکل کھڑی کی۔ فون 0321-7654321 بھی گم ہے۔",
    signed_as="نشان انگوٹھا",
    officer=Officer(
        name="بلال احمد", designation="اے ایس آئی", belt_no="I-2231", phone="051-5550001"
    ),
)
#: Everything that is markup somewhere, or might be; and signs that turn a line round.
NASTY = (
    '#import "x": * #panic("no") $x^2$ \\ \\u{41} *b* _i_ `raw` // one /* two */ @ref <label> '
    "[c] {d} = head - list + item ~ -- --- \"q\" 'q' \U0001f600 \u200fمحمد\u200e https://x.example"
)
ENDLESS = "a" * 300


def nasty(paper: FIRPaper) -> FIRPaper:
    """The same FIR, every text of it as bad as somebody could type it."""
    return replace(
        paper,
        station="Police Station of a Very Long Name of a Far Away Village in the Mountains",
        informant=Informant(
            name=NASTY,
            relation_line=f"s/o {ENDLESS}",
            residence=f"{ENDLESS} {'ب' * 200}",
            cnic="61101-1234567-1" * 5,
            phone="0" * 60,
        ),
        offence=NASTY,
        sections=tuple(f"{number}-A(6) PPC" for number in range(300, 360)),
        property_lost="\n".join([NASTY] * 3),
        place=NASTY + ENDLESS,
        accused=tuple(f"{NASTY} {number}" for number in range(40)),
        steps_taken="مقدمہ " * 300,
        delay="word " * 200,
        narrative="\n".join(["لفظ اور word 61101-1234567-1 " * 200, NASTY, ENDLESS, "1" * 200]),
        signed_as=NASTY,
        officer=Officer(name="ا" * 120, designation="D " * 60, belt_no="B" * 40, phone=ENDLESS),
    )
