"""Text and bars that are stacked downwards in CSS pixels, so that they fit at any width."""

from __future__ import annotations

import plotly.graph_objects as go

from briefing.theme import INK, Marks

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
