"""The whole product for the journeys: real processes, a real browser, a database of their own.

Everything is done as people do it: through pages, files and commands, never through the ORM.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.servers import Process, Valkey, free_port, wait_until
from caspp import run
from caspp.demo import PASSWORD
from convicts.rows import COLUMNS
from tests import browser as chromium
from tests.copies import copied

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK_AXE = """async (rules) => {
    const said = await axe.run(document, { runOnly: { type: "tag", values: rules } });
    return said.violations.map(({ id, impact, nodes }) => ({
        id, impact, where: nodes.slice(0, 4).map((node) => node.html.slice(0, 160)),
    }));
}"""
# The innermost elements that push the page wider than the window.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1 ||
                       one.getBoundingClientRect().left < -1)
        .map(one => one.outerHTML.slice(0, 120)).slice(-4)"""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Stack:
    """The running product."""

    url: str
    database_url: str
    valkey: Valkey
    processes: dict[str, Process]
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look_for(self, **person: str) -> None:
        """Somebody is looked for from now on: a CRO file of one row is loaded."""
        row = {"category": "proclaimed_offender", "status": "absconding", "offence": "302 PPC"}
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "cro.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS)
                writer.writeheader()
                writer.writerow(row | {"external_ref": person["cnic"]} | person)
            assert "1 new" in self.manage("import_convicts", str(path))

    def count(self, sql: str, *values: object) -> int:
        """One number from the database."""
        connection = psycopg2.connect(self.database_url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return int(cursor.fetchone()[0])
        finally:
            connection.close()

    def alerts_about(self, cnic: str) -> int:
        """How many alerts there are about the person with this CNIC."""
        return self.count(
            "SELECT count(*) FROM alerts_alert JOIN alerts_sighting ON sighting_id ="
            " alerts_sighting.id WHERE cnic = %s",
            cnic,
        )


@pytest.fixture
def _django_db_helper(django_db_setup) -> None:
    """The mark of the database has it made, as for all tests; no transaction is begun in it."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory, request, django_db_setup) -> Iterator[Stack]:
    """Ends with the journeys: a browser driven here would be in the way of every later test."""
    # Two files of journeys run beside each other, each with a database of its own.
    name = request.module.__name__.rpartition(".")[2]
    directory = tmp_path_factory.mktemp("stack")
    valkey = Valkey(directory / "valkey")
    valkey.start()
    port = free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "caspp.settings",
        "DATABASE_URL": copied(name),
        "REDIS_URL": valkey.url,
        "SECRET_KEY": "journeys-journeys-journeys-journeys-journeys-journeys",
        "FIELD_KEYS": "only-for-tests-only-for-tests-only-for-test=",
        "DEBUG": "false",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "MEDIA_ROOT": str(directory / "media"),
        "DEMO": "true",
    }
    crew = run.commands(port)
    crew["beat"] += ["-s", str(directory / "beat-schedule")]
    processes = {
        name: Process(command, directory / f"{name}.log", **environment)
        for name, command in crew.items()
    }
    # As `make run` does: what serves and works may add to the log and not change it.
    for process in processes.values():
        process.environment["DATABASE_ROLE"] = "caspp_app"
    stack = Stack(
        f"http://127.0.0.1:{port}", environment["DATABASE_URL"], valkey, processes, environment
    )
    try:
        stack.manage("seed")
        for process in processes.values():
            process.start()
        web = processes["web"]
        wait_until(lambda: _answers(stack.url) or web.must_live(), what="web", within=60)
        yield stack
    finally:
        for process in processes.values():
            process.stop()
        valkey.kill()


def _answers(url: str) -> bool:
    import requests

    try:
        return requests.get(f"{url}/livez", timeout=2).ok
    except requests.RequestException:
        return False


@pytest.fixture(scope="module")
def the_browser() -> Iterator[Browser]:
    executable = chromium.path()
    if executable is None:
        pytest.fail(chromium.SENTENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser of his own."""

    def __init__(self, stack: Stack, page: Page) -> None:
        self.stack = stack
        self.page = page

    def goes_to(self, path: str) -> None:
        self.page.goto(self.stack.url + path)

    def signs_in(self, username: str) -> "Visitor":
        """Password; then, for police, the demonstration's code and the notice."""
        self.goes_to("/accounts/sign-in/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("^http://[^/]+/(accounts/factor/)?$"))
        if "/factor/" in self.page.url:
            self.page.click("[data-demo-code]")
            self.page.wait_for_url(re.compile("/accounts/notice/"))
            self.page.click("main button")
        self.page.wait_for_url(self.stack.url + "/")
        return self

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def finds_no_barrier(self) -> None:
        """Nothing on this page keeps anybody out: axe knows no serious violation of WCAG 2.2 AA."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # What lies half under the bar of buttons is scrolled out from under it, as people do.
        self.page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        found = self.page.evaluate(ASK_AXE, RULES)
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], self.page.url

    def finds_nothing_too_wide(self) -> None:
        """The page does not scroll sideways."""
        assert self.page.evaluate(TOO_WIDE) == [], self.page.url


@pytest.fixture(scope="module")
def still_in() -> dict[str, Any]:
    """The browsers of those who have signed in, by name."""
    return {}


@pytest.fixture
def passer_by(stack: Stack, the_browser: Browser):
    """Opens browsers of people without an account: passer_by(language="ur", width=360)."""
    contexts = []

    def arrive(*, language: str = "en", width: int = 360) -> Visitor:
        context = the_browser.new_context(
            viewport={"width": width, "height": 740},
            locale="en-GB",
            timezone_id="Asia/Karachi",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if language != "en":
            context.add_cookies([{"name": "django_language", "value": language, "url": stack.url}])
        return Visitor(stack, context.new_page())

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(stack: Stack, the_browser: Browser, still_in: dict[str, Any]):
    """Opens browsers: visitor("sho"), visitor("hotel", language="ur", width=360)."""
    contexts = []

    def arrive(username: str, *, language: str = "en", width: int = 1280) -> Visitor:
        context = the_browser.new_context(
            viewport={"width": width, "height": 800},
            locale="en-GB",
            timezone_id="Asia/Karachi",
            # Whoever came in before is still in: a code is good only once.
            storage_state=still_in.get(username),
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if language != "en":
            context.add_cookies([{"name": "django_language", "value": language, "url": stack.url}])
        guest = Visitor(stack, context.new_page())
        if username not in still_in:
            guest.signs_in(username)
            still_in[username] = context.storage_state()
        else:
            guest.goes_to("/")
        return guest

    yield arrive
    for context in contexts:
        context.close()
