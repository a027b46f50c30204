"""What goes with a release: the data, the pages and the PDFs as files named after the version, and
what the version brought.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from briefing import links
from briefing.publish import BuildError, changes
from briefing.publish.collection import Collection
from briefing.publish.downloads import archive
from briefing.publish.takeaway import current

NOTES = "notes.md"


def gather(collection: Collection, tag: str, report: Callable[[str], None]) -> Path:
    """Put everything of a release into a folder ``release`` beside the exports, anew; returns it.

    Its text is the changelog's, in ``notes.md``. Raises ``BuildError`` where ``tag``, if it is
    given, is not that of the version, the changelog does not have the version, or pages, PDFs or
    packs were not made of what notebooks and data give now.
    """
    package, exports = collection.package.package, collection.exports
    version = package["version"]
    if tag not in ("", f"v{version}"):
        raise BuildError(
            f"The tag {tag} is not that of the data, whose version is {version}. Tag v{version}, or"
            " change version in datapackage.json first."
        )
    try:
        notes = {one.version: one.text for one in changes.versions(collection.data)}
    except ValueError as error:
        raise BuildError(str(error)) from None
    if version not in notes:
        raise BuildError(f"{changes.CHANGELOG} has no heading for version {version}. Add one.")
    current(collection)
    pages = [exports / page.file for page in collection.pages]
    files = {
        ".zip": (exports / links.ARCHIVE).read_bytes(),
        ".xlsx": (exports / links.WORKBOOK).read_bytes(),
        "-pages.zip": _read(exports / "pack" / "briefing.zip", "pack", *pages),
        "-pdf.zip": archive(
            {
                f"{page.stem}.pdf": _read(exports / "pdf" / f"{page.stem}.pdf", "pdf", page)
                for page in pages
            }
        ),
    }
    target = exports.parent / "release"
    try:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        (target / NOTES).write_text(notes[version] + "\n", encoding="utf-8", newline="\n")
        for suffix, content in files.items():
            name = f"{package['name']}-{version}{suffix}"
            (target / name).write_bytes(content)
            report(f"  release/{name}: {len(content) / 1e6:.2f} MB")
    except OSError as error:
        raise BuildError(f"Could not write {error.filename}: {error.strerror}.") from None
    return target


def _read(file: Path, command: str, *of: Path) -> bytes:
    """A file that a command makes ``of`` others."""
    if not file.exists() or any(one.stat().st_mtime > file.stat().st_mtime for one in of):
        raise BuildError(
            f"{file} is not there, or older than its pages. Make it: python -m briefing {command}"
        )
    return file.read_bytes()
