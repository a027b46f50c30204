"""Layouts that grow downwards in CSS pixels, so that text and marks fit at any width."""

from __future__ import annotations

import plotly.graph_objects as go

from briefing.look import INK
from briefing.theme import Marks

LINE = 16  # CSS pixels of a line of text in a chart
FROM_LEFT = dict(x=0, xref="paper", xanchor="left", yanchor="top", showarrow=False)


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
        self.figure.update_layout(bargap=0, margin=dict(t=8, b=40), showlegend=False)
        self.marks.add_to(self.figure)
        return self.y + 56
