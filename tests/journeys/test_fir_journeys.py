"""A case's whole way through real browsers: complaint, FIR, four copies, arrest, challan; an
untraced one, a cancellation, and an absconder who is found in a hotel of another city.

English at a desk and Urdu on a phone of 360 pixels. On the pages of the way axe looks for barriers,
and nothing scrolls sideways.
"""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

SCREENS = [("en", 1280), ("ur", 360)]
NADEEM = re.compile("Nadeem|ندیم")
CASE = re.compile(r"/firs/\d+/$")
SAID = {
    "en": "Two boys stopped me with a pistol and took my bag and my motorcycle.",
    "ur": "دو لڑکوں نے پستول دکھا کر میرا بیگ اور موٹر سائیکل چھین لی۔",
}
STATES = {
    "complete": ("Challan complete", "چالان مکمل"),
    "untraced": ("Untraced", "عدم پتہ"),
    "cancelled": ("Cancelled", "اخراج"),
    "arrested": ("In police custody", "پولیس حراست میں"),
}


class Officer:
    """One of the police at a browser, who works on one case."""

    def __init__(self, visitor, case: str = "") -> None:
        self.visitor, self.page, self.case = visitor, visitor.page, case

    def looks_round(self) -> None:
        """What holds on every page of the way."""
        self.visitor.finds_nothing_too_wide()
        self.visitor.finds_no_barrier()

    def opens(self) -> None:
        self.visitor.goes_to(self.case)

    def does(self, act: str, **fields: str) -> None:
        """Fill in the page of an act and send it."""
        self.visitor.goes_to(f"{self.case}{act}/")
        self.looks_round()
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in ("radio", "checkbox"):
                self.page.check(f"main [name={name}][value='{value}']")
            else:
                field.fill(value)
        self.page.click(".action-bar .btn-primary")
        self.page.wait_for_url(CASE)
        expect(self.page.locator(".notice")).to_be_visible()

    def reads(self, state: str) -> None:
        """The case is in this state, in the language of the page."""
        self.opens()
        pattern = re.compile("|".join(map(re.escape, STATES[state])))
        expect(self.page.locator("main")).to_contain_text(pattern)

    def first_choice(self, name: str) -> str:
        """The first value that a list of the page offers."""
        return self.page.locator(f"main select[name={name}] option").first.get_attribute("value")


def picks(page, *sections: str) -> None:
    """Choose sections by the box, as a clerk does."""
    for section in sections:
        page.fill("[data-section-search] input", section)
        page.keyboard.press("Enter")


def writes_fir(moharrar, *, sections, accused=None, plate="", language="en") -> str:
    """A new FIR by the moharrar, saved and registered; the address of its case."""
    page = moharrar.page
    moharrar.goes_to("/firs/new/")
    moharrar.finds_no_barrier()
    moharrar.finds_nothing_too_wide()
    page.fill("#id_occurred_from", "2026-11-20T18:30")
    page.fill("#id_name", "Shabana Kausar")
    page.fill("#id_address", "House 9, F-7/2")
    page.fill("#id_offence", "Robbery")
    page.fill("#id_place", "Street 12, F-7/2")
    page.fill("#id_narrative", SAID[language])
    picks(page, *sections)
    if accused:
        page.fill("#id_accused-0-name", accused[0])
        page.fill("#id_accused-0-cnic", accused[1])
        page.fill("#id_accused-0-relative_name", "Karim Dad")
    if plate:
        page.fill("#id_vehicles-0-registration_no", plate)
    moharrar.presses("Alt+s")
    page.wait_for_url(re.compile(r"/firs/drafts/\d+/$"))
    moharrar.finds_no_barrier()
    moharrar.finds_nothing_too_wide()
    return registers(moharrar)


def registers(moharrar) -> str:
    """From the draft to the number."""
    page = moharrar.page
    moharrar.presses("Alt+r")
    page.wait_for_url(re.compile(r"/register/$"))
    moharrar.finds_no_barrier()
    moharrar.finds_nothing_too_wide()
    page.check("#id_is_read_over")
    page.check("[name=signed_as][value=thumb]")
    page.click(".action-bar .btn-primary")
    page.wait_for_url(CASE)
    return re.search(r"/firs/\d+/$", page.url)[0]


def marks(sho: Officer) -> None:
    """The case is marked to the investigation officer."""
    sho.visitor.goes_to(f"{sho.case}assign/")
    officer = sho.page.locator("#id_officer option", has_text=NADEEM).get_attribute("value")
    sho.does("assign", officer=officer)


def of(visitor, name: str, case: str, language: str, width: int) -> Officer:
    """This person of the demonstration at work on the case."""
    return Officer(visitor(name, language=language, width=width), case)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_from_complaint_to_challan(visitor, language, width):
    """Lodged, an FIR, four copies, an arrest, a remand, a recovery, the complete challan."""
    desk = visitor("frontdesk", language=language, width=width)
    desk.goes_to("/complaints/counter/")
    desk.page.select_option("#id_category", "robbery")
    desk.page.fill("#id_name", "Shabana Kausar")
    desk.page.fill("#id_phone", "03005550399" if language == "en" else "03005550398")
    desk.page.fill("#id_details", SAID[language])
    desk.presses("Alt+s")
    desk.page.wait_for_url(re.compile("/complaints/receipt/"))
    e_tag = re.search(r"\d{6}-\d{8}", desk.page.inner_text(".receipt-number"))[0]

    sho = of(visitor, "sho", "", language, width)
    sho.visitor.goes_to("/complaints/")
    sho.page.evaluate("document.querySelector('.find-or-narrow').open = true")
    sho.page.fill("#id_text", e_tag)
    sho.page.keyboard.press("Enter")
    sho.page.wait_for_url(re.compile(r"/complaints/\d+/$"))
    sho.page.click(".act-way .btn-primary")
    sho.page.click("#confirm [value=yes]")
    sho.page.wait_for_url(re.compile(r"/firs/drafts/\d+/$"))
    draft = re.search(r"/firs/drafts/\d+/$", sho.page.url)[0]

    moharrar = visitor("moharrar", language=language, width=width)
    moharrar.goes_to(draft)
    page = moharrar.page
    expect(page.locator("[name=narrative]")).to_have_value(SAID[language])
    page.fill("#id_occurred_from", "2026-11-20T18:30")
    page.fill("#id_address", "House 9, F-7/2")
    page.fill("#id_place", "Street 12, F-7/2")
    picks(page, "392")
    page.fill("#id_accused-0-name", "Sikandar Wazir")
    case = registers(moharrar)

    papers = page.context.request.get(page.url.removesuffix(case) + f"{case}print/")
    assert papers.headers["content-type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", papers.body())) >= 4

    sho.case = case
    marks(sho)
    io = of(visitor, "io", case, language, width)
    io.does("arrest", place="Bus terminal, Faizabad")
    io.does("remand", kind="physical", court="Magistrate Section 30")
    io.does(
        "recover",
        kind="weapon",
        description="Pistol 30 bore",
        place="His house",
        witnesses="Tariq Mehmood, Sajid Ali",
    )
    io.visitor.goes_to(f"{case}report/")
    accused = io.page.locator("main [name=accused]").first.get_attribute("value")
    words = "He was pointed out by both witnesses."
    io.does("report", kind="complete", accused=accused, words=words)
    sho.does("sign")
    sho.reads("complete")
    sho.looks_round()


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_an_untraced_case(visitor, language, width):
    """Nobody is known: reported untraced, and looked at again in a fortnight."""
    moharrar = visitor("moharrar", language=language, width=width)
    plate = "RIN-4471" if language == "en" else "RIN-4472"
    case = writes_fir(moharrar, sections=["381-A"], plate=plate, language=language)
    sho, io = (of(visitor, name, case, language, width) for name in ("sho", "io"))
    marks(sho)
    io.does("report", kind="untraced", words="Cameras and informers were asked; nobody is known.")
    sho.does("sign")
    sho.reads("untraced")
    io.does("review", words="The plate was looked for at the toll plaza again.")


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_nothing_is_cancelled_without_the_court(visitor, language, width):
    """The SHO signs a proposal; until the magistrate orders it, the page refuses."""
    moharrar = visitor("moharrar", language=language, width=width)
    case = writes_fir(moharrar, sections=["379"], language=language)
    sho, io = (of(visitor, name, case, language, width) for name in ("sho", "io"))
    marks(sho)
    words = "The cattle stood in his brother's yard; he knew it."
    io.does("report", kind="cancellation", cancelled_as="B", words=words)
    sho.does("sign")
    sho.visitor.goes_to(f"{case}order/")
    expect(sho.page.locator(".callout[data-tone=warn]")).to_be_visible()
    expect(sho.page.locator("main form")).to_have_count(0)
    sho.looks_round()
    sho.does("reach-court", court="Magistrate Section 30")
    sho.does("order", is_approval="yes", order_no="Order 118/26")
    sho.reads("cancelled")


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_an_absconder_is_found_in_another_city(stack, visitor, language, width):
    """Wanted in Islamabad, he checks in in Karachi, is arrested there; both stations see it."""
    name, cnic = {
        "en": ("Zarak Mengal", "61101-5557771-9"),
        "ur": ("Shahdad Rind", "61101-5557773-7"),
    }[language]
    moharrar = visitor("moharrar", language=language, width=width)
    case = writes_fir(moharrar, sections=["302"], accused=(name, cnic), language=language)
    sho, io = (of(visitor, who, case, language, width) for who in ("sho", "io"))
    marks(sho)
    io.does("abscond", words="His house is locked; the neighbours say he went to Karachi.")

    clerk = visitor("hotel3")
    clerk.goes_to("/hotels/5/check-in/")
    clerk.types(cnic.replace("-", ""))
    clerk.page.fill("#id_name", name)
    clerk.page.fill("#id_relative_name", "Karim Dad")
    clerk.page.fill("#id_born", "1990")
    clerk.page.fill("#id_phone", "03005551234")
    clerk.page.fill("#id_address", "House 5, Street 9")
    clerk.page.fill("#id_district", "Islamabad")
    clerk.page.fill("#id_room", "301")
    clerk.page.select_option("#id_purpose", "business")
    clerk.presses("Alt+s")
    clerk.page.wait_for_url(re.compile("/hotels/5/$"))

    karachi = visitor("sho3", language=language, width=width)
    karachi.goes_to("/alerts/")
    card = karachi.page.locator(".alert-card", has_text=name)
    expect(card).to_be_visible()
    card.get_by_role("link").click()
    karachi.page.wait_for_url(re.compile(r"/alerts/\d+/$"))
    karachi.presses("Alt+a")
    expect(karachi.page.locator(".notice")).to_be_visible()
    karachi.page.check("[name=outcome][value=arrested]")
    karachi.page.click("form[action$='/close/'] .btn-primary")
    expect(karachi.page.locator(".notice")).to_be_visible()

    sho.reads("arrested")
    expect(sho.page.locator("main")).to_contain_text(re.compile("Seaview|سی ویو"))
    sho.looks_round()
