"""Rows with labels, beside the row on a wide screen and above it on a narrow one; marks in columns."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing.theme import BACKGROUND, GRID, MUTED, escape


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
