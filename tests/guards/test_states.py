"""docs/states.md is what the code says, and the code is all there is."""

from importlib import import_module

import pytest
from django.core.management import call_command

from caspp.management.commands.print_states import dicts_of
from tests.guards.house import ROOT, packages

WORKFLOWS = [name for name in packages() if (ROOT / name / "workflow.py").is_file()]
#: Every dict of transitions, with its app and its place there.
DICTS = [
    pytest.param(transitions, id=f"{name}-{place}")
    for name in WORKFLOWS
    for place, transitions in enumerate(dicts_of(import_module(f"{name}.workflow")), 1)
]


def test_committed_page_is_the_printed_one(capsys):
    """After a change of a workflow: python manage.py print_states > docs/states.md."""
    call_command("print_states")
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_every_workflow_is_drawn(capsys):
    """One diagram for each dict of each app that has a workflow, with every state in it."""
    call_command("print_states")
    printed = capsys.readouterr().out
    drawn = [one.values[0] for one in DICTS]
    assert printed.count("stateDiagram-v2") == len(drawn) >= len(WORKFLOWS) > 0
    for state in set().union(*drawn):
        assert f"    {state.value}: {state.label}" in printed


def test_several_dicts_have_a_heading_each(capsys):
    """The life of a case, and that of each accused in it."""
    call_command("print_states")
    of_firs = capsys.readouterr().out.split("## FIRs\n")[1]
    assert of_firs.index("### Where a case stands\n") < of_firs.index(
        "### Where an accused stands\n"
    )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_its_dict(name):
    """What is called TRANSITIONS is found, and drawn first."""
    workflow = import_module(f"{name}.workflow")
    assert dicts_of(workflow)[0] is workflow.TRANSITIONS


@pytest.mark.parametrize("transitions", DICTS)
def test_workflow_knows_every_state(transitions):
    """A dict that names all states of its model, and leads only to them."""
    states = set(type(next(iter(transitions))))
    assert set(transitions) == states
    assert set().union(*transitions.values()) <= states


@pytest.mark.parametrize("transitions", DICTS)
def test_every_state_can_be_reached(transitions):
    """From where it begins, every state is somewhere down the road."""
    reached, road = set(), [next(iter(transitions))]
    while road:
        state = road.pop()
        if state not in reached:
            reached.add(state)
            road.extend(transitions[state])
    assert reached == set(transitions)
