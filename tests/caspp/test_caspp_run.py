"""`make run`: the port it serves on, and the processes it looks after."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from cryptography.fernet import Fernet

from caspp import embedded, run


@pytest.mark.parametrize("text", ["", "http", "80 80", "0", "65536", "-1", "8000.0", "²", "٨٠٠٠x"])
def test_nonsense_port(monkeypatch, text):
    """One sentence that says what was given and what to give, and the end."""
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit) as end:
        run._port()
    assert end.value.code == (
        f"PORT is {text!r}; give a number from 1 to 65535, as in: make run PORT=8080"
    )


def test_taken_port(monkeypatch):
    """Somebody else is there already: one sentence, before anything is started."""
    with socket.socket() as somebody:
        somebody.bind((run.HOST, 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit) as end:
            run._port()
    assert end.value.code == (f"Port {port} is taken. Choose another, as in: make run PORT=8080")


def test_free_port(monkeypatch):
    """A free one is taken; 8000 when nothing is said."""
    with socket.socket() as probe:
        probe.bind((run.HOST, 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    assert run._port() == port


def test_the_end_is_a_failure():
    """The sentence goes to stderr and make sees an error."""
    done = subprocess.run(
        [sys.executable, "-m", "caspp.run"],
        env={**os.environ, "PORT": "http"},
        cwd=os.path.dirname(os.path.dirname(run.__file__)),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "PORT is 'http'; give a number from 1 to 65535, as in: make run PORT=8080\n"
    )


def test_a_demonstration_has_secrets_of_its_own(monkeypatch, tmp_path):
    """Made at the first run and kept: what was sealed yesterday opens today."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(embedded, "LOCAL", tmp_path / "local")
    found = []
    for _ in range(2):
        monkeypatch.setattr(os, "environ", {})
        run._be_a_demonstration()
        found.append((os.environ["SECRET_KEY"], os.environ["FIELD_KEYS"]))
    assert found[0] == found[1]
    Fernet(found[0][1])


@pytest.fixture
def crew():
    """One process that does nothing, for as long as it is let."""
    crew = run.Crew({"idle": ["timeit", "-n1", "-r1", "import time; time.sleep(60)"]})
    crew.start()
    watch = threading.Thread(target=crew.watch)
    watch.start()
    yield crew
    crew.dismiss()
    watch.join(20)
    assert not watch.is_alive()


def test_who_dies_is_started_again(crew, capfd):
    """A killed process is replaced, and that is said."""
    first = crew.processes["idle"]
    os.kill(first.pid, signal.SIGKILL)
    give_up_at = time.monotonic() + 15
    while crew.processes["idle"] is first and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert crew.processes["idle"].poll() is None
    assert "idle ended with code -9; starting it again." in capfd.readouterr().out


def test_all_are_dismissed(crew):
    """When the last word is said nobody is left behind."""
    process = crew.processes["idle"]
    crew.dismiss()
    assert process.wait(15) != 0
