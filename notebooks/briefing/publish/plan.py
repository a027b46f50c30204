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

from briefing.dataset import DESCRIPTION, ROOT, entry_of, published_at
from briefing.links import LITE
from briefing.publish.changes import CHANGELOG
from briefing.publish.collection import Collection
from briefing.publish.pages import NOTEBOOKS

PACKAGE = Path(__file__).resolve().parents[1]
PUBLISH = PACKAGE / "publish"
# What of the publisher shows in the outputs of notebooks, and what of it no page shows.
RUNS = ("execute.py", "shell.py", "record.py")
APART = ("watch.py", "watch.js", "served.py", "release.py", "takeaway.py")
ASSETS = PUBLISH / "template" / "assets"  # style and script, no part of any page's own file
# Folders of exports that other commands write.
OTHERS = ("pdf", "pack", LITE)


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


def _without_outputs(notebook: bytes) -> str | bytes:
    """A notebook's file without what running it leaves there, which the build makes anew; as it is
    where it is damaged.
    """
    with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = json.loads(notebook)
        for cell in found["cells"]:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
        return json.dumps(found)
    return notebook


def _beside(notebooks: Path) -> list[Path]:
    """What stands beside the notebooks, or below, and they may show or call: pictures, modules."""
    return [
        file
        for file in files_in(notebooks)
        if not file.is_relative_to(PACKAGE)
        and file.suffix != ".ipynb"
        and not any(part.startswith(".") for part in file.relative_to(notebooks).parts)
    ]


class Keys:
    """Fingerprints of what goes into each step of a build: a step whose key is the one of the last
    build is not done again.
    """

    def __init__(self, collection: Collection):
        self.collection = collection
        lock, version = ROOT / "requirements.lock", ".".join(map(str, sys.version_info[:3]))
        locked = digest(lock.read_text("utf-8") if lock.exists() else "")
        self._tools = locked + version + published_at()
        # No page shows what is only for JupyterLab or the command line.
        apart = (PUBLISH / name for name in APART)
        aside = (ASSETS, PACKAGE / "explore", PACKAGE / "__main__.py", *apart)
        self._digests = {file: digest(file.read_bytes()) for file in files_in(PACKAGE)}
        code = [file for file in self._digests if not any(map(file.is_relative_to, aside))]
        publish = [file for file in code if file.is_relative_to(PUBLISH)]
        floor = [file for file in code if file.parent == PACKAGE]
        rooms = [file for file in code if file not in publish and file not in floor]
        checks = [file for file in rooms if file.is_relative_to(PACKAGE / "check")]
        # Of the publisher only how cells are run shows in what notebooks give.
        runs = [file for file in publish if file.name in RUNS]
        self._notebook_code = self._code(*floor, *rooms, *runs)
        self._page_code = self._code(*floor, *publish)
        self._check_code = self._code(*floor, *checks)
        self._download_code = self._code(*floor, PUBLISH / "downloads.py")
        assets = [file for file in self._digests if file.is_relative_to(ASSETS)]
        self.assets = self._code(*assets, PUBLISH / "static.py")
        self._files = {
            file.relative_to(collection.data).as_posix(): digest(file.read_bytes())
            for file in files_in(collection.data)
        }
        # As they are when the build begins: one that is saved meanwhile is executed again.
        self._notebooks = {
            file.name: digest(_without_outputs(file.read_bytes()))
            for file in sorted(collection.notebooks.glob(NOTEBOOKS))
        }
        self._beside = {
            file.relative_to(collection.notebooks).as_posix(): digest(file.read_bytes())
            for file in _beside(collection.notebooks)
        }
        told = collection.data.parent / CHANGELOG
        self._changes = digest(told.read_bytes()) if told.exists() else ""

    def _code(self, *files: Path) -> str:
        names = (f"{file.relative_to(PACKAGE).as_posix()}\0{self._digests[file]}" for file in files)
        return digest("\0".join([self._tools, *names]))

    @cached_property
    def _package(self) -> dict:
        """The description of the package; an empty one where there is none that can be read, which
        the check says.
        """
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads((self.collection.data / DESCRIPTION).read_bytes())
            if isinstance(found, dict):
                return found
        return {}

    @cached_property
    def tables(self) -> dict[str, str]:
        """Of each table a fingerprint of its file and of what the package says of it."""
        with suppress(KeyError, TypeError):
            return {
                one["name"]: digest(json.dumps(one) + self._files.get(one["path"], ""))
                for one in self._package["resources"]
            }
        return {}

    @cached_property
    def _entries(self) -> dict[str, str]:
        """Of each table a fingerprint of what the package says of it."""
        with suppress(KeyError, TypeError):
            resources = self._package["resources"]
            return {entry_of(one["name"]): digest(json.dumps(one)) for one in resources}
        return {}

    @cached_property
    def check(self) -> str:
        """All that the check looks at."""
        return digest(self._check_code + json.dumps(self._files))

    @cached_property
    def rules(self) -> str:
        """What the check looks at beside the tables."""
        return digest(self._check_code + self._files.get(DESCRIPTION, ""))

    @cached_property
    def executions(self) -> str:
        """All that notebooks are executed with."""
        parts = (self._notebooks, self._beside, self._notebook_code, self.check)
        return digest(json.dumps(parts))

    @property
    def everything(self) -> str:
        """All that a build reads."""
        parts = (self._page_code, self.assets, self._changes, json.dumps(self.collection.visit))
        return digest(self.executions + "".join(parts))

    def _read(self, names: Iterable[str]) -> str:
        """What was read of the package, by the names that ``dataset.recording`` gives."""
        known = {**self.tables, **self._entries, DESCRIPTION: self._files.get(DESCRIPTION, "")}
        return json.dumps([known.get(name) for name in names])

    def execution(self, notebook: Path, read: Iterable[str]) -> str:
        """A notebook's outputs: itself, what stands beside it, the code that it may call, what it
        read of the package.
        """
        itself = (notebook.name, self._notebooks.get(notebook.name), self._beside)
        return digest(json.dumps([itself, self._notebook_code, self._read(read)]))

    def table(self, name: str) -> str:
        """The download of one table."""
        return digest(self._download_code + self._read([name]))

    @property
    def downloads(self) -> str:
        """The downloads of all tables together."""
        return digest(self._download_code + json.dumps(self._files))

    @property
    def licences(self) -> str:
        """The list of terms."""
        return digest(self._download_code + self._read([DESCRIPTION, "sources"]))

    @property
    def web(self) -> str:
        """What programs read of the whole: feed and list of pages."""
        names = [page.name for page in self.collection.pages]
        read = self._read([DESCRIPTION, "corrections"])
        return digest(
            json.dumps([self._page_code, self._notebook_code, read, self._changes, names])
        )

    def page(self, executed: str, cited: Iterable[str], shown: Iterable[str]) -> str:
        """A page: the executed notebook, code and template, the rows of the sources that it cites,
        the files beside the notebooks that it shows, and what all pages share.
        """
        rows = json.dumps([self.collection.sources.row(source) for source in cited])
        files = json.dumps([self._beside.get(file) for file in shown])
        return digest(self._page_code + digest(executed) + rows + files + self._common)

    @cached_property
    def _common(self) -> str:
        """What a page says of the others and of the package."""
        pages = [[p.name, p.nav, p.record] for p in self.collection.pages]
        first = self.collection.pages[0].title
        said = {key: value for key, value in self._package.items() if key != "resources"}
        files = {one["path"]: one["name"] for one in self._package["resources"]}  # for links
        return json.dumps([pages, first, said, files, self.collection.visit])


@dataclass
class Memory:
    """What a build leaves for the next one.

    ``inputs``: key of everything it read; ``executions``: key of what notebooks are executed with;
    ``checked``: of data that has no faults the ``key``, that of the ``rules``, the fingerprints of
    the ``tables`` and what each rule ``reads``; ``notebooks``: of each page the ``key`` of the
    execution, the ``tables`` that were read, the ``seconds`` it took and the ``digest`` of the
    executed notebook in the cache; ``parts``: of each part of the exports (a page, a download, the
    assets) its ``key`` and its ``files`` with their digests, of a page the sources ``cited`` and
    the files beside the notebooks that it has ``shown``;
    ``incomplete``: whether an image could not be drawn; ``seconds``: how long each step of that
    build took, some of them side by side.
    """

    inputs: str = ""
    executions: str = ""
    checked: dict = field(default_factory=dict)
    notebooks: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, dict] = field(default_factory=dict)
    incomplete: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Memory:
        """What ``file`` holds; an empty memory where it is missing or damaged."""
        with suppress(OSError, ValueError, TypeError):
            memory = cls(**json.loads(file.read_text(encoding="utf-8")))
            kinds = (str, str, dict, dict, dict, bool, dict)
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
