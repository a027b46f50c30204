"""The year 2020 in numbers: its events, and the policy documents that the speech names."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import SPEECH_DAY, Data

ELECTION = pd.Timestamp("2020-08-09")


# ---- Events


def within(events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Events that begin and end between two days, both included."""
    return events[(events.date >= start) & (events.end_date.fillna(events.date) <= end)]


def busiest_month(events: pd.DataFrame) -> pd.DataFrame:
    """The events of the month in which most of them begin (the earliest of several such)."""
    months = events.date.dt.to_period("M")
    return events[months.isin(months.mode().head(1))]


def mentions(data: Data) -> pd.DataFrame:
    """How many events of each lane (rows) the speech names, implies or leaves out (columns)."""
    lanes, places = data.labels("events", "lane"), data.labels("events", "in_speech")
    counts = pd.crosstab(data.events.lane, data.events.in_speech)
    return counts.reindex(index=list(lanes), columns=list(places), fill_value=0)


# ---- Policy documents


def documents(data: Data) -> pd.DataFrame:
    """Policy documents by the day of their adoption, with ``days`` from the speech to it (missing
    where undated).
    """
    rows = data.policy_documents.sort_values("adopted", na_position="last")
    return rows.assign(days=(rows.adopted - SPEECH_DAY).dt.days.astype("Int64"))


def documents_by(data: Data, *relations: str) -> pd.DataFrame:
    """Those of ``documents`` that have one of these relations to the speech."""
    rows = documents(data)
    return rows[rows.relation.isin(relations)]
