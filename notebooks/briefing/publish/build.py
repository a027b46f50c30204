"""The build: check the data, execute what is stale, export every page, write all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from briefing.publish import plan

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from briefing.publish.pages import Page

ASSETS = Path(__file__).parent / "template" / "assets"
# how the name of the folder begins in which a build is written before it replaces the old
STAGE = ".{}.part-"


class BuildError(Exception):
    """A build that wrote nothing; the message says what happened and what to do."""


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
    data, notebooks, exports = data.resolve(), notebooks.resolve(), exports.resolve()
    cache = exports.parent / ".cache" / exports.name  # may be thrown away at any time
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "lock", timeout=0):
            for killed in exports.parent.glob(STAGE.format(exports.name) + "*"):
                shutil.rmtree(killed, ignore_errors=True)
            inputs = plan.fingerprint(
                plan.files_in(notebooks, ".ipynb"),
                notebooks,
                plan.code_key(),
                plan.fingerprint(plan.files_in(data), data),
            )
            last = plan.read_json(cache / "build.json")
            if (
                not force
                and last.get("inputs") == inputs
                and last.get("outputs") == _fingerprint(exports)
            ):
                report(f"Nothing has changed: {exports.name}/ is up to date.")
                return False
            pages = _build(
                data, notebooks, exports, cache, {} if force else last.get("pages", {}), report
            )
            state = {"inputs": inputs, "outputs": _fingerprint(exports), "pages": pages}
            _write(cache / "build.json", json.dumps(state, indent=1))
    except Timeout:
        raise BuildError(
            "Another build of these pages is running. Wait for it to end, then build again."
        ) from None
    except OSError as error:
        raise BuildError(
            f"Could not read or write {error.filename or 'a file'}: {error.strerror or error}. Free"
            " the disk or mend the folder's permissions, then build again."
        ) from None
    report(f"Built in {time.perf_counter() - start:.1f} s: open {exports / 'index.html'}")
    return True


def _build(
    data: Path,
    notebooks: Path,
    exports: Path,
    cache: Path,
    last: dict,
    report: Callable[[str], None],
) -> dict:
    """Check, execute, export and write; returns per page its key and the tables it read."""
    from briefing.publish.execute import ExecutionError, executing, warm_up

    warm_up()
    from briefing import check
    from briefing.publish.pages import PageError, find_pages

    report("Checking the data ...")
    if faults := check.faults(data):
        raise BuildError(
            "\n".join(map(str, faults))
            + f"\n{len(faults)} faults in the data; nothing was written."
        )
    try:
        pages = find_pages(notebooks)
    except PageError as error:
        raise BuildError(f"{error}; nothing was written.") from None
    key = partial(_key, data, plan.code_key())
    known = _known(pages, key, cache, last)
    stale = [page for page in pages if page.name not in known]
    if stale:
        report(f"Executing {len(stale)} of {len(pages)} notebooks ...")
    state = {page.name: last[page.name] for page in pages if page.name in known}
    with _staging(exports) as stage, executing(stale, data) as fresh:
        # What needs no notebook is done while the first ones run.
        publish = _publisher(pages, data, exports, stage, report)
        _write_downloads(data, stage)
        _assets(stage)
        for page in pages:
            if page.name in known:
                publish(page, known[page.name])
        try:
            for done in fresh:
                report(f"  {done.page.name}: executed in {done.seconds:.1f} s")
                _write(cache / f"{done.page.name}.ipynb", done.text)
                state[done.page.name] = {"key": key(done.page, done.tables), "tables": done.tables}
                publish(done.page, done.notebook)
        except ExecutionError as error:
            raise BuildError(f"{error}\nNothing was written.") from None
        _replace(stage, exports)
    return state


def _key(data: Path, code: str, page: Page, tables: list[str]) -> str:
    """Fingerprint of all that the outputs of a page's notebook depend on: it, the code, the tables
    it read.
    """
    return plan.fingerprint([page.path], page.path.parent, code, plan.tables_key(data, tables))


def _known(
    pages: list[Page], key: Callable[[Page, list[str]], str], cache: Path, last: dict
) -> dict[str, NotebookNode]:
    """Executed notebooks by page name, as far as the cache has them and nothing that they depend on
    changed.
    """
    import nbformat

    known = {}
    for page in pages:
        # A cache that is gone or damaged is no cache.
        with contextlib.suppress(Exception):
            if last[page.name]["key"] == key(page, last[page.name]["tables"]):
                known[page.name] = nbformat.read(cache / f"{page.name}.ipynb", as_version=4)
    return known


def _publisher(
    pages: list[Page], data: Path, exports: Path, stage: Path, report: Callable[[str], None]
) -> Callable[[Page, NotebookNode], None]:
    """A function that writes one executed notebook as a page, with its charts, into ``stage``."""
    from briefing.dataset import load
    from briefing.publish import downloads, static
    from briefing.publish.exporter import BriefingExporter, charts

    package = load(data)
    sources = {row["id"]: row for row in package.sources.to_dict("records")}
    site = {
        "pages": pages,
        "package": package.package,
        "name": "Call to action for human rights: evidence briefing",
        "downloads": downloads.listing(package.package),
        "licences": downloads.LICENCES,
    }
    exporter = BriefingExporter()

    def publish(page: Page, notebook: NotebookNode) -> None:
        started = time.perf_counter()
        try:
            drawn = charts(notebook)
            images, missing = static.make_images(page.name, drawn, exports)
            text = exporter.page(notebook, page=page, site=site, sources=sources, images=images)
        except OSError:
            raise
        except Exception as error:  # whatever a notebook shows that cannot be a page
            raise BuildError(
                f"{page.path.name}: {type(error).__name__}: {error}; nothing was written."
            ) from error
        for image in (i for of_chart in images.values() for i in of_chart.values() if i.text):
            _write(stage / image.file, image.text)
        for chart in drawn:
            _write(stage / "charts" / f"{page.name}-{chart.meta['id']}.js", chart.script)
            if isinstance(chart.meta["table"], dict):
                _write(
                    stage / "charts" / f"{page.name}-{chart.meta['id']}.csv",
                    downloads.chart_csv(chart.meta["table"]),
                )
        _write(stage / page.file, text)
        if missing:
            report(f"  {missing}")
        report(
            f"  {page.name}: exported in {time.perf_counter() - started:.1f} s"
            f" ({len(text.encode()) / 1000:.0f} kB)"
        )

    return publish


def _write_downloads(data: Path, stage: Path) -> None:
    from briefing.dataset import load
    from briefing.publish import downloads

    try:
        downloads.write(load(data), stage)
    except ValueError as error:
        raise BuildError(f"{error}; nothing was written.") from None


def _assets(stage: Path) -> None:
    """Style, script and Plotly's own packaged library."""
    import plotly

    (stage / "assets").mkdir()
    for file in plan.files_in(ASSETS):
        shutil.copyfile(file, stage / "assets" / file.name)
    shutil.copyfile(
        Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
        stage / "assets" / "plotly.min.js",
    )


@contextlib.contextmanager
def _staging(exports: Path) -> Iterator[Path]:
    """A folder beside ``exports``, on the same disk, that is gone afterwards."""
    exports.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE.format(exports.name), dir=exports.parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _replace(stage: Path, exports: Path) -> None:
    """Put the staged files in place, each at once and pages last; then remove what this build did
    not make.
    """
    files = sorted(plan.files_in(stage), key=lambda file: (file.suffix == ".html", file))
    for file in files:
        target = exports / file.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)
    kept = {exports / file.relative_to(stage) for file in files}
    for file in made(exports):
        if file not in kept:
            file.unlink()


def made(exports: Path) -> list[Path]:
    """The files of ``exports`` that a build writes: not the PDFs and packs that other commands make
    of them.
    """
    return [
        file
        for file in plan.files_in(exports)
        if file.relative_to(exports).parts[0] not in ("pdf", "pack")
    ]


def _fingerprint(exports: Path) -> str:
    return plan.fingerprint(made(exports), exports) if exports.exists() else ""


def _write(file: Path, content: str | bytes) -> None:
    """Write a file so that it is there whole or not at all; line ends are the same on every system."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    os.replace(part, file)
