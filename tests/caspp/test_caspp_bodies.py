"""A body that is too long is refused in words before it is on our disk: by a real server."""

import contextlib
import json
import os
import socket
import time
from pathlib import Path

import psutil
import pytest
from django.utils import translation

from benchmarks.servers import HOST, Process, free_port, wait_until

TOO_LARGE = "What you sent is too large. Send fewer or smaller files."
LIMIT = 3 * 1024 * 1024
FIVE_GIGABYTES = 5 * 1024**3
HEAD = f"POST /livez HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/octet-stream\r\n"


@pytest.fixture(scope="module", params=["h11", "httptools"])
def server(request, tmp_path_factory):
    """The product as it is deployed, with a small limit. It needs no database for this."""
    directory = tmp_path_factory.mktemp("bodies")
    command = ["uvicorn", "caspp.asgi:application", "--host", HOST, "--log-level", "warning"]
    command += ["--lifespan", "off", "--http", request.param, "--port", str(port := free_port())]
    process = Process(
        command,
        directory / "web.log",
        DJANGO_SETTINGS_MODULE="caspp.settings",
        DEBUG="false",
        HTTPS="false",
        SECRET_KEY="only-for-this-test-only-for-this-test-only-for-this",
        ALLOWED_HOSTS=HOST,
        LARGEST_BODY=str(LIMIT),
        TMPDIR=str(directory),
        MEDIA_ROOT=str(directory),
    )
    process.start()
    try:
        wait_until(lambda: _listens(port) or process.must_live(), what="web", within=60)
        process.port = port
        yield process
    finally:
        process.stop()


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _line(server):
    with socket.create_connection((HOST, server.port), timeout=10) as line:
        yield line


def _answer(line: socket.socket) -> tuple[int, str, str]:
    """Status, headers and body of what comes until everything that was told of is there."""
    got = b""
    while not _is_whole(got):
        came = line.recv(65536)
        if not came:
            break
        got += came
    headers, _between, body = got.partition(b"\r\n\r\n")
    return int(headers.split()[1]), headers.decode().lower(), body.decode()


def _is_whole(got: bytes) -> bool:
    headers, between, body = got.partition(b"\r\n\r\n")
    if not between:
        return False
    lengths = [one for one in headers.lower().splitlines() if one.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= int(lengths[0].split(b":")[1])


def _on_disk(server) -> int:
    """Bytes that the server holds in files, be they without a name, beside its log."""
    held = 0
    for one in Path(f"/proc/{server.running.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            name = os.readlink(one)
            if str(server.log.parent) in name and name != str(server.log):
                held += one.stat().st_size
    return held


def test_five_gigabytes_are_refused_at_once(server):
    """Announced, and begun with a few kilobytes: the answer does not wait for the rest."""
    memory = psutil.Process(server.running.pid).memory_info().rss
    with _line(server) as line:
        began = time.monotonic()
        line.sendall(f"{HEAD}Content-Length: {FIVE_GIGABYTES}\r\n\r\n".encode() + b"x" * 4096)
        status, headers, body = _answer(line)
        assert time.monotonic() - began < 2
        assert status == 413
        assert "What you sent is too large" in body
        assert "جو آپ نے بھیجا وہ بہت بڑا ہے" in body
        assert "text/html" in headers
        assert "no-store" in headers
        assert "default-src 'none'" in headers
        assert _on_disk(server) == 0
        # Then it hangs up, whatever else would come.
        line.settimeout(5)
        assert line.recv(1) == b""
    assert psutil.Process(server.running.pid).memory_info().rss < memory + 30e6


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("Accept-Language: en", "en"),
        ("Accept-Language: ur-PK,en;q=0.5", "ur"),
        ("Accept-Language: en\r\nCookie: django_language=ur", "ur"),
    ],
)
def test_a_script_is_told_in_its_language(server, asked, language):
    """As JSON: in the language that was chosen here, else in one that the browser asks for."""
    asked = f"Accept: application/json\r\n{asked}\r\n"
    with _line(server) as line:
        line.sendall(f"{HEAD}{asked}Content-Length: {LIMIT + 1}\r\n\r\n".encode())
        status, headers, body = _answer(line)
    assert status == 413
    assert "content-type: application/json" in headers
    assert f"content-language: {language}" in headers
    with translation.override(language):
        assert json.loads(body)["error"] == translation.gettext(TOO_LARGE)


def test_hotel_software_is_told_in_its_own_shape(server):
    """As a problem document, whatever it says that it takes."""
    head = HEAD.replace("/livez", "/api/v1/lots")
    with _line(server) as line:
        line.sendall(f"{head}Accept-Language: ur\r\nContent-Length: {LIMIT + 1}\r\n\r\n".encode())
        status, headers, body = _answer(line)
    assert status == 413
    assert "content-type: application/problem+json" in headers
    assert "content-language: ur" in headers
    assert json.loads(body)["type"] == "urn:caspp:problem:too-large"


def test_a_body_without_a_length_is_counted(server):
    """It is cut where it passes the limit, and what had come is on the disk no longer."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with _line(server) as line:
        line.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(LIMIT // 0x10000 + 4):
            line.sendall(chunk)
        status, _headers, body = _answer(line)
        assert (status, "What you sent is too large" in body) == (413, True)
        assert _on_disk(server) == 0


def test_who_sends_on_can_still_read_the_answer(server):
    """A browser sends some megabytes before it looks; the line is not torn from under it."""
    with _line(server) as line:
        line.sendall(f"{HEAD}Content-Length: {LIMIT * 100}\r\n\r\n".encode())
        for _ in range(48):
            line.sendall(b"x" * 0x10000)
        assert _answer(line)[0] == 413


def test_a_body_of_just_the_limit_is_served(server):
    """The view answers: here, that it takes no POST."""
    with _line(server) as line:
        line.sendall(f"{HEAD}Content-Length: {LIMIT}\r\n\r\n".encode() + b"x" * LIMIT)
        status, _headers, _body = _answer(line)
    assert status != 413


def test_the_next_request_is_served(server):
    """Nobody pays for it but whoever sent too much."""
    with _line(server) as line:
        line.sendall(f"GET /livez HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert _answer(line)[0] == 200
