"""manage.py print_states: the pictures of docs/states.md, drawn from every workflow.py.

python manage.py print_states > docs/states.md
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.translation import override

Transitions = dict[Any, frozenset[Any]]

HEAD = """\
# States

Printed from the code by `python manage.py print_states > docs/states.md`; a test compares the
two. The arrows are all there are: whatever is not drawn is refused.
"""


class Command(BaseCommand):
    help = "Prints docs/states.md: a Mermaid diagram for every dict of transitions of a workflow."
    # The text is the same on every machine, also before there is a database.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole of docs/states.md."""
    with override("en"):
        return "\n".join([HEAD, *_sections()])


def _sections() -> Iterator[str]:
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        if find_spec(f"{app.name}.workflow"):
            workflow = import_module(f"{app.name}.workflow")
            yield f"## {app.verbose_name}\n"
            yield (workflow.__doc__ or "").split("\n", 1)[0].split(";")[0].rstrip(".") + ".\n"
            drawn = dicts_of(workflow)
            for transitions in drawn:
                if len(drawn) > 1:
                    yield f"### {_heading(transitions)}\n"
                yield from ["```mermaid", *_diagram(transitions), "```", ""]


def dicts_of(workflow: ModuleType) -> list[Transitions]:
    """The dicts of transitions that the module names for everybody, in their order."""
    return [
        value
        for name, value in vars(workflow).items()
        if not name.startswith("_")
        and isinstance(value, dict)
        and all(isinstance(ends, frozenset) for ends in value.values())
    ]


def _heading(transitions: Transitions) -> str:
    """What the states of the dict are, in the words of their class."""
    states = type(next(iter(transitions)))
    return (states.__doc__ or "").split(".", 1)[0]


def _diagram(transitions: Transitions) -> Iterator[str]:
    """The first state of the dict is where everything begins; one with no way out is an end."""
    states = list(transitions)
    yield "stateDiagram-v2"
    for state in states:
        yield f"    {state.value}: {state.label}"
    yield f"    [*] --> {states[0].value}"
    for state in states:
        for to in sorted(transitions[state], key=states.index):
            yield f"    {state.value} --> {to.value}"
        if not transitions[state]:
            yield f"    {state.value} --> [*]"
