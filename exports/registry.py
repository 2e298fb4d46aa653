"""What can be exported. Each app registers its own part in `ready`."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.permissions import Permission
from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Dataset:
    """One list that may leave CASPP as a file.

    ``rows(user, start, end)`` asks through `visible_to(user)`, and masks every CNIC.
    """

    code: str
    label: Any
    permission: Permission
    columns: Sequence[str]
    rows: Callable[[Any, datetime, datetime], Generator[Sequence[Any]]]
    #: Where set, nobody of another role decides on it, whatever he holds.
    decided_by: Role | None = None


_datasets: dict[str, Dataset] = {}


def register(dataset: Dataset) -> None:
    _datasets[dataset.code] = dataset


def dataset_of(code: str) -> Dataset:
    return _datasets[code]


def datasets_for(user: Any) -> list[Dataset]:
    """What this person may ask for."""
    return [one for one in _datasets.values() if user.may(one.permission)]


def decided_by(role: str) -> list[str]:
    """The codes of what somebody of this role may decide on."""
    return [one.code for one in _datasets.values() if one.decided_by in (None, role)]
