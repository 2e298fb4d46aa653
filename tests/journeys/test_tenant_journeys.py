"""A tenancy's whole way through real browsers: registered on a phone, at a counter, verified.

In Urdu on a phone of 360 pixels and in English at a desk. On every page of the way axe looks for
barriers, and nothing scrolls sideways.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

TODAY = datetime.now(ZoneInfo("Asia/Karachi")).date()
NUMBER = re.compile(r"T\d+-\d\d-\d{6}-\d")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
#: What a person takes: letters on a phone (36 words a minute, as thousands of people were
#: measured), a tap on a field or button, a choice of a list, a page to take in.
LETTERS_A_SECOND, TAP, CHOICE, NEW_PAGE = 3.0, 1.2, 3.5, 4.0
TENANT = {
    "name": "محمد اسلم",
    "relative_name": "غلام رسول",
    "cnic": "6110112345695",
    "born": "1979",
    "phone": "03011112223",
    "address": "محلہ عیدگاہ، راولپنڈی",
    "district": "راولپنڈی",
}
LANDLADY = {
    "relative_name": "بشیر احمد",
    "cnic": "6110176543218",
    "address": "مکان 5، گلی 9، ایف ایٹ تھری، اسلام آباد",
}


@dataclass
class Phone:
    """A browser that counts what its owner does with his thumbs."""

    page: Page
    letters: int = 0
    taps: int = 0
    choices: int = 0
    pages: int = 0

    def types(self, name: str, text: str) -> None:
        self.page.fill(f"[name={name}]", text)
        self.letters += len(text)
        self.taps += 1

    def chooses(self, name: str, label: str) -> None:
        self.page.select_option(f"[name={name}]", label=label)
        self.choices += 1

    def taps_on(self, selector: str, then: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_url(re.compile(then))
        self.taps += 1
        self.pages += 1

    @property
    def seconds(self) -> float:
        """About how long a person took."""
        return (
            self.letters / LETTERS_A_SECOND
            + self.taps * TAP
            + self.choices * CHOICE
            + self.pages * NEW_PAGE
        )


def looks_round(visitor, language: str = "ur") -> None:
    """What holds on every page of the way."""
    assert visitor.page.locator("html").get_attribute("lang") == language
    visitor.finds_nothing_too_wide()
    visitor.finds_no_barrier()


def comes_in_by_phone(visitor, number: str) -> None:
    visitor.goes_to("/accounts/phone/")
    visitor.page.locator("main input:not([type=hidden])").first.fill(number)
    visitor.page.keyboard.press("Enter")
    code = re.search(
        r"\b\d{6}\b",
        visitor.page.locator("#id_code").evaluate("""
        one => one.closest("main").innerText"""),
    )
    visitor.page.fill("#id_code", code[0])
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(visitor.stack.url + "/")


def says_who_the_tenant_is(phone: Phone) -> None:
    for name, text in TENANT.items():
        phone.types(f"resident-{name}", text)
    phone.chooses("resident-gender", "مرد")


def test_a_landlady_registers_a_tenant_on_her_phone(passer_by, stack):
    """In Urdu, on 360 pixels, in under three minutes; the slip's code verifies without a name."""
    visitor = passer_by(language="ur", width=360)
    comes_in_by_phone(visitor, "03005550102")
    phone = Phone(visitor.page)
    phone.taps_on("main a[href='/tenants/']", "/tenants/$")
    looks_round(visitor)
    phone.taps_on("form[action='/tenants/begin/'] button", "/place/$")

    phone.chooses("place-kind", "گھر کا حصہ")
    phone.types("place-house_no", "12-A")
    phone.types("place-area", "ایف ایٹ ون")
    phone.types("place-city", "اسلام آباد")
    phone.page.select_option("#id_place-station_district", label="اسلام آباد")
    phone.choices += 1
    phone.chooses("place-station", "کوہسار")
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", "/holder/$")

    # Her name and her phone are those of her account.
    expect(phone.page.locator("[name=holder-phone]")).to_have_value("0300-5550102")
    for name, text in LANDLADY.items():
        phone.types(f"holder-{name}", text)
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", "/resident/$")

    says_who_the_tenant_is(phone)
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", "/members/$")

    phone.page.click("[data-add-person]")
    phone.taps += 1
    phone.types("members-0-name", "شازیہ بی بی")
    phone.chooses("members-0-kinship", "شوہر یا بیوی")
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", "/vouchers/$")
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", "/dates/$")

    phone.types("dates-possession_on", TODAY.isoformat())
    phone.types("dates-agreed_until", (TODAY + timedelta(days=330)).isoformat())
    looks_round(visitor)
    phone.taps_on(".lodge-form .btn-primary", r"/drafts/\d+/$")
    looks_round(visitor)
    phone.taps_on("form.stack .btn-primary", r"/tenants/\d+/$")
    looks_round(visitor)

    assert phone.seconds < 180, phone
    slip = phone.page.inner_text("article.receipt")
    number, code = NUMBER.search(slip)[0], CODE.search(slip)[0]
    assert TENANT["name"] in slip
    everybody = passer_by(language="ur", width=360)
    everybody.goes_to(f"/check/{code}/")
    looks_round(everybody)
    said = everybody.page.inner_text("body")
    assert number in said
    for words in (TENANT["name"], TENANT["cnic"], "61101", "شازیہ", "12-A", "0301"):
        assert words not in said
    assert stack.count("SELECT count(*) FROM alerts_sighting WHERE name = %s", TENANT["name"]) == 1

    # The next tenant at the same place: she is asked who he is, and since when.
    phone.page.locator("form[action$='/again/'] button").click()
    phone.page.wait_for_url(re.compile("/resident/$"))
    says_who_the_tenant_is(phone)
    for page in ("members", "vouchers", "dates"):
        phone.page.click(".lodge-form .btn-primary")
        phone.page.wait_for_url(re.compile(f"/{page}/$"))
    # Enough for today: the draft waits, with its hour.
    phone.page.fill("[name=dates-possession_on]", TODAY.isoformat())
    expect(phone.page.locator("[data-keep-state][data-state=saved]")).to_be_visible()
    visitor.goes_to("/tenants/")
    expect(phone.page.locator(".expected").first.locator("[data-due]")).to_be_visible()
    looks_round(visitor)


def test_a_clerk_registers_by_keyboard(visitor):
    """The whole paper without a mouse: from the first field, which has the focus, to the slip."""
    clerk = visitor("frontdesk")
    clerk.goes_to("/tenants/counter/")
    page = clerk.page
    clerk.finds_no_barrier()
    page.evaluate("() => scrollTo(0, 0)")
    expect(page.locator("[name=place-kind]")).to_be_focused()
    # Every field of the paper in its order; None is passed by.
    keys = [
        *("Flat", "21-C", "Street 9", "F-8/1", "Islamabad", None, None),
        *(
            "Samina Nasreen",
            "d/o",
            "Nisar Nasir",
            "6010208915073",
            "03063574457",
            "F-8/3, Islamabad",
            # The landlord is no foreigner: past what is folded.
            None,
        ),
        *("Imran Ali", "s/o", "Sajid Ali", "6110199887761", None, None, "Male", "1988"),
        *("03331234567", "Mohalla Eidgah, Rawalpindi", "Rawalpindi"),
    ]
    for text in keys:
        if text:
            clerk.types(text)
        clerk.presses("Tab")
    # Nobody lives with him, and nobody vouches: past the button and the three that are folded.
    clerk.presses(*["Tab"] * 4)
    expect(page.locator("[name=dates-possession_on]")).to_be_focused()
    # In which order day and month are typed depends on the language of the browser itself.
    page.locator(":focus").fill(TODAY.isoformat())
    clerk.presses("Alt+s")
    page.wait_for_url(re.compile(f"/tenants/counter/slips/{CODE.pattern}/$"))
    clerk.finds_no_barrier()
    slip = page.inner_text("article.receipt")
    assert "Imran Ali" in slip
    assert "60102-•••••••-3" in slip

    # He comes back with the slip.
    code = CODE.search(slip)[0]
    clerk.goes_to("/tenants/counter/")
    page.locator("[name=slip-code]").focus()
    clerk.types(code)
    clerk.presses("Enter")
    page.wait_for_url(re.compile(f"/slips/{code}/$"))


def test_an_officer_of_the_beat_verifies(visitor, stack):
    """Sent by the moharrar, found on the phone, said in two taps; the landlord reads 'verified'."""
    moharrar = visitor("moharrar")
    moharrar.goes_to("/tenants/station/?show=assign")
    moharrar.finds_no_barrier()
    moharrar.page.locator("tbody a").first.click()
    moharrar.page.wait_for_url(re.compile(r"/station/\d+/$"))
    moharrar.finds_no_barrier()
    number = NUMBER.search(moharrar.page.inner_text("h1"))[0]
    moharrar.page.select_option("[name=officer]", label="Chaudhry Nadeem (io)")
    moharrar.page.click("form[action$='/assign/'] button")
    expect(moharrar.page.locator("main")).to_contain_text("Chaudhry Nadeem")

    officer = visitor("io", language="ur", width=360)
    officer.goes_to("/tenants/station/?show=mine")
    looks_round(officer)
    officer.page.locator("tbody a", has_text=number).click()
    officer.page.locator("a[href*='/visits/']").click()
    looks_round(officer)
    officer.page.check("[name=outcome][value=discrepancy]")
    officer.page.click(".desk-form .btn-primary")
    expect(officer.page.locator(".error-summary")).to_be_visible()
    looks_round(officer)
    officer.page.check("[name=outcome][value=verified]")
    officer.page.click(".desk-form .btn-primary")
    officer.page.wait_for_url(re.compile("/tenants/station/$"))
    assert (
        stack.count(
            "SELECT count(*) FROM tenants_tenancy WHERE number = %s AND verification = 'verified'",
            number,
        )
        == 1
    )
