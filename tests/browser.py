"""Chromium for the journeys: found, or installed, or one sentence why not.

`python -m tests.browser` is part of `make test`: a run without a browser must fail, not skip.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SENTENCE = (
    "The browser journeys need Chromium. Install it (Debian: apt-get install chromium) or name "
    "one by CHROMIUM=/path/to/chromium, and run the tests again."
)


def path() -> str | None:
    """The Chromium to drive, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.path.exists(named) else None
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def install() -> None:
    """Try the Debian package, then Playwright's own download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quietly)
        subprocess.run(["apt-get", "install", "-y", "chromium"], check=False, **quietly)
    if path() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    if path() is None:
        print("Installing Chromium for the browser journeys ...", flush=True)
        install()
    if path() is None:
        sys.exit(SENTENCE)


if __name__ == "__main__":
    main()
