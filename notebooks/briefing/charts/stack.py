"""Layouts that grow downwards in CSS pixels, so that text and marks fit at any width."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

from briefing.theme import BACKGROUND, BLUE, INK, Marks

LINE = 16  # CSS pixels of a line of text in a chart
FROM_LEFT = dict(x=0, xref="paper", xanchor="left", yanchor="top", showarrow=False)
EDGE_TO_EDGE = dict(xref="paper", x0=0, x1=1)


class Stack:
    """Text, and bars on one scale, each below what was added last; text is already escaped."""

    def __init__(self):
        self.figure, self.marks, self.y = go.Figure(), Marks(), 0

    def write(self, text: str, size: int = 12, above: int = 8, colour: str = INK) -> None:
        """Add lines of text ``above`` pixels below the last thing."""
        self.y += above
        font = dict(size=size, color=colour)
        self.marks.write(**FROM_LEFT, y=self.y, text=text, align="left", font=font)
        self.y += (LINE + (size > 12)) * (text.count("<br>") + 1)

    def mark(self, value: float, height: int = 22) -> None:
        """Add a short upright line at ``value`` beside the next bar.

        A line over the whole height would cross the text.
        """
        middle, half = self.y + 10, height / 2
        dotted = dict(color=INK, width=2, dash="dot")
        self.marks.draw(
            type="line", x0=value, x1=value, y0=middle - half, y1=middle + half, line=dotted
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
        scale = dict(rangemode="tozero", nticks=5, side="bottom", fixedrange=True)
        self.figure.update_yaxes(visible=False, range=[self.y, 0], fixedrange=True)
        self.figure.update_xaxes(**{**scale, **xaxis})
        self.figure.update_layout(
            bargap=0, margin=dict(t=8, b=40), showlegend=False, **self.marks.layout
        )
        return self.y + 56


class Cells:
    """Rows of short texts in columns of one width, each row under a label of its own."""

    def __init__(self, columns: int):
        self.figure, self.marks, self.columns, self.y = go.Figure(), Marks(), columns, 0

    def write(self, text: str, size: int = 12, height: int = 18, **how) -> None:
        """Add a text, already escaped, that takes ``height`` pixels; ``how`` as Plotly has it."""
        self.marks.write(**FROM_LEFT, y=self.y, text=text, font=dict(size=size), **how)
        self.y += height

    def heads(self, title: str, texts: Iterable[str]) -> None:
        """Add a heading and, below it, the names of the columns in two lines each."""
        self.write(f"<b>{title}</b>", 13, 22)
        for column, text in enumerate(texts):
            self._cell(column, text, y=self.y, yanchor="top")
        self.y += 38

    def row(self, label: str, cells: dict[int, tuple[str, float]]) -> None:
        """Add a label, already escaped, and under it cells by column: text, and shade from 0 to 1
        (0: on white).
        """
        self.write(label)
        for column, (text, shade) in cells.items():
            self.marks.draw(
                type="rect",
                x0=column + 0.03,
                x1=column + 0.97,
                y0=self.y,
                y1=self.y + 20,
                fillcolor=BLUE if shade else BACKGROUND,
                opacity=shade or 1,
                line=dict(width=0),
                layer="below",
            )
            self._cell(column, text, y=self.y + 10)
        self.y += 26

    def _cell(self, column: int, text: str, **where) -> None:
        self.marks.write(x=column + 0.5, text=text, showarrow=False, font=dict(size=11), **where)

    def rule(self, above: int = 0, below: int = 0) -> None:
        """Add a line from edge to edge with room above and below it."""
        self.y += above
        line = dict(color=INK, width=1)
        self.marks.draw(type="line", **EDGE_TO_EDGE, y0=self.y, y1=self.y, line=line)
        self.y += below

    def close(self) -> int:
        """Fix the axes and return the height of the figure."""
        self.figure.update_xaxes(visible=False, range=[0, self.columns], fixedrange=True)
        self.figure.update_yaxes(visible=False, range=[self.y, -4], fixedrange=True)
        self.figure.update_layout(margin=dict(t=8, b=8), **self.marks.layout)
        return self.y + 20
