"""Rows of marks on one axis, each with its words and its number: beside each other on a wide
screen, words above marks on a narrow one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from briefing.charts.stack import FROM_LEFT
from briefing.theme import BACKGROUND, GRID, INK, MUTED

LINE, HALF = 15, 8  # pixels of a line of words, and from its middle to its end
WORDS = 46  # characters of a line of words; they fit beside the marks, and on a narrow screen
COLUMN = 0.47  # part of the width that the words take on a wide screen

# How the key writes the symbols of marks.
GLYPHS = {
    "square": "■",
    "square-open": "□",
    "circle": "●",
    "circle-open": "○",
    "diamond": "◆",
    "diamond-open": "◇",
    "triangle-up-open": "△",
    "triangle-down-open": "▽",
    "star-open": "☆",
}


@dataclass(frozen=True)
class _Words:
    """A text whose last line is level with its marks at ``y``, where there is room beside them;
    on a narrow screen it begins at ``top``.
    """

    text: str
    y: float
    top: float
    size: int = 12
    above: int = 6  # pixels kept free above it

    @property
    def height(self) -> int:
        """Pixels from the top of the text, and what is kept free above it, to its last line."""
        return self.text.count("<br>") * LINE + HALF + self.above


@dataclass
class Rows:
    """Marks from ``low`` to ``high`` of an axis of numbers or days; texts are already escaped.

    Heights are pixels of the narrow layout; the wide one draws the same heights closer together.
    """

    low: Any
    high: Any
    y: float = 0
    words: list[_Words] = field(default_factory=list)
    numbers: list[dict] = field(default_factory=list)
    figure: go.Figure = field(default_factory=go.Figure)

    def head(self, text: str) -> None:
        """Add a heading above the next rows."""
        above = 14 if self.words else 0
        top = self.y + above
        self.y = top + LINE * (text.count("<br>") + 1) + 2
        self.words.append(_Words(f"<b>{text}</b>", self.y - HALF, top, 13, above))

    def row(self, text: str) -> None:
        """Add a row with its words; marks that follow stand in it."""
        top = self.y + 3
        self.y = top + LINE * (text.count("<br>") + 1) + 15
        self.words.append(_Words(text, self.y - HALF, top))

    def mark(self, start: Any, end: Any, number: str, look: dict, hover: str = "") -> None:
        """Draw what reaches from ``start`` to ``end``, a symbol at its end, the number beside it.

        ``look`` has ``color`` and ``symbol``; a mark without length is only its symbol.
        """
        y = self.words[-1].y
        self.figure.add_scatter(
            x=[self.low, start],
            y=[y, y],
            mode="lines",
            line=dict(color=GRID, width=1),
            hoverinfo="skip",
        )
        edge = dict(color=look["color"], width=2 if look["symbol"].endswith("-open") else 0)
        self.figure.add_scatter(
            x=[start, end],
            y=[y, y],
            mode="lines+markers",
            line=dict(color=look["color"], width=5),
            marker=dict(size=[0, 11], line=edge, opacity=1, **look),
            hovertext=hover,
            hoverinfo="text",
        )
        self.numbers.append(
            dict(y=y, text=f"<b>{number}</b>", showarrow=False, font=dict(size=12, color=INK))
            | self._beside(start, end)
        )

    def _beside(self, start: Any, end: Any) -> dict:
        """Where a mark has room for its number: right of it, on it, or left of it."""
        whole = self.high - self.low
        left, right = (start - self.low) / whole, (self.high - end) / whole
        if right >= 0.36:
            return dict(x=end, xanchor="left", xshift=8)
        if left < 1 - left - right:
            return dict(x=start + (end - start) / 2, xanchor="center", bgcolor=BACKGROUND)
        return dict(x=start, xanchor="right", xshift=-8)

    def _layout(self, wide: bool) -> list[dict]:
        """The words of all rows beside their marks, or above them."""
        return [
            FROM_LEFT
            | dict(text=w.text, align="left", font=dict(size=w.size, color=INK))
            | (dict(y=w.y, yanchor="bottom", yshift=-HALF - 2) if wide else dict(y=w.top))
            for w in self.words
        ]

    def _closer(self) -> float:
        """How much closer together the rows can stand where no words stand above the marks."""
        ys = [0.0, *(w.y for w in self.words)]
        needed = [self.words[0].height, *(HALF + w.height for w in self.words[1:])]
        return max(
            pixels / (y - above) for pixels, above, y in zip(needed, ys, ys[1:], strict=False)
        )

    def close(self, key: list[str], ticks: int = 28, **xaxis) -> dict[str, Any]:
        """Fix the axes and write the key above; return ``height`` and ``narrow`` for
        ``theme.finish``.

        ``key`` are entries such as ``● United Nations``; ``ticks`` are pixels for the labels of the
        axis.
        """
        self.y += 6
        lines = {True: _packed(key, 90), False: _packed(key, 44)}
        layouts = {}
        for wide, text in lines.items():
            head = 18 * (text.count("<br>") + 1) if key else 4
            above = dict(y=1, yref="paper", yanchor="bottom", yshift=4, align="left")
            key_text = FROM_LEFT | above | dict(text=text, font=dict(size=12, color=MUTED))
            plot = self.y * (self._closer() if wide else 1)
            layouts[wide] = dict(
                height=round(plot) + head + 6 + ticks,
                margin=dict(t=head + 6, b=ticks, r=24),
                annotations=[*self._layout(wide), *self.numbers, *([key_text] if key else [])],
            )
        scale = dict(range=[self.low, self.high], fixedrange=True, nticks=6)
        self.figure.update_xaxes(**scale | xaxis, domain=[COLUMN, 1])
        self.figure.update_yaxes(visible=False, range=[self.y, 0], fixedrange=True)
        height = layouts[True].pop("height")
        self.figure.update_layout(showlegend=False, hovermode="closest", **layouts[True])
        return dict(height=height, narrow={**layouts[False], "xaxis": dict(domain=[0, 1])})


def _packed(entries: list[str], width: int) -> str:
    """Entries beside each other in as few lines of ``width`` characters as hold them."""
    lines: list[str] = []
    for entry in entries:
        if lines and len(lines[-1]) + len(entry) + 3 <= width:
            lines[-1] += f"   {entry}"
        else:
            lines.append(entry)
    return "<br>".join(lines)
