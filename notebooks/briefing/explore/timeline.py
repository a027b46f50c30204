"""Controls over the events and the contested figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import timeline as timeline_charts
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
from briefing.facts import timeline as timeline_facts
from briefing.reading import timeline as timeline_reading


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
    last = rows.end_date.fillna(rows.date)
    fits = rows.lane.isin(list(lanes)) & (rows.confidence == confidence if confidence else True)
    fits &= rows.date >= pd.Timestamp(start or rows.date.min())
    fits &= last <= pd.Timestamp(end or last.max())
    return containing(rows[fits], text, ("title", "summary", "actors", "place", "note"))


def contested_topics(data: Data) -> pd.DataFrame:
    """Subjects on which at least two figures stand side by side: columns of ``data.topics`` and
    ``versions``, how many there are.
    """
    rows = data.topics.assign(versions=data.topics.topic.map(data.figures.topic.value_counts()))
    return rows[rows.versions > 1].sort_values(["kind", "title"], kind="stable")


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
        yield nothing(
            "event",
            (
                "Choose a lane."
                if not lanes
                else (
                    "The first day lies after the last."
                    if start and end and start > end
                    else "Widen the dates, or try a shorter word."
                )
            ),
        )
        return
    first, last = (
        pd.Timestamp(start or rows.date.min()),
        pd.Timestamp(end or rows.end_date.fillna(rows.date).max()),
    )
    margin = pd.Timedelta(days=3)
    figure = timeline_charts.lanes(data, rows, start=first - margin, end=last + margin)
    if (last - first).days < 240:
        figure.update_xaxes(dtick=None, tickformat="%-d %b\n%Y", nticks=8)
    yield from shown_chart(
        figure,
        f"{prose.count(len(rows), 'event')} from {prose.span(first, last)}",
        "A bar marks an event that its source dates to a span, a month or a quarter.",
    )
    yield timeline_reading.events_table(data, rows).frame[
        ["when", "title", "summary", "lane", "in_speech", "note"]
    ]


def show_versions(data: Data, topic: str) -> Parts:
    """Every version of a contested figure with who says so, and what keeps the versions apart."""
    rows, about = (
        timeline_facts.figures_of(data, [topic]),
        data.topics.set_index("topic").loc[topic],
    )
    title = f"{about.title}: {prose.count(len(rows), 'version')}"
    if rows.value.notna().any():
        yield from shown_chart(
            timeline_charts.contested(data, [topic], id="versions", title=title), title
        )
    else:
        yield f"**{prose.plain(title)}**"
    if about.note:
        yield f"What keeps them apart: {prose.plain(about.note)}"
    yield timeline_reading.figures_frame(data, rows).assign(
        Note=rows.note.array, Source=rows.source.array
    )


def events(data: Data) -> widgets.VBox:
    """Events by lane, dates, words and confidence."""
    return panel(
        show_events,
        data,
        lanes=pick_several(
            "Lanes", [(name, lane) for lane, (name, _) in timeline_facts.LANES.items()]
        ),
        start=pick_day("First day", date(2020, 1, 1)),
        end=pick_day("Last day", date(2020, 12, 31)),
        text=text_box("Search text"),
        confidence=pick_one(
            "Confidence", [(ALL, ""), *sorted(set(data.events.confidence))], width="16em"
        ),
    )


def figures(data: Data) -> widgets.VBox:
    """A contested figure and every version of it."""
    topics = [
        (f"{topic.title} ({topic.versions})", topic.topic)
        for topic in contested_topics(data).itertuples()
    ]
    return panel(show_versions, data, topic=pick_one("Contested figure", topics, width="52em"))
