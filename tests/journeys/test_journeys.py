"""The main job: a check-in reaches the right police station, whatever breaks.

One file, because pytest-xdist keeps a file on one worker and these share one running product.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from playwright.sync_api import expect

from tests.people_on_file import check_in_form

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

WANTED = {
    "name": "Sikandar Wazir",
    "relation": "s/o",
    "relative_name": "Karim Dad",
    "cnic": "61101-7654321-3",
    "gender": "M",
    "birth_year": "1981",
    "district": "Islamabad",
}


def check_in_by_keyboard(clerk, person: dict[str, str], room: str) -> int:
    """Fill the page without a mouse; returns the number of keys pressed."""
    clerk.goes_to("/hotels/1/check-in/")
    expect(clerk.page.locator("#id_cnic")).to_be_focused()
    keys = 0

    def write(text: str) -> None:
        nonlocal keys
        clerk.types(text)
        keys += len(text)

    def tab(times: int = 1) -> None:
        nonlocal keys
        clerk.presses(*["Tab"] * times)
        keys += times

    write(person["cnic"].replace("-", ""))
    assert clerk.page.input_value("#id_cnic") == person["cnic"]
    expect(clerk.page.locator("#id_gender")).to_have_value("M")
    tab()
    write(person["name"])
    tab(2)  # s/o set itself
    write(person["relative_name"])
    tab(2)  # the gender, too
    write(person["birth_year"])
    tab()
    write("03005551234")
    tab()
    write("House 5, Street 9")
    tab()
    write(person["district"])
    tab(2)  # past the closed part with Urdu name and photographs
    write(room)
    tab()
    write("Bu")
    clerk.presses("Alt+s")
    clerk.page.wait_for_url(re.compile("/hotels/1/$"))
    return keys + 2


def test_a_wanted_guest_reaches_the_open_board(stack, visitor):
    """By keyboard at the desk; by itself on the board; acknowledged, and closed in two clicks."""
    stack.look_for(**WANTED)
    officer, clerk, stranger = visitor("sho"), visitor("hotel"), visitor("sho2")
    officer.goes_to("/alerts/")
    expect(officer.page.locator("#board-line")).to_have_text("Live")
    rang = officer.page.evaluate_handle(
        "() => { window.rang = 0; document.addEventListener('board-rang', () => window.rang++) }"
    )
    assert rang is not None

    keys = check_in_by_keyboard(clerk, WANTED, "301")
    # At an unhurried 0.17 s a key this page is done in under twenty seconds.
    assert keys < 118, keys
    expect(clerk.page.locator(".notice")).to_contain_text("1 guest checked in to room 301")

    card = officer.page.locator(".alert-card", has_text="Sikandar Wazir")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Margalla View Hotel")
    expect(officer.page).to_have_title(re.compile(r"^\(\d+\) "))
    assert officer.page.evaluate("window.rang") == 1

    card.get_by_role("link").click()
    expect(officer.page.locator(".evidence")).to_contain_text("every digit agrees")
    address = officer.page.url
    officer.presses("Alt+a")
    expect(officer.page.locator(".notice")).to_contain_text("acknowledged")
    officer.page.get_by_label("Arrested").check()
    officer.page.get_by_role("button", name="Close the alert").click()
    expect(officer.page.locator(".notice")).to_contain_text("is closed")
    expect(card).to_have_count(0)

    assert stranger.page.goto(address).status == 404
    assert stack.alerts_about("6110176543213") == 1


def test_a_returning_guest_fills_himself_in(visitor):
    """The second time the CNIC is enough; what the clerk typed himself stands."""
    guest = {**WANTED, "name": "Nadeem Akhtar", "cnic": "35202-1112223-5"}
    clerk = visitor("hotel")
    check_in_by_keyboard(clerk, guest, "117")
    clerk.goes_to("/hotels/1/check-in/")
    clerk.types("3520211122235")
    expect(clerk.page.locator("#id_name")).to_have_value("Nadeem Akhtar")
    expect(clerk.page.locator("#id_relative_name")).to_have_value("Karim Dad")
    expect(clerk.page.locator("#id_phone")).to_have_value("0300-5551234")
    expect(clerk.page.locator("[data-recalled]").first).to_contain_text("Stayed here before")


def test_mistakes_are_named_and_nothing_is_lost(visitor):
    """A wrong CNIC and a birth in the future come back with everything typed still there."""
    clerk = visitor("hotel")
    clerk.goes_to("/hotels/1/check-in/")
    clerk.types("611017654321")
    clerk.page.fill("#id_name", "Half Typed")
    clerk.page.fill("#id_born", "2091")
    clerk.presses("Alt+s")
    summary = clerk.page.locator("[data-error-summary]").first
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("A CNIC has 13 digits; this one has 12")
    expect(summary).to_contain_text("in the future")
    expect(clerk.page.locator("#id_name")).to_have_value("Half Typed")
    expect(clerk.page.locator("#id_born")).to_have_value("2091")


def test_a_foreigner_with_a_companion(visitor):
    """A passport brings its own fields; a companion is added with Alt+C."""
    clerk = visitor("hotel")
    clerk.goes_to("/hotels/1/check-in/")
    clerk.page.select_option("#id_document", "passport")
    expect(clerk.page.locator("#id_cnic")).to_be_hidden()
    clerk.page.fill("#id_passport_no", "C4J8L2K91")
    clerk.page.select_option("#id_nationality", "DEU")
    clerk.page.fill("#id_name", "Erika Beispiel")
    clerk.page.select_option("#id_gender", "F")
    clerk.page.fill("#id_born", "1990")
    clerk.page.fill("#id_phone", "+49 30 901820")
    clerk.page.fill("#id_address", "Musterstrasse 1")
    clerk.page.fill("#id_district", "Berlin")
    clerk.page.fill("#id_visa_no", "V123456")
    clerk.page.fill("#id_entered_on", "2026-01-05")
    clerk.page.fill("#id_room", "410")
    clerk.page.select_option("#id_purpose", "tourism")
    clerk.presses("Alt+c")
    clerk.types("3740512345678")
    clerk.page.fill("#id_party-0-name", "Saima Gul")
    clerk.presses("Alt+s")
    expect(clerk.page.locator(".notice")).to_contain_text("2 guests checked in to room 410")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ur", 360)])
def test_pages_fit_and_read_in_both_directions(visitor, language, width):
    """No page scrolls sideways; Urdu pages run from the right."""
    pages = {
        "hotel": [
            "/",
            "/hotels/1/",
            "/hotels/1/check-in/",
            "/hotels/1/register/",
            "/hotels/stays/1/",
        ],
        "sho": [
            "/",
            "/alerts/",
            "/alerts/1/",
            "/alerts/leads/",
            "/alerts/closed/",
            "/stations/",
            "/ui/",
        ],
        "cro": ["/", "/convicts/", "/convicts/1/", "/convicts/seals/", "/convicts/1/seal/"],
        "auditor": ["/", "/audit/"],
    }
    for username, paths in pages.items():
        somebody = visitor(username, language=language, width=width)
        for path in paths:
            somebody.goes_to(path)
            assert somebody.page.locator("html").get_attribute("lang") == language
            direction = {"en": "ltr", "ur": "rtl"}[language]
            assert somebody.page.locator("html").get_attribute("dir") == direction
            somebody.finds_nothing_too_wide()


# --- Whatever breaks, a check-in succeeds, and its alert comes exactly once ---

WITHIN = 10_000


def test_redis_stopped(stack, visitor):
    """Without Redis the check-in succeeds; the open board shows the alert soon after it is back."""
    person = {**WANTED, "name": "Without Redis", "cnic": "61101-1110001-1"}
    stack.look_for(**person)
    officer, clerk = visitor("sho"), visitor("hotel")
    officer.goes_to("/alerts/")
    stack.valkey.kill()
    try:
        expect(officer.page.locator("#board-line")).to_have_text(re.compile("5 seconds"))
        check_in_by_keyboard(clerk, person, "501")
    finally:
        stack.valkey.start()
    card = officer.page.locator(".alert-card", has_text="Without Redis")
    expect(card).to_be_visible(timeout=WITHIN)
    expect(officer.page.locator("#board-line")).to_have_text("Live", timeout=WITHIN)
    assert stack.alerts_about("6110111100011") == 1


def test_fifty_times_the_same_form(stack, visitor):
    """A form sent by fifty hands at once is one stay and one alert, whoever comes first."""
    person = {**WANTED, "name": "Fifty Times", "cnic": "61101-1110005-1"}
    stack.look_for(**person)
    clerk = visitor("hotel")
    clerk.goes_to("/hotels/1/check-in/")
    cookies = {one["name"]: one["value"] for one in clerk.page.context.cookies()}
    token = clerk.page.locator("main [name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = check_in_form(name=person["name"], cnic=person["cnic"], room="555")

    def send(_nth: int) -> int:
        return requests.post(
            f"{stack.url}/hotels/1/check-in/",
            data={**form, "csrfmiddlewaretoken": token},
            cookies=cookies,
            headers={"Referer": stack.url},
            allow_redirects=False,
            timeout=30,
        ).status_code

    with ThreadPoolExecutor(50) as hands:
        answers = list(hands.map(send, range(50)))
    assert set(answers) == {302}
    assert stack.count("SELECT count(*) FROM hotel_eye_stay WHERE room = '555'") == 1
    officer = visitor("sho")
    officer.goes_to("/alerts/")
    card = officer.page.locator(".alert-card", has_text="Fifty Times")
    expect(card).to_be_visible(timeout=WITHIN)
    assert stack.alerts_about("6110111100051") == 1


def test_redis_frozen(stack, visitor):
    """A Redis that neither answers nor dies holds nobody up."""
    person = {**WANTED, "name": "Frozen Redis", "cnic": "61101-1110002-1"}
    stack.look_for(**person)
    officer, clerk = visitor("sho"), visitor("hotel")
    stack.valkey.freeze()
    try:
        clerk.page.set_default_timeout(2_000)
        officer.page.set_default_timeout(2_000)
        officer.goes_to("/alerts/")
        check_in_by_keyboard(clerk, person, "502")
    finally:
        stack.valkey.thaw()
    card = officer.page.locator(".alert-card", has_text="Frozen Redis")
    expect(card).to_be_visible(timeout=WITHIN)
    assert stack.alerts_about("6110111100021") == 1


def test_worker_killed(stack, visitor):
    """A worker killed without warning loses nothing; the next one raises the alert once."""
    person = {**WANTED, "name": "Worker Killed", "cnic": "61101-1110003-1"}
    stack.look_for(**person)
    officer, clerk = visitor("sho"), visitor("hotel")
    officer.goes_to("/alerts/")
    stack.processes["worker"].kill()
    check_in_by_keyboard(clerk, person, "503")
    stack.processes["worker"].start()
    card = officer.page.locator(".alert-card", has_text="Worker Killed")
    expect(card).to_be_visible(timeout=2 * WITHIN)
    assert stack.alerts_about("6110111100031") == 1
