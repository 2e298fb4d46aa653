"""What the gallery at /ui/ shows: for every file of templates/_components, examples from the trade.

Nobody here is real. The sample words stand in both languages on the spot; a translator has better
things to do than to translate them in the catalog.
"""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from screen.forms import SampleFilter, SampleForm
from screen.navigation import Tile
from screen.paging import Found
from screen.templatetags.screen import time_words

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "_components"
LANGUAGES = ("en", "ur")

Examples: TypeAlias = list[tuple[str, dict[str, Any]]]

_FIRST_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}")


# These stand beside each other; the others take a line each.
SMALL = {
    "band",
    "clock",
    "cnic",
    "kbd",
    "marked",
    "photo",
    "reference",
    "severity",
    "stat_tile",
    "status_pill",
}


@dataclass(frozen=True, slots=True)
class Pane:
    """The examples of one component in one language, as (title, drawing)."""

    language: str
    direction: str
    time_words: str
    examples: list[tuple[str, SafeString]]


@dataclass(frozen=True, slots=True)
class Part:
    """One component: what it is called, what it takes, how it looks."""

    name: str
    parameters: str
    small: bool
    panes: list[Pane]


def names() -> list[str]:
    """Every component there is, by the names of the files."""
    return sorted(file.stem for file in FOLDER.glob("*.html"))


def parameters_of(name: str) -> str:
    """The first comment of the component, which names what it takes."""
    found = _FIRST_COMMENT.match((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return found[1] if found else ""


def render(name: str, context: dict[str, Any]) -> SafeString:
    """The component as a page would include it."""
    return render_to_string(f"_components/{name}.html", context)


def page(*, at: datetime.datetime) -> dict[str, Any]:
    """The whole shelf, and the patterns in the reader's own language."""
    language = translation.get_language() or "en"
    return {"parts": parts(at=at), **patterns(language=language, at=at)}


def parts(*, at: datetime.datetime) -> list[Part]:
    """Every component with its examples, each rendered in every language."""
    panes = {language: _panes(language=language, at=at) for language in LANGUAGES}
    return [
        Part(
            name=name,
            parameters=parameters_of(name),
            small=name in SMALL,
            panes=[panes[language][name] for language in LANGUAGES],
        )
        for name in panes[LANGUAGES[0]]
    ]


def _panes(*, language: str, at: datetime.datetime) -> dict[str, Pane]:
    with translation.override(language):
        return {
            name: Pane(
                language=language,
                direction="rtl" if translation.get_language_bidi() else "ltr",
                time_words=time_words(),
                examples=[(title, render(name, context)) for title, context in examples],
            )
            for name, examples in examples_in(language, at=at).items()
        }


@dataclass(frozen=True, slots=True)
class _Message:
    """What django.contrib.messages would hand over."""

    level_tag: str
    words: str

    def __str__(self) -> str:
        return self.words


def _people(ur: bool) -> dict[str, Any]:
    """The cast of the gallery."""
    return {
        "guest": SimpleNamespace(
            name="Ghulam Abbas",
            name_ur="غلام عباس",
            relation_line="ولد غلام رسول" if ur else "s/o Ghulam Rasool",
            cnic_formatted="35202-4127788-3",
            cnic_masked="35202-•••••••-3",
            phone_masked="••••-••••788",
            gender_label="مرد" if ur else "Male",
            birth=1984,
            phone="0300-4127788",
            district="لاہور" if ur else "Lahore",
            address="مکان 14، گلی 3، اچھرہ" if ur else "House 14, Street 3, Ichhra",
        ),
        "foreigner": SimpleNamespace(
            name="Karimov Rustam",
            passport_no="FA4418203",
            nationality_name="ازبکستان" if ur else "Uzbekistan",
            gender_label="مرد" if ur else "Male",
            birth=datetime.date(1991, 3, 9),
        ),
        "bare": SimpleNamespace(name="Shabana Bibi"),
    }


def _sample_form(language: str, **values: str) -> SampleForm:
    """A form of its own for each pane, so that no two fields share an id."""
    filled = {"gender": "M", "kind": "alone", **values}
    data = {f"{language}-{name}": value for name, value in filled.items()}
    return SampleForm(data, prefix=language)


def examples_in(language: str, *, at: datetime.datetime) -> dict[str, Examples]:
    """Component name → its examples as (title, context), in one language."""
    ur = language == "ur"

    def say(english: str, urdu: str) -> str:
        return urdu if ur else english

    def before(**length: float) -> datetime.datetime:
        return at - datetime.timedelta(**length)

    def after(**length: float) -> datetime.datetime:
        return at + datetime.timedelta(**length)

    people = _people(ur)
    return {
        "page_header": [
            (
                "With a way back and actions",
                {
                    "title": say("Guests in the house", "ہوٹل میں موجود مہمان"),
                    "subtitle": say("Avari Guest House, Mall Road", "آواری گیسٹ ہاؤس، مال روڈ"),
                    "back_url": "#page_header",
                    "actions": [
                        {
                            "label": say("New guest", "نیا مہمان"),
                            "url": "#page_header",
                            "icon": "person-plus",
                            "primary": True,
                        },
                        {
                            "label": say("Print the register", "رجسٹر پرنٹ کریں"),
                            "url": "#page_header",
                            "icon": "printer",
                        },
                    ],
                },
            ),
            ("A title alone", {"title": say("My work", "میرا کام")}),
        ],
        "stat_tile": [
            (
                "Waits for the reader",
                {
                    "tile": Tile(
                        say("Alerts to answer", "جواب طلب الرٹ"),
                        3,
                        "#stat_tile",
                        "bell",
                        tone="waits",
                        hint=say("Oldest: 12 min", "سب سے پرانا: 12 منٹ"),
                    )
                },
            ),
            (
                "Plain",
                {
                    "tile": Tile(
                        say("Guests tonight", "آج رات کے مہمان"),
                        1284,
                        "#stat_tile",
                        "building",
                        hint=say("in 41 hotels", "41 ہوٹلوں میں"),
                    )
                },
            ),
            (
                "Bad news",
                {
                    "tile": Tile(
                        say("Complaints past their time", "مقررہ وقت سے گزری شکایات"),
                        7,
                        "#stat_tile",
                        "alarm",
                        tone="bad",
                    )
                },
            ),
            (
                "No link",
                {"tile": Tile(say("Version of the list", "فہرست کا نسخہ"), 812, "", "layers")},
            ),
            (
                "Nothing waits",
                {
                    "tile": Tile(
                        say("FIRs without an officer", "بغیر تفتیشی افسر ایف آئی آر"),
                        0,
                        "#stat_tile",
                        "journal-text",
                        tone="waits",
                    )
                },
            ),
        ],
        "status_pill": [
            ("plain", {"label": say("Draft", "مسودہ")}),
            ("info", {"label": say("Under investigation", "زیر تفتیش"), "tone": "info"}),
            ("good", {"label": say("Sent to police", "پولیس کو بھیجا گیا"), "tone": "good"}),
            ("warn", {"label": say("Sent late", "تاخیر سے بھیجا گیا"), "tone": "warn"}),
            ("bad", {"label": say("Refused", "مسترد"), "tone": "bad"}),
            ("waits", {"label": say("Waits for you", "آپ کے منتظر"), "tone": "waits"}),
            (
                "Its own icon",
                {"label": say("In prison", "جیل میں"), "tone": "plain", "icon": "lock-fill"},
            ),
        ],
        "severity": [
            ("1, the most urgent", {"level": 1}),
            ("2", {"level": 2}),
            ("3", {"level": 3}),
            ("4, for information", {"level": 4}),
            (
                "In words of its own",
                {"level": 1, "label": say("Proclaimed offender", "اشتہاری مجرم")},
            ),
        ],
        "band": [
            ("confirmed", {"band": "confirmed"}),
            ("probable", {"band": "probable"}),
            ("possible", {"band": "possible"}),
            ("cnic_in_use", {"band": "cnic_in_use"}),
        ],
        "person_card": [
            (
                "A guest with everything",
                {
                    "person": people["guest"],
                    "heading": say("Seen at the desk", "استقبالیہ پر دیکھا گیا"),
                },
            ),
            (
                "A foreigner who is looked for",
                {
                    "person": people["foreigner"],
                    "heading": say("Looked for", "مطلوب"),
                    "tone": "bad",
                },
            ),
            (
                "Masked, and the button that shows the numbers",
                {"person": people["guest"], "masked": True, "unmask_url": "#person_card"},
            ),
            ("Only a name", {"person": people["bare"]}),
        ],
        "cnic": [
            ("Open", {"value": "35202-4127788-3"}),
            ("Masked", {"value": "35202-•••••••-3", "masked": True}),
        ],
        "definition_list": [
            (
                "A stay",
                {
                    "items": [
                        (say("Room", "کمرہ"), "214"),
                        (say("Came from", "آمد"), say("Multan, by bus", "ملتان سے، بس پر")),
                        (
                            say("Purpose", "مقصد"),
                            say("Treatment at Mayo Hospital", "میو ہسپتال میں علاج"),
                        ),
                        (say("Vehicle", "گاڑی"), ""),
                    ]
                },
            )
        ],
        "timeline": [
            (
                "An alert",
                {
                    "entries": [
                        {
                            "at": before(minutes=12),
                            "title": say("Waits for the station", "تھانے کا منتظر"),
                            "tone": "waits",
                        },
                        {
                            "at": before(minutes=13),
                            "title": say("Match found", "مماثلت ملی"),
                            "text": say(
                                "Equal CNIC; name and father agree.",
                                "شناختی کارڈ یکساں؛ نام اور ولدیت بھی ملتے ہیں۔",
                            ),
                            "tone": "bad",
                        },
                        {
                            "at": before(hours=9),
                            "title": say("Listing published", "مطلوب فہرست میں شامل"),
                            "by": say("ASI Nadia Aslam", "اے ایس آئی نادیہ اسلم"),
                        },
                    ]
                },
            )
        ],
        "marked": [
            ("One digit", {"pieces": [("33648-", False), ("5", True), ("029561-3", False)]}),
            ("A letter of Urdu", {"pieces": [("محمد ا", False), ("س", True), ("لم", False)]}),
        ],
        "evidence": [
            (
                "One digit off, an old friend",
                {
                    "match": SimpleNamespace(
                        band="probable",
                        probability=0.974,
                        rivals=0,
                        model_version="2026.11-first.5d41402a",
                        found_at=before(minutes=12),
                        local_evidence=[
                            {
                                "words": say(
                                    "CNIC one digit off: 33648-1029561-3, on the list"
                                    " 33648-5029561-3",
                                    "شناختی کارڈ نمبر میں ایک ہندسے کا فرق ہے: یہاں"
                                    " \u206833648-1029561-3\u2069، فہرست میں"
                                    " \u206833648-5029561-3\u2069",
                                ),
                                "bits": 12.8,
                                "speaks_for": True,
                                "share": 100,
                                "ours": [("33648-", False), ("1", True), ("029561-3", False)],
                                "theirs": [("33648-", False), ("5", True), ("029561-3", False)],
                            },
                            {
                                "words": say(
                                    "Father's name agrees: M. Waris = Md Waris",
                                    "والد کا نام ملتا ہے: ایم وارث = محمد وارث",
                                ),
                                "bits": 3.6,
                                "speaks_for": True,
                                "share": 28,
                            },
                            {
                                "words": say(
                                    "Another district: Kasur, on the list Okara",
                                    "ضلع مختلف ہے: یہاں قصور، فہرست میں اوکاڑہ",
                                ),
                                "bits": -1.9,
                                "speaks_for": False,
                                "share": 15,
                            },
                        ],
                    )
                },
            ),
            (
                "A name, and two others whom it fits",
                {
                    "match": SimpleNamespace(
                        band="possible",
                        probability=0.52,
                        rivals=2,
                        model_version="2026.11-first.5d41402a",
                        local_evidence=[
                            {
                                "words": say(
                                    "Name agrees in part: Waris Ashraf, on the list Waris Ashrat",
                                    "نام جزوی طور پر ملتا ہے: یہاں وارث اشرف، فہرست میں وارث اشرت",
                                ),
                                "bits": 4.4,
                                "speaks_for": True,
                                "share": 100,
                                "ours": [
                                    (say("Waris Ashra", "وارث اشر"), False),
                                    (say("f", "ف"), True),
                                ],
                                "theirs": [
                                    (say("Waris Ashra", "وارث اشر"), False),
                                    (say("t", "ت"), True),
                                ],
                            },
                            {
                                "words": say(
                                    "Born the same year, 1962", "پیدائش کا سال ایک ہے: 1962"
                                ),
                                "bits": 3.6,
                                "speaks_for": True,
                                "share": 82,
                            },
                        ],
                    )
                },
            ),
            (
                "Certain",
                {
                    "match": SimpleNamespace(
                        band="confirmed",
                        probability=0.9999,
                        rivals=1,
                        model_version="2026.11-first.5d41402a",
                        local_evidence=[
                            {
                                "words": say(
                                    "CNIC 33648-5029561-3: every digit agrees",
                                    "شناختی کارڈ نمبر \u206833648-5029561-3\u2069:"
                                    " تمام ہندسے ملتے ہیں",
                                ),
                                "bits": 19.0,
                                "speaks_for": True,
                                "share": 100,
                            }
                        ],
                    )
                },
            ),
        ],
        "filter_bar": [
            (
                "Three questions",
                {
                    "form": SampleFilter(auto_id=f"filter_{language}_%s"),
                    "submit": say("Search", "تلاش کریں"),
                    "clear_url": "#filter_bar",
                },
            )
        ],
        "empty_state": [
            (
                "With something to do",
                {
                    "icon": "moon-stars",
                    "title": say("No guests tonight yet", "آج رات ابھی کوئی مہمان نہیں"),
                    "text": say(
                        "Whoever checks in appears here at once.",
                        "جو بھی آئے گا، فوراً یہاں نظر آئے گا۔",
                    ),
                    "action_url": "#empty_state",
                    "action_label": say("New guest", "نیا مہمان"),
                },
            ),
            (
                "All done",
                {
                    "icon": "check2-circle",
                    "title": say("Nothing waits for you", "آپ کا کوئی کام باقی نہیں"),
                },
            ),
        ],
        "pager_of_search": [
            (
                "Page one",
                {
                    "page": Found([], older_key="2026-11-01T09:30:00+05:00~17", is_first=True),
                    "name": "text",
                    "text": "Rukhsana",
                },
            ),
            (
                "The last one",
                {
                    "page": Found([], older_key="", is_first=False),
                    "name": "text",
                    "text": "Rukhsana",
                },
            ),
        ],
        "pager": [
            (
                "In the middle",
                {
                    "newer_url": "#pager",
                    "older_url": "#pager",
                    "label": say("14 to 20 November", "14 تا 20 نومبر"),
                },
            ),
            ("At the newest", {"older_url": "#pager"}),
            (
                "In the order of a file",
                {
                    "newer_url": "#pager",
                    "older_url": "#pager",
                    "newer_word": say("Back", "پیچھے"),
                    "older_word": say("Next", "آگے"),
                    "label": say("Page 2 of 9", "صفحہ 2 از 9"),
                },
            ),
        ],
        "error_summary": [
            (
                "Leads to the form further down",
                {"form": _sample_form(language, cnic="35202-412778")},
            )
        ],
        "callout": [
            (
                tone,
                {"tone": tone, "title": title, "text": text},
            )
            for tone, title, text in (
                (
                    "info",
                    say("NADRA does not answer", "نادرا جواب نہیں دے رہا"),
                    say(
                        "The request is kept and asked again; you may go on.",
                        "درخواست محفوظ ہے اور دوبارہ پوچھی جائے گی؛ آپ کام جاری رکھیں۔",
                    ),
                ),
                (
                    "waits",
                    say("Two arrivals are not sent", "دو آمد ابھی نہیں بھیجی گئیں"),
                    say("Send them before 18:40.", "انہیں 18:40 سے پہلے بھیجیں۔"),
                ),
                (
                    "bad",
                    "",
                    say(
                        "This CNIC is used by someone with another name.",
                        "یہ شناختی کارڈ کسی اور نام سے استعمال ہو رہا ہے۔",
                    ),
                ),
                ("good", "", say("The register is complete.", "رجسٹر مکمل ہے۔")),
                (
                    "warn",
                    "",
                    say("The section is not verified yet.", "دفعہ کی ابھی تصدیق نہیں ہوئی۔"),
                ),
            )
        ],
        "look_back": [
            (
                "Waits to be admitted",
                {
                    "progress": SimpleNamespace(
                        words=say(
                            "Waits to be admitted to the list; that takes seconds.",
                            "فہرست میں شامل ہونے کا منتظر ہے؛ اس میں چند سیکنڈ لگتے ہیں۔",
                        )
                    )
                },
            ),
            (
                "On the way through the past",
                {
                    "progress": SimpleNamespace(
                        words=say(
                            "45 % of the past is compared. 1 match so far.",
                            "گزشتہ ریکارڈ کے 45 فیصد سے موازنہ ہو چکا۔ اب تک 1 مماثلت۔",
                        ),
                        percent=45,
                        is_comparing=True,
                    )
                },
            ),
            (
                "Compared with everybody",
                {
                    "progress": SimpleNamespace(
                        words=say(
                            "Compared with everybody seen before, at 14:05. No match so far.",
                            "پہلے دیکھے گئے تمام افراد سے 14:05 بجے موازنہ ہو چکا۔"
                            " اب تک کوئی مماثلت نہیں۔",
                        ),
                        is_done=True,
                    )
                },
            ),
        ],
        "progress": [
            (
                "An import",
                {"label": say("Rows read", "پڑھی گئی قطاریں"), "value": 31200, "max": 52400},
            ),
        ],
        "clock": [
            (
                "Time enough",
                {
                    "label": say("Report to police by", "پولیس کو اطلاع"),
                    "due_at": after(minutes=131),
                },
            ),
            (
                "Soon",
                {
                    "label": say("Acknowledge", "وصولی کی تصدیق"),
                    "due_at": after(minutes=8.5),
                    "tone": "waits",
                },
            ),
            (
                "Late",
                {
                    "label": say("Interim challan", "نامکمل چالان"),
                    "due_at": before(days=3),
                    "tone": "bad",
                },
            ),
        ],
        "kbd": [("New guest", {"keys": "Alt+N"})],
        "notice": [
            (
                level,
                {"message": _Message(level, words)},
            )
            for level, words in (
                ("success", say("FIR 214/26 registered.", "ایف آئی آر 214/26 درج ہو گئی۔")),
                ("error", say("The file could not be read.", "فائل پڑھی نہیں جا سکی۔")),
            )
        ],
        "photo": [("None on file", {"url": "", "alt": ""})],
        "steps": [
            (
                "An FIR",
                {
                    "steps": [
                        {"label": say("Diary entry", "روزنامچہ"), "state": "done", "url": "#steps"},
                        {
                            "label": say("FIR", "ایف آئی آر"),
                            "state": "done",
                            "hint": "214/26",
                        },
                        {
                            "label": say("Statements", "بیانات"),
                            "state": "now",
                            "hint": say("2 of 5 taken", "5 میں سے 2 مکمل"),
                        },
                        {"label": say("Challan", "چالان"), "state": "next"},
                    ]
                },
            )
        ],
        "reference": [
            (
                "An e-tag",
                {"value": "LHR-CL-26-004187", "label": say("Your number", "آپ کا نمبر")},
            )
        ],
    }


def patterns(*, language: str, at: datetime.datetime) -> dict[str, Any]:
    """Whole pieces of pages built from CSS classes: form, table, lanes, sheet."""
    ur = language == "ur"

    def say(english: str, urdu: str) -> str:
        return urdu if ur else english

    def before(minutes: int) -> datetime.datetime:
        return at - datetime.timedelta(minutes=minutes)

    guests = [
        {
            "name": "Ghulam Abbas",
            "cnic": "3520241277883",
            "room": "214",
            "came_at": before(42),
            "nights": 2,
            "label": say("Sent", "بھیجا گیا"),
            "tone": "good",
        },
        {
            "name": "Shabana Bibi",
            "cnic": "3310477120564",
            "room": "107",
            "came_at": before(170),
            "nights": 1,
            "label": say("Not sent yet", "ابھی نہیں بھیجا"),
            "tone": "waits",
        },
        {
            "name": "Muhammad Waris",
            "cnic": "3610281930047",
            "room": "301",
            "came_at": before(1300),
            "nights": 12,
            "label": say("Sent late", "تاخیر سے"),
            "tone": "warn",
        },
    ]
    alerts = [
        {
            "severity": 1,
            "band": "confirmed",
            "name": "Ghulam Abbas",
            "why": say("Proclaimed offender, s. 302 PPC", "اشتہاری، دفعہ 302 ت پ"),
            "place": say("Avari Guest House, room 214", "آواری گیسٹ ہاؤس، کمرہ 214"),
            "at": before(12),
        },
        {
            "severity": 2,
            "band": "probable",
            "name": "M. Waris",
            "why": say("Court absconder", "عدالتی مفرور"),
            "place": say("Tenancy, Ichhra", "کرایہ دار، اچھرہ"),
            "at": before(95),
        },
        {
            "severity": 3,
            "band": "cnic_in_use",
            "name": "Shabana Bibi",
            "why": say("CNIC belongs to another name", "شناختی کارڈ کسی اور نام کا"),
            "place": say("Khidmat Markaz, Liberty", "خدمت مرکز، لبرٹی"),
            "at": before(300),
        },
    ]
    lanes = [
        {"title": say("To answer", "جواب طلب"), "tone": "waits", "alerts": alerts[:2]},
        {"title": say("En route", "روانہ"), "tone": "plain", "alerts": alerts[2:]},
        {"title": say("Closed today", "آج بند"), "tone": "plain", "alerts": []},
    ]
    return {
        "form": _sample_form(
            language, name="Ghulam Abbas", name_ur="غلام عباس", cnic="35202-412778"
        ),
        "guests": guests,
        "lanes": lanes,
        "colours": COLOURS,
    }


# Token and what it is for; the gallery and the contrast test read the same list.
COLOURS = (
    ("navy-900", "masthead, headings"),
    ("navy-800", "primary actions, menu"),
    ("navy-700", "links"),
    ("navy-600", "focus, severity 3"),
    ("ink", "text"),
    ("ink-soft", "quiet text"),
    ("line-strong", "edges of fields"),
    ("paper", "page"),
    ("amber", "what waits for the reader"),
    ("good", "good"),
    ("warn", "look out"),
    ("bad", "bad, severity 1"),
)
