"""What CASPP stands on: pinned, with a reason, complete, and from no address of its own."""

import json
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.guards.house import ROOT, imports, kept_files, packages, python_files

PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>\S+)\s+# (?P<why>\S.+)")
EXACT = re.compile(r"\d+(\.\d+)*")
#: Where packages come from is the machine's affair. In parts, so that this file names none.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("registry", "npmmirror", "com"),
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
    )
]


def _requirements() -> list[str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("line", _requirements())
def test_requirement_is_pinned_and_has_a_reason(line):
    """name==version  # why."""
    assert PINNED.fullmatch(line)


def test_no_requirement_stands_twice():
    """One line for each distribution."""
    names = [_folded(PINNED.match(line)["name"]) for line in _requirements()]
    assert len(names) == len(set(names))


def test_every_import_is_required():
    """What product code imports is a requirement of ours, not one of somebody else's."""
    required = {_folded(PINNED.match(line)["name"]) for line in _requirements()}
    own = {*packages(), *sys.stdlib_module_names, "tests"}
    providers = packages_distributions()
    missing = {}
    for path in (path for package in packages() for path in python_files(package)):
        for name, line in imports(path):
            module = name.split(".")[0]
            given_by = {_folded(one) for one in providers.get(module, ())}
            if module not in own and not given_by & required:
                missing.setdefault(module, f"{path.relative_to(ROOT)}:{line}")
    assert missing == {}


def test_browser_packages_are_pinned():
    """package.json names exact versions: no ^, no ~, no tag."""
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    assert versions
    assert {name: one for name, one in versions.items() if not EXACT.fullmatch(one)} == {}


def test_lock_has_checksums_and_no_addresses():
    """What npm installs is known by its content, wherever it is fetched from."""
    text = (ROOT / "package-lock.json").read_text()
    installed = {path: one for path, one in json.loads(text)["packages"].items() if path}
    assert installed
    assert [path for path, one in installed.items() if "integrity" not in one] == []
    assert [path for path, one in installed.items() if "resolved" in one] == []
    assert [host for host in HOSTS if host in text] == []


def test_lock_is_in_step_with_the_wishes():
    """package-lock.json pins what package.json asks for."""
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["dependencies"] == asked
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_no_file_names_a_registry():
    """A machine behind a mirror installs from its mirror: nothing kept here says otherwise."""
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in kept_files()
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert found == []


# --- The lock ---


def _locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {
        _folded(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.M)
    }


def test_the_lock_holds_every_requirement():
    """`make lock` was run after the last change: each requirement, in its very version."""
    locked = _locked()
    for line in _requirements():
        pinned = PINNED.match(line)
        assert locked.get(_folded(pinned["name"])) == pinned["version"], "run make lock"


def test_every_locked_package_has_its_hashes():
    """Nothing is installed that is not, bit for bit, what was locked."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    without = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert without == []
    assert "--require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text("utf-8")
