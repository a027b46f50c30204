"""Charts of the year 2020: lanes of events, what the speech names of them, documents."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.lanes import Lanes
from briefing.charts.stack import LINE, Stack
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import timeline as facts
from briefing.facts.timeline import ELECTION
from briefing.look import BLUE, COLOURS, INK, MUTED
from briefing.reading.timeline import DAY, DOCUMENT_NOTE
from briefing.theme import Marks, escape, finish, wrap

MONTHS = dict(tickformat="%b\n%Y", dtick="M2")  # a date axis, labelled every second month

# The days between which the lanes show events: the year of the speech, with a little room.
FIRST, LAST = pd.Timestamp("2019-12-20"), pd.Timestamp("2021-01-12")
LONG = 900  # days of a picture in which the labels of election and speech would lie on each other


def mark_days(figure: go.Figure, speech_label: str, panels: int = 1) -> None:
    """Draw the day of the election and of the speech across all panels, labelled above the first.

    ``speech_label`` is the side of the label that touches its line; ``panels`` says how many of
    them stand below each other.
    """
    marks, line = Marks(), dict(color=INK, width=1, dash="dot")
    for day, label, side in [(ELECTION, "election", "right"), (SPEECH_DAY, "speech", speech_label)]:
        for panel in ["", *range(2, panels + 1)]:
            where = dict(xref=f"x{panel}", yref=f"y{panel} domain", x0=day, x1=day, y0=0, y1=1)
            marks.draw(type="line", line=line, **where)
        marks.write(
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
    marks.add_to(figure)


# ---- The year in lanes


def _hovers(data: Data, events: pd.DataFrame) -> list[str]:
    """What a mark says of its event, in lines for which a phone has room at either side of it."""
    lanes, places = data.labels("events", "lane"), data.labels("events", "in_speech", "short")
    return [
        f"<b>{wrap(e.title, 20)}</b><br>"
        f"{wrap(prose.span(e.date, e.end_date, e.precision), 22)}<br>"
        f"{wrap(lanes[e.lane], 22)}<br>{wrap(f'In the speech: {places[e.in_speech]}', 22)}"
        for e in events.itertuples()
    ]


def _words_of_lanes(
    data: Data, lanes: dict[str, str], shown: pd.DataFrame, dates: str, outside: int, whole: bool
) -> dict[str, str]:
    """Title, alternative text and note of some lanes, of the whole record or of events chosen."""
    number = shown.lane.value_counts().reindex(list(lanes), fill_value=0)
    by_lane = prose.listing([f"{label} {number[lane]}" for lane, label in lanes.items()])
    later = (shown.date >= ELECTION).sum()
    named = shown[shown.number > 0].sort_values("number")
    labels = [
        f"{prose.span(e.date, e.end_date, e.precision)}: {e.label}" for e in named.itertuples()
    ]
    return dict(
        title=(
            f"{later} of {prose.count(len(shown), 'event')}{'' if whole else ' chosen'} came on or"
            f" after election day, {prose.day(ELECTION)}"
        ),
        alt=(
            f"Timeline of {prose.count(len(shown), 'event')} from {dates} in"
            f" {prose.in_words(len(lanes))} lanes: {by_lane}. Named are {len(named)} of them."
            f" {'; '.join(labels)}"
        ).strip()
        + ".",
        note=(
            "A bar marks an event that its source dates to a span, a month or a quarter. The lanes"
            " count this record, not the year: another choice of events would have other peaks."
            f" {prose.count(outside, 'event')} {'of the record' if whole else 'chosen'} lie outside"
            " the dates shown."
        ),
    )


def lanes(
    data: Data,
    events: pd.DataFrame | None = None,
    start: pd.Timestamp = FIRST,
    end: pd.Timestamp = LAST,
) -> go.Figure:
    """The year in lanes: one mark per event, those with a label named beside their mark.

    ``events`` are rows of ``data.events`` (all by default), which are drawn in their lanes alone;
    those outside ``start`` to ``end`` are left out of the picture and counted in its note.
    """
    whole, events = events is None, data.events if events is None else events
    shown = facts.within(events, start, end)
    shown = shown.assign(number=facts.numbered(data, shown), hover=_hovers(data, shown))
    picture, drawn = Lanes(start, end), set(shown.lane)
    labels = data.labels("events", "lane").items()
    lanes = {lane: label for lane, label in labels if whole or lane in drawn}
    for lane, label in lanes.items():
        picture.add(label, shown[shown.lane == lane])
    apart = "left" if (end - start).days > LONG else "right"
    mark_days(picture.figure, apart)
    height = picture.close(**MONTHS)
    both = [*picture.figure.layout.annotations, *picture.heads.layout["annotations"]]
    picture.figure.update_layout(annotations=[*both, *picture.labels.layout["annotations"]])
    dates = f"{prose.day(start)} to {prose.day(end)}"
    frame = pd.DataFrame(
        {
            "Date": [prose.span(e.date, e.end_date, e.precision) for e in shown.itertuples()],
            "Event": shown.title.array,
            "Lane": shown.lane.map(data.labels("events", "lane")).array,
            "Named in the picture as": shown.label.array,
        }
    )
    numbers = [*both, *picture.numbers.layout["annotations"]]
    return finish(
        picture.figure,
        id="lanes",
        height=height + 84,
        narrow=dict(height=height + 84, xaxis=dict(dtick="M3"), annotations=numbers),
        sources=[],
        data=frame,
        **_words_of_lanes(data, lanes, shown, dates, len(events) - len(shown), whole),
    )


# ---- What the speech names


def _words_of_mentions(data: Data, counts: pd.DataFrame) -> dict[str, str]:
    """Title, alternative text and note of what the speech names of each lane."""
    lanes, places = data.labels("events", "lane"), data.categories("events", "in_speech")
    totals, later = counts.sum(), facts.after_the_speech(data)
    named = prose.number((later.in_speech == "named").sum())
    by_lane = [
        f"{lanes[lane]}: {', '.join(f'{n[p.Index]} {p.short}' for p in places.itertuples())}."
        for lane, n in counts.iterrows()
    ]
    return dict(
        title=(
            f"Of {prose.count(totals.sum(), 'event')} up to its day the speech names"
            f" {totals['named']} and leaves out {totals['no']}"
        ),
        alt=f"A bar for each lane, in parts. {' '.join(by_lane)}",
        note=(
            "“Implied” is our reading: a paragraph plainly points to the event without naming it."
            " A speech is no chronicle; leaving something out is no fault. The speech itself does"
            f" not count, nor do {prose.count(len(later), 'event')} that came or ended later;"
            f" {named} of them are about something that the speech names."
        ),
    )


def mentions(data: Data) -> go.Figure:
    """Events per lane that the speech names, implies or does not mention, as parts of a bar."""
    counts, lanes = facts.mentions(data), data.labels("events", "lane")
    places, stack, middles = data.categories("events", "in_speech"), Stack(), []
    for lane, number in counts.iterrows():
        stack.write(f"<b>{escape(lanes[lane])}</b>", 13, above=12)
        parts = [
            f'<span style="color:{COLOURS[place.colour]}">■</span>'
            f" {number[place.Index]} {escape(place.short)}"
            for place in places.itertuples()
        ]
        stack.write(" &nbsp; ".join(parts), above=1)
        middles.append(stack.y + 10)
        stack.y += 18
    for place in places.itertuples():
        stack.figure.add_bar(
            x=counts[place.Index],
            y=middles,
            orientation="h",
            width=12,
            marker=dict(color=COLOURS[place.colour], line=dict(color=MUTED, width=0.5)),
            hovertext=[f"{wrap(lanes[lane])}: {place.short}" for lane in counts.index],
            hovertemplate="%{hovertext}: %{x}<extra></extra>",
        )
    height = stack.close(visible=False) - 36
    stack.figure.update_layout(barmode="stack", margin_b=4)
    frame = counts.rename(index=lanes, columns=places.label)
    return finish(
        stack.figure,
        id="mentions",
        height=height,
        sources=["speech-en"],
        data=frame.rename_axis(index="Lane", columns=None).reset_index(),
        **_words_of_mentions(data, counts),
    )


# ---- Policy documents


def _from_the_speech(days: int) -> str:
    """How far a document lies from the speech, in words."""
    if not days:
        return "on the day of the speech"
    return f"{prose.count(abs(days), 'day')} {'after' if days > 0 else 'before'} the speech"


def _mark_document(stack: Stack, document) -> None:
    """Add a line from the day of the speech to that of the document."""
    later = document.days > 0
    colour, symbol = (BLUE, "circle") if later else (MUTED, "square")
    stack.mark(SPEECH_DAY, height=14)
    stack.figure.add_scatter(
        x=[SPEECH_DAY, document.adopted],
        y=[stack.y + 10] * 2,
        mode="lines+markers",
        line=dict(color=colour, width=3),
        marker=dict(size=[0, 11], color=colour, symbol=symbol, line=dict(width=0), opacity=1),
        hovertext=["", wrap(document.official_name, 20)],
        hoverinfo="text",
    )
    stack.y += 20


def _around_the_speech(stack: Stack, days: pd.Series) -> int:
    """Name the day of the speech on top, and close the stack on an axis that holds ``days`` too;
    return its height.
    """
    room = pd.Timedelta(days=39)
    every = [*days.dropna(), SPEECH_DAY]
    first, last = min(every) - room, max(every) + room
    # placed on paper, where Plotly keeps a text off the edges
    at, words = (SPEECH_DAY - first) / (last - first), "day of the speech"
    look = dict(xref="paper", xanchor="auto", yanchor="top", showarrow=False, font=dict(size=12))
    stack.marks.write(x=at, y=0, text=words, **look)
    return stack.close(range=[first, last], visible=False) - 36


def _words_of_documents(rows: pd.DataFrame) -> dict[str, str]:
    """Title and alternative text of the documents."""
    words = [
        f"{row.name_in_speech}: "
        + ("no date found." if pd.isna(row.adopted) else f"{row.act}, {prose.day(row.adopted)}.")
        for row in rows.itertuples()
    ]
    later, undated = (rows.days > 0).sum(), rows.days.isna().sum()
    return dict(
        title=(
            f"Of {prose.count(len(rows), 'document')} that the speech names, {later} came out"
            f" after it and {undated} could not be dated"
        ),
        alt=f"The documents on a time axis around {DAY}. {' '.join(words)}",
    )


def documents(data: Data) -> go.Figure:
    """Policy documents that the speech names, each against the day of the speech; those without a
    date are listed apart.
    """
    rows, stack = facts.documents(data), Stack()
    stack.y = LINE  # below the name of the day of the speech
    for row in rows[rows.adopted.notna()].itertuples():
        stack.write(f"<b>“{wrap(row.name_in_speech, 40)}”</b>", above=10)
        distance = f"{prose.day(row.adopted)}, {_from_the_speech(row.days)}"
        stack.write(distance, above=1)
        _mark_document(stack, row)
    undated = rows[rows.adopted.isna()]
    if len(undated):
        stack.write("<b>No date found</b>", above=18)
        for row in undated.itertuples():
            stack.write(f"“{wrap(row.name_in_speech, 44)}”", above=3)
    height = _around_the_speech(stack, rows.adopted)
    stack.figure.update_layout(margin_b=4)
    frame = pd.DataFrame(
        {
            "As named in the speech": rows.name_in_speech.array,
            "Official name": rows.official_name.array,
            "Act": rows.act.array,
            "Date": ["not found" if pd.isna(day) else prose.day(day) for day in rows.adopted],
            f"State on {DAY}": rows.state_on_day.array,
        }
    )
    return finish(
        stack.figure,
        id="documents",
        height=height,
        note=DOCUMENT_NOTE,
        sources=prose.event_sources(data, *facts.adoptions(data)),
        data=frame,
        **_words_of_documents(rows),
    )
