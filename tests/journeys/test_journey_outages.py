"""Whatever breaks, a check-in succeeds, and its alert comes exactly once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_journey_check_in import WANTED, check_in_by_keyboard

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

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
