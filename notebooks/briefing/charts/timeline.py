"""Charts of the year 2020: lanes of events, what the speech names of them, documents."""

from __future__ import annotations

from itertools import chain

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.stack import Stack
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import timeline as facts
from briefing.facts.timeline import ELECTION
from briefing.reading.timeline import DAY, DOCUMENT_NOTE
from briefing.theme import (
    BLUE,
    COLOURS,
    FIXED_LEGEND,
    INK,
    MUTED,
    VERMILLION,
    fill,
    finish,
    wrap,
)

MONTHS = dict(tickformat="%b\n%Y", dtick="M2")  # a date axis, labelled every second month

# The days between which the lanes show events: the year with what led to it and followed from it.
FIRST, LAST = pd.Timestamp("2019-12-20"), pd.Timestamp("2021-04-05")


def mark_days(figure: go.Figure, election: bool = True, speech_label: str = "left") -> None:
    """Draw the day of the election and of the speech across all panels, labelled above the first.

    ``speech_label`` is the side of the label that touches its line.
    """
    days = [(ELECTION, "election", "right")] * election + [(SPEECH_DAY, "speech", speech_label)]
    for day, label, side in days:
        figure.add_vline(x=day, line=dict(color=INK, width=1, dash="dot"))
        figure.add_annotation(
            x=day,
            y=1,
            xref="x",
            yref="paper",
            text=f"{day.day} {day:%b}<br>{label}",
            showarrow=False,
            yanchor="bottom",
            align=side,
            xanchor=side,
            font=dict(size=12, color=INK),
            xshift=3 if side == "left" else -3,
        )


# ---- Events in lanes


def stacked(events: pd.DataFrame, days: int = 8) -> pd.Series:
    """For each event its level (0, 1, ...) so that no two of one lane within ``days`` share a
    level.

    ``events`` needs ``lane``, ``date`` and ``end_date``. Greedy: the lowest level that is free.
    """
    levels = pd.Series(0, index=events.index)
    until = events.end_date.fillna(events.date) + pd.Timedelta(days=days)
    for _, lane in events.sort_values(["date", "id"]).groupby("lane"):
        free: list[pd.Timestamp] = []  # for each level the day from which it is free again
        for index, day in lane.date.items():
            level = next((n for n, since in enumerate(free) if since <= day), len(free))
            free[level : level + 1] = [until[index]]
            levels[index] = level
    return levels


def _apart(*ends: pd.Series) -> list:
    """Start and end of each line in turn, so that one trace draws lines apart from each other."""
    return list(chain.from_iterable((*pair, None) for pair in zip(*ends, strict=True)))


def _lane(figure: go.Figure, events: pd.DataFrame, lane: pd.Series, places: pd.DataFrame) -> None:
    """Draw the events of one lane at ``y``: a bar for each span, a mark at the middle of each."""
    for place in places.itertuples():
        edge = 1.5 if place.symbol.endswith("-open") else 0  # an open symbol is only its edge
        part = events[events.in_speech == place.Index]
        spans = part[part.end_date.notna()]
        if len(spans):
            figure.add_scatter(
                x=_apart(spans.date, spans.end_date),
                y=_apart(spans.y, spans.y),
                mode="lines",
                line=dict(color=COLOURS[lane.colour], width=5),
                opacity=0.35,
                hoverinfo="skip",
                showlegend=False,
            )
        when = [prose.span(e.date, e.end_date, e.precision) for e in part.itertuples()]
        titles = [f"<b>{wrap(title)}</b>" for title in part.title]
        figure.add_scatter(
            x=part.date + (part.end_date.fillna(part.date) - part.date) / 2,
            y=part.y,
            mode="markers",
            name=lane.label,
            showlegend=False,
            marker=dict(
                color=COLOURS[lane.colour],
                symbol=place.symbol,
                size=place.size,
                line=dict(width=edge, color=COLOURS[lane.colour]),
            ),
            hovertext=[f"{title}<br>{span}" for title, span in zip(titles, when, strict=True)],
            hoverinfo="text",
        )


def _lanes(figure: go.Figure, data: Data, events: pd.DataFrame) -> float:
    """Draw all lanes, the first on top, each under its heading; return the height of all."""
    places, base, headings = data.categories("events", "in_speech"), 0, []
    for key, lane in data.categories("events", "lane")[::-1].iterrows():
        of_lane = events[events.lane == key]
        _lane(figure, of_lane.assign(y=base + of_lane.level), lane, places)
        height = int(of_lane.level.max()) + 1 if len(of_lane) else 1
        heading = f"<b>{lane.label}</b> ({prose.count(len(of_lane), 'event')})"
        headings.append((base + height + 0.15, heading, COLOURS[lane.colour]))
        base += height + 2.2
    for y, text, colour in headings:
        font = dict(color=colour, size=13)
        figure.add_annotation(
            x=0, xref="paper", y=y, text=text, showarrow=False, xanchor="left", font=font
        )
    for place in places.itertuples():
        marker = dict(symbol=place.symbol, size=9, color=INK, line=dict(width=1.5))
        figure.add_scatter(x=[None], y=[None], mode="markers", name=place.label, marker=marker)
    return base


def _by_place(data: Data, events: pd.DataFrame) -> str:
    """How many events have each place in the speech: ``9 are named in the speech, 7 implied``."""
    labels = data.labels("events", "in_speech")
    number = events.in_speech.value_counts().reindex(list(labels), fill_value=0)
    said = [f"{label[:1].lower()}{label[1:]}" for label in labels.values()]
    said[0] = f"are {said[0]}"
    return ", ".join(f"{n} {words}" for n, words in zip(number, said, strict=True))


def _words_of_lanes(data: Data, events: pd.DataFrame, dates: str, outside: int) -> dict[str, str]:
    """Title, alternative text and note of the lanes."""
    busiest, lanes = facts.busiest_month(events), data.labels("events", "lane")
    month = f"{busiest.date.iloc[0]:%B %Y}" if len(busiest) else "no month"
    number = events.lane.value_counts().reindex(list(lanes), fill_value=0)
    by_lane = prose.listing([f"{label} {number[lane]}" for lane, label in lanes.items()])
    count = prose.count(len(events), "event")
    return dict(
        title=f"{month} is the busiest month of the record: {len(busiest)} of {count}",
        alt=(
            f"Timeline of {count} from {dates} in {prose.in_words(len(lanes))} lanes: {by_lane}."
            f" The busiest month is {month} with {len(busiest)}. {_by_place(data, events)}."
        ),
        note=(
            "A bar marks an event that its source dates to a span, a month or a quarter. Counts"
            " measure this record, not the year: another selection would have other peaks."
            f" {prose.count(outside, 'event')} outside the dates shown stand in the table of"
            " events."
        ),
    )


def lanes(
    data: Data,
    events: pd.DataFrame | None = None,
    start: pd.Timestamp = FIRST,
    end: pd.Timestamp = LAST,
) -> go.Figure:
    """The year in lanes: one mark per event, a bar where the source gives a month, quarter or span.

    ``events`` are rows of ``data.events`` (all by default); those outside ``start`` to ``end``
    are left out of the picture and counted in its note.
    """
    events = data.events if events is None else events
    shown = facts.within(events, start, end)
    figure = go.Figure()
    height = _lanes(figure, data, shown.assign(level=stacked(shown)))
    mark_days(figure)
    figure.update_xaxes(range=[start, end], showgrid=True, **MONTHS)
    figure.update_yaxes(visible=False, range=[-1, height - 0.6], fixedrange=True)
    figure.update_layout(margin=dict(t=48), legend=dict(y=1.06, **FIXED_LEGEND))
    dates = f"{prose.day(start)} to {prose.day(end)}"
    return finish(
        figure,
        id="lanes",
        height=640,
        narrow=dict(height=680, xaxis=dict(dtick="M4"), legend=dict(y=1.05, font=dict(size=11))),
        sources=[],
        data="events",
        **_words_of_lanes(data, shown, dates, len(events) - len(shown)),
    )


def mentions(data: Data) -> go.Figure:
    """Events per lane that the speech names, implies, or does not mention, as stacked bars."""
    counts, lanes = facts.mentions(data), data.labels("events", "lane")
    places, bars, figure = data.categories("events", "in_speech"), counts[::-1], go.Figure()
    room = counts.sum(axis=1).max() / 20  # a number is written in a part that has room for it
    for place in places.itertuples():
        number = bars[place.Index]
        figure.add_bar(
            y=[wrap(lanes[lane], 20) for lane in bars.index],
            x=number,
            orientation="h",
            name=place.label,
            marker=fill(COLOURS[place.colour], place.pattern),
            text=number.astype(str).where(number > room, ""),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont=dict(color=INK if place.colour == "light" else "white"),
            hovertemplate="%{y}: %{x} events<extra>" + place.label + "</extra>",
        )
    figure.update_layout(barmode="stack", legend=dict(traceorder="normal"))
    figure.update_xaxes(title_text="Events in this record")
    totals = counts.sum()
    frame = counts.rename(index=lanes, columns=places.label)
    by_lane = [
        f"{lanes[lane]}: {', '.join(f'{n[p.Index]} {p.short}' for p in places.itertuples())}."
        for lane, n in counts.iterrows()
    ]
    return finish(
        figure,
        id="mentions",
        height=330,
        narrow=dict(height=380),
        title=(
            f"The speech names {totals['named']} of {totals.sum()} events and leaves out"
            f" {totals['no']}"
        ),
        alt=f"Stacked bars by lane. {' '.join(by_lane)}",
        note=(
            "“Implied” is our reading: the event is the plain referent or context of a paragraph"
            " that does not name it. A speech is no chronicle; leaving something out is no fault."
        ),
        sources=["speech-en"],
        data=frame.rename_axis(index="Lane", columns=None).reset_index(),
    )


# ---- Policy documents


def _adopted(document) -> str:
    """When a document came out, against the day of the speech."""
    if pd.isna(document.adopted):
        return "no date found"
    distance = "the same day"
    if document.days:
        side = "after" if document.days > 0 else "before"
        distance = f"{prose.count(abs(document.days), 'day')} {side}"
    return f"{document.act}, {prose.day(document.adopted)}: {distance}"


def _from_the_speech(figure: go.Figure, document, y: float) -> None:
    """A line from the day of the speech to that of the document; a cross where none was found."""
    if pd.isna(document.adopted):
        figure.add_scatter(
            x=[SPEECH_DAY],
            y=[y],
            mode="markers",
            marker=dict(symbol="x-thin-open", size=9, color=MUTED, line=dict(width=2)),
            hoverinfo="skip",
        )
        return
    colour, symbol = (VERMILLION, "circle") if document.days > 0 else (BLUE, "square")
    figure.add_scatter(
        x=[SPEECH_DAY, document.adopted],
        y=[y, y],
        mode="lines",
        line=dict(color=colour, width=3),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[document.adopted],
        y=[y],
        mode="markers",
        marker=dict(size=10, color=colour, symbol=symbol),
        hovertext=wrap(document.official_name),
        hoverinfo="text",
    )


def _around_the_speech(days: pd.Series) -> tuple[list[pd.Timestamp], int]:
    """Range of a time axis that holds ``days`` and the speech, and the months between its dates."""
    first, last = min(days.min(), SPEECH_DAY), max(days.max(), SPEECH_DAY)
    ends = [first - pd.Timedelta(days=39), last + pd.Timedelta(days=30)]
    return ends, 6 * (1 + (last - first).days // 1100)


def documents(data: Data) -> go.Figure:
    """Policy documents that the speech names, each against the day of the speech; one without a
    date says so.
    """
    rows, stack = facts.documents(data), Stack()
    for row in rows.itertuples():
        name = f"<b>“{wrap(row.name_in_speech, 38)}”</b>"
        stack.write(f"{name}<br>{wrap(_adopted(row), 48)}", above=12)
        _from_the_speech(stack.figure, row, stack.y + 12)
        stack.y += 20
    ends, months = _around_the_speech(rows.adopted)
    height = stack.close(range=ends, tickformat="%b\n%Y", dtick=f"M{months}") + 36
    stack.figure.update_layout(margin_t=48)
    mark_days(stack.figure, election=False)
    dates = ["" if pd.isna(day) else prose.day(day) for day in rows.adopted]
    frame = pd.DataFrame(
        {
            "As named in the speech": rows.name_in_speech.array,
            "Official name": rows.official_name.array,
            "Act": rows.act.array,
            "Date": [day or "not found" for day in dates],
            f"State on {DAY}": rows.state_on_day.array,
        }
    )
    words = [
        f"{row.name_in_speech}: {f'{row.act}, {day}' if day else 'no date found'}."
        for row, day in zip(rows.itertuples(), dates, strict=True)
    ]
    later, undated = (rows.days > 0).sum(), rows.days.isna().sum()
    return finish(
        stack.figure,
        id="documents",
        height=height,
        narrow=dict(xaxis=dict(dtick=f"M{2 * months}")),
        title=(
            f"Of {prose.count(len(rows), 'document')} that the speech names, {later} came out"
            f" after it and {undated} could not be dated"
        ),
        alt=f"The documents on a time axis around {DAY}. {' '.join(words)}",
        note=DOCUMENT_NOTE,
        sources=prose.event_sources(data, *data.policy_document_events.event),
        data=frame,
    )
