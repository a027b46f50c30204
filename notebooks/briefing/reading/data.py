"""The tables of the package for readers: what there is to download, and a look into each."""

from __future__ import annotations

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.schema_org import Linked, authors, dataset, graph, table
from briefing.tables import Column, Table

# Subjects of the tables by the folder in which they lie, in the order of the pages.
SUBJECTS = {
    "timeline": "Timeline",
    "series": "Series over time",
    "rights": "Rights and targets",
    "funding": "Funding",
    "speech": "Speech",
    "": "Sources and corrections",
}
LONGEST = 90  # characters of a cell that a look into a table shows


def ordered(data: Data) -> list[dict]:
    """The tables of the package by subject, each with its ``subject``."""
    order = list(SUBJECTS)
    found = [{**r, "folder": r["path"].rpartition("/")[0]} for r in data.package["resources"]]
    found.sort(key=lambda r: order.index(r["folder"]) if r["folder"] in order else len(order))
    return [{**r, "subject": SUBJECTS.get(r["folder"], r["folder"])} for r in found]


def downloads_table(data: Data) -> Table:
    """Every table of the package as a CSV file to download, with a link to a look into it."""
    rows = pd.DataFrame(
        [
            {
                "title": f"{r['title']} (CSV)",
                "file": links.table_file(r["name"]),
                "look": "Preview",
                "there": links.here("table", r["name"]),
                "description": r["description"],
                "subject": r["subject"],
                "rows": (rows := len(data.table(r["name"]))),
                "size": prose.count(rows, "row"),
            }
            for r in ordered(data)
        ]
    )
    return Table(
        rows,
        "downloads",
        "Every table as CSV",
        stack=True,
        columns=(
            Column("title", "Table", link="file"),
            Column("size", "Size", sort="rows"),
            Column("look", "Columns, first rows", link="there"),
            Column("description", "What it holds"),
            Column("subject", "Subject", filter=True),
        ),
    )


def previews(data: Data) -> list[Table]:
    """A look into each table: its columns with units and meanings, and its first three rows."""
    return [_preview(data, resource) for resource in ordered(data)]


def _preview(data: Data, resource: dict) -> Table:
    table, fields = data.table(resource["name"]), resource["schema"]["fields"]
    columns = pd.DataFrame(
        [
            {
                "column": field["name"],
                "unit": field.get("unit", ""),
                "meaning": field["description"],
                **{str(n): _short(cell) for n, cell in enumerate(table[field["name"]].head(3), 1)},
            }
            for field in fields
        ]
    )
    numbers = [str(n) for n in range(1, 1 + min(3, len(table)))]
    return Table(
        columns,
        links.anchor("table", resource["name"]),
        f"{resource['title']}, column by column",
        stack=True,
        fold=True,
        note=f"The whole table has {prose.count(len(table), 'row')}:"
        f" {links.table_file(resource['name'])}. Long cells are cut here.",
        columns=(
            Column("column", "Column"),
            *([Column("unit", "Unit")] if columns.unit.any() else []),
            Column("meaning", "What it means"),
            *(Column(n, f"Row {n}") for n in numbers),
        ),
    )


def _short(cell: object) -> str:
    """A cell as its CSV file has it, cut where it is long."""
    if pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    if pd.api.types.is_bool(cell):
        return "yes" if cell else "no"
    text = f"{cell:.15g}" if isinstance(cell, (int, float)) else str(cell)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


# The files that hold all tables, with their MIME types.
WHOLE = [
    (links.ARCHIVE, "application/zip"),
    (links.WORKBOOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
]


def datasets(data: Data) -> Linked:
    """The data package and each of its tables as ``Dataset`` of schema.org, where their looks
    stand.
    """
    package, whole = data.package, links.dataset()
    by = authors(package, links.page("index"))
    tables = [
        table(
            resource,
            package,
            at=links.address("table", resource["name"]),
            by=by,
            whole=whole,
            file=links.table_file(resource["name"]),
        )
        for resource in ordered(data)
    ]
    return Linked(
        graph(dataset(package, whole, links.page(links.DATA), by, WHOLE), *tables),
        f"{len(tables) + 1} data sets for search engines (schema.org)",
    )
