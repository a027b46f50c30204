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
from collections.abc import Callable
from pathlib import Path

from briefing.publish import BuildError, pieces, wheels
from briefing.publish.collection import Collection
from briefing.publish.plan import files_in
from briefing.publish.wheels import Wheel

FOLDER = "lite"  # of the exports
STAGE = ".lite.part-"  # how the name of the folder begins in which a site is made
KERNEL = "@jupyterlite/pyodide-kernel-extension"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LICENCES = "licences.txt"
# Old forms of JupyterLab's fonts, which a browser that runs WebAssembly never asks for.
OLD_FONTS = ("build/fa-*.svg", "build/fa-*.eot", "build/fa-*.ttf")
# The kernel's own spelling of a name that the list of packages has in the normal one.
SPELLING = {"pyodide-kernel": "pyodide_kernel"}
OLD_NOTEBOOK = "widgetsnbextension-3"  # a stand-in for what Jupyter Notebook 6 needs


def make(collection: Collection, report: Callable[[str], None]) -> Path:
    """Make the site anew in ``lite/`` of the exports; returns its folder.

    Raises ``BuildError``, and leaves the site as it was, where a piece cannot be had or the site
    cannot be made.
    """
    target = collection.exports / FOLDER
    try:
        report("Gathering the pieces ...")
        python, pyodide, theirs = pieces.tools(), pieces.Pyodide(), pieces.wheels()
        inside = [Wheel.of(file, content) for file, content in theirs.items()]
        inside += _of_kernel(python)
        own = wheels.own(collection.data, collection.package.package["version"])
        collection.exports.mkdir(parents=True, exist_ok=True)
        beside = collection.exports.parent
        with tempfile.TemporaryDirectory(prefix=STAGE, dir=beside) as folder:
            stage = Path(folder)
            names = _kernel(stage / "static" / "pyodide", pyodide, [*inside, own])
            _settings(stage / "jupyter-lite.json", names)
            _contents(stage / "contents", collection)
            _run(python, stage)
            for pattern in OLD_FONTS:
                for file in (stage / "site").glob(pattern):
                    file.unlink()
            (stage / "site" / LICENCES).write_text(
                licences(pyodide, inside), encoding="utf-8", newline="\n"
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


def _of_kernel(python: Path) -> list[Wheel]:
    """The wheels that the kernel's extension of JupyterLab brings along."""
    extension = python.parents[1] / "share" / "jupyter" / "labextensions" / KERNEL
    files = sorted(extension.rglob("*.whl"))
    return [Wheel(f.name, f.read_bytes()) for f in files if not f.name.startswith(OLD_NOTEBOOK)]


def _kernel(folder: Path, pyodide: pieces.Pyodide, inside: list[Wheel]) -> list[str]:
    """Write Pyodide, its packages and the list of them; returns their names."""
    folder.mkdir(parents=True)
    for name in CORE:
        (folder / name).write_bytes(pyodide.core[name])
    for wheel in inside:
        (folder / wheel.file).write_bytes(wheel.content)
    listed = {wheel.name: wheel.entry for wheel in inside}
    for file, content in pyodide.packages().items():
        (folder / file).write_bytes(content)
        entries = pyodide.lock["packages"].items()
        listed |= {name: entry for name, entry in entries if entry["file_name"] == file}
    lock = {"info": pyodide.lock["info"], "packages": listed}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return [SPELLING.get(name, name) for name in listed]


def _settings(file: Path, names: list[str]) -> None:
    """Write what JupyterLite reads: which packages the kernel loads, and its environment."""
    options = {
        "packages": names,
        "env": {
            "HOME": "/home/pyodide",
            "PLOTLY_RENDERER": "plotly_mimetype",
            "BRIEFING_DATA": f"{wheels.PLACE.format(python=pieces.PYTHON)}/{wheels.DATA}",
        },
    }
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


def _run(python: Path, stage: Path) -> None:
    """Let JupyterLite make the site in ``stage``."""
    command = [str(python), "-m", "jupyterlite_core", "build", "--lite-dir", str(stage)]
    command += ["--contents", str(stage / "contents"), "--output-dir", str(stage / "site")]
    command += ["--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"]
    done = subprocess.run(command, cwd=stage, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
        raise BuildError(f"JupyterLite made no site:\n{said}")


def licences(pyodide: pieces.Pyodide, inside: list[Wheel]) -> str:
    """What the site hands on, and on which terms."""
    lines = [
        "What this site hands on, and on which terms",
        "",
        "Notebooks, text and tables: CC BY 4.0. The package briefing: MIT. Sources of the tables",
        "keep their own terms (data/datapackage.json).",
        "JupyterLite, JupyterLab and their extensions: BSD-3-Clause; what they contain is listed",
        "in build/third-party-licenses.json and in each folder of extensions/.",
        f"Pyodide {pyodide.lock['info']['version']}: MPL-2.0, with CPython (PSF-2.0); source at",
        "https://github.com/pyodide/pyodide",
        "",
        "Python packages in static/pyodide/; each wheel holds the text of its licence. From those",
        "marked * files that are idle here were left out, such as tests.",
        "",
    ]
    theirs = [Wheel(file, content) for file, content in pyodide.packages().items()]
    for wheel in sorted([*inside, *theirs], key=lambda one: one.file):
        if not wheel.file.endswith(".whl"):
            lines.append(f"  {wheel.file}: as Pyodide hands it on")
            continue
        about = wheel.metadata
        kinds = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
        stated = (about.get("License") or "").strip().splitlines()[:1]
        terms = [about.get("License-Expression") or "", *kinds, *stated]
        named = next((one for one in terms if one), "see the wheel")
        mark = " *" if wheel.trimmed else ""
        lines.append(f"  {wheel.name} {wheel.file.split('-')[1]}{mark}: {named}")
    return "\n".join(lines) + "\n"
