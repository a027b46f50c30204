"""What the record holds for each day, and for each month as a whole."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data
from briefing.facts.figures import figures_of

WEEK = pd.Timedelta(days=7)  # a span of more days is told with its month, not with each day
DAY, MONTH = "%Y-%m-%d", "%Y-%m"


def by_day(data: Data) -> pd.DataFrame:
    """Events with the ``day`` (``2020-08-12``) under which they are told, "" for those that are
    told with a ``month`` (``2020-08``) as a whole.

    An event of several days has a row for each of them, up to a week of days. One of a longer
    span, a month, a quarter or a year has a row for the month in which it begins.
    """
    events = data.events
    last = events.end_date.fillna(events.date)
    short = (events.precision == "day") & (last - events.date < WEEK)
    days = [
        pd.date_range(first, until) if of_days else [first]
        for first, until, of_days in zip(events.date, last, short, strict=True)
    ]
    rows = events.assign(at=pd.Series(days, events.index), short=short).explode("at")
    at = pd.to_datetime(rows["at"])
    return rows.assign(day=at.dt.strftime(DAY).where(rows.short, ""), month=at.dt.strftime(MONTH))


def figures_by_day(data: Data) -> pd.DataFrame:
    """Contested figures as ``figures_of`` gives them, with the ``day`` and ``month`` for which each
    is given, as ``by_day`` has them; those that are given for a year are left out.
    """
    figures = figures_of(data, list(data.topics.topic))
    of_day, of_month = (figures.as_of.str.len() == len(form) for form in ("2020-08-12", "2020-08"))
    figures = figures.assign(day=figures.as_of.where(of_day, ""), month=figures.as_of.str[:7])
    return figures[of_day | of_month]
