"""What the guards walk through: the sources of the house, read and never imported."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: They may use every floor, and nobody may use them.
OUTSIDE = frozenset({"tests", "benchmarks"})


def packages() -> list[str]:
    """The packages of the product."""
    inits = ROOT.glob("*/__init__.py")
    return sorted(path.parent.name for path in inits if path.parent.name not in OUTSIDE)


def python_files(package: str) -> list[Path]:
    """Every Python file of a package; `manage.py` belongs to the project."""
    files = sorted((ROOT / package).rglob("*.py"))
    return [*files, ROOT / "manage.py"] if package == "caspp" else files


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything the file imports, wherever the import stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            yield ".".join([*above, *filter(None, [node.module])]), node.lineno


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """(text, line) of every string in the file that is not a docstring."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value, node.lineno


def kept_files() -> list[Path]:
    """Every file that git keeps, or would keep if it were added now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
