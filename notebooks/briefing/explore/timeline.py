"""Controls over the events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts import timeline as charts
from briefing.dataset import Data
from briefing.explore.controls import (
    ALL,
    Parts,
    containing,
    nothing,
    panel,
    pick_day,
    pick_one,
    pick_several,
    shown_chart,
    text_box,
)
from briefing.explore.marks import Marks
from briefing.facts import timeline as facts
from briefing.reading import timeline as reading

SHORT, LONG = 240, 900  # days up to which an axis shows days, and from which it shows years


def choose_events(
    data: Data,
    lanes: Iterable[str],
    start: date | None = None,
    end: date | None = None,
    text: str = "",
    confidence: str = "",
) -> pd.DataFrame:
    """Events of ``lanes`` that lie between two days, contain ``text`` and are of that confidence;
    ``None`` and ``""`` set no bound.
    """
    rows = data.events
    first, last = facts.days_covered(rows)
    rows = facts.within(rows, pd.Timestamp(start or first), pd.Timestamp(end or last))
    rows = rows[rows.lane.isin(list(lanes))]
    if confidence:
        rows = rows[rows.confidence == confidence]
    return containing(rows, text, ("title", "summary", "actors", "place", "note"))


def _without_events(lanes: Iterable[str], start: date | None, end: date | None) -> str:
    """What to change where no event fits."""
    if not lanes:
        return "Choose a lane."
    if start and end and start > end:
        return "The first day lies after the last."
    return "Widen the dates, or try a shorter word."


def show_events(
    data: Data,
    lanes: Iterable[str],
    start: date | None = None,
    end: date | None = None,
    text: str = "",
    confidence: str = "",
) -> Parts:
    """The events chosen as a table, and in lanes."""
    rows = choose_events(data, lanes, start, end, text, confidence)
    if rows.empty:
        yield nothing("event", _without_events(lanes, start, end))
        return
    first, last = facts.days_covered(rows)
    margin = max(pd.Timedelta(days=3), (last - first) / 100)
    figure = charts.lanes(data, rows, start=first - margin, end=last + margin)
    if (last - first).days < SHORT:
        figure.update_xaxes(dtick=None, tickformat="%-d %b\n%Y", nticks=8)
    elif (last - first).days > LONG:
        figure.update_xaxes(dtick="M12", tickformat="%Y")
    yield from shown_chart(
        figure,
        f"{prose.count(len(rows), 'event')} from {prose.span(first, last)}",
        "A bar marks an event that its source dates to a span, a month or a quarter.",
        rows=listed(data, rows),
    )


def listed(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Events as a table to read."""
    columns = ["when", "title", "summary", "lane", "in_speech", "note"]
    return reading.events_table(data, rows).frame[columns]


def show_marked(data: Data, ids: Iterable[str]) -> Parts:
    """The events behind some marks of the chart."""
    rows = data.events[data.events.id.isin(list(ids))]
    yield f"**{prose.count(len(rows), 'event')} chosen in the chart**"
    yield listed(data, rows)


def events(data: Data) -> widgets.VBox:
    """Events by lane, dates, words and confidence; below them those behind marks of the chart."""
    marks = Marks(None, lambda ids: show_marked(data, ids))

    def show(data: Data, **choice: object) -> Parts:
        figure = None
        for part in show_events(data, **choice):
            if isinstance(part, go.Figure):
                figure = part
            else:
                yield part
        marks.draw(figure)

    confidences = {"": ALL, **data.labels("events", "confidence")}
    first, last = facts.days_covered(data.events)
    chosen = panel(
        show,
        data,
        lanes=pick_several("Lanes", data.labels("events", "lane")),
        start=pick_day("First day", first.date()),
        end=pick_day("Last day", last.date()),
        text=text_box("Search text"),
        confidence=pick_one("Confidence", confidences, width="16em"),
    )
    return widgets.VBox([chosen, marks])
