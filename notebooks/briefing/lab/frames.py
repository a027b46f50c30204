"""A DataFrame of any columns as the table that ``briefing.lab`` shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

MOST = 2000  # rows shown at once; more would make a notebook slow
CHOICES = 12  # a column with more different values is searched, not filtered
FEW = 4  # columns at most that are offered as filters


def payload(frame: pd.DataFrame, name: str, title: str) -> dict:
    """``frame`` in the form of ``tables.Table.payload``: values as they are, addresses and ids of
    sources as links, and columns of few different values as filters.
    """
    rows = frame.head(MOST)
    filters = [key for key in rows.columns if _is_choice(rows[key])][:FEW]
    columns = [
        {"title": str(key), "unit": "", "filter": key in filters, "number": _is_number(rows[key])}
        for key in rows.columns
    ]
    cited = [str(key).casefold() in ("source", "sources") for key in rows.columns]
    cells = [
        {"cells": [_cell(value, c) for value, c in zip(row, cited, strict=True)]}
        for row in rows.itertuples(index=False, name=None)
    ]
    cut = f"The first {MOST:,} of {len(frame):,} rows. Narrow the choice to see others."
    return {
        "id": name,
        "title": title,
        "note": cut if len(frame) > MOST else "",
        "record": "",
        "fold": False,
        "of": len(frame),
        "columns": columns,
        "rows": cells,
    }


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _is_choice(column: pd.Series) -> bool:
    """Whether few different values stand in many rows."""
    if not all(isinstance(value, (str, bool)) for value in column):
        return False
    return 1 < column.nunique() <= min(CHOICES, len(column) // 2)


def _cell(value: Any, cited: bool) -> dict:
    if isinstance(value, (list, tuple)):
        parts = [part if isinstance(part, dict) else {"text": str(part)} for part in value]
        return {"sources": list(value)} if cited else {"list": parts}
    if isinstance(value, str):
        if cited and value:
            return {"sources": [value]}
        return {"text": value, "href": value} if _is_address(value) else {"text": value}
    return _plain(value)


def _plain(value: Any) -> dict:
    if pd.isna(value):
        return {"text": "", "sort": ""}
    if isinstance(value, bool):
        return {"text": "yes" if value else "no"}
    if isinstance(value, date):
        return {"text": str(value).removesuffix(" 00:00:00")}
    if isinstance(value, float):
        return {"text": _number(value), "sort": value}
    return {"text": str(value), "sort": value} if isinstance(value, int) else {"text": str(value)}


def _is_address(value: str) -> bool:
    return value.startswith(("https://", "http://")) and not any(map(str.isspace, value))


def _number(value: float) -> str:
    """A number with the decimals that say something; all of them are in what is exported."""
    if abs(value) < 1:
        return f"{value:.4g}"
    return f"{value:.2f}".rstrip("0").rstrip(".")
