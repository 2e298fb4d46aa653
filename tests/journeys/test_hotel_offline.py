"""A hotel's desk without a network, and the devices that read documents into its form."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

ADDRESS = "/hotels/1/check-in/"
GUESTS = 200
#: The hotel of the demonstration lies in Islamabad, where a guest is reported within a day.
LONG_AGO = timedelta(hours=30)
FILL = """(values) => {
    const form = document.getElementById("check-in");
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
}"""
SUBMIT = "() => document.getElementById('check-in').requestSubmit()"
LEFT = """async () => {
    const base = await idb.openDB("caspp-desk");
    const counts = await Promise.all(["entries", "bodies"].map((name) => base.count(name)));
    base.close();
    return counts;
}"""
KEPT = """async () => {
    await navigator.serviceWorker.ready;
    for (;;) {
        const page = await caches.match("/hotels/1/check-in/shell/", { ignoreVary: true });
        if (page && (await deskQueue.keyOf(1))) return page.text();
        await new Promise((done) => setTimeout(done, 100));
    }
}"""


def guest(number: int = 0, **changes: str) -> dict[str, str]:
    return {
        "cnic": f"35202-{4000000 + number:07d}-5",
        "name": f"Guest Number {number}",
        "relation": "S",
        "relative_name": "Karim Dad",
        "gender": "M",
        "born": "1981",
        "phone": "0300-5551234",
        "address": "House 5, Street 9",
        "district": "Lahore",
        "room": f"{number}",
        "purpose": "business",
        **changes,
    }


def opens_the_desk(clerk: Any) -> Page:
    """The check-in page, opened once while there is a network, until all of it is kept."""
    clerk.goes_to(ADDRESS)
    shell = clerk.page.evaluate(KEPT)
    # What is kept is of no session and no person.
    assert "csrfmiddlewaretoken" not in shell
    assert "whoami" not in shell
    return clerk.page


def waiting(page: Page, number: int) -> None:
    badge = page.locator("[data-part=count]")
    expect(badge).to_have_text(f"{number} waiting, saved on this computer, not sent yet")


def enters(page: Page, number: int = 0, **changes: str) -> None:
    """Through the form's own submission; the next page is an empty form."""
    page.evaluate(FILL, guest(number, **changes))
    page.evaluate(SUBMIT)
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("")


@pytest.fixture
def arrived_long_ago() -> str:
    return f"{timezone.localtime() - LONG_AGO:%Y-%m-%dT%H:%M}"


@pytest.mark.timeout(600)
def test_two_hundred_check_ins_without_a_network(stack, visitor, arrived_long_ago):
    """All arrive, once and in order, late where they are; nothing is left in the browser."""
    page = opens_the_desk(visitor("hotel"))
    page.context.set_offline(True)
    for number in range(GUESTS):
        late = {"arrived_at": arrived_long_ago} if number % 4 == 0 else {}
        enters(page, number, room=f"F{number}", **late)
        waiting(page, number + 1)
        if number in (GUESTS // 2, GUESTS - 1):
            page.reload()
            waiting(page, number + 1)
    filed = "FROM hotel_eye_stay WHERE way = 'offline' AND room ~ '^F[0-9]+$'"
    assert stack.count(f"SELECT count(*) {filed}") == 0

    lost: list[int] = []

    def lose_the_first_answer(route: Any) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/offline/", lose_the_first_answer)
    # Nobody is signed in any more: the key of the desk is enough.
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("[data-part=outcomes] li")).to_have_count(GUESTS, timeout=120_000)
    assert lost == [201]
    expect(page.locator("[data-part=count]")).to_be_hidden()
    expect(page.locator("[data-part=outcomes] li", has_text="Filed late")).to_have_count(
        GUESTS // 4
    )
    assert page.evaluate(LEFT) == [0, 0]
    assert stack.count(f"SELECT count(*) {filed}") == GUESTS
    in_order = f"SELECT room, lag(room) OVER (ORDER BY id) AS before {filed}"
    assert not stack.count(
        f"SELECT count(*) FROM ({in_order}) AS x WHERE substr(room, 2)::int <>"
        " substr(before, 2)::int + 1"
    )
    late = "SELECT count(*) FROM filings_receipt WHERE source_label = 'hotel_eye.stay' AND"
    ours = f"source_id IN (SELECT id {filed})"
    assert stack.count(f"{late} {ours}") == GUESTS
    assert stack.count(f"{late} {ours} AND received_at > due_at") == GUESTS // 4


def test_a_line_that_breaks_while_the_form_is_sent(stack, visitor, tmp_path):
    """The server dies under the form: it is queued with its photograph, and filed later."""
    from PIL import Image

    Image.new("RGB", (64, 40), "navy").save(tmp_path / "card.jpg")
    page = opens_the_desk(visitor("hotel"))
    stack.processes["web"].stop()
    try:
        page.evaluate(FILL, guest(room="B1"))
        page.locator("summary", has_text="photographs of the card").first.click()
        page.set_input_files("#id_card_front", tmp_path / "card.jpg")
        page.keyboard.press("Alt+s")
        waiting(page, 1)
    finally:
        stack.processes["web"].start()
    expect(page.locator("[data-part=outcomes] li")).to_contain_text("Room B1", timeout=60_000)
    assert page.evaluate(LEFT) == [0, 0]
    photographs = (
        "SELECT count(*) FROM hotel_eye_guest WHERE card_front <> '' AND stay_id IN"
        " (SELECT id FROM hotel_eye_stay WHERE room = 'B1')"
    )
    assert stack.count(photographs) == 1


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [("en", 1280, ["needs correction", "in the future"]), ("ur", 360, [])],
)
def test_what_is_refused_is_corrected(stack, visitor, language, width, words):
    """The browser asks for what is missing; what only the server knows comes back in words."""
    room = f"C-{language}"
    page = opens_the_desk(clerk := visitor("hotel", language=language, width=width))
    page.context.set_offline(True)
    page.evaluate(FILL, guest(7, room="", born="2091"))
    page.evaluate(SUBMIT)
    # Without a room it is not taken, and everything typed is still there.
    assert page.evaluate("() => document.querySelector('#id_room:invalid') !== null")
    expect(page.locator("#id_name")).to_have_value("Guest Number 7")
    page.evaluate("() => document.getElementById('add-companion').click()")
    page.fill("#id_party-0-cnic", "3740512345678")
    page.fill("#id_party-0-name", "Saima Gul")
    page.select_option("#id_party-0-gender", "F")
    page.fill("#id_room", room)
    page.evaluate(SUBMIT)
    expect(page.locator("[data-no-network]")).to_be_visible()
    page.locator("[data-part=list] summary").click()
    expect(page.locator(".waiting-list > li")).to_contain_text(room)
    clerk.finds_nothing_too_wide()
    clerk.finds_no_barrier()

    page.context.set_offline(False)
    line = page.locator(".waiting-list > li")
    expect(line.locator("[data-cell=errors] li")).to_have_count(1)
    for word in words:
        expect(line).to_contain_text(word)
    line.locator("[data-cell=open] button").click()
    expect(page.locator("[data-kept-errors]")).to_be_visible()
    expect(page.locator("#id_born")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_party-0-name")).to_have_value("Saima Gul")
    expect(page.locator("#id_name")).to_have_value("Guest Number 7")
    page.fill("#id_born", "1991")
    page.evaluate(SUBMIT)
    expect(page.locator("[data-part=outcomes] li")).to_contain_text(room)
    assert page.evaluate(LEFT) == [0, 0]
    assert (
        stack.count(
            "SELECT count(*) FROM hotel_eye_guest JOIN hotel_eye_stay ON stay_id ="
            " hotel_eye_stay.id WHERE hotel_eye_stay.room = %s",
            room,
        )
        == 2
    )


# --- Reading devices ---


def digit_of(text: str) -> str:
    values = [0 if sign == "<" else int(sign, 36) for sign in text]
    weighted = (value * (7, 3, 1)[place % 3] for place, value in enumerate(values))
    return str(sum(weighted) % 10)


def passport(expiry: str = "340101") -> list[str]:
    """The two lines of a British passport."""
    number, born, filler = "123456789", "850323", "<" * 14
    second = f"{number}{digit_of(number)}GBR{born}{digit_of(born)}M{expiry}{digit_of(expiry)}"
    second += f"{filler}<"
    whole = digit_of(second[:10] + second[13:20] + second[21:43])
    return ["P<GBRSMITH<<JOHN<PAUL".ljust(44, "<"), second + whole]


def with_wrong_digit(lines: list[str], place: int) -> str:
    wrong = str((int(lines[1][place]) + 1) % 10)
    return f"{lines[0]}\n{lines[1][:place]}{wrong}{lines[1][place + 1 :]}"


def scan(page: Page, text: str, *, apart: float = 0.005) -> None:
    """A scanner that types: keys a few milliseconds apart by their own clock, and Enter."""
    keyboard = page.context.new_cdp_session(page)
    at = page.evaluate("() => Date.now()") / 1000
    for sign in [*text, "\r"]:
        at += apart
        key = {"key": "Enter" if sign == "\r" else sign, "timestamp": at}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, **key})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.detach()


@pytest.fixture
def desk(visitor) -> Page:
    clerk = visitor("hotel")
    clerk.goes_to(ADDRESS)
    return clerk.page


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_lines_of_a_passport_fill_the_form(visitor, language):
    """Pasted into their box; every field they speak of is filled."""
    clerk = visitor("hotel", language=language)
    clerk.goes_to(ADDRESS)
    page = clerk.page
    page.locator("[data-reading] summary").first.click()
    clerk.finds_no_barrier()
    page.locator("[data-lines-box]").first.fill("\n".join(passport()))
    expect(page.locator("#id_passport_no")).to_have_value("123456789")
    values = {
        "document": "passport",
        "nationality": "GBR",
        "name": "John Paul Smith",
        "gender": "M",
        "born": "23-03-1985",
    }
    assert {name: page.input_value(f"#id_{name}") for name in values} == values
    said = page.locator("[data-read]").first
    expect(said).to_be_visible()
    if language == "en":
        expect(said).to_have_text("Read from the lines. Compare with the passport.")
    expect(page.locator("[data-lines-box]").first).to_have_value("")


@pytest.mark.parametrize(
    ("place", "called", "empty", "filled"),
    [
        (9, "passport number", "passport_no", "born"),
        (19, "date of birth", "born", "passport_no"),
        (27, "date of expiry", None, "passport_no"),
        (43, "the whole line", None, "born"),
    ],
)
def test_a_wrong_check_digit_is_named(desk, place, called, empty, filled):
    """The field it belongs to stays empty and is marked; the rest is filled."""
    desk.locator("[data-reading] summary").first.click()
    desk.locator("[data-lines-box]").first.fill(with_wrong_digit(passport(), place))
    expect(desk.locator("[data-read]").first).to_contain_text(f"does not fit: {called}.")
    expect(desk.locator(f"#id_{filled}")).not_to_have_value("")
    expect(desk.locator("#id_name")).to_have_value("John Paul Smith")
    if empty:
        expect(desk.locator(f"#id_{empty}")).to_have_value("")
        expect(desk.locator(f"#id_{empty}")).to_be_focused()
        desk.fill(f"#id_{empty}", "1")
        expect(desk.locator(f"#id_{empty}")).not_to_have_attribute("aria-invalid", "true")


def test_an_expired_passport_is_told_and_half_a_passport_too(desk):
    """Nothing is filled from one line; an old passport is filled and said to be old."""
    desk.locator("[data-reading] summary").first.click()
    box = desk.locator("[data-lines-box]").first
    box.fill(passport()[0])
    expect(desk.locator("[data-read]").first).to_contain_text("two lines of 44 signs")
    expect(desk.locator("#id_name")).to_have_value("")
    box.fill("\n".join(passport(expiry="120415")))
    expect(desk.locator("[data-read]").first).to_contain_text("expired on 15-04-2012")
    expect(desk.locator("#id_name")).to_have_value("John Paul Smith")


@pytest.mark.parametrize(
    "code",
    [
        "6110112345671",
        "61101-1234567-1",
        "00001122334461101123456719",
        "A0U1200708091232 6110112345671 T31 2602",
    ],
    ids=["plain", "dashes", "smart card", "old card"],
)
def test_a_scanned_card_fills_the_number_and_sends_nothing(desk, code):
    """Wherever the clerk is in the form; what stood there stands."""
    desk.fill("#id_name", "Ali")
    scan(desk, code)
    expect(desk.locator("#id_cnic")).to_have_value("61101-1234567-1")
    expect(desk.locator("#id_gender")).to_have_value("M")
    expect(desk.locator("#id_name")).to_have_value("Ali")
    expect(desk.locator("[data-error-summary]")).to_have_count(0)


def test_a_scanner_reads_a_passport_and_the_card_of_a_companion(desk):
    """Two lines after each other from anywhere; a companion's card goes to the companion."""
    desk.focus("#id_room")
    for line in passport():
        scan(desk, line)
    expect(desk.locator("#id_passport_no")).to_have_value("123456789")
    expect(desk.locator("#id_room")).to_have_value("")
    desk.keyboard.press("Alt+c")
    scan(desk, "3740512345678")
    expect(desk.locator("#id_party-0-cnic")).to_have_value("37405-1234567-8")


def test_a_typist_is_not_taken_for_a_scanner(desk):
    """Thirteen digits typed by hand stay where they were typed, and Enter sends the form."""
    desk.focus("#id_name")
    scan(desk, "6110112345671", apart=0.08)
    expect(desk.locator("[data-error-summary]").first).to_be_visible()
    expect(desk.locator("#id_name")).to_have_value("6110112345671")
    expect(desk.locator("#id_cnic")).to_have_value("")


def test_signing_out_throws_nothing_away(stack, visitor, still_in):
    """Whoever signs out is asked; what waits stays, and goes out for whoever comes next."""
    clerk = visitor("hotel")
    page = opens_the_desk(clerk)
    page.context.set_offline(True)
    enters(page, room="S1")
    page.route("**/offline/", lambda route: route.abort())
    page.context.set_offline(False)
    clerk.goes_to("/hotels/1/")
    waiting(page, 1)
    still_in.pop("hotel")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#confirm-question")).to_contain_text("Not sent yet: 1.")
    page.get_by_role("button", name="No, go back").click()
    expect(page.locator("#confirm-question")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Yes, continue").click()
    page.wait_for_url(re.compile("/accounts/sign-in/"))
    keys = "SELECT count(*) FROM hotel_eye_apikey WHERE kind = 'desk' AND revoked_at IS NULL"
    assert stack.count(keys) == 0
    assert stack.count("SELECT count(*) FROM hotel_eye_stay WHERE room = 'S1'") == 0

    page.unroute("**/offline/")
    clerk.signs_in("hotel")
    clerk.goes_to("/hotels/1/")
    expect(page.locator("[data-part=outcomes] li")).to_contain_text("Room S1")
    assert stack.count("SELECT count(*) FROM hotel_eye_stay WHERE room = 'S1'") == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/accounts/sign-in/"))
    left = page.evaluate("async () => [await indexedDB.databases(), await caches.keys()]")
    assert left == [[], []]
