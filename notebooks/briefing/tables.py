"""Tables for reading: a DataFrame with a caption, column titles, units, sources and row anchors.

In JupyterLab they show as ``briefing.lab`` lays them out; an export finds their structure under
``TABLE_MIMETYPE`` and its like, and makes semantic HTML of it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from briefing import lab, prose

if TYPE_CHECKING:  # imported where it is used: who exports a page does without
    import pandas as pd

TABLE_MIMETYPE = "application/vnd.briefing.table.v1+json"
NUMBERS_MIMETYPE = "application/vnd.briefing.numbers.v1+json"
CALENDAR_MIMETYPE = "application/vnd.briefing.calendar.v1+json"


class Readable:
    """What a cell shows to a reader: its structure for a page, HTML for JupyterLab."""

    mimetype: ClassVar[str]

    def payload(self) -> Any:
        """The structure as plain values."""
        raise NotImplementedError

    def for_page(self) -> dict:
        """The output of a cell as a build of the pages keeps it: without what only JupyterLab
        shows, which takes time.
        """
        return {self.mimetype: self.payload(), "text/plain": type(self).__name__}


@dataclass(frozen=True)
class Column:
    """How one column of a table is read.

    ``key``: column of the DataFrame; ``title``: its heading; ``unit``: shown beside it;
    ``more``: further columns shown below the text in the same cell; ``link``: column that holds
    an address; ``sources``: the cell is a list of source ids; ``items``: the cell is a list of
    dicts with ``text`` and, where wanted, ``label``, ``href`` and ``sources``; ``sort``: column to
    sort by; ``filter``: offer its values as a filter; ``digits``: decimals of a number.
    """

    key: str
    title: str
    unit: str = ""
    more: tuple[str, ...] = ()
    link: str = ""
    sources: bool = False
    items: bool = False
    sort: str = ""
    filter: bool = False
    digits: int | None = None


@dataclass(frozen=True)
class Table(Readable):
    """A DataFrame to be read: ``id`` names it in links, ``title`` is its caption.

    ``anchor`` is the column whose value names each row in links; ``note`` stands below the table.
    ``stack`` puts the cells of a row below each other on a narrow screen; ``cite`` offers a
    citation of each row to copy; ``fold`` puts the table into a closed disclosure. ``record`` is
    the page on which the whole table stands, under the same id, where this one shows only the
    ``first`` of its rows (``of`` in all).
    """

    mimetype: ClassVar[str] = TABLE_MIMETYPE

    frame: pd.DataFrame
    id: str
    title: str
    columns: tuple[Column, ...]
    anchor: str = ""
    note: str = ""
    stack: bool = False
    cite: bool = False
    fold: bool = False
    record: str = ""
    of: int = 0

    def first(self, rows: int, page: str) -> Table:
        """The first rows, to stand in a story: with a search that leads to ``page``, where the
        whole table stands.

        The rows have no anchors and no filters here; those are on the other page.
        """
        return replace(
            self,
            frame=self.frame.head(rows),
            columns=tuple(replace(column, filter=False) for column in self.columns),
            anchor="",
            cite=False,
            record=page,
            of=len(self.frame),
        )

    def payload(self) -> dict:
        """The table as plain values: ``columns`` and ``rows`` of cells, all text formatted."""
        rows = []
        for record in self.frame.to_dict("records"):
            row = {"cells": [_cell(column, record) for column in self.columns]}
            if self.anchor:
                row["id"] = record[self.anchor]
            rows.append(row)
        columns = [
            {
                "title": c.title,
                "unit": c.unit,
                "filter": c.filter,
                "number": _is_number(self.frame[c.key]),
            }
            for c in self.columns
        ]
        return {
            "id": self.id,
            "title": self.title,
            "note": self.note,
            "stack": self.stack,
            "cite": self.cite,
            "fold": self.fold,
            "record": self.record,
            "of": self.of or len(rows),
            "columns": columns,
            "rows": rows,
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        payload = self.payload()
        return {
            self.mimetype: payload,
            "text/html": lab.table(payload),
            "text/plain": lab.text(payload),
        }


@dataclass(frozen=True)
class Views(Readable):
    """Several tables of which a reader picks one: each is a section with its own anchor (the
    table's id).

    Without JavaScript all stand below each other under a list of links; with it one is chosen.
    ``id`` names the group; ``title`` labels the choice (``Choose a goal``); ``groups`` may give
    for each table the heading under which its link is listed.
    """

    mimetype: ClassVar[str] = TABLE_MIMETYPE

    tables: tuple[Table, ...]
    id: str
    title: str
    groups: tuple[str, ...] = ()

    def payload(self) -> dict:
        """``views``: the tables' payloads, each with its ``group``; ``id`` and ``title`` of the
        choice.
        """
        groups = self.groups or ("",) * len(self.tables)
        views = [
            {**table.payload(), "group": group}
            for table, group in zip(self.tables, groups, strict=True)
        ]
        return {"id": self.id, "title": self.title, "views": views}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        payload = self.payload()
        return {
            self.mimetype: payload,
            "text/html": lab.views(payload),
            "text/plain": "\n\n".join(map(lab.text, payload["views"])),
        }


@dataclass(frozen=True)
class KeyNumber:
    """A number to be set large: ``value`` as text with its hedge, ``unit``, ``what`` it is, ``who``
    says so and ``when`` (as text), ids of its ``sources``, and the ``link`` that leads further.
    """

    value: str
    unit: str
    what: str
    who: str
    when: str
    sources: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class KeyNumbers(Readable):
    """The numbers that a reader should take away, set large beside each other."""

    mimetype: ClassVar[str] = NUMBERS_MIMETYPE

    numbers: tuple[KeyNumber, ...]

    def payload(self) -> list[dict]:
        """The numbers as plain values, under the names of ``KeyNumber``."""
        return [{**vars(number), "sources": list(number.sources)} for number in self.numbers]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        payload = self.payload()
        return {
            self.mimetype: payload,
            "text/html": lab.numbers(payload),
            "text/plain": "\n".join(f"{n.value} {n.unit}: {n.what}" for n in self.numbers),
        }


@dataclass(frozen=True)
class Calendar(Readable):
    """The months in which something happened, each with its days; a day with entries leads to them.

    ``entries`` is the number of entries by day. A day leads to the anchor of its ISO date on the
    same page (``#2020-08-12``), a month to that of its own (``#2020-08``). ``title`` names the
    calendar.
    """

    mimetype: ClassVar[str] = CALENDAR_MIMETYPE

    id: str
    title: str
    entries: Mapping[date, int]

    def payload(self) -> dict:
        """``months``: each with ``title``, ``href``, ``begins`` (weekday of the first, Monday 1)
        and ``days`` (``day``, ``entries``, ``name`` and ``href``).
        """
        months = sorted({day.replace(day=1) for day in self.entries})
        return {"id": self.id, "title": self.title, "months": [self._month(m) for m in months]}

    def _month(self, month: date) -> dict:
        days = []
        for day in (
            month.replace(day=n + 1) for n in range(monthrange(month.year, month.month)[1])
        ):
            entries = self.entries.get(day, 0)
            name = f"{prose.day(day)}: {prose.count(entries, 'entry', 'entries')}"
            days.append({"day": day.day, "entries": entries, "name": name, "href": f"#{day}"})
        return {
            "title": f"{month:%B %Y}",
            "href": f"#{month:%Y-%m}",
            "begins": month.isoweekday(),
            "days": days,
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        days = [
            {"cells": [{"text": prose.day(day), "sort": str(day)}, {"text": str(n), "sort": n}]}
            for day, n in sorted(self.entries.items())
        ]
        names = (("Day", False), ("Entries", True))
        heads = [{"title": t, "unit": "", "filter": False, "number": n} for t, n in names]
        about = {"id": self.id, "title": self.title, "note": "", "record": "", "fold": True}
        listed = {**about, "columns": heads, "rows": days, "of": len(days)}
        return {
            self.mimetype: self.payload(),
            "text/html": lab.table(listed),
            "text/plain": lab.text(listed),
        }


def of(frame: pd.DataFrame, id: str, title: str, note: str = "") -> Table:
    """A table of all columns of ``frame`` under their own names; the data behind a chart."""
    return Table(frame, id, title, tuple(Column(key, key) for key in frame.columns), note=note)


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _text(value: Any, digits: int | None) -> str:
    import pandas as pd

    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return prose.day(value)
    if isinstance(value, (int, float)):
        if digits is None:
            digits = 0 if float(value).is_integer() else 1
        return prose.number(value, digits)
    return str(value)


def _cell(column: Column, record: dict) -> dict:
    value = record[column.key]
    if column.sources:
        return {"sources": list(value)}
    if column.items:
        return {"list": [dict(item) for item in value]}
    cell: dict = {"text": _text(value, column.digits)}
    if more := [text for key in column.more if (text := _text(record[key], None))]:
        cell["more"] = more
    if column.link and record[column.link]:
        cell["href"] = record[column.link]
    if (order := _order(record[column.sort or column.key])) is not None:
        cell["sort"] = order
    return cell


def _order(value: Any) -> float | str | None:
    """What a script sorts by where the text alone would not do: a number or a day."""
    import pandas as pd

    if isinstance(value, str):
        return None
    if isinstance(value, date):
        return "" if pd.isna(value) else value.strftime("%Y-%m-%d")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or pd.isna(value):
        return None
    return float(value)
