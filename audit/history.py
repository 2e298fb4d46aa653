"""The history of rows, kept by triggers: whatever writes to a tracked table is remembered.

`@history.tracked()` on a model gives it a table beside its own, `<model>history`, to which the
database itself copies the row as it was before each UPDATE and DELETE, and as it was inserted.
What was so at a moment is the first copy made after it, or else the row of today. Bulk writes,
plain SQL and COPY leave the same trace; TRUNCATE, which leaves none, is refused. History is
inserted only. docs/adr/0006-history-by-trigger.md says why it is made so.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pghistory
import pghistory.models
import pgtrigger
from asgiref.sync import iscoroutinefunction
from django.db import connections, models
from django.db.models import Func, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from audit.context import nobody, origin

#: How a writer who goes past the program, as with psql, is called.
PAST_THE_PROGRAM = "sql"
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH|TRUNCATE)\b", re.IGNORECASE)
_TELL = """
SELECT set_config('caspp.user', %s, true), set_config('caspp.request', %s, true),
    set_config('caspp.address', %s, true), set_config('caspp.source', %s, true);
"""
_REFUSE_TO_IGNORE = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def _told(name: str) -> Any:
    """What the program told this transaction about itself, or NULL."""
    setting = Func(
        *(Value(f"caspp.{name}"), Value(True)),
        function="current_setting",
        output_field=models.TextField(),
    )
    return NullIf(setting, Value(""))


class RowHistory(pghistory.models.Event):  # type: ignore[misc]
    """One copy of one row, and who made it necessary. The columns of the row follow these."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_user_id = models.BigIntegerField(
        null=True, db_default=Cast(_told("user"), models.BigIntegerField())
    )
    pgh_request_id = models.CharField(
        max_length=32, db_default=Coalesce(_told("request"), Value(""))
    )
    pgh_address = models.GenericIPAddressField(
        null=True, db_default=Cast(_told("address"), models.GenericIPAddressField())
    )
    pgh_source = models.CharField(
        max_length=10, db_default=Coalesce(_told("source"), Value(PAST_THE_PROGRAM))
    )

    class Meta:
        abstract = True


def tracked(
    *, exclude: Iterable[str] = (), noted: Iterable[str] = (), inserts: bool = True
) -> Callable[[Any], Any]:
    """Keep the history of this model's rows.

    ``exclude``: fields that are not copied, and whose change alone is no change. ``noted``: those
    among them whose change leaves a copy all the same, labelled '<field>_changed'.
    ``inserts=False`` for tables of millions that are hardly ever written twice: there the row is
    its own evidence of what was inserted, and `audit.Event` says by whom.
    """

    def track(model: Any) -> Any:
        # A row at a time where a condition decides: rows that only excluded fields changed then
        # cost nothing. A statement at a time where every row counts.
        trackers = [
            pghistory.UpdateEvent(row=pghistory.Old, level=pgtrigger.Row),
            pghistory.DeleteEvent(level=pgtrigger.Statement),
            *([pghistory.InsertEvent(level=pgtrigger.Statement)] if inserts else []),
            *(
                pghistory.UpdateEvent(
                    f"{field}_changed",
                    row=pghistory.Old,
                    level=pgtrigger.Row,
                    condition=pgtrigger.AnyChange(field),
                )
                for field in noted
            ),
        ]
        pgtrigger.register(_no_truncate())(model)
        return pghistory.track(
            *trackers,
            exclude=list(exclude),
            model_name=f"{model.__name__}History",
            base_model=RowHistory,
            obj_field=pghistory.ObjForeignKey(related_name="+", db_index=True),
            context_field=None,  # type: ignore[arg-type]
            append_only=True,
            meta={"triggers": [_no_truncate()]},
        )(model)

    return track


def _no_truncate() -> Any:
    return pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION '% is not truncated: that leaves no history', TG_TABLE_NAME;",
    )


def history_of(model: Any) -> Any:
    """The model of this model's history, or None where none is kept."""
    histories: list[Any] = pghistory.core.event_models()
    return next((one for one in histories if one.pgh_tracked_model is model), None)


def tell_who_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
) -> Any:
    """Send each writing statement with the request it belongs to, on the same trip.

    The settings end with the transaction: the next user of the connection inherits nothing.
    """
    if not (isinstance(sql, str) and _WRITES.match(sql)):
        return execute(sql, params, many, context)
    came_from = origin.get()
    user = came_from.user()
    words = ("" if user is None else str(user), came_from.request_id, came_from.address or "",
             came_from.source)  # fmt: skip
    telling = context["cursor"].mogrify(_TELL, words).decode()
    if many:
        context["cursor"].cursor.execute(telling)
        return execute(sql, params, many, context)
    # Without parameters psycopg2 leaves a percent sign alone.
    telling = telling.replace("%", "%%") if params is not None else telling
    return execute(telling + sql, params, many, context)


def listen_to(connection: Any, **_: Any) -> None:
    """Receiver of `connection_created`."""
    if tell_who_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell_who_writes)


def refuse_to_ignore(using: str = "default", **_: Any) -> None:
    """Receiver of `post_migrate`: no session may turn its triggers off.

    The library lets any session name triggers that it wants ignored, in a setting; here the
    question whether to ignore one is always answered no.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_REFUSE_TO_IGNORE)


@sync_and_async_middleware
def RememberUser(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:  # noqa: N802
    """Puts who is signed in beside the request's origin; asked only when something is written."""

    def remember(request: HttpRequest) -> None:
        def who() -> int | None:
            # Working it out may write, as when a session is renewed: then nobody is known yet.
            origin.set(replace(origin.get(), user=nobody))
            try:
                return request.user.pk
            finally:
                origin.set(replace(origin.get(), user=who))

        origin.set(replace(origin.get(), user=who))

    async def stream(request: HttpRequest) -> Any:
        remember(request)
        return await get_response(request)

    def page(request: HttpRequest) -> Any:
        remember(request)
        return get_response(request)

    return stream if iscoroutinefunction(get_response) else page
