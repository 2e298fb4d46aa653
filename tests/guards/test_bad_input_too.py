"""A thousand bad inputs for every form: none breaks it, none comes back as markup.

The forms that test_bad_input.py leaves out.
"""

import pytest

from tests.guards.bad_input import _one_scene, families, first_name, scene, send_a_thousand

_one_scene, scene = _one_scene, scene


@pytest.mark.parametrize("rows", families()[1::2], ids=first_name)
def test_a_thousand_bad_inputs(rows, scene):
    """No 500, and nothing that was typed comes back as markup, there or on the page after."""
    for row in rows:
        send_a_thousand(row, scene)
