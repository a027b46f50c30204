"""Charts of contested counts: who says how many, and of which time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.rows import GLYPHS, WORDS, Rows
from briefing.dataset import Data
from briefing.facts import figures as facts
from briefing.reading.figures import counted, figures_frame, says, side_by_side
from briefing.theme import COLOURS, escape, finish, wrap


def _looks(data: Data, rows: pd.DataFrame) -> tuple[dict[str, dict], list[str]]:
    """Colour and symbol of each kind of speaker in ``rows``, and the key that explains them."""
    kinds = data.categories("figures", "who_kind")
    kinds = kinds[kinds.index.isin(rows.who_kind)]
    looks = {k.Index: dict(color=COLOURS[k.colour], symbol=k.symbol) for k in kinds.itertuples()}
    return looks, [f"{GLYPHS[kind.symbol]} {escape(kind.label)}" for kind in kinds.itertuples()]


def _alt(rows: pd.DataFrame) -> str:
    """What each counter says, subject by subject."""
    subjects = rows.groupby("title", sort=False).says
    return " ".join(f"{subject}: {'; '.join(said)}." for subject, said in subjects)


def contested(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts of the same thing by different counters on one axis of numbers: a row each, under its
    subject, with who says it and what is counted.

    ``topics`` are ids of ``data.topics``, best of one unit. Each mark has its number with the
    hedge of its source beside it; symbol and lightness repeat the kind of speaker.
    """
    rows = side_by_side(data, topics)
    units = list(dict.fromkeys(rows.unit))
    rows["says"] = [says(data, row) for row in rows.itertuples()]
    rows["words"] = counted(data, rows)
    looks, key = _looks(data, rows)
    top = float(rows[["value", "value_to"]].max(axis=None)) or 1  # an axis needs a length
    stack = Rows(0, top * 1.04)
    for head, of_head in rows.groupby("head", sort=False):
        if head:
            stack.head(wrap(head, WORDS))
        for row in of_head.itertuples():
            words = wrap(row.words, WORDS)
            stack.row(words)
            value = float(row.value)
            to = value if pd.isna(row.value_to) else float(row.value_to)
            number, hover = escape(prose.amount(data, row)), f"{words}<br>{wrap(row.note)}"
            stack.mark(value, max(value, to), number, looks[row.who_kind], hover)
    whole = top < 6 and (rows.value % 1 == 0).all()  # few: an axis without halves
    sizes = stack.close(key, tickformat=",", dtick=1 if whole else None)
    return finish(
        stack.figure,
        id=id,
        title=title,
        alt=f"Numbers of {prose.listing(units)} by who counted. {_alt(rows)}",
        note=note,
        sources=list(rows.source),
        data=figures_frame(data, rows),
        **sizes,
    )


def totals(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts over different times on an axis of days: a line from the first to the last day of
    each, with its number.

    A count whose first day is not stated is a mark on the last day without a line.
    """
    rows = facts.spans(data, topics)
    rows["says"] = [says(data, row) for row in rows.itertuples()]
    open_start = ["; first day not stated" if pd.isna(day) else "" for day in rows.start]
    rows["words"] = counted(data, rows) + pd.Series(open_start, index=rows.index)
    looks, key = _looks(data, rows)
    low, high = rows.start.fillna(rows.end).min(), rows.end.max()
    stack = Rows(low - pd.Timedelta(days=3), high + pd.Timedelta(days=3))
    for subject, of_subject in rows.groupby("title", sort=False):
        if len(topics) > 1:
            stack.head(wrap(subject, WORDS))
        for row in of_subject.itertuples():
            words = wrap(row.words, WORDS)
            stack.row(words)
            start = row.end if pd.isna(row.start) else row.start
            number, hover = escape(prose.amount(data, row)), f"{words}<br>{wrap(row.note)}"
            stack.mark(start, row.end, number, looks[row.who_kind], hover)
    months = 1 + (high - low).days // 150
    sizes = stack.close(key, ticks=44, tickformat="%b\n%Y", dtick=f"M{months}")
    return finish(
        stack.figure,
        id=id,
        title=title,
        alt=f"Lines from the first to the last day of each count. {_alt(rows)}",
        note=note,
        sources=list(rows.source),
        data=figures_frame(data, rows),
        **sizes,
    )
