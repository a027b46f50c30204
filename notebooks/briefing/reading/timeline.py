"""Tables of the year 2020: events, outages, documents, what was left out."""

from __future__ import annotations

import pandas as pd

from briefing import links, prose
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts.days import by_day
from briefing.facts.left_out import left_out
from briefing.facts.timeline import named
from briefing.reading.days import under
from briefing.tables import Column, Table

DAY = prose.day(SPEECH_DAY)


def _paragraph(paragraph: str) -> str:
    """The paragraph of an event in brackets; one with a name of its own has no number."""
    if not paragraph:
        return ""
    return f" (paragraph {paragraph})" if paragraph.isdigit() else f" ({paragraph})"


def year_table(data: Data) -> Table:
    """The events that the picture of the year names, in words beside their dates, with its
    numbers.
    """
    rows, year = named(data), str(SPEECH_DAY.year)
    when = [prose.span(e.date, e.end_date, e.precision) for e in rows.itertuples()]
    frame = rows.assign(
        when=[
            f"{n}. {w.removesuffix(year).strip()}" for n, w in zip(rows.number, when, strict=True)
        ],
        lane=rows.lane.map(data.labels("events", "lane")),
        href=[links.address("event", event) for event in rows.id],
    )
    return Table(
        frame,
        "year",
        f"The year {year} in {prose.count(len(frame), 'date')}",
        stack=True,
        columns=(
            Column("when", "Number and date", sort="number"),
            Column("label", "What happened", link="href"),
            Column("lane", "Lane"),
        ),
    )


def _on_days(data: Data, events: pd.DataFrame) -> pd.DataFrame:
    """For each event its ``month`` (the year where no more is known), and the links to its day or
    else its month, and to its month, on the page of days.
    """
    rows = by_day(data).drop_duplicates("id").set_index("id").loc[events.id]
    months = under(rows)
    month_links = [links.address("month", month) for month in months]
    day_links = [
        links.address("day", day) if day else link
        for day, link in zip(rows.day, month_links, strict=True)
    ]
    columns = {"month": months.array, "day_link": day_links, "month_link": month_links}
    return pd.DataFrame(columns, index=events.index)


def events_table(data: Data, events: pd.DataFrame | None = None) -> Table:
    """Events with date, lane, what happened, place in the speech and sources; all by default,
    oldest first.
    """
    events = (data.events if events is None else events).sort_values(["date", "id"])
    place = events.in_speech.map(data.labels("events", "in_speech"))
    frame = events[["id", "date", "title", "summary"]].assign(
        when=[prose.span(e.date, e.end_date, e.precision) for e in events.itertuples()],
        lane=events.lane.map(data.labels("events", "lane")),
        note=events.note.map(lambda note: f"Note: {note}" if note else ""),
        in_speech=place + events.paragraph.map(_paragraph),
        claims=[links.address("paragraph", p) if p else "" for p in events.paragraph],
        label=[
            f"In the year at a glance: “{e.label}”. {e.label_reason}" if e.label else ""
            for e in events.itertuples()
        ],
        **_on_days(data, events),
        sources=events.id.map(data.event_sources.groupby("event").source.agg(list)),
    )
    return Table(
        frame,
        "events",
        f"All {prose.count(len(frame), 'event')} of the record",
        anchor="id",
        stack=True,
        columns=(
            Column("when", "When", link="day_link", sort="date"),
            Column("title", "What happened", more=("summary", "note", "label")),
            Column("lane", "Lane", filter=True),
            Column("in_speech", "In the speech", link="claims", filter=True),
            Column("month", "Month", link="month_link", filter=True),
            Column("sources", "Sources", sources=True),
        ),
    )


def outages_table(data: Data) -> Table:
    """The main internet disruptions of August 2020, in UTC."""
    return Table(
        data.internet_outages,
        "outages",
        "Main disruptions as OONI read them off IODA measurements",
        note="Approximate. Minsk is three hours ahead of UTC; 24:00 is midnight.",
        columns=(
            Column("date", "Date"),
            Column("start_utc", "From", unit="UTC"),
            Column("end_utc", "Until", unit="UTC"),
        ),
    )


DOCUMENT_NOTE = (
    "For the UN response plan the date is that on which a summary was published; the plan itself"
    " was not found. For the Call to Action it is that of the launch, for the others that of"
    " adoption."
)


def documents_table(data: Data) -> Table:
    """Policy documents named in the speech, with official name, body, state on the day, date and
    sources.
    """
    rows, relation = data.policy_documents, data.labels("policy-documents", "relation")
    events = data.policy_document_events.groupby("document").event.agg(list)
    frame = rows.assign(
        paragraph="paragraph " + rows.paragraph + ": " + rows.relation.map(relation),
        date=["not found" if pd.isna(d) else prose.day(d) for d in rows.adopted],
        sources=[prose.event_sources(data, *events[document]) for document in rows.document],
    )
    return Table(
        frame,
        "policy-documents",
        "Policy documents that the speech names",
        anchor="document",
        note=DOCUMENT_NOTE,
        fold=True,
        columns=(
            Column("name_in_speech", "As named in the speech", more=("paragraph",)),
            Column("official_name", "Official name", more=("body", "period")),
            Column("state_on_day", f"State on {DAY}", more=("note",)),
            Column("date", "Date", more=("act",), sort="adopted"),
            Column("sources", "Sources", sources=True),
        ),
    )


def left_out_table(data: Data) -> Table:
    """Researched events and figures that were left out, with the reason."""
    rows = left_out(data, "events-pandemic-un", "events-politics-rights", "figures")
    rows = rows.assign(
        reason=rows.reason.map(data.labels("left-out", "reason")),
        link=[links.address("event", see) if see else "" for see in rows.see],
        instead=rows.see.map(data.events.set_index("id").title).fillna(""),
    )
    return Table(
        rows,
        "left-out",
        "Researched events that were left out",
        stack=True,
        columns=(
            Column("why", "What it is, and why it was left out"),
            Column("reason", "Reason"),
            Column("instead", "See instead", link="link"),
            Column("research_id", "Number in the research"),
        ),
    )
