"""A picture of events in lanes: each a mark on one axis of time, some with a label beside them."""

from __future__ import annotations

from itertools import chain, count

import pandas as pd
import plotly.graph_objects as go

from briefing.charts.stack import FROM_LEFT
from briefing.look import BACKGROUND, BLUE, COLOURS, INK, MUTED
from briefing.theme import Marks, escape

LINE, LEVEL, GAP = 16, 5, 9  # CSS pixels: a line of labels, a level of marks, between two lanes
SIGN, BOLD = 6.9, 7.6  # CSS pixels that a character takes on average, in a label and in a heading
MARK = 8  # CSS pixels from the middle of a mark to where its label may begin
EDGE = 8  # CSS pixels beside the lanes
# CSS pixels of lanes: at least on a wide screen, and on a narrow one, in a page with margins
ROOM, SMALL = 660, 290
DAYS = 4  # that keep two marks of one level apart

Place = tuple[float, float]  # where a label begins and ends, in CSS pixels from the left


def stacked(events: pd.DataFrame) -> pd.Series:
    """For each event its level (0, 1, ...), so that no two of one level lie within ``DAYS``.

    ``events`` needs ``id``, ``date`` and ``end_date``. Greedy: the first level that is free.
    """
    levels = pd.Series(0, index=events.index)
    until = events.end_date.fillna(events.date) + pd.Timedelta(days=DAYS)
    free: list[pd.Timestamp] = []  # for each level the day from which it is free again
    for index, day in events.sort_values(["date", "id"]).date.items():
        level = next((n for n, since in enumerate(free) if since <= day), len(free))
        free[level : level + 1] = [until[index]]
        levels[index] = level
    return levels


def in_lines(wanted: list[dict[str, Place]], taken: float) -> list[tuple[int, str]]:
    """For each label the line (0, 1, ...) and the place that it gets, so that none lies on another.

    ``wanted`` names for each the places that it may take, the better first; ``taken`` pixels at
    the left of the first line are not free. Greedy: the first line with room.
    """
    lines: dict[int, list[Place]] = {0: [(0, taken)]}
    found = []
    for places in wanted:
        line, name = next(
            (line, name)
            for line in count()
            for name, (start, end) in places.items()
            if all(end <= first or start >= last for first, last in lines.get(line, []))
        )
        lines.setdefault(line, []).append(places[name])
        found.append((line, name))
    return found


class Lanes:
    """Lanes below each other on one axis from ``start`` to ``end``, growing downwards in pixels.

    Events have ``id``, ``date``, ``end_date``, ``hover``, ``label`` and ``number``. One with a
    number stands out; on a wide screen its label is written beside it, on a narrow one its number.
    """

    def __init__(self, start: pd.Timestamp, end: pd.Timestamp):
        self.figure, self.y = go.Figure(), 0.0
        self.start, self.end = start, end
        self.heads, self.labels, self.numbers = Marks(), Marks(), Marks()

    def add(self, name: str, events: pd.DataFrame) -> None:
        """Add a lane: its name, the events with a number, and under them all others."""
        # the middle of a span
        at = events.date + (events.end_date.fillna(events.date) - events.date) / 2
        events = events.assign(at=at)
        named, others = events[events.number > 0].sort_values("number"), events[events.number == 0]
        self.y += GAP
        where = {**FROM_LEFT, "yanchor": "middle", "y": self.y + LINE / 2}
        look = dict(bgcolor=BACKGROUND, font=dict(size=13, color=INK))
        self.heads.write(**where, **look, text=f"<b>{escape(name)}</b>")
        self.y += LINE * self._name(named, len(name)) + LEVEL
        levels = stacked(others)
        self._mark(others.assign(y=self.y + LEVEL * levels), 5, COLOURS["light"], MUTED)
        self.y += LEVEL * (levels.max() + 1 if len(others) else 0)

    def _name(self, events: pd.DataFrame, heading: int) -> int:
        """Draw events with their labels; return the number of lines that they take.

        The first line holds a heading of so many characters too, which takes more of a narrow
        picture than of a wide one.
        """
        scale = ROOM / ((self.end - self.start).days or 1)
        wanted = []
        for event in events.itertuples():
            x, long = (event.at - self.start).days * scale, SIGN * (len(event.label) + 4)
            sides = {"left": (x - MARK, x + long), "right": (x - long, x + MARK)}  # its anchor
            inside = {s: p for s, p in sides.items() if p[0] >= -MARK and p[1] <= ROOM + MARK}
            wanted.append(inside or sides)
        found = in_lines(wanted, heading * BOLD * ROOM / SMALL)
        events = events.assign(y=[self.y + LINE * (line + 0.5) for line, _ in found])
        self._mark(events, 9, BLUE, BLUE)
        for event, (_, side) in zip(events.itertuples(), found, strict=True):
            self._write(event, side)
        return max((line for line, _ in found), default=0) + 1

    def _write(self, event, side: str) -> None:
        """Write the label of an event and its number, anchored to its mark at that ``side``."""
        shift = MARK - 2 if side == "left" else 2 - MARK
        where = dict(x=event.at, y=event.y, xanchor=side, xshift=shift, showarrow=False)
        look = dict(bgcolor=BACKGROUND, borderpad=0)  # no line runs through it
        number, label = f"<b>{event.number}</b>", escape(event.label)
        self.numbers.write(**where, **look, text=number, font=dict(size=11, color=INK))
        look |= dict(font=dict(size=12, color=INK), hovertext=event.hover)
        self.labels.write(**where, **look, text=f"{number} {label}")

    def _mark(self, events: pd.DataFrame, size: int, colour: str, edge: str) -> None:
        """Draw events: a bar for each span, a mark with the event's id at the middle of each."""
        spans = events[events.end_date.notna()]
        if len(spans):
            self.figure.add_scatter(
                x=_apart(spans.date, spans.end_date),
                y=_apart(spans.y, spans.y),
                mode="lines",
                line=dict(color=colour, width=3),
                hoverinfo="skip",
            )
        if len(events):
            self.figure.add_scatter(
                x=events["at"],
                y=events.y,
                mode="markers",
                marker=dict(color=colour, size=size, line=dict(width=0.5, color=edge)),
                hovertext=list(events.hover),
                customdata=list(events.id),
                hoverinfo="text",
            )

    def close(self, **xaxis) -> int:
        """Fix the axes and return the height of the lanes."""
        self.figure.update_xaxes(range=[self.start, self.end], fixedrange=True, **xaxis)
        self.figure.update_shapes(layer="below")
        self.figure.update_yaxes(visible=False, range=[self.y + GAP, 0], fixedrange=True)
        margin = dict(l=EDGE, r=EDGE, t=44, b=40)
        self.figure.update_layout(showlegend=False, margin=margin, hoverlabel_font_size=12)
        return round(self.y + GAP)


def _apart(*ends: pd.Series) -> list:
    """Start and end of each line in turn, so that one trace draws lines apart from each other."""
    return list(chain.from_iterable((*pair, None) for pair in zip(*ends, strict=True)))
