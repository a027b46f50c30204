"""A grid: labelled rows under headings, columns, and marks where they meet.

A label stands beside its row on a wide screen and above it on a narrow one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from briefing.dataset import Data
from briefing.theme import BACKGROUND, COLOURS, FIXED_LEGEND, GRID, MUTED, SYMBOLS, escape

LABEL = 58  # characters; a longer label is cut at 360 pixels
NARROW_LABELS = dict(ticklabelposition="inside", ticklabelshift=15, tickfont=dict(size=11))
SILENT = dict(hoverinfo="skip", showlegend=False)


@dataclass(frozen=True)
class Mark:
    """How one kind of mark looks, and its name in the legend; ``size``, ``edge`` in CSS pixels."""

    name: str
    symbol: str
    colour: str
    size: int
    edge: float = 1.8

    @property
    def ink(self) -> str:
        """The colour of a word inside the mark."""
        return self.colour if self.symbol.endswith("-open") else BACKGROUND

    def said(self, number: int, what: str = "") -> str:
        """A number of marks in an alternative text, named by their shape: ``3 dots: our reading``;
        ``what`` they stand for, by default the name.
        """
        shapes = SYMBOLS.get(self.symbol, f"marks ({self.symbol})")
        return f"{number} {shapes}: {what or self.name[:1].lower() + self.name[1:]}"


def marks_of(data: Data, table: str, field: str, **names: str) -> dict[str, Mark]:
    """The marks of a column's coded values, as the data package describes them.

    ``names`` gives names of this chart's own in place of the labels.
    """
    return {
        one.Index: Mark(
            names.get(one.Index, one.label), one.symbol, COLOURS[one.colour], int(one.size)
        )
        for one in data.categories(table, field).itertuples()
    }


@dataclass(frozen=True)
class Columns:
    """The columns of a grid: where each stands on the x axis (a number or a day) and its text.

    ``colours`` decorates them; ``ends`` are the ends of the axis, by default half a column away.
    """

    at: list
    texts: list[str]
    colours: list[str] | None = None
    ends: tuple | None = None

    @property
    def axis(self) -> tuple:
        """The ends of the x axis."""
        return self.ends or (min(self.at) - 0.6, max(self.at) + 0.6)


def goal_columns(data: Data) -> Columns:
    """The goals as columns, with their own colours."""
    goals = data.goals
    return Columns(list(goals.goal), list(goals.goal.astype(str)), list(goals.colour))


def family_rows(rights: pd.DataFrame) -> pd.DataFrame:
    """Rights as ``facts.rights.by_family`` gives them as rows of a grid, by family."""
    groups = rights.family_name.astype("str")
    return pd.DataFrame({"key": rights.right, "label": rights.label, "group": groups})


class Grid:
    """A figure of labelled rows and columns, on which marks are put.

    ``rows``: ``key``, ``label`` and the heading ``group``, in their order; ``gap``: rows from a
    heading to its first row; ``ruled``: a line behind each row. ``y`` is the place of each row by
    its key. After ``close`` the ``size`` is what ``theme.finish`` wants.
    """

    def __init__(self, rows: pd.DataFrame, columns: Columns, gap: float = 1.3, ruled: bool = True):
        self.figure, self.columns, self.size = go.Figure(), columns, {}
        self.y: dict[str, float] = {}
        self.heads: list[float] = []
        self._stack(rows, gap)
        self._guide(ruled)
        self._name_columns()

    def _stack(self, rows: pd.DataFrame, gap: float) -> None:
        """Place headings and rows on the y axis, whose unit is a row, and label them."""
        y, ticks = -0.9, {}
        for heading, members in rows.groupby("group", sort=False):
            y += 1.8
            self.heads.append(y)
            ticks[y] = f"<b>{escape(heading)}</b>"
            y += gap - 1
            for row in members.itertuples():
                y += 1
                self.y[row.key] = y
                label = row.label
                ticks[y] = escape(label if len(label) <= LABEL else label[: LABEL - 1] + "…")
        self.rows = y + 0.7  # with what is free below the last
        self.figure.update_yaxes(
            range=[y + 0.6, -0.1],
            tickvals=list(ticks),
            ticktext=list(ticks.values()),
            tickfont=dict(size=12),
            ticks="",
            showgrid=False,
            fixedrange=True,
        )

    def _guide(self, ruled: bool) -> None:
        """Draw the lines behind the marks.

        They are a trace because Plotly drops grid lines that meet labels inside a plot.
        """
        down, across = self.columns.at, list(self.y.values()) if ruled else []
        top, bottom = self.heads[0] + 0.5, list(self.y.values())[-1] + 0.6
        x = _segments((at, at) for at in down) + _segments(self.columns.axis for _ in across)
        y = _segments((top, bottom) for _ in down) + _segments((at, at) for at in across)
        self.figure.add_scatter(x=x, y=y, mode="lines", line=dict(color=GRID, width=1), **SILENT)

    def _name_columns(self) -> None:
        """Write the names of the columns at every heading, and their colours below."""
        texts, times = self.columns.texts, len(self.heads)
        x, y = self.columns.at * times, [head for head in self.heads for _ in texts]
        font = dict(size=11, color=MUTED)
        self.figure.add_scatter(x=x, y=y, text=texts * times, mode="text", textfont=font, **SILENT)
        if self.columns.colours:
            marker = dict(symbol="square", size=6, color=self.columns.colours * times)
            y = [head + 0.36 for head in y]
            self.figure.add_scatter(x=x, y=y, mode="markers", marker=marker, **SILENT)

    def line(self, name: str, keys: Iterable[str], starts: list, ends: list, **line) -> None:
        """Draw a line in each of the rows ``keys`` from its start to its end; ``name`` in the
        legend, "" for none; ``line`` in the words of Plotly.
        """
        self.figure.add_scatter(
            x=_segments(zip(starts, ends, strict=True)),
            y=_segments((self.y[key], self.y[key]) for key in keys),
            mode="lines",
            name=name,
            line=line,
            hoverinfo="skip",
            showlegend=bool(name),
        )

    def put(self, mark: Mark, cells: pd.DataFrame) -> None:
        """Put a mark on each of ``cells``: ``key``, ``column``, ``hover`` and, for words inside
        the marks, ``text``.
        """
        x, y = list(cells.column), [self.y[key] for key in cells.key]
        self.figure.add_scatter(
            x=x,
            y=y,
            mode="markers",
            name=mark.name,
            hovertext=list(cells.hover),
            hoverinfo="text",
            marker=dict(
                symbol=mark.symbol,
                size=mark.size,
                color=mark.colour,
                line=dict(width=mark.edge, color=mark.colour),
            ),
        )
        if "text" in cells:  # a trace of its own: a legend would show sample letters on the mark
            font = dict(size=11, color=mark.ink)
            self.figure.add_scatter(
                x=x, y=y, mode="text", text=list(cells.text), textfont=font, **SILENT
            )

    def put_all(self, marks: dict[str, Mark], cells: pd.DataFrame) -> None:
        """Put ``marks`` on the cells whose ``mark`` is their key."""
        for key, mark in marks.items():
            self.put(mark, cells[cells["mark"] == key])

    def close(
        self,
        row: tuple[int, int] = (26, 36),
        top: int = 40,
        lift: int = 0,
        right: int | None = 4,
        sides: int = 2,
    ) -> Grid:
        """Fix axes and size, all in CSS pixels: ``row`` is the height of a row, wide and narrow,
        ``top`` what is kept above, ``lift`` what lies between rows and legend; ``right`` is a
        margin on a wide screen (``None``: that of all charts), ``sides`` both on a narrow one.
        """
        plot, tall = (round(self.rows * pixels) for pixels in row)
        more, bottom = 24, 8  # on a narrow screen the legend has a line more
        self.figure.update_xaxes(range=list(self.columns.axis), visible=False, fixedrange=True)
        self.figure.update_layout(
            margin=dict(t=top, b=bottom, r=right),
            legend=dict(**FIXED_LEGEND, **_above(lift, plot)),
        )
        self.size = dict(
            height=plot + top + bottom,
            narrow=dict(
                height=tall + top + more + bottom,
                yaxis=NARROW_LABELS,
                margin=dict(t=top + more, b=bottom, l=sides, r=sides),
                legend=dict(**_above(lift, tall), font=dict(size=11)),
            ),
        )
        return self


def _segments(pairs: Iterable[tuple]) -> list:
    """Lines from one value to another for a trace, where ``None`` lifts the pen."""
    return [value for start, end in pairs for value in (start, end, None)]


def _above(lift: int, plot: int) -> dict:
    """A legend that stands ``lift`` pixels above a plot of that height; where it is, for 0."""
    return dict(y=1 + lift / plot) if lift else {}
