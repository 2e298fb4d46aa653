"""The sections of offences: the table a lawyer reads, how a clerk finds them, and the picker.

sections_law.csv was written from what is known of the CrPC's second schedule and of the acts, not
printed from the data: whoever corrects a row of the one looks at the other.
"""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import translation

from accounts.seals import Seal
from firs.section_forms import SectionsField
from firs.sections import Agency, CrimeHead, OffenceSection, Part, words_of

pytestmark = pytest.mark.django_db

LAW = Path(__file__).with_name("sections_law.csv")
TODAY = date(2026, 11, 26)
URDU = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-z]")
KNOWN = {True: "yes", False: "no", None: "not known"}


def section(text: str) -> OffenceSection:
    number, act = text.split(" ", 1)
    return OffenceSection.objects.get(section=number, act=act)


def found(text: str) -> list[str]:
    return [one.text for one in OffenceSection.objects.on(TODAY).matching(text)]


# --- The law ---


def test_every_section_is_as_the_table_says():
    """Cognizable, bailable, compoundable and the head, line by line in the order of the table."""
    with LAW.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    taken = []
    for text, *_rest in lines:
        one = section(text)
        law = (one.is_cognizable, one.is_bailable, one.is_compoundable)
        head = str(CrimeHead(one.crime_head).label)
        taken.append([text, one.title, *(KNOWN[it] for it in law), head, str(one.part.label)])
    assert taken == lines


def test_the_identity_of_these_victims_is_hidden():
    """Section 376-A PPC, and the schedules of the Anti-Rape Act 2021 where an offence stands
    there by itself (section 26); nothing else.
    """
    by_376a = {"354-A", "376", "376-A", "377", "377-B"}
    schedule_i = {"292-A", "292-B", "292-C", "354", "498-B"}
    schedule_ii = {"336-B", "354-A", "365-B", "366-A", "366-B", "367-A", "371-A", "371-B"} | {
        *("375-A", "376", "377", "377-B")
    }
    penal_code = {f"{number} PPC" for number in by_376a | schedule_i | schedule_ii}
    others = {"26 Anti-Rape Act", "21 PECA", "22 PECA"}
    sealed = OffenceSection.objects.exclude(sealed_as="")
    assert {one.text for one in sealed} == penal_code | others
    assert {one.sealed_as for one in sealed} == {Seal.SEXUAL_OFFENCE}


def test_the_report_is_due_in_fourteen_days_and_three():
    """Section 173 CrPC; thirty and three in a case of terrorism."""
    for one in OffenceSection.objects.all():
        assert one.report_days == (30 if one.act == "ATA" else 14)
        assert one.interim_days == 3


def test_what_is_referred_is_not_the_stations():
    """Cyber crime goes to its agency; passports and emigration to the FIA."""
    referred = {one.act: one.refer_to for one in OffenceSection.objects.exclude(refer_to="")}
    assert referred.pop("PECA") == Agency.CYBER
    assert referred == {
        **dict.fromkeys(("Passports Act", "Emigration Ordinance"), Agency.FIA),
        **dict.fromkeys(("PPC", "Prevention of Corruption Act"), Agency.ANTI_CORRUPTION),
    }
    cyber = OffenceSection.objects.filter(crime_head=CrimeHead.CYBER)
    assert {one.act for one in cyber} == {"PECA"}


def test_a_stolen_phone_is_asked_for_from_379_to_402():
    """And a vehicle where one may have been taken, or driven."""
    asking = OffenceSection.objects.filter(asks_mobile=True)
    numbers = {int(re.match(r"\d+", one.section)[0]) for one in asking}
    assert (min(numbers), max(numbers)) == (379, 402)
    assert {one.act for one in asking} == {"PPC"}
    for text in ("381-A PPC", "392 PPC", "411 PPC", "320 PPC"):
        assert section(text).asks_vehicle


# --- The rows ---


def test_every_row_is_whole():
    """Both languages, a known head, search words, a source, and nothing verified by a guess."""
    sections = list(OffenceSection.objects.all())
    assert len(sections) >= 300
    assert len({one.text for one in sections}) == len(sections)
    for one in sections:
        assert one.crime_head in CrimeHead.values
        assert one.part in Part
        assert one.title
        assert one.words
        assert not URDU.search(one.title + one.words), one
        for urdu in (one.title_ur, one.words_ur, one.act_ur, one.act_name_ur):
            assert URDU.search(urdu), one
            assert not LATIN.search(urdu), one
        assert one.source
        assert not one.is_verified
        assert "unverified" in one.source


def test_every_head_has_its_part():
    """Also those that no section has of itself."""
    for head in CrimeHead:
        assert OffenceSection(crime_head=head).part in Part
    assert OffenceSection(crime_head=CrimeHead.CATTLE_THEFT).part == Part.PROPERTY


def test_no_section_has_four_figures():
    """So a number of four figures is the year of an act, and is not searched."""
    numbers = re.compile(r"\d{4,}")
    assert not [one for one in OffenceSection.objects.all() if numbers.search(one.section)]
    assert words_of("Arms Ordinance 1965") == ["arms", "ordinance"]


def test_loading_again_changes_nothing_and_corrects():
    """The same rows under the same codes; what somebody broke is put right."""

    def rows():
        return list(OffenceSection.objects.order_by("code").values_list())

    before = rows()
    OffenceSection.objects.filter(code="ppc-379").update(
        title="Thfet", folded=" ", is_bailable=True
    )
    call_command("load_reference", verbosity=0)
    assert rows() == before


def test_it_is_cited_as_people_cite_it():
    """'379 PPC'; in Urdu '379 ت پ', its number from left to right."""
    theft = section("379 PPC")
    assert (str(theft), theft.local_title) == ("379 PPC", "Theft")
    with translation.override("ur"):
        assert (theft.local_text, theft.local_title) == ("\u2066379\u2069 ت پ", "چوری")
        assert theft.local_act_name == "مجموعہ تعزیراتِ پاکستان، 1860"


@pytest.mark.parametrize(
    "broken",
    [
        {"crime_head": "piracy"},
        {"sealed_as": "secret"},
        {"refer_to": "interpol"},
        {"report_days": 0},
        {"valid_from": "2026-01-02", "valid_to": "2026-01-01"},
        {"section": "380"},
    ],
)
def test_the_table_refuses_nonsense(broken):
    """An unknown head, a clock that does not run, the same section twice on one day."""
    with pytest.raises(IntegrityError), transaction.atomic():
        OffenceSection.objects.filter(code="ppc-379").update(**broken)


def test_a_section_that_changes_is_a_new_row():
    """The old one ends, the new one begins, and each day has one of them."""
    old = section("379 PPC")
    OffenceSection.objects.filter(pk=old.pk).update(valid_to=TODAY - timedelta(days=1))
    new = section("379 PPC")
    new.pk, new.valid_from, new.valid_to = "ppc-379-new", TODAY, None
    new.save(force_insert=True)
    on = OffenceSection.objects.filter(act="PPC", section="379").on
    assert [one.pk for one in on(TODAY)] == ["ppc-379-new"]
    assert [one.pk for one in on(TODAY - timedelta(days=1))] == ["ppc-379"]


def test_who_edits_a_section_finds_it_by_its_new_words(rf):
    """The administration folds what it saves; the code stays."""
    of_sections = admin.site._registry[OffenceSection]
    theft = section("379 PPC")
    theft.words = "pilfering"
    of_sections.save_model(rf.post("/"), theft, form=None, change=True)
    assert found("pilfering") == ["379 PPC"]
    assert of_sections.get_readonly_fields(rf.get("/"), theft) == ("code",)


# --- Finding one ---


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("379", "379 PPC"),
        ("379 ppc", "379 PPC"),
        ("ppc 379", "379 PPC"),
        ("دفعہ 379 ت پ", "379 PPC"),
        ("۳۷۹", "379 PPC"),
        ("chori", "379 PPC"),
        ("چوری", "379 PPC"),
        ("چوري", "379 PPC"),
        ("Theft", "379 PPC"),
        ("murder", "302 PPC"),
        ("قتلِ عمد", "302 PPC"),
        ("rape", "376 PPC"),
        ("dakaiti", "395 PPC"),
        ("اغوا", "363 PPC"),
        ("gari chori", "381-A PPC"),
        ("381a", "381-A PPC"),
        ("337-A(i)", "337-A(i) PPC"),
        ("337 a i", "337-A(i) PPC"),
        ("506-ii", "506(ii) PPC"),
        ("506 b", "506(ii) PPC"),
        ("13/20/65", "13 Arms Ordinance"),
        ("13-2a", "13(2)(a) Arms Ordinance"),
        ("15aa", "15 KP Arms Act"),
        ("arms 1965", "13 Arms Ordinance"),
        ("7 ata", "7 ATA"),
        ("144", "144 PPC"),
        ("dafa144", "188 PPC"),
        ("patang", "4 Punjab Kite Flying Act"),
    ],
)
def test_search(typed, first):
    """By number, act, or words of any of the three ways of writing; the likeliest comes first."""
    assert found(typed)[0] == first


def test_several_numbers_are_several_sections():
    """As they stand on the paper: whole numbers first, each of them."""
    assert found("302/34 PPC")[:2] == ["34 PPC", "302 PPC"]


def test_every_word_must_fit():
    """More words, fewer sections; and no words are no question."""
    assert set(found("theft meter")) < set(found("theft"))
    assert found("theft of the crown") == []
    assert found("' %_") == found("") == [one.text for one in OffenceSection.objects.on(TODAY)]


# --- The picker ---


class Paper(forms.Form):
    """A form with the picker, about one day."""

    sections = SectionsField()

    def __init__(self, *args, day=TODAY, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].offer(day)


def sent(*codes: str, day: date = TODAY) -> Paper:
    """What a browser sends, in this order."""
    return Paper(QueryDict("&".join(f"sections={code}" for code in codes)), day=day)


def boxes(html: str) -> list[str]:
    return re.findall(r'type="checkbox"[^>]* value="([^"]+)"', html)


def test_it_offers_what_is_in_force():
    """A box for each section of the day, in the order of the list, under the names of the acts."""
    html = str(Paper()["sections"])
    assert boxes(html) == [one.code for one in OffenceSection.objects.on(TODAY)]
    assert "ppc-325" not in html
    assert "ppc-325" in str(Paper(day=date(2022, 1, 1))["sections"])
    assert html.count('aria-label="Pakistan Penal Code, 1860"') == 1
    assert " checked" not in html
    assert "<script" not in html
    assert "style=" not in html


def test_a_row_says_what_the_law_says():
    """In words; what is not known is said as such, and so are seal and referral."""
    html = str(Paper()["sections"])
    row = {code: html.split(f'value="{code}"')[1].split("</label>")[0] for code in boxes(html)}
    assert "Theft" in row["ppc-379"]
    assert "Cognizable · Not bailable · Compoundable: not known" in row["ppc-379"]
    assert "Cognizable, bailable, compoundable: not known" in row["ppc-34"]
    assert "Not compoundable · The record is sealed" in row["ppc-376"]
    assert "Refer to: Cyber crime agency (NCCIA / FIA)" in row["peca-24"]
    assert "no lawyer has verified them yet" in html


def test_it_is_in_urdu_for_who_reads_urdu():
    """Titles, acts and their names; the number keeps its direction."""
    with translation.override("ur"):
        html = str(Paper()["sections"])
    assert 'aria-label="مجموعہ تعزیراتِ پاکستان، 1860"' in html
    assert '<bdi dir="ltr">337-A(i)</bdi> ت پ' in html
    assert "شجہ خفیفہ" in html


def test_the_value_is_sections_in_the_order_of_choice():
    """Each once; what keeps a form also sends the boxes that are not ticked."""
    form = sent("ppc-302", "", "ppc-34", "", "ppc-302")
    assert form.is_valid()
    assert [one.text for one in form.cleaned_data["sections"]] == ["302 PPC", "34 PPC"]
    html = str(form["sections"])
    assert re.findall(r'data-code="([^"]+)"', html) == ["ppc-302", "ppc-34"]
    assert html.count(" checked>") == 2


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ((), "Choose at least one section."),
        (("",), "Choose at least one section."),
        (("ppc-379", "ppc-9999"), "This section is not in the list. Choose one from the list."),
        (("%00",), "This section is not in the list. Choose one from the list."),
        (("%3Cb%3E",), "This section is not in the list. Choose one from the list."),
        (
            ("ppc-325",),
            "\u2066325\u2069 PPC is not in force on 26 Nov 2026. Choose another section.",
        ),
    ],
)
def test_a_refusal_is_a_sentence(codes, refusal):
    """None, unknown, and one that has ended; nothing that was sent comes back as markup."""
    form = sent(*codes)
    assert form.errors["sections"] == [refusal]
    assert "<b>" not in str(form["sections"])


def test_the_day_decides():
    """What is refused today was right while it was in force."""
    form = sent("ppc-325", day=date(2022, 12, 22))
    assert form.is_valid()
    assert not sent("ppc-325", day=date(2022, 12, 23)).is_valid()


def test_it_may_be_left_empty_where_the_form_says_so():
    """Then the value is an empty list."""
    field = SectionsField(required=False)
    field.offer(TODAY)
    assert field.clean(None) == field.clean([]) == []


def test_it_knows_whether_something_was_changed():
    """Sections that are given and codes that come back are compared, with their order."""
    chosen = [section("302 PPC"), section("34 PPC")]
    form = Paper(QueryDict("sections=ppc-302&sections=ppc-34"), initial={"sections": chosen})
    assert form.changed_data == []
    form = Paper(QueryDict("sections=ppc-34&sections=ppc-302"), initial={"sections": chosen})
    assert form.changed_data == ["sections"]
    shown = str(Paper(initial={"sections": chosen})["sections"])
    assert re.findall(r'data-code="([^"]+)"', shown) == ["ppc-302", "ppc-34"]


def test_it_asks_the_database_once(django_assert_num_queries):
    """However many are offered, drawn or sent."""
    with django_assert_num_queries(1):
        form = sent("ppc-302", "ppc-325", "ppc-9999")
        str(form["sections"])
        assert not form.is_valid()
