"""A grid: labelled rows under headings, columns, and marks where they meet.

A label stands beside its row on a wide screen and above it on a narrow one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from briefing.dataset import Data
from briefing.look import BACKGROUND, COLOURS, GRID, MUTED, SYMBOLS
from briefing.theme import FIXED_LEGEND, escape, wrap

LABEL = 58  # characters; a longer label is cut at 360 pixels
RAISED = 0.2  # rows by which a heading stands above the texts of its columns on a narrow screen
SILENT = dict(hoverinfo="skip", showlegend=False)
SHAPES = {**SYMBOLS, "square-dot": "squares with a dot"}  # what alternative texts call marks


@dataclass(frozen=True)
class Mark:
    """How one kind of mark looks, and its name in the legend; ``size``, ``edge`` in CSS pixels;
    ``outline`` is the colour of the edge, by default that of the mark.
    """

    name: str
    symbol: str
    colour: str
    size: int
    edge: float = 1.8
    outline: str = ""

    @property
    def ink(self) -> str:
        """The colour of a word inside the mark."""
        return self.colour if self.symbol.endswith("-open") else BACKGROUND

    def said(self, number: int, what: str = "") -> str:
        """A number of marks in an alternative text, named by their shape: ``3 dots: our reading``;
        ``what`` they stand for, by default the name.
        """
        shapes = SHAPES.get(self.symbol, f"marks ({self.symbol})")
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

    ``names`` is what a text says when pointed at; ``ends`` are the ends of the axis, by default
    half a column away.
    """

    at: list
    texts: list[str]
    names: list[str] | None = None
    ends: tuple | None = None

    @property
    def axis(self) -> tuple:
        """The ends of the x axis."""
        return self.ends or (min(self.at) - 0.6, max(self.at) + 0.6)


def goal_columns(data: Data) -> Columns:
    """The goals as columns: their numbers, and their names when pointed at."""
    goals = data.goals
    names = [f"<b>Goal {goal.goal}</b><br>{wrap(goal.short_title)}" for goal in goals.itertuples()]
    return Columns(list(goals.goal), list(goals.goal.astype(str)), names)


def family_rows(rights: pd.DataFrame) -> pd.DataFrame:
    """Rights as ``facts.rights.by_family`` gives them as rows of a grid, by family."""
    groups = rights.family_name.astype("str")
    return pd.DataFrame({"key": rights.right, "label": rights.label, "group": groups})


class Grid:
    """A figure of labelled rows and columns, on which marks are put.

    ``rows``: ``key``, ``label`` and the heading ``group``, in their order; ``said``: what follows
    each heading; ``ruled``: a line behind each row. ``y`` is the place of each row by its key,
    ``heads`` that of each heading. After ``close`` the ``size`` is what ``theme.finish`` wants.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        columns: Columns,
        said: dict[str, str] | None = None,
        ruled: bool = True,
    ):
        self.figure, self.columns, self.size = go.Figure(), columns, {}
        self.y: dict[str, float] = {}
        self.heads: dict[str, float] = {}
        self.labels: dict[float, str] = {}
        self.narrow: dict = {}  # changes for a narrow screen
        self._stack(rows, said or {})
        self._guide(ruled)
        self._name_columns()

    def _stack(self, rows: pd.DataFrame, said: dict[str, str]) -> None:
        """Place headings and rows on the y axis, whose unit is a row, and label them."""
        y = -0.7
        for heading, members in rows.groupby("group", sort=False):
            y += 1.6
            self.heads[heading] = y
            more = f": {said[heading]}" if heading in said else ""
            self.labels[y] = f"<b>{escape(heading)}</b>{escape(more)}"
            for row in members.itertuples():
                y += 1
                self.y[row.key] = y
                label = row.label
                self.labels[y] = escape(label if len(label) <= LABEL else label[: LABEL - 1] + "…")
        self.rows = y + 0.7  # with what is free below the last
        self.figure.update_yaxes(**self._axis(self.labels))

    def _axis(self, texts: dict[float, str]) -> dict:
        """A y axis that shows ``texts`` by their place."""
        return dict(
            range=[self.rows, 0],
            tickvals=list(texts),
            ticktext=list(texts.values()),
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
        top, bottom = min(self.heads.values()) + 0.5, max(self.y.values()) + 0.6
        x = _segments((at, at) for at in down) + _segments(self.columns.axis for _ in across)
        y = _segments((top, bottom) for _ in down) + _segments((at, at) for at in across)
        self.figure.add_scatter(x=x, y=y, mode="lines", line=dict(color=GRID, width=1), **SILENT)

    def _name_columns(self) -> None:
        """Write the texts of the columns at every heading."""
        texts, times = self.columns.texts, len(self.heads)
        self.figure.add_scatter(
            x=self.columns.at * times,
            y=[head for head in self.heads.values() for _ in texts],
            text=texts * times,
            mode="text",
            textfont=dict(size=11, color=MUTED),
            hovertext=(self.columns.names or [""] * len(texts)) * times,
            hoverinfo="text",
            showlegend=False,
        )

    def beside(
        self, heading: str, texts: dict[str, str], short: dict[str, str], ends: tuple
    ) -> None:
        """Write a text at the right end of each row, and ``heading`` above each group of them.

        Both by the key of the row. On a narrow screen ``short`` takes their place, and ``ends``
        are the ends of the x axis, to leave room for them inside the plot.
        """
        heads = dict.fromkeys(self.heads.values(), escape(heading))
        axes = [
            self._axis(heads | {self.y[key]: escape(text) for key, text in one.items()})
            for one in (texts, short)
        ]
        self.figure.update_layout(yaxis2=dict(**axes[0], overlaying="y", side="right"))
        self.narrow["yaxis2"] = dict(
            ticktext=axes[1]["ticktext"], ticklabelposition="inside", tickfont=dict(size=11)
        )
        self.narrow["xaxis"] = dict(range=list(ends))
        self.figure.add_scatter(x=[None], y=[None], yaxis="y2", **SILENT)  # an axis needs a trace

    def line(self, keys: Iterable[str], starts: list, ends: list, **line) -> None:
        """Draw a line in each of the rows ``keys`` from its start to its end; ``line`` in the
        words of Plotly.
        """
        self.figure.add_scatter(
            x=_segments(zip(starts, ends, strict=True)),
            y=_segments((self.y[key], self.y[key]) for key in keys),
            mode="lines",
            line=line,
            **SILENT,
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
                line=dict(width=mark.edge, color=mark.outline or mark.colour),
            ),
        )
        if "text" in cells:  # a trace of its own: a legend would show sample letters on the mark
            sizes = [11 if len(text) < 2 else 9 for text in cells.text]  # two must fit inside
            font = dict(size=sizes, color=mark.ink)
            self.figure.add_scatter(
                x=x, y=y, mode="text", text=list(cells.text), textfont=font, **SILENT
            )

    def put_all(self, marks: dict[str, Mark], cells: pd.DataFrame) -> None:
        """Put ``marks`` on the cells whose ``mark`` is their key."""
        for key, mark in marks.items():
            self.put(mark, cells[cells["mark"] == key])

    def close(self, row: tuple[int, int], shift: int, top: int = 40, legend: bool = True) -> Grid:
        """Fix axes and size, all in CSS pixels: ``row`` is the height of a row, wide and narrow,
        ``shift`` how far above its row a label stands on a narrow screen, ``top`` what is kept
        above the rows.
        """
        plot, tall = (round(self.rows * pixels) for pixels in row)
        more, bottom = 24 if legend else 0, 8  # a legend has a line more on a narrow screen
        heads = set(self.heads.values())
        above = dict(
            tickvals=[y - RAISED if y in heads else y for y in self.labels],
            ticklabelposition="inside",
            ticklabelshift=shift,
            ticklabeloverflow="allow",
            tickfont=dict(size=11),
        )
        self.figure.update_xaxes(range=list(self.columns.axis), visible=False, fixedrange=True)
        self.figure.update_layout(
            margin=dict(t=top, b=bottom, r=4),
            showlegend=legend,
            legend=dict(**FIXED_LEGEND, font=dict(size=12)),
        )
        self.size = dict(
            height=plot + top + bottom,
            narrow=dict(
                height=tall + top + more + bottom,
                margin=dict(t=top + more, b=bottom, l=2, r=2),
                legend=dict(font=dict(size=11)),
                yaxis=above,
                **self.narrow,
            ),
        )
        return self


def _segments(pairs: Iterable[tuple]) -> list:
    """Lines from one value to another for a trace, where ``None`` lifts the pen."""
    return [value for start, end in pairs for value in (start, end, None)]
