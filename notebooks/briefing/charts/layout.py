"""Layouts that several charts share: rows with labels, a grid, text and bars that are stacked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing.theme import BACKGROUND, GRID, INK, MUTED, Marks, escape

# is needed


def labelled_rows(
    figure: go.Figure, groups: list[tuple[str, list[tuple[str, str]]]], first: float = 1.3
) -> tuple[dict, list[float], float]:
    """Lay out labelled rows under bold group headings on the y axis, whose unit is a row.

    ``groups``: heading and (key, label) of its rows; ``first``: rows from a heading to its first
    row. Returns the y of each key, the y of each heading, and the y below the last row.
    """
    y, at, heads, ticks = -0.9, {}, [], []
    for heading, members in groups:
        y += 1.8
        heads.append(y)
        ticks.append((y, f"<b>{escape(heading)}</b>"))
        y += first - 1
        for key, label in members:
            y += 1
            at[key] = y
            ticks.append((y, escape(label if len(label) <= LABEL else label[: LABEL - 1] + "…")))
    figure.update_yaxes(
        range=[y + 0.6, -0.1],
        tickvals=[t for t, _ in ticks],
        ticktext=[t for _, t in ticks],
        tickfont=dict(size=12),
        ticks="",
        showgrid=False,
        fixedrange=True,
    )
    return at, heads, y + 0.7


def guides(
    figure: go.Figure, x: list, text: list[str], heads: list[float], rows: list[float], ends: tuple
) -> None:
    """Lines behind the marks, and the columns' names at every heading. Traces, because Plotly drops
    grid lines that meet labels inside a plot.
    """
    down = [value for at in x for value in (at, at, None)]
    across = [value for _ in rows for value in (*ends, None)] if ends else []
    figure.add_scatter(
        x=down + across,
        y=[heads[0] + 0.5, rows[-1] + 0.6, None] * len(x)
        + [value for y in rows for value in (y, y, None) if ends],
        mode="lines",
        line=dict(color=GRID, width=1),
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=x * len(heads),
        y=[y for y in heads for _ in x],
        text=text * len(heads),
        mode="text",
        textfont=dict(size=11, color=MUTED),
        hoverinfo="skip",
        showlegend=False,
    )


LABEL = 58  # characters; a longer label is cut at 360 pixels


NARROW_LABELS = dict(ticklabelposition="inside", ticklabelshift=15, tickfont=dict(size=11))


def grid(
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    columns: pd.DataFrame,
    marks: dict,
    row: tuple[int, int] = (26, 36),
) -> tuple[go.Figure, int, dict]:
    """Marks where labelled rows and numbered columns meet.

    ``rows``: ``key``, ``label``, ``group``; ``cells``: ``key``, ``column``, ``mark``, ``hover``
    and, for words inside the marks, ``text``; ``columns``: ``column``, ``text``, ``colour`` ("" for
    none); ``marks``: per mark its name, symbol, colour and size; ``row``: height of a row in CSS
    pixels, wide and narrow. Returns the figure, its height and its changes for narrow screens.
    """
    figure = go.Figure()
    at, heads, end = labelled_rows(
        figure,
        [
            (group, list(zip(members.key, members.label, strict=True)))
            for group, members in rows.groupby("group", sort=False)
        ],
    )
    x = list(columns.column)
    low, high = min(x) - 0.6, max(x) + 0.6
    guides(figure, x, list(columns.text), heads, list(at.values()), (low, high))
    if columns.colour.all():  # decoration: the goals' own colours
        figure.add_scatter(
            x=x * len(heads),
            y=[y + 0.36 for y in heads for _ in x],
            mode="markers",
            hoverinfo="skip",
            showlegend=False,
            marker=dict(symbol="square", size=6, color=list(columns.colour) * len(heads)),
        )
    for mark, (name, symbol, colour, size) in marks.items():
        part = cells[cells["mark"] == mark]
        figure.add_scatter(
            x=list(part.column),
            y=[at[key] for key in part.key],
            mode="markers",
            name=name,
            hovertext=list(part.hover),
            hoverinfo="text",
            marker=dict(symbol=symbol, size=size, color=colour, line=dict(width=1.8, color=colour)),
        )
        if "text" in part:  # a trace of its own: a legend would show sample letters on the mark
            figure.add_scatter(
                x=list(part.column),
                y=[at[key] for key in part.key],
                mode="text",
                text=list(part.text),
                hoverinfo="skip",
                showlegend=False,
                textfont=dict(size=11, color=colour if symbol.endswith("-open") else BACKGROUND),
            )
    figure.update_xaxes(range=[low, high], visible=False, fixedrange=True)
    height, tall = (round(end * pixels) + 48 for pixels in row)
    figure.update_layout(
        margin=dict(t=40, b=8, r=4), legend=dict(itemclick=False, itemdoubleclick=False)
    )
    narrow = dict(
        height=tall + 24,
        yaxis=NARROW_LABELS,
        margin=dict(t=64, b=8, l=2, r=2),
        legend=dict(font=dict(size=11)),
    )
    return figure, height, narrow


LINE = 16  # CSS pixels of a line of text in a chart


class Sheet:
    """A figure whose text and bars are stacked downwards in CSS pixels, so that they fit at any
    width.
    """

    def __init__(self):
        self.figure, self.marks, self.y = go.Figure(), Marks(), 0

    def write(self, text: str, size: int = 12, above: int = 8, colour: str = INK) -> None:
        """Add lines of text that is already escaped."""
        self.y += above
        self.marks.write(
            x=0,
            xref="paper",
            xanchor="left",
            y=self.y,
            yanchor="top",
            text=text,
            showarrow=False,
            align="left",
            font=dict(size=size, color=colour),
        )
        self.y += (LINE + (size > 12)) * (text.count("<br>") + 1)

    def mark(self, value: float, height: int = 22) -> None:
        """Add a short upright line at ``value`` beside the next bar or dot; a line of full height
        would cross the text.
        """
        self.marks.draw(
            type="line",
            x0=value,
            x1=value,
            y0=self.y + 10 - height / 2,
            y1=self.y + 10 + height / 2,
            line=dict(color=INK, width=2, dash="dot"),
        )

    def bar(self, value: float, marker: dict, hover: str = "") -> None:
        """Add a bar under the last text."""
        self.figure.add_bar(
            x=[value],
            y=[self.y + 10],
            orientation="h",
            width=12,
            marker=marker,
            showlegend=False,
            hovertext=[hover],
            hoverinfo="text" if hover else "skip",
        )
        self.y += 18

    def close(self, **xaxis) -> int:
        """Fix the axes and return the height of the figure."""
        self.y += 8
        self.figure.update_yaxes(visible=False, range=[self.y, 0], fixedrange=True)
        self.figure.update_xaxes(
            **{"rangemode": "tozero", "nticks": 5, "side": "bottom", "fixedrange": True, **xaxis}
        )
        self.figure.update_layout(
            bargap=0, margin=dict(t=8, b=40), showlegend=False, **self.marks.layout
        )
        return self.y + 56
