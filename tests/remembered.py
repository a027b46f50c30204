"""The check with a memory of the project's own files, for tests that damage one file of many; the
build with a memory of its templates, and without a browser.

A file is read again only where a test changed it or its description, and a rule runs again only
where it reads such a file, as in a build after a build; what the check then says is the same, as
``test_damage`` asserts, in a fraction of the time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

from briefing import check
from briefing.check import files, schema
from briefing.dataset import DATA, DESCRIPTION, load, read_package, read_table
from briefing.publish.browser import Browser
from briefing.publish.exporter import BriefingExporter
from frictionless import Package
from jinja2 import BytecodeCache

_file_faults, _table, _described = files._file_faults, schema.Table, Package.from_descriptor
_all_faults, _description_faults = check.faults, files.description_faults


@cache
def _own_description() -> tuple[bytes, dict]:
    """The description of the project's own data."""
    return (DATA / DESCRIPTION).read_bytes(), read_package(DATA)


def _described_as_ours(folder: Path) -> bool:
    try:
        return (folder / DESCRIPTION).read_bytes() == _own_description()[0]
    except OSError:
        return False


def _read_once(folder: Path) -> dict:
    """The description of a package; that of the project's own data is read once."""
    return _own_description()[1] if _described_as_ours(folder) else read_package(folder)


@cache
def _own(path: str) -> tuple[bytes, dict, str]:
    """A file of the project's own data and its entry in the description, also as JSON."""
    [entry] = [one for one in _own_description()[1]["resources"] if one["path"] == path]
    return (DATA / path).read_bytes(), entry, json.dumps(entry)


def unchanged(folder: Path, resource: dict) -> bool:
    """Whether a file and its entry are those of the project's own data."""
    try:
        content, entry, text = _own(resource["path"])
        if resource is not entry and json.dumps(resource) != text:
            return False
        return (folder / resource["path"]).read_bytes() == content
    except (KeyError, ValueError, TypeError, OSError):
        return False


def _once_unless_changed(read: Callable) -> Callable:
    """``read(folder, resource, ...)``, remembered for files that nobody changed."""
    memory: dict[str, Any] = {}

    def remembered(folder: Path, resource: dict, *more: Any) -> Any:
        if not unchanged(folder, resource):
            return read(folder, resource, *more)
        if resource["path"] not in memory:
            memory[resource["path"]] = read(folder, resource, *more)
        return memory[resource["path"]]

    return remembered


@cache
def _own_judged() -> Package:
    return _described(json.loads(_own_description()[0]))


def _described_once(described: Any, **options: Any) -> Package:
    """The description that nobody changed is judged once."""
    own = _own_description()[1]
    if described is own or described == own:
        return _own_judged()
    return _described(described, **options)


def _faults_of_description(folder: Path) -> Iterable[check.Fault]:
    """Nobody has to look for faults in the description that nobody changed, where it names all
    files.
    """
    if _described_as_ours(folder):
        named = {one["path"] for one in _own_description()[1]["resources"]}
        if {file.relative_to(folder).as_posix() for file in folder.rglob("*.csv")} <= named:
            return ()
    return _description_faults(folder)


@cache
def _reads() -> dict[str, list[str]]:
    """What each rule reads of the project's own data, which have no faults."""
    reads: dict[str, list[str]] = {}
    assert _all_faults(DATA, (), reads) == []
    return reads


def _faults_of_changes(folder: Path) -> list[check.Fault]:
    """The faults of a package, where only what changed is looked at."""
    if not _described_as_ours(folder):
        return _all_faults(folder)
    tables = _own_description()[1]["resources"]
    sound = [one["name"] for one in tables if unchanged(folder, one)]
    return _all_faults(folder, sound, dict(_reads()))


_FAULTS = _once_unless_changed(lambda *given: list(_file_faults(*given)))
_TABLES = _once_unless_changed(_table)
_FRAMES = _once_unless_changed(read_table)


@contextmanager
def own_files() -> Iterator[None]:
    """Checks within remember the project's own files from one to the next."""
    _reads()
    with (
        mock.patch.object(check, "faults", _faults_of_changes),
        mock.patch.object(check, "description_faults", _faults_of_description),
        mock.patch.object(files, "_file_faults", _FAULTS),
        mock.patch.object(schema, "Table", _TABLES),
        mock.patch.object(Package, "from_descriptor", _described_once),
        mock.patch.object(check, "load", partial(load, read=_FRAMES)),
        mock.patch.object(check, "read_package", _read_once),
        mock.patch.object(files, "read_package", _read_once),
        mock.patch.object(schema, "read_package", _read_once),
    ):
        yield


class _Compiled(BytecodeCache):
    """Templates by what they say, for exporters of one process."""

    def __init__(self):
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Any) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Any) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def templates() -> Iterator[None]:
    """Builds within compile each template once, which is half of a build of one small page."""
    create, compiled = BriefingExporter._create_environment, _Compiled()

    def created(self: BriefingExporter) -> Any:
        environment = create(self)
        environment.bytecode_cache = compiled
        return environment

    with mock.patch.object(BriefingExporter, "_create_environment", created):
        yield


DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


@contextmanager
def undrawn() -> Iterator[None]:
    """Builds within have images on which there is nothing, where no test looks at them: a browser
    takes longer to start than all else that a small build does.
    """
    with (
        mock.patch.object(Browser, "draw", lambda self, figures: [EMPTY] * len(figures)),
        mock.patch.object(Browser, "paint", lambda self, images: [DOT] * len(images)),
    ):
        yield
