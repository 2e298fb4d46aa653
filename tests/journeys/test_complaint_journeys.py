"""A complaint's whole way through real browsers: lodged, marked, an FIR; closed and reopened.

English and Urdu, on a phone of 360 pixels and at a desk. On every page of the way axe looks for
barriers, and nothing scrolls sideways.
"""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

SCREENS = [("en", 360), ("en", 1280), ("ur", 360)]
DETAILS = {
    "en": "Two boys on a motorcycle took my bag from my shoulder and drove off towards the market.",
    "ur": "موٹر سائیکل پر سوار دو لڑکوں نے میرے کندھے سے بیگ چھینا اور بازار کی طرف بھاگ گئے۔",
}
NAMES = {"en": "Shabana Kausar", "ur": "شبانہ کوثر"}
PHONES = {"en": "03005550311", "ur": "03005550312"}
NADEEM = re.compile("Nadeem|ندیم")
E_TAG = re.compile(r"\d{6}-\d{8}")


@pytest.fixture(scope="module")
def lodged() -> dict[tuple[str, int], str]:
    """The e-tags of the complaints that the first journeys lodged, by language and width."""
    return {}


def photograph() -> bytes:
    """A picture as a telephone takes it, with more in it than the picture."""
    picture = Image.new("RGB", (1200, 900), "steelblue")
    exif = picture.getexif()
    exif[0x010F] = "A telephone"
    stream = BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


class Citizen:
    """Somebody at a phone who answers one question after the other."""

    def __init__(self, visitor, language: str) -> None:
        self.visitor, self.page, self.language = visitor, visitor.page, language

    def looks_round(self) -> None:
        """What holds on every page of the way."""
        html = self.page.locator("html")
        assert html.get_attribute("lang") == self.language
        assert html.get_attribute("dir") == {"en": "ltr", "ur": "rtl"}[self.language]
        self.visitor.finds_nothing_too_wide()
        self.visitor.finds_no_barrier()

    def goes_on_to(self, slug: str) -> None:
        self.looks_round()
        self.page.click(".lodge-form .btn-primary")
        self.page.wait_for_url(re.compile(f"/complaints/new/{slug}/$"))

    def chooses(self, name: str, value: str) -> None:
        self.page.check(f"[name={name}][value='{value}']")

    def begins(self) -> None:
        self.visitor.goes_to("/complaints/new/")
        self.looks_round()
        self.page.click("form[action$='/complaints/new/'] .btn-primary")
        self.page.wait_for_url(re.compile("/new/category/$"))

    def says_what_happened(self) -> None:
        """Up to the page of the photographs."""
        self.chooses("category", "theft")
        self.goes_on_to("where")
        self.page.select_option("#id_district", "IS-ISB")
        self.page.click("[data-places-look]")
        self.page.locator(".lodge-card", has_text=re.compile("Kohsar|کوہسار")).click()
        self.page.fill("#id_place", "Street 12, F-7/2")
        self.goes_on_to("when")
        self.page.fill("#id_happened_on", "2026-11-20")
        self.page.fill("#id_from_time", "18:30")
        self.goes_on_to("what")
        self.page.fill("#id_details", DETAILS[self.language])
        self.goes_on_to("property")
        self.page.fill("#id_property_lost", "A brown bag, CNIC, 4,000 rupees")
        self.goes_on_to("accused")
        self.chooses("knows_who", "no")
        self.goes_on_to("evidence")

    def says_who(self) -> None:
        self.page.fill("#id_name", NAMES[self.language])
        self.page.select_option("#id_relation", "W")
        self.page.fill("#id_relative_name", "Rashid Ahmed")
        self.page.select_option("#id_gender", "F")
        self.page.fill("#id_born", "1991")
        self.goes_on_to("contact")
        self.page.fill("#id_phone", PHONES[self.language])
        self.chooses("may_text", "yes")
        self.chooses("may_call", "yes")
        self.goes_on_to("code")
        code = re.search(r"\b\d{6}\b", self.page.inner_text("main"))
        self.page.fill("#id_code", code[0])
        self.goes_on_to("check")

    def lodges(self) -> str:
        self.looks_round()
        self.page.check("#id_is_true")
        self.page.click(".lodge-form .btn-primary")
        self.page.wait_for_url(re.compile("/complaints/receipt/"))
        self.looks_round()
        return E_TAG.search(self.page.inner_text(".receipt-number"))[0]

    def tracks(self, e_tag: str) -> None:
        self.visitor.goes_to(f"/complaints/track/#{e_tag}")
        expect(self.page.locator("#id_e_tag")).to_have_value(e_tag)
        self.page.fill("#id_digits", PHONES[self.language][-6:])
        self.looks_round()
        self.page.click("form.sign-in .btn-primary")
        self.page.wait_for_url(re.compile("/complaints/tracked/$"))
        expect(self.page.locator("h1")).to_contain_text(e_tag)
        self.looks_round()


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_citizen_lodges_leaves_returns_submits_and_tracks(passer_by, lodged, language, width):
    """With a photograph, by a code to come back with elsewhere, on a phone and at a desk."""
    citizen = Citizen(passer_by(language=language, width=width), language)
    citizen.begins()
    citizen.says_what_happened()
    upload = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    citizen.page.set_input_files("#files-chosen", [upload])
    expect(citizen.page.locator("[data-files-list] .file")).to_have_count(1)
    citizen.looks_round()
    citizen.page.click(".lodge-form [name=then][value=save]")
    citizen.page.wait_for_url(re.compile("/new/save/$"))
    citizen.looks_round()
    citizen.page.click("form[action$='/save/'] .btn-primary")
    code = citizen.page.inner_text(".reference-value")

    elsewhere = Citizen(passer_by(language=language, width=width), language)
    elsewhere.visitor.goes_to("/complaints/new/return/")
    elsewhere.looks_round()
    elsewhere.page.fill("#id_code", code.lower().replace("-", " "))
    elsewhere.page.click("main form .btn-primary")
    elsewhere.page.wait_for_url(re.compile("/new/evidence/$"))
    expect(elsewhere.page.locator("[data-files-list] .file")).to_have_count(1)
    elsewhere.goes_on_to("who")
    elsewhere.says_who()
    expect(elsewhere.page.locator(".lodge-answers")).to_contain_text(DETAILS[language])
    lodged[language, width] = elsewhere.lodges()
    elsewhere.tracks(lodged[language, width])


def test_what_is_typed_outlives_a_restart_of_the_server(stack, passer_by):
    """The server goes away under a page: nothing is lost, and the page goes on by itself."""
    citizen = Citizen(passer_by(), "en")
    citizen.begins()
    citizen.chooses("category", "fraud")
    citizen.goes_on_to("where")
    web = stack.processes["web"]
    citizen.page.fill("#id_place", "The shop beside the mosque")
    expect(citizen.page.locator("[data-keep-state]")).to_contain_text("Kept")
    web.kill()
    citizen.page.fill("#id_place", "The shop beside the mosque, first floor")
    citizen.page.click(".lodge-form .btn-primary")
    expect(citizen.page.locator("[data-keep-state]")).to_contain_text("No connection")
    expect(citizen.page.locator("#id_place")).to_have_value(re.compile("first floor"))
    web.start()
    # Sent as soon as somebody is there: the station is missing, and what was typed is not.
    expect(citizen.page.locator("[data-error-summary]")).to_be_visible(timeout=60_000)
    expect(citizen.page.locator("#id_place")).to_have_value(re.compile("first floor"))
    citizen.visitor.goes_to("/complaints/new/where/")
    expect(citizen.page.locator("#id_place")).to_have_value(re.compile("first floor"))


def opens(officer, e_tag: str) -> None:
    """An officer finds a complaint by its number."""
    officer.goes_to("/complaints/")
    # On a phone the search is folded away.
    officer.presses("Alt+f")
    officer.page.fill("#id_text", e_tag)
    officer.presses("Enter")
    officer.page.wait_for_url(re.compile(r"/complaints/\d+/$"))
    officer.finds_no_barrier()
    officer.finds_nothing_too_wide()


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_the_desk_assigns_and_the_sho_makes_it_an_fir(visitor, lodged, language, width):
    """Marked by keyboard, made an FIR with one button: everything that was said stands in it."""
    moharrar = visitor("moharrar", language=language, width=width)
    opens(moharrar, lodged[language, width])
    moharrar.presses("Alt+a")
    officers = moharrar.page.locator("#id_assign_officer option", has_text=NADEEM)
    moharrar.page.select_option("#id_assign_officer", officers.get_attribute("value"))
    moharrar.page.click("#assign .btn-primary")
    expect(moharrar.page.locator(".notice")).to_be_visible()
    expect(moharrar.page.locator(".timeline")).to_contain_text(NADEEM)

    sho = visitor("sho", language=language, width=width)
    opens(sho, lodged[language, width])
    sho.page.click(".act-way .btn-primary")
    sho.page.click("#confirm [value=yes]")
    sho.page.wait_for_url(re.compile(r"/firs/drafts/\d+/$"))
    sho.finds_no_barrier()
    sho.finds_nothing_too_wide()
    expect(sho.page.locator("[name=narrative]")).to_have_value(DETAILS[language])
    expect(sho.page.locator("[name=name]")).to_have_value(NAMES[language])
    expect(sho.page.locator("[name=property_lost]")).to_have_value(re.compile("brown bag"))
    expect(sho.page.locator("[name=place]")).to_have_value(re.compile("F-7/2"))
    expect(sho.page.locator("main")).to_contain_text(lodged[language, width])


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ur", 360)])
def test_closed_objected_to_and_opened_again(visitor, passer_by, language, width):
    """The SHO closes with a reason; the citizen is not satisfied; the SDPO opens it again."""
    clerk = visitor("frontdesk", language=language, width=width)
    clerk.goes_to("/complaints/counter/")
    clerk.finds_no_barrier()
    clerk.finds_nothing_too_wide()
    clerk.page.select_option("#id_category", "money")
    clerk.page.fill("#id_name", "Rashid Ahmed")
    clerk.page.fill("#id_phone", PHONES[language])
    clerk.page.fill("#id_details", "My cousin owes me 50,000 rupees since Eid and does not pay.")
    clerk.presses("Alt+s")
    clerk.page.wait_for_url(re.compile("/complaints/receipt/"))
    e_tag = E_TAG.search(clerk.page.inner_text(".receipt-number"))[0]
    clerk.finds_no_barrier()

    sho = visitor("sho", language=language, width=width)
    opens(sho, e_tag)
    sho.presses("Alt+e")
    sho.page.select_option("#id_close_reason", "civil")
    sho.page.fill("#id_close_words", "A matter of the civil court: the papers name no offence.")
    sho.page.click("#close .btn-primary")
    expect(sho.page.locator(".notice")).to_be_visible()

    citizen = Citizen(passer_by(language=language, width=width), language)
    citizen.tracks(e_tag)
    citizen.page.fill("#object_words", "He forged my signature. That is an offence.")
    citizen.page.click("form[action$='/object/'] .btn-primary")
    expect(citizen.page.locator(".notice")).to_be_visible()
    citizen.looks_round()

    sdpo = visitor("sdpo", language=language, width=width)
    sdpo.goes_to("/complaints/?tab=objected")
    sdpo.finds_no_barrier()
    sdpo.finds_nothing_too_wide()
    sdpo.page.get_by_role("link", name=e_tag).click()
    sdpo.page.wait_for_url(re.compile(r"/complaints/\d+/$"))
    sdpo.presses("Alt+o")
    sdpo.page.fill("#id_reopen_words", "Look at the signature: 471 PPC.")
    sdpo.page.click("#reopen .btn-primary")
    expect(sdpo.page.locator(".notice")).to_be_visible()
    sdpo.finds_no_barrier()
    citizen.tracks(e_tag)
    expect(citizen.page.locator(".timeline-entry[data-tone=good]")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ur", 360)])
def test_pages_of_the_police_have_no_barrier(visitor, language, width):
    """Lists, figures, the monitoring room, drafts: axe, and no page scrolls sideways."""
    pages = {
        "moharrar": ["/", "/complaints/", "/complaints/?tab=all", "/firs/drafts/"],
        "sdpo": ["/", "/complaints/", "/complaints/figures/", "/complaints/monitor/"],
        "igp": ["/complaints/?tab=late", "/complaints/figures/"],
    }
    for username, paths in pages.items():
        officer = visitor(username, language=language, width=width)
        for path in paths:
            officer.goes_to(path)
            officer.finds_no_barrier()
            officer.finds_nothing_too_wide()
