"""The anchors of finished pages: each is one place, and every link between pages leads to one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from nbformat import NotebookNode

from briefing.publish.markup import slug
from briefing.publish.pages import Page, beginning
from briefing.tables import CALENDAR_MIMETYPE, TABLE_MIMETYPE

# Whatever stands in a page is escaped: a tag ends at the first >.
ID = re.compile(r'<[a-z][^<>]*?\sid="([^"]*)"')
NAME = re.compile(r'<a\s[^<>]*?\bname="([^"]*)"')
HREF = re.compile(r'<a\s[^<>]*?\bhref="([^"]*)"')
CHARTS = "charts/"  # what stands beside charts, which may wait for a browser


def given(notebook: NotebookNode) -> set[str]:
    """The ids that tables, their rows and calendars bring to a page."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    shown = (output.get("data", {}) for output in outputs)
    kinds = (TABLE_MIMETYPE, CALENDAR_MIMETYPE)
    return {id for data in shown for kind in kinds for id in _ids(data.get(kind))}


def _ids(value: object) -> Iterator[str]:
    """What stands as ``id`` in a value of JSON, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)


def unique(page: str) -> None:
    """Raises ``ValueError`` naming the ids that a finished page has more than once."""
    twice = [unescape(id) for id, times in Counter(ID.findall(page)).items() if times > 1]
    if twice:
        raise ValueError(
            f"{', '.join(map(repr, twice))} stands more than once as an id, and a link could lead"
            " to one alone: give each chart, table, row and heading an id of its own"
        )


def dead(
    pages: list[Page], files: Collection[str], read: Callable[[str], str]
) -> list[tuple[Page, str]]:
    """The links of ``pages`` that lead nowhere: each with its page. ``files`` are all that readers
    get; ``read`` gives the text of one.
    """
    texts = {page.file: read(page.file) for page in pages}
    ids = {file: {unescape(id) for id in _anchors(text)} for file, text in texts.items()}
    found = []
    for page in pages:
        for link in dict.fromkeys(HREF.findall(texts[page.file])):
            parts = urlsplit(unescape(link))
            if parts.scheme or parts.netloc:
                continue
            file, at = unquote(parts.path) or page.file, unquote(parts.fragment)
            there = file in files or file.startswith(CHARTS)
            if not there or (at and file in ids and at not in ids[file]):
                found.append((page, unescape(link)))
    return found


def _anchors(text: str) -> Iterator[str]:
    yield from ID.findall(text)
    yield from NAME.findall(text)


def said(page: Page, link: str, executed: str) -> str:
    """What to tell of a dead link: the notebook, the cell of its ``executed`` text that has it, and
    what to do.
    """
    file, _, at = unquote(link).partition("#")
    wanted = slug(at or file.removesuffix(".html"))  # whichever way it is spelt in the cell
    cells = json.loads(executed)["cells"]
    having = (one for one in cells if wanted in slug(unquote(json.dumps(one, ensure_ascii=False))))
    cell = next(having, None)
    where = f"the cell that begins {beginning(cell['source'])!r}: " if cell else ""
    what = f"{file or page.file} has no {at!r}" if at else "no such file is published"
    do = "mend it, or show there what it leads to"
    return f"{page.path.name}: {where}the link to {unquote(link)} leads nowhere: {what}; {do}"
