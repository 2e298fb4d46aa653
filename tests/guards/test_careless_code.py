"""What opens a hole when used carelessly is used in named places only, each with its reason."""

import ast
import re
from pathlib import Path

import pytest

from tests.guards.house import ROOT, packages, python_files

#: (what, where) → why it is right there.
ALLOWED = {
    ("requests", "accounts/texts.py"): "the gateway of a deployment, from a setting, no redirects",
    ("urllib.request", "caspp/run.py"): "asks our own /livez on this machine",
    ("mark_safe", "screen/templatetags/screen.py"): "icons out of our own files",
    ("mark_safe", "people/forms.py"): "one word of ours, ' selected', in a list of 249 countries",
}
CALLS = {"eval", "exec", "mark_safe"}
MODULES = {"pickle", "marshal", "shelve", "yaml", "xml", "requests", "urllib.request", "httpx"}


def _uses(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(name.name for name in node.names if name.name in CALLS)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & CALLS
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {f".{node.func.attr}"} & {".raw", ".extra"}
    dangerous = MODULES | CALLS | {".raw", ".extra"}
    return {use for use in found if use in dangerous or use.split(".")[0] in {"xml", "yaml"}}


def test_every_use_is_named():
    """requests, eval, mark_safe, raw SQL through the ORM: nowhere but where the list says why."""
    found = {
        (use, str(path.relative_to(ROOT)))
        for package in packages()
        for path in python_files(package)
        for use in _uses(path)
    }
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "stale: take it out of the list"


#: Statements put together from our own names, never from what somebody typed.
BUILT = {
    *("audit/privileges.py", "audit/verify.py", "audit/retention.py", "caspp/embedded.py"),
    "alerts/stored.py",
}


@pytest.mark.parametrize("package", packages())
def test_no_statement_is_put_together_from_words(package):
    """cursor.execute takes a literal and parameters; an f-string only where the list says."""
    wrong = []
    for path in python_files(package):
        where = str(path.relative_to(ROOT))
        if where in BUILT or "/migrations/" in where:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr in ("execute", "executemany", "copy_expert"):
                statement = node.args[0] if node.args else None
                if isinstance(statement, ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{where}:{node.lineno}")
    assert wrong == []


def test_no_template_switches_escaping_off():
    """Neither |safe nor autoescape off: what people typed is shown as they typed it."""
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("templates/**/*.html")
        if unsafe.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
