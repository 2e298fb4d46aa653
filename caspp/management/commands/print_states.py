"""manage.py print_states: the pictures of docs/states.md, drawn from every workflow.py.

python manage.py print_states > docs/states.md
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.translation import override

HEAD = """\
# States

Printed from the code by `python manage.py print_states > docs/states.md`; a test compares the
two. The arrows are all there are: whatever is not drawn is refused.
"""


class Command(BaseCommand):
    help = "Prints docs/states.md: one Mermaid diagram for each app that has a workflow."
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
            yield from ["```mermaid", *_diagram(workflow.TRANSITIONS), "```", ""]


def _diagram(transitions: dict[Any, frozenset[Any]]) -> Iterator[str]:
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
