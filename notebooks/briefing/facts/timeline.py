"""The year 2020 in numbers: its events, and the policy documents that the speech names."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import SPEECH_DAY, Data

ELECTION = pd.Timestamp("2020-08-09")
SPEECH = "the-speech"  # the event that is the speech itself


# ---- Events


def within(events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Events that begin and end between two days, both included."""
    return events[(events.date >= start) & (events.end_date.fillna(events.date) <= end)]


def days_covered(events: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of some events."""
    return events.date.min(), events.end_date.fillna(events.date).max()


def named(data: Data) -> pd.DataFrame:
    """The events that the picture of the year names, in their order: rows of ``data.events`` with
    a ``number`` from 1 on.
    """
    rows = data.events[data.events.label != ""].sort_values(["date", "id"])
    return rows.assign(number=range(1, len(rows) + 1))


def numbered(data: Data, events: pd.DataFrame) -> pd.Series:
    """For each of some events its number in ``named``, 0 for one that is not named."""
    return events.id.map(named(data).set_index("id").number).fillna(0).astype(int)


def before_the_speech(data: Data) -> pd.DataFrame:
    """The events that a speech of that day could look back on: those over by then, without the
    speech itself.
    """
    events = data.events
    return events[(events.end_date.fillna(events.date) <= SPEECH_DAY) & (events.id != SPEECH)]


def after_the_speech(data: Data) -> pd.DataFrame:
    """The events that came, or were still going on, after the day of the speech."""
    events = data.events
    return events[events.end_date.fillna(events.date) > SPEECH_DAY]


def mentions(data: Data) -> pd.DataFrame:
    """How many events ``before_the_speech`` of each lane (rows) the speech names, implies or leaves
    out (columns).
    """
    lanes, places = data.labels("events", "lane"), data.labels("events", "in_speech")
    events = before_the_speech(data)
    counts = pd.crosstab(events.lane, events.in_speech)
    return counts.reindex(index=list(lanes), columns=list(places), fill_value=0)


# ---- Policy documents


def documents(data: Data) -> pd.DataFrame:
    """Policy documents by the day of their adoption, with ``days`` from the speech to it (missing
    where undated).
    """
    rows = data.policy_documents.sort_values("adopted", na_position="last")
    return rows.assign(days=(rows.adopted - SPEECH_DAY).dt.days.astype("Int64"))


def adoptions(data: Data) -> list[str]:
    """The events that date the policy documents: those of the day on which one was adopted."""
    rows = data.policy_document_events.merge(data.policy_documents, on="document")
    dates = rows.event.map(data.events.set_index("id").date)
    return list(rows.event[dates == rows.adopted])


def documents_by(data: Data, *relations: str) -> pd.DataFrame:
    """Those of ``documents`` that have one of these relations to the speech."""
    rows = documents(data)
    return rows[rows.relation.isin(relations)]
