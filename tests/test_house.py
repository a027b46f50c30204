"""The house: imports point one way, functions fit a screen, notebooks are as JupyterLab saves them.

``python tests/test_house.py`` prints the import map and the longest functions.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted(Path(__file__).resolve().parents[1].glob("notebooks/*.ipynb"))
SCREEN = 50  # lines of a function that fit a screen
WIDTH = 100  # characters of a line

PACKAGE = Path(__file__).resolve().parents[1] / "notebooks" / "briefing"

# From the top of the house down: a module may import from its own room and from those below.
FLOORS = [
    {"__main__"},
    {"publish"},
    {"explore"},
    {"charts"},
    {"reading"},
    {"facts"},
    {"theme"},
    {"look"},
    {"links"},
    {"schema_org"},
    {"tables"},
    {"lab"},
    {"prose"},
    {"guard"},
    {"check"},
    {"money", "treaties"},
    {"dataset"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def module_of(file: Path) -> str:
    """``charts/funding.py`` is ``charts.funding``, and the package's own file is ``briefing``."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "briefing"


MODULES = {module_of(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def imported(file: Path) -> set[str]:
    """Modules of the package that a file imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "briefing":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}".removeprefix("briefing.")
                found.add(whole if whole in MODULES else whole.rpartition(".")[0] or "briefing")
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            found |= {n.removeprefix("briefing.") for n in names if n.startswith("briefing")}
    return found - {"briefing"}


def import_map() -> dict[str, set[str]]:
    """Per module the modules of the package that it imports."""
    return {module: imported(file) for module, file in MODULES.items() if module != "briefing"}


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_has_its_floor():
    assert {room(module) for module in import_map()} == set(FLOOR)


def test_no_import_runs_upwards():
    upwards = [
        f"{module} imports {other}"
        for module, others in import_map().items()
        for other in sorted(others)
        if room(module) != room(other) and FLOOR[room(other)] <= FLOOR[room(module)]
    ]
    assert not upwards


def test_no_imports_run_in_a_circle():
    TopologicalSorter(import_map()).prepare()  # raises CycleError, which names the circle


def functions() -> list[tuple[int, str]]:
    """Lines and name of every function of the package, the longest first."""
    found = [
        (node.end_lineno - node.lineno + 1, f"{module}.{node.name}")
        for module, file in MODULES.items()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    return sorted(found, reverse=True)


def test_every_function_fits_a_screen():
    assert not [one for one in functions() if one[0] > SCREEN]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stands_as_jupyterlab_writes_it(path, tmp_path):
    saved = tmp_path / path.name
    nbformat.write(nbformat.read(path, as_version=4), saved)
    assert path.read_text(encoding="utf-8") == saved.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_long_line_and_no_output(path):
    cells = nbformat.read(path, as_version=4).cells
    lines = [line for cell in cells for line in cell.source.splitlines()]
    # A row of a Markdown table cannot be broken.
    assert not [line for line in lines if len(line) > WIDTH and not line.startswith("|")]
    assert not [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_a_chart_does_without_the_check():
    """Who draws a chart need not load the rules of the data."""
    code = "import sys; from briefing.charts import timeline, funding; print(*sys.modules)"
    own = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=own, capture_output=True, text=True, check=True
    )
    assert "briefing.reading.timeline" in done.stdout.split()
    assert not [name for name in done.stdout.split() if name.startswith("briefing.check")]


def printed() -> str:
    """The import map, room by room from the top of the house down."""
    rooms = defaultdict(set)
    for module, others in import_map().items():
        rooms[room(module)] |= {room(other) for other in others} - {room(module)}
    order = [name for floor in FLOORS for name in sorted(floor)]
    return "\n".join(
        f"{name:11} imports {', '.join(sorted(rooms[name], key=order.index)) or 'nothing'}"
        for name in order
    )


if __name__ == "__main__":
    print(printed(), "", *(f"{lines:3} {name}" for lines, name in functions()[:10]), sep="\n")
