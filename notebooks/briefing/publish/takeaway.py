"""Pages to hand on: each as a PDF, each as one HTML file that holds everything, and all of it as
one zip.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat

from briefing.publish import BuildError
from briefing.publish.browser import Browser, browser_path, reason
from briefing.publish.collection import Collection
from briefing.publish.downloads import archive
from briefing.publish.exporter import BriefingExporter
from briefing.publish.plan import Keys, Memory, made


def _pages(exports: Path) -> list[Path]:
    pages = sorted(exports.glob("*.html"))
    if not pages:
        raise BuildError(f"No pages in {exports}. Build them first.")
    return pages


def write_pdfs(exports: Path, report: Callable[[str], None]) -> None:
    """Print every page of ``exports`` to ``exports/pdf`` with the system's browser: A4, tagged,
    with an outline.

    Raises ``BuildError`` where there is no page or no browser, or the browser fails.
    """
    pages = _pages(exports)
    try:
        browser_path()
        (exports / "pdf").mkdir(exist_ok=True)
        with Browser() as browser:
            for page in pages:
                pdf = exports / "pdf" / f"{page.stem}.pdf"
                pdf.write_bytes(browser.print(page))
                report(f"  pdf/{pdf.name}: {pdf.stat().st_size / 1000:.0f} kB")
    except OSError as error:
        raise BuildError(str(error)) from None
    except Exception as error:  # whatever becomes of a browser
        raise BuildError(f"{page.name}: the browser made no PDF ({reason(error)}).") from error


def current(collection: Collection) -> dict[str, str]:
    """The files of the exports with their digests. Raises ``BuildError`` where they are not what
    notebooks and data give now.
    """
    _pages(collection.exports)
    files = made(collection.exports)
    memory = Memory.read(collection.cache / "build.json")
    if not memory.fits(Keys(collection).everything, files):
        raise BuildError(f"The pages in {collection.exports} are not up to date. Build them first.")
    return files


def write_packs(collection: Collection, report: Callable[[str], None]) -> None:
    """Write every page as one file to ``exports/pack``, and everything as
    ``exports/pack/briefing.zip``.

    The pages are made again from the executed notebooks that the build keeps. Raises
    ``BuildError`` where the exports are not what notebooks and data give now.
    """
    exports, files = collection.exports, current(collection)
    target = exports / "pack"
    exporter = BriefingExporter(collection=collection, single=True)
    try:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for page in collection.pages:
            executed = collection.executed(page.name).read_text(encoding="utf-8")
            notebook = nbformat.reads(executed, as_version=4)
            text = exporter.from_notebook_node(notebook, page.resources)[0].encode("utf-8")
            (target / page.file).write_bytes(text)
            report(f"  pack/{page.file}: {len(text) / 1e6:.2f} MB")
        contents = {f"briefing/{name}": (exports / name).read_bytes() for name in files}
        # It is not committed, and made to be sent: small rather than the same everywhere.
        content = archive(contents, zipfile.ZIP_DEFLATED)
        (target / "briefing.zip").write_bytes(content)
    except OSError as error:
        raise BuildError(f"Could not read or write {error.filename}: {error.strerror}.") from None
    report(f"  pack/briefing.zip: {len(content) / 1e6:.2f} MB")
