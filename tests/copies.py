"""Copies of the migrated database with its map: to migrate another one takes half a minute."""

import os

import psycopg2
from django.db import connection


def copied_aside() -> None:
    """Lay the database of the tests aside as it is, before any of them writes."""
    name = connection.settings_dict["NAME"]
    # PostgreSQL copies what nobody is connected to.
    connection.close()
    _copy(name, _aside(name))


def copied(name: str) -> str:
    """A database of its own as it was when the tests began; returns its URL."""
    _copy(_aside(connection.settings_dict["NAME"]), name)
    return f"{_server()}/{name}"


def _aside(name: str) -> str:
    return f"{name}_aside"


def _copy(source: str, name: str) -> None:
    elsewhere = psycopg2.connect(f"{_server()}/postgres")
    elsewhere.autocommit = True
    with elsewhere.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    elsewhere.close()


def _server() -> str:
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0]
