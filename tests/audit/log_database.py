"""A database with nothing but the log in it, for tests that commit and that tamper."""

import io
import multiprocessing
import os
from contextlib import closing, redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from urllib.parse import urlsplit, urlunsplit

import psycopg2

COLUMNS = (
    "(at, actor, action, target_type, target, purpose, purpose_kind, case_ref, outcome, recipient,"
    " detail, request_id, session, source)"
)
INSERT = (
    f"INSERT INTO audit_event {COLUMNS} VALUES (now(), %s, 'test.did', '', '', '', '', '', 'done',"
    " '', '{\"a\": 1}', '', '', 'test') RETURNING id"
)


def make(name: str) -> str:
    """Make the database anew; returns its URL."""
    server = os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    manage(url, "migrate", "audit", "-v0")
    return url


def manage(url: str, *command: str) -> tuple[int, str]:
    """Run a command against the database; returns its exit code and all it said.

    In a process of its own, of which everything is loaded once for all: to start takes two seconds.
    """
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.audit.loaded"])
    here, there = processes.Pipe()
    process = processes.Process(target=_manage, args=(there, url, command))
    process.start()
    there.close()
    code, said = here.recv()
    process.join()
    return code, said


def _manage(answer: Connection, url: str, command: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line
    from django.db import connections

    connections.databases["default"]["NAME"] = urlsplit(url).path[1:]
    code, said = 0, io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            execute_from_command_line(["manage.py", *command])
        except SystemExit as end:
            code = int(end.code or 0)
    answer.send((code, said.getvalue()))


def add(url: str, actor: str, events: int) -> list[int]:
    """Add events, each in a transaction of its own; returns their ids."""
    ids = []
    with closing(psycopg2.connect(url)) as connection:
        for _event in range(events):
            with connection, connection.cursor() as cursor:
                cursor.execute(INSERT, [actor])
                ids.append(cursor.fetchone()[0])
    return ids


def as_thief(url: str, *statements: str) -> None:
    """Change the log as somebody does who owns the server: behind every trigger."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
