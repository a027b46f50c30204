"""The pages of the collection: one per notebook, found in a folder and ordered by the notebooks
themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import links
from briefing.publish import BuildError

if TYPE_CHECKING:
    from nbformat import NotebookNode

LAST = 1000  # the place of a page whose notebook names none


@dataclass(frozen=True)
class Page:
    """A notebook as a page. ``name`` is the file's stem; ``nav``, ``description``, ``order`` and
    ``record`` stand in the notebook's metadata under ``briefing``, where it has any. A page with a
    ``record`` holds records of the page of that name, and is reached from there.
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
    def resources(self) -> dict:
        """What nbconvert tells an exporter of the notebook's file."""
        return {"metadata": {"name": self.name, "path": str(self.path.parent)}}


class PageError(BuildError):
    """A notebook that cannot become a page; the message says which and why."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook. Raises ``PageError`` naming the file where it is none."""
    import nbformat  # a build that finds nothing changed does without

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises its own, JSON's and the system's errors
        why = " ".join(str(error).split())[:200]
        raise PageError(f"{path.name}: not a readable notebook ({why})") from None


def headings(notebook: NotebookNode, level: int) -> list[str]:
    """The headings of one level in the Markdown of a notebook, in order."""
    mark = "#" * level + " "
    cells = (cell for cell in notebook.cells if cell.cell_type == "markdown")
    lines = (line for cell in cells for line in cell.source.splitlines())
    return [line.removeprefix(mark).strip() for line in lines if line.startswith(mark)]


def beginning(source: str) -> str:
    """The first line of a cell, by which messages name it."""
    return (source.strip().splitlines() or [""])[0]


def find_pages(folder: Path) -> list[Page]:
    """All notebooks of ``folder`` as pages, in the order of their ``briefing.order`` metadata.

    A notebook needs no metadata: its heading then serves as title and it stands last. The
    index comes first. Raises ``PageError`` for a folder without notebooks or a damaged one.
    """
    pages = [_page(path) for path in sorted(folder.glob("*.ipynb"))]
    if not pages:
        raise PageError(f"no notebooks in {folder}")
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
    titles = headings(notebook, 1)
    if not titles:
        raise PageError(f"{path.name}: no heading; begin the first Markdown cell with '# '")
    about = notebook.metadata.get("briefing", {})
    return Page(
        path=path,
        name=path.stem,
        nav=about.get("nav", titles[0]),
        title=titles[0],
        description=about.get("description", ""),
        order=int(about.get("order", LAST)),
        record=about.get("record", ""),
    )
