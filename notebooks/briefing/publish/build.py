"""The build: check the data, execute what is stale, export what is stale, write all or nothing."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from briefing.publish import BuildError, BusyError
from briefing.publish.collection import Collection
from briefing.publish.plan import Keys, Memory, digest, files_in, made

if TYPE_CHECKING:
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
) -> bool:
    """Build every page of ``notebooks`` from the package in ``data`` into ``exports``.

    Returns whether anything was written. ``report`` is told of progress as it happens.
    ``force`` executes every notebook again. Raises ``BuildError`` and leaves ``exports`` as it
    was when the data has faults, a notebook fails or nothing can be written.
    """
    start = time.perf_counter()
    collection = Collection(data, notebooks, exports)
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
            one = _Build(collection, keys, Memory() if force else last, report)
            _write(memory, one.run().written())
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
        self.now = Memory(inputs=keys.everything)
        self._missing: dict[str, str] = {}  # images that could not be drawn, by page

    def run(self) -> Memory:
        """Check, execute, export and write."""
        from briefing.publish.browser import Browser
        from briefing.publish.execute import ExecutionError

        try:
            with _staging(self.collection.exports) as self.stage, Browser() as self.browser:
                self._pages()
                _replace(self.stage, self.collection.exports, set(self.now.files))
        except ExecutionError as error:
            raise BuildError(f"{error}\nNothing was written.") from None
        except BuildError as error:
            raise BuildError(f"{error}; nothing was written.") from error.__cause__
        return self.now

    def _pages(self) -> None:
        """Put everything that is stale into the stage."""
        from briefing.publish.execute import executing, warm_up

        unchecked = self.last.checked != self.keys.check
        if unchecked:
            warm_up()  # some notebook will be stale
        pages = self.collection.pages
        known = {page.name: text for page in pages if (text := self._known(page))}
        stale = [page for page in pages if page.name not in known]
        self._begun = {page.name: digest(page.path.read_bytes()) for page in stale}
        with executing(stale, self.collection.data) as fresh:
            # What needs no notebook is done while the first ones run; where the check finds faults,
            # nobody hears of what became of them.
            if unchecked:
                self._check()
            self.now.checked = self.keys.check
            if stale:
                self.report(f"Executing {len(stale)} of {len(pages)} notebooks ...")
            self._part("downloads", self.keys.downloads, self._downloads)
            self._part("assets", self.keys.assets, self._assets)
            for page in pages:
                if page.name in known:
                    self.now.notebooks[page.name] = self.last.notebooks[page.name]
                    self._export(page, known[page.name])
            for done in fresh:
                self.report(f"  {done.page.name}: executed in {done.seconds:.1f} s")
                self._remember(done)
                self._export(done.page, done.text)

    def _check(self) -> None:
        from briefing import check
        from briefing.check.fault import counted

        self.report("Checking the data ...")
        if faults := check.faults(self.collection.data):
            lines = [*map(str, faults), f"{counted(faults)} in the data"]
            raise BuildError("\n".join(lines))

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
        key = self.keys.execution(done.page.path, done.tables)
        # Nobody knows which of its states was executed of a notebook that was saved meanwhile.
        same = digest(done.page.path.read_bytes()) == self._begun[done.page.name]
        self.now.notebooks[done.page.name] = {
            "key": key if same else "",
            "tables": done.tables,
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

    def _downloads(self) -> dict[str, bytes]:
        from briefing.publish import downloads

        try:
            return downloads.files(self.collection.package)
        except ValueError as error:
            raise BuildError(str(error)) from None

    def _assets(self) -> dict[str, bytes]:
        from briefing.publish import static

        return static.assets()

    def _export(self, page: Page, executed: str) -> None:
        """Put a page and what stands beside it into the stage, unless the last ones still fit."""
        start = time.perf_counter()
        if not self._part(
            page.file, self.keys.page(executed), lambda: self._exported(page, executed)
        ):
            return
        if missing := self._missing.get(page.name):
            self.report(f"  {missing}")
            # The next build tries again, even where nothing else has changed.
            self.now.incomplete = True
            self.now.parts[page.file]["key"] = ""
        seconds = time.perf_counter() - start
        size = (self.stage / page.file).stat().st_size
        self.report(f"  {page.name}: exported in {seconds:.1f} s ({size / 1000:.0f} kB)")

    def _exported(self, page: Page, executed: str) -> dict[str, bytes]:
        """The files of a page."""
        import nbformat

        notebook = nbformat.reads(executed, as_version=4)
        text, resources = self._exporter.from_notebook_node(notebook, page.resources)
        self._missing[page.name] = resources["missing"]
        return {**resources["outputs"], page.file: text.encode("utf-8")}

    @cached_property
    def _exporter(self) -> BriefingExporter:
        from briefing.publish.exporter import BriefingExporter

        return BriefingExporter(collection=self.collection, browser=self.browser)


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
