"""The CRO's file through real browsers: a convict entered and approved, found and read, two records
of one man laid together and taken apart, and a file brought, approved and taken back.

English at a desk and Urdu on a phone of 360 pixels.
"""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.servers import wait_until
from convicts.rows import COLUMNS

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

SCREENS = [("en", 1280), ("ur", 360)]
CASE = "FIR 12/26 Kohsar"


def face(colour: str) -> dict[str, Any]:
    """A photograph as somebody uploads it."""
    picture = io.BytesIO()
    Image.new("RGB", (240, 300), colour).save(picture, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def looks_round(visitor) -> None:
    """What holds on every page of the way."""
    visitor.finds_nothing_too_wide()
    visitor.finds_no_barrier()


def states_purpose(page) -> None:
    page.select_option("#id_kind", "records")
    page.fill("#id_case_ref", CASE)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_from_the_paper_to_the_dossier(visitor, language, width):
    """Entered with photographs, approved by another, found by a misspelt Urdu name, and read."""
    screen = {"language": language, "width": width}
    reference = f"CRO-J{width}"
    operator = visitor("cro", **screen)
    page = operator.page
    operator.goes_to("/convicts/open/")
    looks_round(operator)
    page.fill("#id_external_ref", reference)
    page.fill("#id_name", "Shahnawaz Chandio")
    page.fill("#id_name_ur", "شاہنواز چانڈیو")
    page.fill("#id_cnic", f"43205{width:07d}1")
    page.select_option("#id_category", "target_offender")
    page.fill("#id_aliases", "Shanu, Kala")
    for view, colour in (("front", "navy"), ("left", "teal"), ("right", "olive")):
        page.set_input_files(f"#id_{view}", face(colour))
    page.select_option("#id_standing-status", "released")
    page.fill("#id_standing-reference", "Central Prison, letter 5/26")
    page.click(".action-bar .btn-primary")
    page.wait_for_url(re.compile("/convicts/openings/"))
    looks_round(operator)

    second = visitor("cro2", **screen)
    second.goes_to("/convicts/openings/")
    second.page.click(f"a:has-text('{reference}')")
    states_purpose(second.page)
    second.page.click("form .btn-primary")
    second.page.check("main input[name=decision][value=approved]")
    second.page.click(".answer-close .btn-primary")
    expect(second.page.locator(".notice")).to_be_visible()
    looks_round(second)

    officer = visitor("io", **screen)
    page = officer.page
    officer.goes_to("/convicts/")
    looks_round(officer)
    page.fill("#id_text", "شاھنواز چانڈو")
    states_purpose(page)
    page.click("form[role=search] .btn-primary")
    found = page.locator(".face", has_text=reference)
    expect(found).to_be_visible()
    assert found.locator("img").evaluate("async one => { await one.decode(); return true; }")
    looks_round(officer)
    found.locator(".face-name a").click()
    page.wait_for_url(re.compile(r"/convicts/\d+/"))
    assert page.locator(".photographs img").count() == 3
    looks_round(officer)
    page.click(".page-header-actions a[href*='/dossier/cro/']")
    page.wait_for_url(re.compile("/dossier/cro/"))
    expect(page.locator(".timeline")).to_contain_text(reference)
    expect(page.locator(".timeline")).to_contain_text("Central Prison, letter 5/26")
    looks_round(officer)


def cro_file(directory: Path, *rows: dict[str, str]) -> Path:
    """A file of the CRO."""
    path = directory / "cro.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_two_records_of_one_man(visitor, stack, language, width):
    """The engine puts the pair into the queue; laid together, and taken apart again."""
    man = {"name": "Gulab Khan Mahsud", "relation": "s/o", "relative_name": "Sher Zaman Mahsud"}
    man |= {"gender": "M", "birth_year": "1981", "district": "Tank", "nationality": "PAK"}
    stack.look_for(**man, cnic=f"12201{width:07d}3")
    stack.look_for(**{**man, "name": "Ghulab Khan Mehsood"}, cnic=f"12201{width:07d}8")
    operator = visitor("cro", language=language, width=width)
    page = operator.page

    def pair() -> Any:
        for band in ("confirmed", "probable"):
            operator.goes_to(f"/convicts/doubles/?band={band}")
            link = page.locator(f"tbody a:has-text('12201{width:07d}3')")
            if link.count():
                return link.first
        return None

    wait_until(lambda: pair() is not None, what="pair in the queue", within=60)
    looks_round(operator)
    pair().click()
    page.wait_for_url(re.compile(r"/doubles/\d+/"))
    expect(page.locator(".pair-table")).to_contain_text("Ghulab Khan Mehsood")
    looks_round(operator)
    page.check("main input[name=decision][value=first]")
    page.fill("#id_because", "Same fingerprints")
    page.click("main form .btn-primary")
    expect(page.locator(".notice")).to_be_visible()
    record = stack.count(
        "SELECT id FROM convicts_convictrecord WHERE cnic = %s", f"12201{width:07d}8"
    )
    is_merged = "SELECT count(*) FROM convicts_convictrecord WHERE id = %s AND merged_into_id > 0"
    assert stack.count(is_merged, record) == 1
    operator.goes_to(f"/convicts/{record}/take-apart/")
    looks_round(operator)
    page.fill("#id_because", "Brothers after all")
    page.click(".action-bar .btn-primary")
    expect(page.locator(".notice")).to_be_visible()
    assert stack.count(is_merged, record) == 0


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_file_is_brought_approved_and_taken_back(visitor, stack, tmp_path, language, width):
    """Read in the background, seen row by row, published by another, and undone."""
    row = {"name": "Qalandar Bux", "category": "wanted", "status": "absconding"}
    good = {**row, "external_ref": f"CRO-F{width}", "cnic": f"41101{width:07d}5"}
    bad = {**row, "external_ref": f"CRO-G{width}", "gender": "Q"}
    operator = visitor("cro", language=language, width=width)
    page = operator.page
    operator.goes_to("/convicts/imports/")
    looks_round(operator)
    page.set_input_files("#id_file", cro_file(tmp_path, good, bad))
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/imports/\d+/"))
    address = page.url
    news = page.locator("#import-news a, a[href$='/rows/new/']").first
    expect(news).to_be_visible(timeout=30_000)
    page.goto(address)
    looks_round(operator)
    page.click("a[href$='/rows/new/']")
    expect(page.locator("tbody")).to_contain_text("Qalandar Bux")
    page.goto(address)
    with page.expect_download() as download:
        page.click("form[action$='refused.csv'] button")
    assert f"CRO-G{width}" in Path(download.value.path()).read_text("utf-8-sig")

    second = visitor("cro2", language=language, width=width)
    second.page.goto(address)
    second.page.click("form[action$='/approve/'] button")
    is_there = (
        "SELECT count(*) FROM convicts_convictrecord WHERE cnic = %s AND withdrawn_at IS NULL"
    )
    wait_until(lambda: stack.count(is_there, f"41101{width:07d}5") == 1, what="record", within=30)
    second.page.goto(address)
    second.page.locator("details").last.evaluate("one => one.open = true")
    second.page.fill("#id_because", "The file of another month")
    second.page.click("form[action$='/take-back/'] button")
    expect(second.page.locator(".notice")).to_be_visible()
    looks_round(second)
    page.goto(address)
    page.check("input[name='decision'][value='approved']")
    looks_round(operator)
    page.click("form[action$='/take-back/decide/'] button")
    expect(page.locator(".notice")).to_be_visible()
    assert stack.count(is_there, f"41101{width:07d}5") == 0
