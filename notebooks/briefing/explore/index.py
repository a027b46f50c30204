"""Controls over every table of the package."""

from __future__ import annotations

import ipywidgets as widgets

from briefing import prose
from briefing.dataset import Data
from briefing.explore.controls import Parts, containing, nothing, panel, pick_one, text_box


def show_table(data: Data, table: str, text: str = "") -> Parts:
    """A table of the data: what it holds, its columns with units, and its rows that contain
    ``text``.
    """
    resource, every = data.resource(table), data.table(table)
    rows = containing(every, text)
    yield f"`data.{table}` in `data/{resource['path']}`: {prose.plain(resource['description'])}"
    yield data.fields(table)[["name", "type", "unit", "description"]]
    if rows.empty:
        yield nothing("row", "Try a shorter word.")
        return
    yield f"**{prose.count(len(rows), 'row')}** of {prose.number(len(every))}"
    yield rows


def tables(data: Data) -> widgets.VBox:
    """Look into any table of the data: what it holds, its columns with units, its rows."""
    titles = sorted(
        (resource["title"], name)
        for resource, name in zip(data.package["resources"], data.names, strict=True)
    )
    return panel(
        show_table,
        data,
        table=pick_one("Table", titles, "events", width="36em"),
        text=text_box("Rows that contain"),
    )
