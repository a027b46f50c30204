"""Runs the notebooks in Pyodide, and compiles what they load in its wheels: to compile it would
take each visitor as long as all the rest. What the notebooks do not load stays as it is.

The wheels are in ``/kernel``, the notebooks in ``/notebooks``.
"""

import importlib
import json
import os
import sys
import zipfile
from importlib import util
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path

PLACE = Path(os.environ["BRIEFING_DATA"]).parent  # where Pyodide puts packages
OWN = "briefing/"  # of which readers may want to see the source


def run(notebook: Path) -> None:
    """Run all cells; raises what a cell raises."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code" or "raises-exception" in cell["metadata"].get("tags", []):
            continue
        try:
            shell.run_cell("".join(cell["source"])).raise_error()
        except Exception as error:
            begins = "".join(cell["source"])[:40]
            said = f"{type(error).__name__}: {error}"
            words = f"{notebook.name}, the cell that begins {begins!r}: {said}"
            raise RuntimeError(" ".join(words.split())) from None
    InteractiveShell.clear_instance()


def bytecode(name: str, source: bytes) -> bytes:
    """A module compiled, for Python to take without a look at its source."""
    code = compile(source, str(PLACE / name), "exec", dont_inherit=True)
    return bytes(_code_to_hash_pyc(code, util.source_hash(source), checked=False))


def compiled(wheel: Path, loaded: set[str]) -> None:
    """Write a wheel again, with bytecode in place of the source of what was loaded."""
    with zipfile.ZipFile(wheel) as old:
        files = {name: old.read(name) for name in old.namelist() if not name.endswith("/")}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            if name not in loaded:
                new.writestr(name, content)
            elif name.startswith(OWN):
                new.writestr(name, content)
                cached = util.cache_from_source(name)
                new.writestr(cached, bytecode(name, content))
            else:
                new.writestr(f"{name}c", bytecode(name, content))


def main() -> None:
    """Compile what the notebooks and the kernel load."""
    wheels = sorted(Path("/kernel").glob("*.whl"))
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as whole:
            whole.extractall(PLACE)
    importlib.invalidate_caches()
    for notebook in sorted(Path("/notebooks").glob("*.ipynb")):
        run(notebook)
    importlib.import_module("piplite.piplite")
    importlib.import_module("pyodide_kernel")
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    loaded = {
        Path(file).relative_to(PLACE).as_posix()
        for file in files
        if file.startswith(str(PLACE)) and file.endswith(".py")
    }
    for wheel in wheels:
        compiled(wheel, loaded)


main()
