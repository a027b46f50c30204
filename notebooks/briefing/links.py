"""Every anchor and address of the collection, written once.

An anchor is the id of an element of a page; an address leads to it from any page of the folder.
What a reader has bookmarked or quoted keeps its anchor: change one here and every link to it
changes with it, but not those that stand in other people's texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from urllib.parse import quote

# The pages of the links of targets, and the last goal on each.
LAST_GOALS = {"target-links-1": 8, "target-links-2": 17}


def page_of_target(target: object) -> str:
    """The page of the links of a target or a goal: ``target-links-2`` for 16.10 and for 16.

    Raises ``ValueError`` for a goal that no page has.
    """
    goal = int(str(target).partition(".")[0])
    for page, last in LAST_GOALS.items():
        if goal <= last:
            return page
    raise ValueError(f"no page has the links of goal {goal}")


DATA = "data"  # the page of all tables
CORRECTIONS = "corrections"  # and that of all errors

# Kind of thing: the page on which it stands, or what gives it for a key, and the form of its
# anchor, ``{}`` for the key as an address can hold it and ``{exact}`` for the key as it is. A
# target without a link ("unlinked") stands on another page than those that have some ("target").
PLACES: dict[str, tuple[str | Callable[[object], str], str]] = {
    "event": ("events", "{}"),
    "day": ("days", "{}"),
    "month": ("days", "{}"),
    "comparability": ("timeline", "comparability-{}"),
    "document": ("timeline", "{}"),
    "figure": ("figures", "figure-{}"),
    "goal": ("goal-links", "goal-{}"),
    "right": ("goal-links", "right-{}"),
    "treaty": ("treaties", "treaty-{}"),
    "touched": ("rights", "paragraph-{}"),
    "instrument": ("target-articles", "instrument-{}"),
    "target": (page_of_target, "target-{}"),
    "goal-targets": (page_of_target, "targets-goal-{}"),
    "unlinked": ("targets", "target-{}"),
    "rule": ("targets", "codebook-{}"),
    "statement": ("funding-rows", "{}"),
    "contribution": ("funding-rows", "row-{}"),
    "activity": ("funding-rows", "{}"),
    "claim": ("statements", "{}"),
    "paragraph": ("evidence", "paragraph-{}"),
    "search": ("statements", "{}"),
    "difference": ("evidence", "{}"),
    "wording": ("evidence", "{}"),
    "entity": ("evidence", "{exact}"),
    "source": ("sources", "source-{}"),
    "correction": (CORRECTIONS, "{}"),
    "table": (DATA, "table-{}"),
}

# Where readers meet a row of a table: its kind, and the column that holds the key.
ROWS = {
    "event-sources": ("event", "event"),
    "figures": ("figure", "id"),
    "goals": ("goal", "goal"),
    "goal-right-sources": ("goal", "goal"),
    "treaty-sources": ("treaty", "instrument"),
    "statements": ("statement", "id"),
    "contributions": ("contribution", "id"),
    "spent-to-date": ("contribution", "contribution"),
    "correction-sources": ("correction", "correction"),
}

# Charts and tables that other pages lead to: the page of each.
SHOWN = {
    "clock": "timeline",
    "deaths": "timeline",
    "crowds": "timeline",
    "outages": "timeline",
    "documents": "timeline",
    "treaties-timeline": "rights",
    "target-counts": "rights",
    "stated-and-recorded": "funding",
    "small-firms": "funding",
    "verdicts": "evidence",
}

# Where readers meet a table of the package that one of these shows as a whole.
CHARTS = {
    "covid-weekly": "clock",
    "stringency-weekly": "clock",
    "deaths-monthly": "deaths",
    "excess-deaths-2020": "deaths",
    "internet-outages": "outages",
    "blocked-sites": "outages",
    "target-counts": "target-counts",
}

# Pages of the tables of a folder of the package that are not named like the folder.
FOLDERS = {"series": "timeline", "speech": "evidence"}


def pages() -> set[str]:
    """The names of the pages to which the package's own tables and sentences lead; a smaller
    collection may have only some of them.
    """
    named = {page for page, _ in PLACES.values() if isinstance(page, str)}
    return {*named, *LAST_GOALS, *SHOWN.values(), *FOLDERS.values()}


def anchor(kind: str, key: object) -> str:
    """The id of the element of a ``kind`` of ``PLACES``: ``anchor("treaty", "ICCPR")`` is
    ``treaty-iccpr``.
    """
    # Codes of treaties and targets (16.10) become what an address can hold.
    return PLACES[kind][1].format(str(key).lower().replace(".", "-"), exact=key)


def here(kind: str, key: object) -> str:
    """The link to an element on the page where it stands: ``#treaty-iccpr``."""
    return f"#{anchor(kind, key)}"


def address(kind: str, key: object) -> str:
    """The link to an element from any page: ``treaties.html#treaty-iccpr``."""
    return page(*place(kind, key))


def place(kind: str, key: object) -> tuple[str, str]:
    """The page on which an element stands, and its anchor there."""
    page = PLACES[kind][0]
    return page if isinstance(page, str) else page(key), anchor(kind, key)


def place_of_table(resource: dict) -> tuple[str, str]:
    """The page, and the chart on it where one shows the whole, at which readers meet a table of
    ``datapackage.json``.
    """
    if chart := CHARTS.get(resource["name"]):
        return SHOWN[chart], chart
    folder = resource["path"].split("/")[0]
    return FOLDERS.get(folder, folder), ""


def page_name(notebook: str) -> str:
    """The name of the page of a notebook, with letters and digits of every script, hyphens and
    underscores, as any disk and address can hold it: ``Budget 2021 (Entwurf)`` is
    ``Budget-2021-Entwurf``. Empty where nothing remains.
    """
    text = unicodedata.normalize("NFC", notebook)
    kept = (c if c == "_" or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return "-".join("".join(kept).split())


def page(name: str, at: str = "") -> str:
    """The address of a page, and of a heading, chart or table on it."""
    return f"{name}.html#{at}" if at else f"{name}.html"


def live_notebook(file: str) -> str:
    """The address of a notebook in the JupyterLite site that stands beside the pages."""
    return f"{LIVE}?path=notebooks/{quote(file)}"


def table(resource: dict) -> str:
    """The address at which readers meet a table of ``datapackage.json``."""
    return page(*place_of_table(resource))


def dataset() -> str:
    """The address of the data package as a whole, by which other things name it; no element of the
    page has it.
    """
    return page(DATA, "dataset")


def notebook(name: str, at: str = "") -> str:
    """The same as a link between notebooks, which the build turns into one between pages."""
    return f"{name}.ipynb#{at}" if at else f"{name}.ipynb"


def to(kind: str, key: object) -> str:
    """The link between notebooks to an element: ``rights.ipynb#treaty-iccpr``."""
    return notebook(*place(kind, key))


def shown(at: str) -> str:
    """The link between notebooks to a chart or table of ``SHOWN``: ``timeline.ipynb#deaths``."""
    return notebook(SHOWN[at], at)


def table_file(resource: str) -> str:
    """The download of a table of the package, from any page."""
    return f"data/{resource}.csv"


def chart_file(page: str, chart: str, suffix: str) -> str:
    """A file of a chart, from any page; ``suffix`` such as ``.svg``, ``-narrow.svg`` or ``.js``."""
    return f"charts/{page}-{chart}{suffix}"


# What readers take away as a whole.
WORKBOOK, ARCHIVE = "data/all-tables.xlsx", "data/data-package.zip"

# What programs read: new corrections and versions, and the list of all pages.
FEED, SITEMAP = "feed.xml", "sitemap.xml"
LITE = "lite"  # the folder of the JupyterLite site
LIVE = f"{LITE}/lab/index.html"  # where it opens


# The pictures of a chart that are made to be shared, and how their files end.
PICTURES = {"wide": "-wide.png", "tall": "-tall.png", "svg": "-share.svg"}


def picture_file(page: str, chart: str, kind: str) -> str:
    """A picture of ``PICTURES`` of a chart, from any page."""
    return chart_file(page, chart, PICTURES[kind])


def card_file(page: str) -> str:
    """The picture of a page that has no chart."""
    return f"charts/{page}.card.png"  # no chart's file, since no name holds a full stop


def media_file(page: str, name: str, suffix: str) -> str:
    """A picture that a notebook brings to its page."""
    return f"media/{page}-{name}{suffix}"
