"""`make run`: every server of CASPP on one machine, started, watched and stopped together."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from caspp import embedded

PYTHON = sys.executable
HOST = "127.0.0.1"


def main() -> int:
    port = _port()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")
    _be_a_demonstration()
    servers = _start_servers()
    for command in (["migrate", "-v0"], ["load_reference"], ["seed", "--once"]):
        subprocess.run([PYTHON, "manage.py", *command], check=True)
    # From here on as in a deployment: a role that adds to the log and cannot change it.
    os.environ.setdefault("DATABASE_ROLE", "caspp_app")
    crew = Crew(commands(port))
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: crew.dismiss())
    crew.start()
    if _answers(port, crew):
        subprocess.run([PYTHON, "manage.py", "welcome", f"http://localhost:{port}/"], check=True)
    crew.watch()
    del servers
    print("CASPP has stopped. The data is kept in .local/.", flush=True)
    return 0


def commands(port: int) -> dict[str, list[str]]:
    """The processes of the product, as modules for Python to run."""
    celery = ["celery", "-q", "-A", "caspp"]
    quiet = ["-l", "warning"]
    return {
        "web": [
            *("uvicorn", "caspp.asgi:application", "--host", HOST, "--port", str(port)),
            *("--workers", "2", "--no-access-log", "--no-proxy-headers", "--log-level", "warning"),
            *("--timeout-graceful-shutdown", "2"),
        ],
        "worker": [
            *(*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"),
            *quiet,
        ],
        "background worker": [
            *(*celery, "worker", "--queues", "background", "--hostname", "background@%h"),
            *("--concurrency", "1", "--without-gossip", "--without-mingle"),
            *quiet,
        ],
        "beat": [*celery, "beat", *quiet],
    }


class Crew:
    """The processes of the product; one that dies is started again, until all are dismissed."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.dismissed = threading.Event()

    def start(self) -> None:
        for name in self.commands:
            self._start(name)

    def watch(self) -> None:
        while not self.dismissed.wait(0.5):
            for name, process in list(self.processes.items()):
                if process.poll() is not None and not self.dismissed.is_set():
                    print(f"{name} ended with code {process.returncode}; starting it again.")
                    self._end(process)
                    self._start(name)
        for process in self.processes.values():
            _signal_group(process, signal.SIGTERM)
        for process in self.processes.values():
            self._end(process)

    def dismiss(self) -> None:
        self.dismissed.set()

    def _start(self, name: str) -> None:
        # A session of its own: Ctrl-C reaches this process alone, which then stops the others.
        command = [PYTHON, "-m", *self.commands[name]]
        self.processes[name] = subprocess.Popen(command, start_new_session=True)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            pass
        # Children of a killed worker would otherwise outlive it.
        _signal_group(process, signal.SIGKILL)


def _signal_group(process: subprocess.Popen[bytes], signum: int) -> None:
    try:
        os.killpg(process.pid, signum)
    except ProcessLookupError:
        pass


def _be_a_demonstration() -> None:
    """The settings of production, but for what needs a certificate and a host name."""
    os.environ.setdefault("SECRET_KEY", _kept("secret-key", secrets.token_urlsafe(50)))
    os.environ.setdefault("FIELD_KEYS", _kept("field-keys", f"{secrets.token_urlsafe(32)}="))
    # Empty, but there: without it every web process warns that nothing was collected.
    Path("staticfiles").mkdir(exist_ok=True)
    os.environ.setdefault("HTTPS", "false")
    os.environ.setdefault("DEMO", "true")
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    # Celery warns of root at every start; on a developer's machine that is nobody's surprise.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")


def _kept(name: str, fresh: str) -> str:
    """The secret in that file of .local/; ``fresh`` becomes it where there is none."""
    path = embedded.LOCAL / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh)
    return path.read_text()


def _port() -> int:
    """The port to serve on, or one sentence and the end when it cannot be had."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is {text!r}; give a number from 1 to 65535, as in: make run PORT=8080")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError:
            sys.exit(f"Port {text} is taken. Choose another, as in: make run PORT=8080")
    return int(text)


def _start_servers() -> list[object]:
    """Start the embedded servers that no setting replaces; they end with the returned list."""
    servers: list[object] = []
    if "REDIS_URL" not in os.environ:
        valkey, os.environ["REDIS_URL"] = embedded.start_valkey(embedded.LOCAL / "valkey")
        servers.append(valkey)
    embedded.provide()
    return servers


def _answers(port: int, crew: Crew, seconds: float = 60) -> bool:
    """Wait until the web server answers; False when that takes too long or all was stopped."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at and not crew.dismissed.is_set():
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/livez", timeout=2).close()
            return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.exit(main())
