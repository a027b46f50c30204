"""Charts of contested counts: who says how many, and of which time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.rows import GLYPHS, WORDS, Rows
from briefing.dataset import Data
from briefing.facts import figures as facts
from briefing.look import COLOURS
from briefing.reading.figures import counted, figures_frame, says, side_by_side
from briefing.theme import escape, finish, wrap


def _draw(
    data: Data, rows: pd.DataFrame, stack: Rows, axis: dict
) -> tuple[go.Figure, dict[str, Any]]:
    """Draw ``rows`` under their heads, each from ``start`` to ``end`` with its words and number:
    the figure, and its layouts for ``finish``.

    Symbol and lightness of a mark repeat the kind of speaker, which a key explains.
    """
    kinds = data.categories("figures", "who_kind")
    kinds = kinds[kinds.index.isin(rows.who_kind)]
    for head, of_head in rows.groupby("head", sort=False):
        if head:
            stack.head(wrap(head, WORDS))
        for row in of_head.itertuples():
            words, kind = wrap(row.words, WORDS), kinds.loc[row.who_kind]
            stack.row(words)
            look = dict(color=COLOURS[kind.colour], symbol=kind.symbol)
            number, hover = escape(prose.amount(data, row)), f"{words}<br>{wrap(row.note)}"
            stack.mark(row.start, row.end, number, look, hover)
    key = [f"{GLYPHS[kind.symbol]} {escape(kind.label)}" for kind in kinds.itertuples()]
    return stack.close(key, **axis)


def _alt(data: Data, rows: pd.DataFrame) -> str:
    """What each counter says, subject by subject."""
    said = rows.assign(says=[says(data, row) for row in rows.itertuples()])
    subjects = said.groupby("title", sort=False).says
    return " ".join(f"{subject}: {'; '.join(numbers)}." for subject, numbers in subjects)


def contested(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts of the same thing by different counters on one axis of numbers: a row each, under its
    day or subject, with who says it, what is counted, and the number with its hedge.

    ``topics`` are ids of ``data.topics``, best of one unit.
    """
    rows = side_by_side(data, topics)
    start = rows.value.astype(float)
    end = rows.value_to.astype(float).fillna(start).clip(lower=start)
    rows = rows.assign(words=counted(data, rows), start=start, end=end)
    top = end.max() or 1  # an axis needs a length where all counts are 0
    few = top < 6 and (start % 1 == 0).all()
    stack = Rows(0, top * 1.04)
    figure, layouts = _draw(data, rows, stack, dict(tickformat=",", dtick=1 if few else None))
    return finish(
        figure,
        id=id,
        title=title,
        alt=f"Numbers by who counted. {_alt(data, rows)}",
        note=note,
        sources=list(rows.source),
        data=figures_frame(data, rows),
        **layouts,
    )


def totals(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts over different times on an axis of days: a line from the first to the last day of
    each, with who says it, what is counted, and the number with its hedge.

    A count whose first day is not stated is a mark on the last day without a line.
    """
    rows = facts.spans(data, topics)
    unknown = ["; first day not stated" if pd.isna(day) else "" for day in rows.start]
    rows = rows.assign(
        words=counted(data, rows) + pd.Series(unknown, index=rows.index),
        start=rows.start.fillna(rows.end),
        head=rows.title if len(topics) > 1 else "",
    )
    low, high = rows.start.min(), rows.end.max()
    margin = (high - low) / 40 + pd.Timedelta(days=1)
    stack = Rows(low - margin, high + margin)
    months = 1 + (high - low).days // 150
    figure, layouts = _draw(
        data, rows, stack, dict(ticks=44, tickformat="%b\n%Y", dtick=f"M{months}")
    )
    return finish(
        figure,
        id=id,
        title=title,
        alt=f"Lines from the first to the last day of each count. {_alt(data, rows)}",
        note=note,
        sources=list(rows.source),
        data=figures_frame(data, rows),
        **layouts,
    )
