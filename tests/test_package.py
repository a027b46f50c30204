"""The package as pip installs it: in any folder, with data from anywhere, for nbconvert."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from conftest import NOTEBOOKS, ROOT, edit
from packaging.requirements import Requirement

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEMPLATE = NOTEBOOKS / "briefing" / "publish" / "template"


def run(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run this Python in ``folder`` as a user would, without pytest's path to the package."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "BRIEFING_DATA")}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def answer(code: str, folder: Path, **environment: str) -> str:
    """What a piece of Python prints in ``folder``."""
    done = run("-c", code, folder=folder, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module", autouse=True)
def installed():
    """The package, installed from this checkout by ``make``."""
    how = "Run make, or here: python -m pip install --no-deps --no-build-isolation -e ."
    try:
        distribution(PROJECT["name"])
    except PackageNotFoundError:
        pytest.fail(f"The package is not installed in the environment of the tests. {how}")
    found = answer("import briefing; print(briefing.__file__)", Path("/"))
    if not Path(found).is_relative_to(NOTEBOOKS):
        pytest.fail(f"The package is installed from another checkout ({found}). {how}")


def test_it_is_imported_from_any_folder_and_finds_its_data(tmp_path, data):
    code = "import briefing; print(len(briefing.load().events))"
    assert answer(code, tmp_path) == str(len(data.events))


def test_it_takes_the_data_that_the_environment_names(tmp_path, package):
    edit(package, "timeline/events.csv", lambda events: events.head(3))
    code = "import briefing; print(len(briefing.load().events))"
    assert answer(code, tmp_path, BRIEFING_DATA=str(package)) == "3"


def test_without_data_it_says_what_to_do(tmp_path):
    done = run("-c", "import briefing; briefing.load()", folder=tmp_path, BRIEFING_DATA="/nowhere")
    assert done.returncode == 1 and "BRIEFING_DATA" in done.stderr.splitlines()[-1]


def test_importing_it_leaves_a_kernel_as_it_is(tmp_path):
    code = (
        "import gc, sys, briefing; briefing.load().events\n"
        "print(gc.isenabled(), 'rfc3987_syntax' in sys.modules, 'briefing.publish' in sys.modules)"
    )
    assert answer(code, tmp_path) == "True False False"


def test_the_exporter_leaves_a_kernel_as_it_is(tmp_path):
    code = (
        "import gc, sys, briefing.publish.exporter\n"
        "print(gc.isenabled(), sys.modules.get('rfc3987_syntax', 'open') is not None)"
    )
    assert answer(code, tmp_path) == "True True"


def test_commands_run_from_the_projects_root():
    done = run("-m", "briefing", "check", folder=ROOT)
    assert done.returncode == 0 and "No faults found" in done.stdout, done.stderr


def convert(folder: Path, notebook: Path, *options: str) -> dict[str, bytes]:
    """The files that ``jupyter nbconvert --to briefing`` makes of a notebook."""
    command = ["-m", "jupyter", "nbconvert", "--to", "briefing", notebook, "--output-dir", folder]
    done = run(*command, *options, folder=ROOT)
    assert done.returncode == 0, done.stderr
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_nbconvert_gives_the_page_of_the_build_and_what_it_needs(site, tmp_path):
    given = convert(tmp_path / "out", NOTEBOOKS / "timeline.ipynb")
    assert [name for name, content in given.items() if content != (site / name).read_bytes()] == []
    page = given["timeline.html"].decode("utf-8")
    wanted = re.findall(r'(?:src|srcset|data-figure|href)="((?:assets|charts)/[^"]+)"', page)
    assert len(wanted) > 20 and {*wanted, "assets/plotly.min.js"} <= given.keys()


def test_nbconvert_takes_outputs_that_a_notebook_has(site, tmp_path):
    import nbformat

    notebook = nbformat.read(NOTEBOOKS / "corrections.ipynb", as_version=4)
    shown = next(cell for cell in notebook.cells if cell.cell_type == "code")
    shown.outputs = [nbformat.v4.new_output("stream", name="stdout", text="as it was saved")]
    nbformat.write(notebook, tmp_path / "corrections.ipynb")
    page = convert(tmp_path / "out", tmp_path / "corrections.ipynb")["corrections.html"]
    assert b"as it was saved" in page and page != (site / "corrections.html").read_bytes()


def test_nbconvert_makes_a_page_that_is_one_file(tmp_path):
    option = "--BriefingExporter.single=True"
    given = convert(tmp_path / "out", NOTEBOOKS / "timeline.ipynb", option)
    page = given.pop("timeline.html").decode("utf-8")
    assert given == {} and "data:image/svg+xml," in page
    shown = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    inside = re.findall(r'(?:src|srcset|href)="(?!#|https?:|mailto:|data:)([^"]*)"', shown)
    assert inside == []  # no link to another page, no image or script beside it


def test_it_needs_what_is_installed():
    pinned = dict(
        line.split("==")
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
        if "==" in line
    )
    wanted = [Requirement(text) for text in PROJECT["dependencies"]]
    assert {one.name for one in wanted} | {"hatchling"} == pinned.keys()
    assert all(pinned[one.name] in one.specifier for one in wanted)


def test_it_has_the_version_of_the_data(data):
    done = run("-m", "hatchling", "version", folder=ROOT)
    assert done.stdout.strip() == data.package["version"], done.stderr


def test_the_script_of_the_pages_looks_for_what_the_template_writes():
    script = "".join(path.read_text("utf-8") for path in (TEMPLATE / "assets").glob("*.js"))
    looked = set(re.findall(r"\[data-([a-z]+)\]", script)) | set(
        re.findall(r"(?<!head)\.dataset\.([a-z]+)", script)
    )
    parts = (TEMPLATE / "parts.html.j2").read_text("utf-8")
    named, parts = parts.split("-#}", 1)
    written = set(re.findall(r"\bdata-([a-z]+)", parts))
    written |= set(re.findall(r"\bdata-([a-z]+)", (TEMPLATE / "index.html.j2").read_text("utf-8")))
    assert looked <= written == set(re.findall(r"\bdata-([a-z]+)", named))
