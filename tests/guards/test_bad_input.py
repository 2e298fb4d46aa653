"""A thousand bad inputs for every form: none breaks it, none comes back as markup.

Every second form; the others stand in test_bad_input_too.py, for another core.
"""

import re

import pytest

from tests.guards.bad_input import (
    BAD,
    MARK,
    OF_FIRS,
    _one_scene,
    families,
    fields_of,
    first_name,
    forms,
    scene,
    send_a_thousand,
)
from tests.guards.test_urls import ANONYMOUS, TABLE

_one_scene, scene = _one_scene, scene


@pytest.mark.parametrize("rows", families()[0::2], ids=first_name)
def test_a_thousand_bad_inputs(rows, scene):
    """No 500, and nothing that was typed comes back as markup, there or on the page after."""
    for row in rows:
        send_a_thousand(row, scene)


def test_the_forms_are_found(scene):
    """The walk sees the forms it is about."""
    names = {row.name for row in forms()}
    assert sum(map(len, families())) == len(forms())
    assert {row.name for row in TABLE} >= OF_FIRS
    assert {"account_login", "hotel_eye:check_in", "convicts:look_up", "alerts:close"} <= names
    fields = fields_of(next(row for row in TABLE if row.name == "account_login"), scene, ANONYMOUS)
    assert {"login", "password"} <= set(fields)
    assert any(re.match(MARK, one) for one in BAD)
