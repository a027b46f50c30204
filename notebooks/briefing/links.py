"""Every anchor and address of the collection, written once.

An anchor is the id of an element of a page; an address leads to it from any page of the folder.
What a reader has bookmarked or quoted keeps its anchor: change one here and every link to it
changes with it, but not those that stand in other people's texts.
"""

from __future__ import annotations

# Kind of thing: the page on which it stands and the form of its anchor.
PLACES = {
    "event": ("timeline", "{}"),
    "figure": ("figures", "figure-{}"),
    "goal": ("rights", "goal-{}"),
    "right": ("rights", "right-{}"),
    "treaty": ("rights", "treaty-{}"),
    "touched": ("rights", "paragraph-{}"),
    "instrument": ("targets", "instrument-{}"),
    "target": ("targets", "target-{}"),
    "rule": ("targets", "codebook-{}"),
    "statement": ("funding", "{}"),
    "contribution": ("funding", "row-{}"),
    "claim": ("evidence", "{}"),
    "paragraph": ("evidence", "paragraph-{}"),
    "correction": ("corrections", "{}"),
}


def anchor(kind: str, key: object) -> str:
    """The id of the element of a ``kind`` of ``PLACES``: ``anchor("treaty", "ICCPR")`` is
    ``treaty-iccpr``.
    """
    # Codes of treaties and targets (16.10) become what an address can hold.
    return PLACES[kind][1].format(str(key).lower().replace(".", "-"))


def here(kind: str, key: object) -> str:
    """The link to an element on the page where it stands: ``#treaty-iccpr``."""
    return f"#{anchor(kind, key)}"


def address(kind: str, key: object) -> str:
    """The link to an element from any page: ``rights.html#treaty-iccpr``."""
    return page(PLACES[kind][0], anchor(kind, key))


def page(name: str, at: str = "") -> str:
    """The address of a page, and of a heading, chart or table on it."""
    return f"{name}.html#{at}" if at else f"{name}.html"


def notebook(name: str, at: str = "") -> str:
    """The same as a link between notebooks, which the build turns into one between pages."""
    return f"{name}.ipynb#{at}" if at else f"{name}.ipynb"


def table_file(resource: str) -> str:
    """The download of a table of the package, from any page."""
    return f"data/{resource}.csv"


def chart_file(page: str, chart: str, suffix: str) -> str:
    """A file of a chart, from any page; ``suffix`` such as ``.svg``, ``-narrow.svg`` or ``.js``."""
    return f"charts/{page}-{chart}{suffix}"
