"""Controls over the events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ipywidgets as widgets
import pandas as pd

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
from briefing.facts import timeline as facts
from briefing.reading import timeline as reading

SHORT = 240  # days; a chart of fewer shows days on its axis, a longer one months


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
    first, last = rows.date.min(), rows.end_date.fillna(rows.date).max()
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
    """The events chosen in lanes, and as a table."""
    rows = choose_events(data, lanes, start, end, text, confidence)
    if rows.empty:
        yield nothing("event", _without_events(lanes, start, end))
        return
    first = pd.Timestamp(start or rows.date.min())
    last = pd.Timestamp(end or rows.end_date.fillna(rows.date).max())
    margin = pd.Timedelta(days=3)
    figure = charts.lanes(data, rows, start=first - margin, end=last + margin)
    if (last - first).days < SHORT:
        figure.update_xaxes(dtick=None, tickformat="%-d %b\n%Y", nticks=8)
    yield from shown_chart(
        figure,
        f"{prose.count(len(rows), 'event')} from {prose.span(first, last)}",
        "A bar marks an event that its source dates to a span, a month or a quarter.",
    )
    columns = ["when", "title", "summary", "lane", "in_speech", "note"]
    yield reading.events_table(data, rows).frame[columns]


def events(data: Data) -> widgets.VBox:
    """Events by lane, dates, words and confidence."""
    lanes = [(label, lane) for lane, label in data.labels("events", "lane").items()]
    sure = data.labels("events", "confidence").items()
    confidences = [(ALL, ""), *((label, value) for value, label in sure)]
    return panel(
        show_events,
        data,
        lanes=pick_several("Lanes", lanes),
        start=pick_day("First day", date(2020, 1, 1)),
        end=pick_day("Last day", date(2020, 12, 31)),
        text=text_box("Search text"),
        confidence=pick_one("Confidence", confidences, width="16em"),
    )
