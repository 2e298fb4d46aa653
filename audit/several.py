"""A step of a migration that is made of several, and draws the state of all models once.

Django draws it anew for each step; of a migration with hundreds of triggers that is minutes.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AlterField
from django.db.migrations.operations.base import Operation


class Several(Operation):
    """Steps that do not get in each other's way: tables, or fields, or indexes, or triggers.

    Every one of them meets the models as they are after all of them. A field cannot be altered
    here, as nobody would know what it was before: ValueError.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        if any(isinstance(operation, AlterField) for operation in operations):
            raise ValueError("A field is altered in a step of its own.")
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [list(self.operations)], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        # Models that are drawn already would be drawn anew at every step.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, to_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        return f"{len(self.operations)} steps in one"
