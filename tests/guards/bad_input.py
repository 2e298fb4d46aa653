"""A thousand bad inputs for every form: none breaks it, none comes back as markup.

Whatever a form asks for gets lengths no column holds, control characters, SQL, HTML, formulas,
huge numbers and mixed scripts. A form of ten fields takes its thousand in a hundred goes through
its page. One of a single field takes some sixty like that, all of `BAD` among them, and the rest of
the thousand by itself: what happens before and after the form has been seen by then.

Forms whose pages are one function are walked in one scene. Those of FIRs are walked with cases of
their own (tests/firs/test_firs_bad_input.py).
"""

import copy
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from random import Random
from typing import Any

import pytest
from allauth.core.context import request_context
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firs.acts import ACTS
from tests.cast import engage
from tests.firs.raw_rows import undone
from tests.guards.test_urls import (
    ANONYMOUS,
    REFUSED,
    TABLE,
    Row,
    Scene,
    _address,
    _answer,
    set_scene,
)

INPUTS = 1000
THROUGH_THE_PAGE = 64
#: Forms that ask for nothing; what they are sent is not read.
NOTHING_ASKED = {"accounts:sign_out", "administration_sign_out", "set_language", "csp_report"}
OF_FIRS = {"firs:new", "firs:draft", "firs:register", *(act.url_name for act in ACTS)}
MARK = "<xss-"
Ask = Callable[[list[str]], None]
#: First the form as it is sent by whoever fills nothing in: what comes back says how it is asked.
BAD = [
    "",
    "<xss-script>alert(1)</xss-script>",
    '"><xss-img src=x onerror=alert(1)>',
    "'; DROP TABLE audit_event; --",
    "' OR '1'='1",
    "1); SELECT pg_sleep(10); --",
    "%s%s%s%n %(name)s {0} {{ 7|add:7 }} {% debug %}",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+92", "-1", "0", "007", "1e309", "-1e309", "NaN", "Infinity", "0x41", "9" * 400,
    str(2**31), str(2**63), str(-(2**63)), "١٢٣٤٥٦٧", "۶۱۱۰۱-۱۲۳۴۵۶۷-۱", "61101-1234567-",
    "2026-02-30T25:61", "0000-00-00", "99999-01-01", "2026-11-24T10:00Z", "today",
    "\0", "a\0b", "\r\nSet-Cookie: x=1", "\x1b[31m", "\x7f\x80\x9f", "\ufeff", "\ufffe\uffff",
    "\u202eabc\u202c", "\u200b" * 50, "e\u0301" * 40, "ﷺ" * 90, "محمد\u0640\u0640اسلم Aslam Аслам",
    "😀" * 200, "a" * 20_000, "ا" * 5_000, " ", "\t\n", "../../etc/passwd", "null", "[]", "{}",
    "true", "on", "__proto__",
]  # fmt: skip

values = st.one_of(
    st.sampled_from(BAD),
    st.text(max_size=300),
    st.integers().map(str),
    st.floats().map(str),
    st.builds(lambda bad, text: f"{text}{bad}{text}", st.sampled_from(BAD), st.text(max_size=20)),
)


@pytest.fixture(scope="module")
def _one_scene(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield set_scene(engage())


@pytest.fixture
def scene(_one_scene: Scene, db: None) -> Iterator[Scene]:
    """The scene of the addresses, made once for a file: whatever a test does is undone after it."""
    cookies = {person: copy.deepcopy(one.cookies) for person, one in _one_scene.clients.items()}
    with undone():
        yield _one_scene
    for person, client in _one_scene.clients.items():
        client.cookies = cookies[person]


class _Names(HTMLParser):
    """The names of the fields of a page's forms; the choice of language stands on every page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self._is_language = False

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self._is_language = found.get("action") == reverse("set_language")
        name = found.get("name")
        if tag in ("input", "select", "textarea") and name and not self._is_language:
            self.names.add(name)

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_language = False


def fields_of(row: Row, scene: Scene, person: str) -> list[str]:
    """What the form asks for: what its page shows, and what the table sends."""
    client, address = scene.clients[person], _address(row, scene)
    shown = shown_on(client, address) if row.get.get(person) == 200 else set()
    return sorted(shown | set(row.data))


def shown_on(client: Client, address: str) -> set[str]:
    """The names of the fields that the page asks for."""
    found = _Names()
    found.feed(_answer(client, "GET", address, {})[0].text)
    return found.names - {"csrfmiddlewaretoken"}


def forms() -> list[Row]:
    left_out = NOTHING_ASKED | OF_FIRS
    plain = [row for row in TABLE if row.post and not row.case and row.name not in left_out]
    return [row for row in plain if set(row.post.values()) - {REFUSED, 404}]


def families() -> list[list[Row]]:
    """The forms; those whose pages are one function stand together."""
    found: dict[str, list[Row]] = {}
    for row in forms():
        found.setdefault(row.like or row.name, []).append(row)
    return list(found.values())


def first_name(rows: list[Row]) -> str:
    return rows[0].name


def _person(row: Row) -> str:
    """Somebody who may send the form; nobody, where it is the door."""
    if row.is_public:
        return ANONYMOUS
    return next(one for one, status in row.post.items() if status not in (REFUSED, 404))


def _faults(response: HttpResponse) -> list[str]:
    faults = [f"answered {response.status_code}"] if response.status_code >= 500 else []
    if not response.streaming and MARK in response.content.decode(errors="replace"):
        faults.append("gave markup back")
    return faults


def send_a_thousand(row: Row, scene: Scene) -> None:
    """No 500, and nothing that was typed comes back as markup, there or on the page after."""
    person = _person(row)
    names = fields_of(row, scene, person)
    send_to(scene.clients[person], _address(row, scene), names, row.data, is_like=bool(row.like))


def send_to(
    client: Client, address: str, asked: list[str], good: dict[str, Any], *, is_like: bool = False
) -> None:
    """As `send_a_thousand`; every second time half of what is ``good`` stands beside the bad.

    Where the page is like another that was walked, a quarter goes through it. So it does without
    ``asked``: then the form stands among others on a large page, the same for all of them, and says
    what it asks for when nothing is sent to it.
    """
    bads, through = BAD, THROUGH_THE_PAGE
    if is_like or not asked:
        bads, through = BAD[::4], THROUGH_THE_PAGE // 4
    if not asked:
        refused = _form_of(_answer(client, "POST", address, {})[0], [])
        asked = sorted(_fields_of(refused)) if refused else []
    names = asked or ["anything"]
    # A button that asks for nothing is pressed a few times with something.
    goes = -(-INPUTS // len(names)) if asked else 10
    ask: Ask | None = None

    def send(typed: list[str]) -> None:
        nonlocal ask
        data = dict(zip(names, typed, strict=True))
        # Half of the fields as they should be, so that the bad ones are looked at more closely.
        if good and len(typed[0]) % 2:
            data |= {name: str(good[name]) for name in list(good)[::2]}
        response, _refusals = _answer(client, "POST", address, data)
        assert _faults(response) == [], data
        ask = ask or _asking(response, names)

    if goes <= through:
        _often(send, len(names), goes)
        return
    for bad in bads:
        send([bad] * len(names))
    _often(send, len(names), through - len(bads))
    # A page without a form of Django's takes the rest itself, too.
    _often(ask or send, len(names), goes - through)


def straight_to(make: Callable[[QueryDict], Any], names: list[str], good: dict[str, Any]) -> None:
    """A thousand to what ``make`` makes of them: a form, or something else that is valid or not.

    Every second time half of what is ``good`` stands beside the bad.
    """

    def ask(typed: list[str]) -> None:
        data = QueryDict(mutable=True)
        data.update(dict(zip(names, typed, strict=True)))
        if len(typed[0]) % 2:
            for name in list(good)[::2]:
                data.setlist(name, good[name] if isinstance(good[name], list) else [good[name]])
        asked = make(data)
        asked.is_valid()
        assert not _gives_markup_back(asked, typed), typed

    _often(ask, len(names), -(-INPUTS // len(names)))


def _asking(response: HttpResponse, names: list[str]) -> Ask | None:
    """How to ask the form of this page without the page."""
    form = _form_of(response, names)
    if form is None:
        return None

    def ask(typed: list[str]) -> None:
        # Forms of sign-in look at the request by themselves.
        with request_context(response.wsgi_request):
            again = _asked_itself(form, dict(zip(names, typed, strict=True)))
            assert not _gives_markup_back(again, typed), typed

    return ask


@cache
def _pool() -> tuple[str, ...]:
    """A thousand bad values, made once, because that takes as long as asking a form; always the
    same ones."""
    made: list[str] = []
    setting = settings(
        max_examples=INPUTS,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    def take(value: str) -> None:
        made.append(value)

    setting(given(values)(take))()
    return tuple(made)


def _shuffled(fields: int) -> Iterator[list[str]]:
    """Lists of as many values as there are fields: all of the pool in turn, again and again."""
    dice, pool = Random(fields), _pool()
    values_in_turn = (value for _round in iter(int, 1) for value in dice.sample(pool, len(pool)))
    while True:
        yield list(islice(values_in_turn, fields))


def _often(do: Ask, fields: int, times: int) -> None:
    """Do it with so many lists of bad values, the same ones in every run."""
    for typed in islice(_shuffled(fields), times):
        do(typed)


def _form_of(response: HttpResponse, names: list[str]) -> BaseForm | None:
    """The form that the page read these fields with, if it is one of Django's and was refused."""
    contexts = response.context or ()
    shown = (value for one in contexts for part in one.dicts for value in part.values())
    for form in shown:
        is_asked = isinstance(form, BaseForm) and form.is_bound and form.fields
        # Where to go on is read by the view, not by the form.
        if is_asked and _fields_of(form) >= set(names) - {"next"}:
            return form
    return None


def _fields_of(form: BaseForm) -> set[str]:
    return {form.add_prefix(name) for name in form.fields}


def _gives_markup_back(form: Any, typed: list[str]) -> bool:
    """Whether markup that was typed stands in the form as markup; drawing a form takes long."""
    is_drawn = len(typed[-1]) % 10 == 0 or any(MARK in one for one in typed)
    return is_drawn and MARK in str(form)


def _asked_itself(form: BaseForm, data: dict[str, str]) -> BaseForm:
    """The form asked with other data, as the page's view would have it read."""
    again = copy.copy(form)
    again.data = QueryDict(mutable=True)
    again.data.update(data)
    again._errors, again.fields = None, copy.deepcopy(form.fields)
    if hasattr(form, "instance"):
        again.instance = copy.copy(form.instance)
    again._bound_fields_cache = {}
    again.full_clean()
    return again
