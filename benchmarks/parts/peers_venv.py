"""An environment of its own for each peer, under .local/peers/, made when first needed.

The peers are measured, never shipped: nothing of them is in requirements.txt.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.servers import CHECKOUT

PARTS = Path(__file__).resolve().parent
HOME = CHECKOUT / ".local" / "peers"


class NotInstalled(Exception):
    """A peer could not be installed here; the text says why."""


def python(peer: str) -> Path:
    """The Python that has the peer, after installing exactly `peers_<peer>.txt` if it is new.

    Raises NotInstalled.
    """
    pins = PARTS / f"peers_{peer}.txt"
    home = HOME / peer
    said = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    stamp = home / "installed"
    if not stamp.exists() or stamp.read_text() != said:
        print(f"Installing {peer} into {home.relative_to(CHECKOUT)} ...", file=sys.stderr)
        venv.create(home, clear=True, with_pip=True)
        _install(home, pins)
        stamp.write_text(said)
    return home / "bin" / "python"


def _install(home: Path, pins: Path) -> None:
    pip = [home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pins]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstalled((errors or done.stderr.splitlines() or ["pip failed"])[-1])
