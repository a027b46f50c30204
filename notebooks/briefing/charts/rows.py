"""Rows of marks on one axis, each with its words and its number: beside each other on a wide
screen, words above marks on a narrow one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

import plotly.graph_objects as go

from briefing.charts.stack import FROM_LEFT
from briefing.look import GRID, INK, MUTED

LINE, HALF = 16, 8  # pixels of a line of words, and from its middle to its end
WORDS = 44  # characters of a line of words; they fit beside the marks, and on a narrow screen
ABOVE = 14  # pixels that a number takes above its mark
# Part of the width that the words take on a wide screen, and beside a file browser (592 pixels).
COLUMN = 0.5

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
    marks: list[tuple[Any, Any, float, dict, str]] = field(default_factory=list)

    def head(self, text: str) -> None:
        """Add a heading above the next rows."""
        top = self.y + (18 if self.words else 0)
        self.y = top + LINE * (text.count("<br>") + 1) + 2
        self.words.append(_Words(f"<b>{text}</b>", self.y - HALF, top, 13, above=8))

    def row(self, text: str) -> None:
        """Add a row with its words; marks that follow stand in it."""
        top = self.y + 3
        self.y = top + LINE * (text.count("<br>") + 1) + 19
        self.words.append(_Words(text, self.y - HALF + 1, top))

    def mark(self, start: Any, end: Any, number: str, look: dict, hover: str = "") -> None:
        """Add what reaches from ``start`` to ``end``, a symbol at its end, the number beside it, or
        above it where there is no room.

        ``look`` has ``color`` and ``symbol``; a mark without length is only its symbol.
        """
        place = self._beside(start, end)
        if not place:
            place = dict(x=start, xanchor="left", xshift=-2, yanchor="bottom", yshift=4)
            self.y += ABOVE
            self.words[-1] = replace(self.words[-1], y=self.words[-1].y + ABOVE)
        y = self.words[-1].y
        self.marks.append((start, end, y, look, f"<b>{number}</b><br>{hover}"))
        self.numbers.append(
            dict(y=y, text=f"<b>{number}</b>", showarrow=False, font=dict(size=12, color=INK))
            | place
        )

    def _draw(self) -> go.Figure:
        """A thin line that leads to each mark, and the marks: a trace for all of one look."""
        figure = go.Figure()
        ends = [(self.low, start, None) for start, *_ in self.marks]
        ys = [(y, y, None) for _, _, y, *_ in self.marks]
        figure.add_scatter(
            x=list(chain(*ends)),
            y=list(chain(*ys)),
            mode="lines",
            line=dict(color=GRID, width=1),
            hoverinfo="skip",
        )
        for look in {tuple(look.items()): look for *_, look, _ in self.marks}.values():
            alike = [mark for mark in self.marks if mark[3] == look]
            edge = dict(color=look["color"], width=2 if look["symbol"].endswith("-open") else 0)
            figure.add_scatter(
                x=list(chain(*((start, end, None) for start, end, *_ in alike))),
                y=list(chain(*((y, y, None) for _, _, y, *_ in alike))),
                mode="lines+markers",
                line=dict(color=look["color"], width=5),
                marker=dict(size=[0, 11, 0] * len(alike), line=edge, opacity=1, **look),
                hovertext=list(chain(*(("", hover, "") for *_, hover in alike))),
                hoverinfo="text",
            )
        return figure

    def _beside(self, start: Any, end: Any) -> dict:
        """Where a mark has room for its number: right or left of it; empty where there is none."""
        whole = self.high - self.low
        left, right = (start - self.low) / whole, (self.high - end) / whole
        if right >= 0.4:
            return dict(x=end, xanchor="left", xshift=8)
        if left < 1 - left - right:
            return {}
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
        first, *others = self.words
        heights = [first.height - first.above - 2, *(HALF + w.height for w in others)]
        steps = pairwise([0.0, *(w.y for w in self.words)])
        return max(
            height / (below - above) for height, (above, below) in zip(heights, steps, strict=True)
        )

    def close(self, key: list[str], ticks: int = 28, **xaxis) -> tuple[go.Figure, dict[str, Any]]:
        """The figure, with the key above it, and its ``height`` and ``narrow`` for
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
        figure, height = self._draw(), layouts[True].pop("height")
        scale = dict(range=[self.low, self.high], fixedrange=True, nticks=6)
        figure.update_xaxes(**scale | xaxis, domain=[COLUMN, 1])
        figure.update_yaxes(visible=False, range=[self.y, 0], fixedrange=True)
        figure.update_layout(showlegend=False, hovermode="closest", **layouts[True])
        return figure, dict(height=height, narrow={**layouts[False], "xaxis": dict(domain=[0, 1])})


def _packed(entries: list[str], width: int) -> str:
    """Entries beside each other in as few lines of ``width`` characters as hold them."""
    lines: list[str] = []
    for entry in entries:
        if lines and len(lines[-1]) + len(entry) + 3 <= width:
            lines[-1] += f"   {entry}"
        else:
            lines.append(entry)
    return "<br>".join(lines)
