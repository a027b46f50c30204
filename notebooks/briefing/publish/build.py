"""The build: check the data, execute what is stale, export what is stale, write all or nothing."""

from __future__ import annotations

import contextlib
import math
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from briefing import links
from briefing.publish import BuildError, BusyError
from briefing.publish.collection import Collection
from briefing.publish.plan import Keys, Memory, digest, files_in, made

if TYPE_CHECKING:
    from concurrent.futures import Future

    from briefing.check.fault import Fault
    from briefing.publish.execute import Executed
    from briefing.publish.exporter import BriefingExporter
    from briefing.publish.pages import Page

# How the name of the folder begins in which a build is written before it replaces the old.
STAGE = ".{}.part-"


def build(
    data: Path,
    notebooks: Path,
    exports: Path,
    report: Callable[[str], None] = print,
    force: bool = False,
    lite: bool = False,
) -> bool:
    """Build every page of ``notebooks`` from the package in ``data`` into ``exports``.

    Returns whether anything was written. ``report`` is told of progress as it happens.
    ``force`` executes every notebook again; with ``lite`` pages link to the JupyterLite site beside
    them. Raises ``BuildError`` and leaves ``exports`` as it
    was when the data has faults, a notebook fails or nothing can be written.
    """
    start = time.perf_counter()
    collection = Collection(data, notebooks, exports, lite)
    exports, memory = collection.exports, collection.cache / "build.json"
    try:
        collection.cache.mkdir(parents=True, exist_ok=True)
        with FileLock(collection.cache / "lock", timeout=0):
            for killed in exports.parent.glob(STAGE.format(exports.name) + "*"):
                shutil.rmtree(killed, ignore_errors=True)
            keys, last = Keys(collection), Memory.read(memory)
            done = last.fits(keys.everything, made(exports)) and not last.incomplete
            if done and not force:
                report(f"Nothing has changed: {exports.name}/ is up to date.")
                return False
            if force or last.executions != keys.executions:
                from briefing.publish.processes import warm_up

                warm_up()  # as some notebook will be stale
            one = _Build(collection, keys, Memory() if force else last, report)
            now = one.run()
            now.seconds["all"] = time.perf_counter() - start
            _write(memory, now.written())
    except Timeout:
        raise BusyError(
            "Another build of these pages is running. Wait for it to end, then build again."
        ) from None
    except OSError as error:
        raise BuildError(
            f"Could not read or write {error.filename or 'a file'}: {error.strerror or error}. Free"
            " the disk or mend the folder's permissions, then build again."
        ) from None
    report(f"Built in {time.perf_counter() - start:.1f} s: open {exports / 'index.html'}")
    return True


class _Build:
    """One run of the build, from what the last one left to what it leaves itself."""

    def __init__(
        self, collection: Collection, keys: Keys, last: Memory, report: Callable[[str], None]
    ):
        self.collection, self.keys, self.last, self.report = collection, keys, last, report
        self.found = made(collection.exports)
        self.now = Memory(inputs=keys.everything, executions=keys.executions)
        self._missing: dict[str, str] = {}  # images that could not be drawn, by page
        self._shown: dict[str, list[str]] = {}  # files beside the notebooks, by page

    def run(self) -> Memory:
        """Check, execute, export and write."""
        from briefing.publish.browser import Browser
        from briefing.publish.processes import Workers
        from briefing.publish.shell import ExecutionError

        try:
            with (
                _staging(self.collection.exports) as self.stage,
                Browser() as self.browser,
                Workers() as self.workers,
            ):
                self._work()
                with self._timed("put in place"):
                    _replace(self.stage, self.collection.exports, set(self.now.files))
        except ExecutionError as error:
            raise BuildError(f"{error}\nNothing was written.") from None
        except BuildError as error:
            raise BuildError(f"{error}; nothing was written.") from error.__cause__
        return self.now

    def _work(self) -> None:
        """Check, and put everything that is stale into the stage."""
        checking = self._begin_check()
        try:
            self._pages()
        except Exception:
            self._end_check(checking)  # where it finds faults, they are why
            raise
        self._end_check(checking)
        self._files()
        with self._timed("links"):
            self._links()
        self.now.seconds |= self.workers.seconds | {"libraries": self.workers.ready or 0.0}
        self.now.seconds |= self.browser.seconds

    def _begin_check(self) -> Future | None:
        """Begin to check what changed since the last check, if anything did."""
        last, keys, sound, reads = self.last.checked, self.keys, [], {}
        if last.get("key") == keys.check:
            self.now.checked = last
            return None
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            if last["rules"] == keys.rules:
                sound = [name for name, key in keys.tables.items() if last["tables"][name] == key]
                reads = dict(last["reads"])
        self.report("Checking the data ...")
        return self.workers.begin("check", checked, self.collection.data, sound, reads)

    def _end_check(self, checking: Future | None) -> None:
        """Wait for the check. Raises ``BuildError`` with the faults that it found."""
        if checking is None:
            return
        from briefing.publish.processes import Ended

        try:
            faults, reads = checking.result()
        except Ended as error:
            raise BuildError(
                f"The check of the data was stopped from outside (exit code {error.code}). Build"
                " again"
            ) from None
        if faults:
            from briefing.check.fault import counted  # which loads pandas

            raise BuildError("\n".join([*map(str, faults), f"{counted(faults)} in the data"]))
        keys = self.keys
        self.now.checked = {
            "key": keys.check,
            "rules": keys.rules,
            "tables": keys.tables,
            "reads": reads,
        }

    def _pages(self) -> None:
        """Put everything that is stale into the stage."""
        from briefing.publish.execute import executing

        with self._timed("read notebooks"):
            pages = self.collection.pages
            known = {page.name: text for page in pages if (text := self._known(page))}
        stale = [page for page in pages if page.name not in known]
        fresh = executing(self._longest_first(stale), self.collection.data, self.workers)
        # What needs no notebook is done while the first ones run.
        if stale:
            self.report(f"Executing {len(stale)} of {len(pages)} notebooks ...")
            _ = self._exporter  # which takes a while to load
        self._downloads()
        with self._timed("assets"):
            self._part("assets", self.keys.assets, self._assets)
        with self._timed("feed"):
            self._part("web", self.keys.web, self._web)
        for page in pages:
            if page.name in known:
                self.now.notebooks[page.name] = self.last.notebooks[page.name]
                self._export(page, known[page.name])
        for done in fresh:
            self.report(f"  {done.page.name}: executed in {done.seconds:.1f} s")
            self._remember(done)
            self._export(done.page, done.text)

    def _files(self) -> None:
        """Raise ``BuildError`` where one file would be made twice, or twice on some systems."""
        owners: dict[str, tuple[str, str]] = {}
        for part, about in self.now.parts.items():
            for file in about["files"]:
                other = owners.setdefault(file.casefold(), (part, file))
                if other != (part, file):
                    raise BuildError(
                        f"{part} and {other[0]} would both make {file}: give a chart another id"
                    )

    def _links(self) -> None:
        """Follow every link between the pages, of which some may be those of the last build."""
        from briefing.publish import anchors

        pages, exports = self.collection.pages, self.collection.exports

        def read(file: str) -> str:
            there = self.stage / file
            return (there if there.exists() else exports / file).read_text(encoding="utf-8")

        files = {*self.now.files, links.LIVE}
        if dead := anchors.dead(pages, files, read):
            executed = {page: self.collection.executed(page.name) for page, _ in dead}
            lines = [
                anchors.said(page, link, executed[page].read_text(encoding="utf-8"))
                for page, link in dead
            ]
            raise BuildError("\n".join(lines))

    def _longest_first(self, pages: list[Page]) -> list[Page]:
        """The pages by how long their notebooks took the last time; what is not known comes first,
        the largest notebook before all.
        """

        def seconds(page: Page) -> tuple[float, int]:
            with contextlib.suppress(KeyError, TypeError, ValueError):
                return float(self.last.notebooks[page.name]["seconds"]), 0
            return math.inf, page.path.stat().st_size

        return sorted(pages, key=seconds, reverse=True)

    @contextlib.contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes."""
        began = time.perf_counter()
        yield
        self.now.seconds[step] = time.perf_counter() - began

    def _known(self, page: Page) -> str:
        """The executed notebook of a page from the cache, where nothing that it depends on changed
        since; else ``""``.
        """
        # A cache that is gone or damaged is no cache.
        with contextlib.suppress(Exception):
            last = self.last.notebooks[page.name]
            text = self.collection.executed(page.name).read_text(encoding="utf-8")
            key = self.keys.execution(page.path, last["tables"])
            if (last["key"], last["digest"]) == (key, digest(text)):
                return text
        return ""

    def _remember(self, done: Executed) -> None:
        """Keep an executed notebook for the next build."""
        _write(self.collection.executed(done.page.name), done.text)
        self.now.notebooks[done.page.name] = {
            "key": self.keys.execution(done.page.path, done.tables),
            "tables": done.tables,
            "seconds": done.seconds,
            "digest": digest(done.text),
        }

    def _part(self, name: str, key: str, make: Callable[[], dict[str, bytes]]) -> bool:
        """Put the files of one part of the exports into the stage, unless those of the last build
        still fit; returns whether they were made.
        """
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            last = self.last.parts[name]
            if last["key"] == key and last["files"].items() <= self.found.items():
                self.now.parts[name] = last
                return False
        files = make()
        for file, content in files.items():
            target = self.stage / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        hashes = {file: digest(content) for file, content in files.items()}
        self.now.parts[name] = {"key": key, "files": hashes}
        return True

    def _downloads(self) -> None:
        from briefing.publish import downloads

        data, keys = self.collection.package, self.keys
        with self._timed("downloads"):
            try:
                for name in keys.tables:
                    make = partial(downloads.table, data, name)
                    self._part(links.table_file(name), keys.table(name), make)
                self._part(links.WORKBOOK, keys.downloads, partial(downloads.whole, data))
                self._part(downloads.LICENCES, keys.licences, partial(downloads.terms, data))
            except ValueError as error:
                raise BuildError(str(error)) from None

    def _web(self) -> dict[str, bytes]:
        from briefing.publish import web

        try:
            return web.files(self.collection)
        except ValueError as error:
            raise BuildError(str(error)) from None

    def _assets(self) -> dict[str, bytes]:
        from briefing.publish import static

        return static.assets()

    def _export(self, page: Page, executed: str) -> None:
        """Put a page and what stands beside it into the stage, unless the last ones still fit."""
        start, keys = time.perf_counter(), self.keys
        with self._timed(f"export {page.name}"):
            key = keys.page(executed, self._last(page, "cited"), self._last(page, "shown"))
            if not self._part(page.file, key, lambda: self._exported(page, executed)):
                return
            cited, shown = sorted(self.collection.sources.asked), self._shown[page.name]
            part = self.now.parts[page.file]
            part |= {"key": keys.page(executed, cited, shown), "cited": cited, "shown": shown}
        if missing := self._missing.get(page.name):
            self.report(f"  {missing}")
            # The next build tries again, even where nothing else has changed.
            self.now.incomplete = True
            part["key"] = ""
        seconds = time.perf_counter() - start
        size = (self.stage / page.file).stat().st_size
        self.report(f"  {page.name}: exported in {seconds:.1f} s ({size / 1000:.0f} kB)")

    def _last(self, page: Page, what: str) -> list[str]:
        """What the page of the last build has ``cited`` or ``shown``."""
        with contextlib.suppress(KeyError, TypeError):
            return [str(one) for one in self.last.parts[page.file][what]]
        return []

    def _exported(self, page: Page, executed: str) -> dict[str, bytes]:
        """The files of a page."""
        import nbformat

        self.collection.sources.asked.clear()
        notebook = nbformat.reads(executed, as_version=4)
        text, resources = self._exporter.from_notebook_node(notebook, page.resources)
        self._missing[page.name] = resources["missing"]
        self._shown[page.name] = resources["shown"]
        return {**resources["outputs"], page.file: text.encode("utf-8")}

    @cached_property
    def _exporter(self) -> BriefingExporter:
        with self._timed("load nbconvert"):
            from briefing.publish.exporter import BriefingExporter

            return BriefingExporter(collection=self.collection, browser=self.browser)


def checked(data: Path, sound: list[str], reads: dict) -> tuple[list[Fault], dict]:
    """The faults of a package, and what its rules read; a part of it may be known to be sound, as
    ``check.faults`` says.
    """
    from briefing import check

    return check.faults(data, sound, reads), reads


@contextlib.contextmanager
def _staging(exports: Path) -> Iterator[Path]:
    """A folder beside ``exports``, on the same disk, that is gone afterwards."""
    exports.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE.format(exports.name), dir=exports.parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _replace(stage: Path, exports: Path, kept: set[str]) -> None:
    """Put the staged files in place, each at once and pages last; then remove what no build of
    these pages makes, which is all but ``kept``.
    """
    for file in sorted(files_in(stage), key=lambda file: (file.suffix == ".html", file)):
        target = exports / file.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    for name in made(exports).keys() - kept:
        (exports / name).unlink()


def _write(file: Path, content: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = file.with_name(file.name + ".part")
    part.write_bytes(content.encode("utf-8"))
    part.replace(file)
