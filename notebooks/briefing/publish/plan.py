"""What is stale: fingerprints of everything that pages are made from, remembered between builds."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from briefing.dataset import ROOT, published_at
from briefing.publish.changes import CHANGELOG
from briefing.publish.collection import Collection

PACKAGE = Path(__file__).resolve().parents[1]
PUBLISH = PACKAGE / "publish"
ASSETS = PUBLISH / "template" / "assets"  # style and script, no part of any page's own file
# Folders of exports that other commands write.
OTHERS = ("pdf", "pack")


def files_in(folder: Path, *suffixes: str) -> list[Path]:
    """Files below ``folder`` with one of ``suffixes`` (all, if none is given), by name."""
    found = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return sorted(p for p in found if not suffixes or p.suffix in suffixes)


def digest(content: str | bytes) -> str:
    """SHA-256 of a text or of bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def fingerprint(files: Iterable[Path], base: Path, *more: str) -> str:
    """SHA-256 of names (below ``base``) and contents of ``files``, and of the texts in ``more``."""
    names = (f"{file.relative_to(base).as_posix()}\0{digest(file.read_bytes())}" for file in files)
    return digest("\0".join([*more, *names]))


def made(exports: Path) -> dict[str, str]:
    """The files of ``exports`` that a build writes, with the digest of each; not those that other
    commands make of them.
    """
    if not exports.exists():
        return {}
    names = {file.relative_to(exports): file for file in files_in(exports)}
    return {
        name.as_posix(): digest(file.read_bytes())
        for name, file in names.items()
        if name.parts[0] not in OTHERS
    }


class Keys:
    """Fingerprints of what goes into each step of a build: a step whose key is the one of the last
    build is not done again.
    """

    def __init__(self, collection: Collection):
        self.collection = collection
        lock, version = ROOT / "requirements.lock", ".".join(map(str, sys.version_info[:3]))
        tools = digest(lock.read_text("utf-8") if lock.exists() else "") + version + published_at()
        # No page shows what is only for JupyterLab or the command line.
        aside = (ASSETS, PACKAGE / "explore", PACKAGE / "__main__.py")
        code = [file for file in files_in(PACKAGE) if not any(map(file.is_relative_to, aside))]
        # Of the publisher only how cells are run shows in what notebooks give.
        runs = {PUBLISH / "execute.py"}
        kept = [file for file in code if not file.is_relative_to(PUBLISH) or file in runs]
        python = [file for file in code if file.suffix == ".py"]
        self._code = fingerprint(code, PACKAGE, tools)
        self._notebook_code = fingerprint(kept, PACKAGE, tools)
        self.assets = fingerprint(files_in(ASSETS), PACKAGE, tools)
        data = fingerprint(files_in(collection.data), collection.data)
        self.check = digest(data + self._notebook_code)
        self.downloads = digest(data + fingerprint(python, PACKAGE, tools))
        told = [file for file in [collection.data.parent / CHANGELOG] if file.exists()]
        self._changes = fingerprint(told, collection.data.parent)

    @property
    def everything(self) -> str:
        """All that a build reads."""
        notebooks = files_in(self.collection.notebooks, ".ipynb")
        parts = (self._code, self.assets, self.downloads, self._changes)
        return fingerprint(notebooks, self.collection.notebooks, *parts)

    @property
    def web(self) -> str:
        """What programs read of the whole: feed and list of pages."""
        names = [page.name for page in self.collection.pages]
        return digest(json.dumps([self.downloads, self._changes, names]))

    def execution(self, notebook: Path, tables: Iterable[str]) -> str:
        """A notebook's outputs: itself, the code that it may call, the tables that it read."""
        return fingerprint(
            [notebook], notebook.parent, self._notebook_code, tables_key(self.collection, tables)
        )

    def page(self, executed: str) -> str:
        """A page: the executed notebook, code and template, and what all pages share."""
        return digest(self._code + digest(executed) + self._common)

    @cached_property
    def _common(self) -> str:
        """What a page says of the others and of the sources that it cites."""
        pages = [[p.name, p.nav, p.title, p.description, p.record] for p in self.collection.pages]
        return json.dumps(pages) + tables_key(self.collection, ["sources"])


def tables_key(collection: Collection, tables: Iterable[str]) -> str:
    """Fingerprint of the tables named, and of the package's description."""
    folder, wanted = collection.data, set(tables)
    description = folder / "datapackage.json"
    resources = json.loads(description.read_text(encoding="utf-8"))["resources"]
    paths = [folder / r["path"] for r in resources if r["name"] in wanted]
    return fingerprint([description, *paths], folder)


@dataclass
class Memory:
    """What a build leaves for the next one.

    ``inputs``: key of everything it read; ``checked``: key of data that has no faults;
    ``notebooks``: of each page the ``key`` of the execution, the ``tables`` that were read and the
    ``digest`` of the executed notebook in the cache; ``parts``: of each part of the exports (a
    page, the downloads, the assets) its ``key`` and its ``files`` with their digests;
    ``incomplete``: whether an image could not be drawn.
    """

    inputs: str = ""
    checked: str = ""
    notebooks: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, dict] = field(default_factory=dict)
    incomplete: bool = False

    @classmethod
    def read(cls, file: Path) -> Memory:
        """What ``file`` holds; an empty memory where it is missing or damaged."""
        with suppress(OSError, ValueError, TypeError):
            memory = cls(**json.loads(file.read_text(encoding="utf-8")))
            kinds = (str, str, dict, dict, bool)
            if all(map(isinstance, asdict(memory).values(), kinds)):
                return memory
        return cls()

    def written(self) -> str:
        """The memory as text for ``read``."""
        return json.dumps(asdict(self), indent=1)

    @property
    def files(self) -> dict[str, str]:
        """All files of the exports with their digests."""
        return {name: at for part in self.parts.values() for name, at in part["files"].items()}

    def fits(self, inputs: str, exports: dict[str, str]) -> bool:
        """Whether nothing changed since: neither what is read nor what was written."""
        with suppress(KeyError, TypeError, AttributeError):
            return inputs == self.inputs and self.files == exports
        return False
