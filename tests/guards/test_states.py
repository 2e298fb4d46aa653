"""docs/states.md is what the code says, and the code is all there is."""

from importlib import import_module

import pytest
from django.core.management import call_command

from tests.guards.house import ROOT, packages

WORKFLOWS = [name for name in packages() if (ROOT / name / "workflow.py").is_file()]


def test_committed_page_is_the_printed_one(capsys):
    """After a change of a workflow: python manage.py print_states > docs/states.md."""
    call_command("print_states")
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_every_workflow_is_drawn(capsys):
    """One diagram for each app that has a workflow, with every state in it."""
    call_command("print_states")
    printed = capsys.readouterr().out
    assert printed.count("stateDiagram-v2") == len(WORKFLOWS) > 0
    for name in WORKFLOWS:
        for state in import_module(f"{name}.workflow").TRANSITIONS:
            assert f"    {state.value}: {state.label}" in printed


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflow_knows_every_state(name):
    """A dict that names all states of its model, and leads only to them."""
    transitions = import_module(f"{name}.workflow").TRANSITIONS
    states = set(type(next(iter(transitions))))
    assert set(transitions) == states
    assert set().union(*transitions.values()) <= states


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_state_can_be_reached(name):
    """From where it begins, every state is somewhere down the road."""
    transitions = import_module(f"{name}.workflow").TRANSITIONS
    reached, road = set(), [next(iter(transitions))]
    while road:
        state = road.pop()
        if state not in reached:
            reached.add(state)
            road.extend(transitions[state])
    assert reached == set(transitions)
