"""Who may do what in the database: set after every migration, for the tables there are then.

Three roles nobody signs in with; a deployment grants them to its logins (docs/settings.md):

`caspp_owner`    owns the log; its functions write the chains
`caspp_app`      everything of the day; of the log and of histories, reading and adding only
`caspp_auditor`  reading the log, nothing else
"""

import logging
from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

logger = logging.getLogger("caspp.audit")

OWNER, APP, AUDITOR = "caspp_owner", "caspp_app", "caspp_auditor"
#: Written by triggers as their owner; the application only reads them.
CHAINS = ("audit_link", "audit_head")
_FUNCTIONS = ("audit_event_link()", "audit_make_month(date)")


def set_privileges() -> None:
    """Grant each role what it needs and no more. Says so and goes on where it may not."""
    try:
        with connection.cursor() as cursor:
            for statement in _statements():
                cursor.execute(statement)
    except ProgrammingError as error:
        logger.warning("The database's roles could not be set (%s).", str(error).strip())


def insert_only() -> list[str]:
    """Tables that the application adds to and never changes: the log, and every history."""
    histories = {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "pgh_tracked_model", None) is not None
    }
    # Where only some of the apps are migrated, only their tables are there.
    return [*_log(), *sorted(histories & set(connection.introspection.table_names()))]


def _log() -> list[str]:
    """The log and its months."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::regclass::text FROM pg_partition_tree('audit_event') ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _statements() -> Iterator[str]:
    for role in (OWNER, APP, AUDITOR):
        yield (
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    yield f"GRANT {OWNER}, {APP}, {AUDITOR} TO CURRENT_USER"
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {AUDITOR}"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}"
    yield f"REVOKE ALL ON django_migrations FROM {APP}"
    yield f"GRANT SELECT ON django_migrations TO {APP}"
    for table in _log():
        yield f"ALTER TABLE {table} OWNER TO {OWNER}"
    for table in CHAINS:
        yield f"ALTER TABLE {table} OWNER TO {OWNER}"
    for function in _FUNCTIONS:
        yield f"ALTER FUNCTION {function} OWNER TO {OWNER}"
    for table in insert_only():
        yield f"REVOKE ALL ON {table} FROM {APP}"
        yield f"GRANT SELECT, INSERT ON {table} TO {APP}"
        yield f"GRANT SELECT ON {table} TO {AUDITOR}"
    for table in CHAINS:
        yield f"REVOKE ALL ON {table} FROM {APP}"
        yield f"GRANT SELECT ON {table} TO {APP}, {AUDITOR}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON audit_droppedmonth FROM {APP}"
