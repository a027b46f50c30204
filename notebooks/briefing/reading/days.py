"""The record day by day: a calendar of the year of the speech, and a table for each month."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from briefing import links, prose
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts.days import by_day, figures_by_day
from briefing.reading.figures import says
from briefing.tables import Calendar, Column, Table, Views


def calendar(data: Data) -> Calendar:
    """The months of the year of the speech, with the number of entries of each day."""
    year = SPEECH_DAY.year
    days = pd.concat([by_day(data).day, figures_by_day(data).day])
    number = days.value_counts()
    first, last = date(year, 1, 1), date(year, 12, 31)
    every = [first + timedelta(n) for n in range((last - first).days + 1)]
    entries = {day: int(number.get(day.isoformat(), 0)) for day in every}
    return Calendar("calendar", f"{year}, day by day", entries)


def under(rows: pd.DataFrame) -> pd.Series:
    """Under what each of ``by_day`` stands: its month, or the year where no more is known."""
    return rows.month.where(rows.precision != "year", rows.month.str[:4])


def _happened(data: Data) -> pd.DataFrame:
    """Events as items of a cell, with the day or month under which they stand."""
    rows = by_day(data).sort_values(["date", "id"])
    sources = data.event_sources.groupby("event").source.agg(list)
    items = [
        {
            "text": event.title,
            "href": links.address("event", event.id),
            "label": prose.span(event.date, event.end_date, event.precision) if event.long else "",
            "sources": sources[event.id],
        }
        for event in rows.assign(long=rows.end_date.notna()).itertuples()
    ]
    return rows[["day"]].assign(month=under(rows), happened=items)


def _given(data: Data) -> pd.DataFrame:
    """Contested figures as items of a cell, with the day or month for which they are given."""
    rows = figures_by_day(data)
    items = [
        {
            "label": figure.title,
            "text": says(data, figure),
            "href": links.address("figure", figure.id),
            "sources": [figure.source],
        }
        for figure in rows.itertuples()
    ]
    return rows[["month", "day"]].assign(given=items)


def _month(month: str, rows: pd.DataFrame) -> Table:
    """The table of a month: a row for each of its days, and the last for the month as a whole; that
    of a year has only such a row.
    """
    name = prose.partial_date(month)
    days = rows.assign(last=rows.day == "").sort_values(["last", "day"])
    frame = days.assign(
        id=[links.anchor("day", day or f"{month}-month") for day in days.day],
        when=[prose.partial_date(day) if day else f"In the course of {name}" for day in days.day],
        weekday=[f"{pd.Timestamp(day):%A}" if day else "" for day in days.day],
    )
    return Table(
        frame,
        links.anchor("month", month),
        f"{name}, day by day" if month != name else f"{name} as a whole",
        anchor="id",
        stack=True,
        columns=(
            Column("when", "Day", more=("weekday",)),
            Column("happened", "What happened", items=True),
            Column("given", "Numbers given for it", items=True),
        ),
    )


def months(data: Data) -> Views:
    """A table for each month of which the record has anything, and after those of a year one for
    what is dated only to it; the year of the speech comes first.
    """
    rows = pd.concat([_happened(data), _given(data)])
    days = rows.groupby(["month", "day"]).agg(lambda cells: list(cells.dropna()))
    year = str(SPEECH_DAY.year)
    order = sorted(set(rows.month), key=lambda month: (month[:4] != year, f"{month}-99"[:7]))
    tables = [_month(month, days.loc[month].reset_index()) for month in order]
    return Views(
        tuple(tables), "days", "Choose a month or a year", tuple(month[:4] for month in order)
    )
