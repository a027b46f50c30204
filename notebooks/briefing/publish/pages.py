"""The pages of the collection: one per notebook, found in a folder and ordered by the notebooks
themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode


@dataclass(frozen=True)
class Page:
    """A notebook as a page. ``name`` is the file's stem; the rest is the notebook's own
    ``briefing`` metadata.
    """

    path: Path
    name: str
    nav: str
    title: str
    description: str
    order: int

    @property
    def file(self) -> str:
        """Name of the exported page."""
        return f"{self.name}.html"


class PageError(Exception):
    """A notebook that cannot become a page; the message says which and why."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook. Raises ``PageError`` naming the file where it is none."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises its own, JSON's and the system's errors
        raise PageError(
            f"{path.name}: not a readable notebook ({' '.join(str(error).split())[:200]})"
        ) from None


def find_pages(folder: Path) -> list[Page]:
    """All notebooks of ``folder`` as pages, in the order of their ``briefing.order`` metadata.

    A notebook needs no metadata: its heading then serves as title and it stands last. The
    index comes first. Raises ``PageError`` for a folder without notebooks or a damaged one.
    """
    pages = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = read_notebook(path)
        about = notebook.metadata.get("briefing", {})
        heading = next(
            (
                h
                for cell in notebook.cells
                if cell.cell_type == "markdown"
                for h in cell.source.splitlines()
                if h.startswith("# ")
            ),
            None,
        )
        if heading is None:
            raise PageError(f"{path.name}: no heading; begin the first Markdown cell with '# '")
        title = heading[2:].strip()
        pages.append(
            Page(
                path=path,
                name=path.stem,
                nav=about.get("nav", title),
                title=title,
                description=about.get("description", ""),
                order=int(about.get("order", 1000)),
            )
        )
    if not pages:
        raise PageError(f"no notebooks in {folder}")
    return sorted(pages, key=lambda page: (page.name != "index", page.order, page.name))
