"""The pages of the collection: one per notebook, found in a folder and ordered by the notebooks
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from briefing import links
from briefing.publish import BuildError

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOKS = "[!.]*.ipynb"  # the files that are pages; JupyterLab begins temporary ones with a dot
EXPLORE = "explore"  # tag of cells that make sense only in a live JupyterLab
LAST = 1000  # the place of a page whose notebook names none
LONGEST = 100  # bytes of a page's name, to which charts add theirs
# Names of devices, which Windows gives to no file.
DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)(-.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """A notebook as a page. ``name`` is the file's stem as ``links.page_name`` has it; ``nav``,
    ``description``, ``order`` and ``record`` stand in the notebook's metadata under ``briefing``,
    where it has any. A page with a ``record`` holds records of the page of that name, and is
    reached from there.
    """

    path: Path
    name: str
    nav: str
    title: str
    description: str
    order: int
    record: str

    @property
    def file(self) -> str:
        """Name of the exported page."""
        return links.page(self.name)

    @property
    def address(self) -> str:
        """The same as a link holds it."""
        return quote(self.file)

    @property
    def resources(self) -> dict:
        """What nbconvert tells an exporter of the notebook's file."""
        return {"metadata": {"name": self.path.stem, "path": str(self.path.parent)}}


class PageError(BuildError):
    """A notebook that cannot become a page; the message says which and why."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook. Raises ``PageError`` naming the file where it is none, and what is wrong
    with a cell.
    """
    import nbformat  # a build that finds nothing changed does without

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises its own, JSON's and the system's errors
        why = " ".join(str(error).split())[:200]
        raise PageError(f"{path.name}: not a readable notebook ({why})") from None
    cells = notebook.get("cells")
    for number, cell in enumerate(cells if isinstance(cells, list) else [None], start=1):
        if wrong := _wrong(cell):
            raise PageError(f"{path.name}: cell {number} {wrong}; mend it in JupyterLab")
    return notebook


def _wrong(cell: object) -> str:
    """What is wrong with what a notebook has as a cell, ``""`` for nothing."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return "is no cell of code, Markdown or raw text"
    if not isinstance(cell.get("source"), str):
        return "has no source"
    metadata = cell.get("metadata")
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else None
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return "has tags that are not a list of words" if metadata else "has no metadata"
    if not isinstance(cell.get("attachments", {}), dict):
        return "has attachments that are none"
    return ""


def beginning(source: str) -> str:
    """The first line of a cell, by which messages name it."""
    return (source.strip().splitlines() or [""])[0]


def without_explore(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cells tagged ``explore``."""
    kept = notebook.copy()
    kept.cells = [c for c in notebook.cells if EXPLORE not in c.metadata.get("tags", [])]
    return kept


def shown_words(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """The Markdown cells of a notebook that its page shows."""
    return (cell for cell in without_explore(notebook).cells if cell.cell_type == "markdown")


def find_pages(folder: Path) -> list[Page]:
    """All notebooks of ``folder`` as pages, in the order of their ``briefing.order`` metadata.

    A notebook needs no metadata: its heading then serves as title and it stands last. The
    index comes first. Raises ``PageError`` for a folder without notebooks or a damaged one.
    """
    pages = [_page(path) for path in sorted(folder.glob(NOTEBOOKS))]
    if not pages:
        raise PageError(f"no notebooks in {folder}")
    files: dict[str, Page] = {}
    for page in pages:
        if (other := files.setdefault(page.file.casefold(), page)) is not page:
            raise PageError(
                f"{page.path.name} and {other.path.name} would both become {page.file}, where"
                " capitals make no difference: rename one"
            )
    stories = {page.name for page in pages if not page.record}
    for page in pages:
        if page.record and page.record not in stories:
            raise PageError(
                f"{page.path.name}: its metadata make it a record of {page.record!r}, which is no"
                f" page; write one of {', '.join(sorted(stories))}"
            )
    return sorted(pages, key=lambda page: (page.name != "index", page.order, page.name))


def _page(path: Path) -> Page:
    notebook = read_notebook(path)
    title = _title(path, notebook)
    about = notebook.metadata.get("briefing", {})
    if not isinstance(about, dict):
        raise PageError(f"{path.name}: metadata briefing: not a group of entries; see CONTRIBUTING")
    order = about.get("order", LAST)
    if isinstance(order, bool) or not isinstance(order, int):
        raise PageError(f"{path.name}: metadata briefing.order: {order!r}; write a whole number")
    words = {name: about.get(name, "") for name in ("nav", "description", "record")}
    for name, value in words.items():
        if not isinstance(value, str):
            raise PageError(
                f'{path.name}: metadata briefing.{name}: {value!r}; write a text, as in "{name}":'
                ' "Timeline"'
            )
    record = words["record"] and links.page_name(words["record"])
    return Page(
        path, _name(path), words["nav"] or title, title, words["description"], order, record
    )


def _name(path: Path) -> str:
    """The name of the page of a notebook. Raises ``PageError`` for one that no address can hold."""
    name = links.page_name(path.stem)
    if not name or DEVICE.fullmatch(name) or len(name.encode()) > LONGEST:
        raise PageError(
            f"{path.name}: no address can be made of this name: rename the notebook, with letters,"
            f" digits and hyphens and shorter than {LONGEST}"
        )
    return name


def _title(path: Path, notebook: NotebookNode) -> str:
    """The title of a notebook: its first heading, without the marks of Markdown."""
    from briefing.publish.markup import headings

    for cell in shown_words(notebook):
        try:
            for heading in headings([cell]):
                return heading.text
        except ValueError as error:
            where = f"the cell that begins {beginning(cell.source)!r}"
            raise PageError(f"{path.name}: {where}: {error}") from None
    raise PageError(f"{path.name}: no heading; begin the first Markdown cell with '# '")
