"""Contested figures: which stand side by side, and which can be compared."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data, first_day


def figures_of(data: Data, topics: list[str]) -> pd.DataFrame:
    """Contested figures on ``topics`` with the topic's title and unit, in that order and then by
    value.
    """
    figures = data.figures.merge(data.topics, on="topic", suffixes=("", "_topic"))
    figures = figures[figures.topic.isin(topics)]
    figures["order"] = figures.topic.map({topic: n for n, topic in enumerate(topics)})
    return figures.sort_values(["order", "value"], kind="stable")


def numbers_of(data: Data, topics: list[str]) -> pd.DataFrame:
    """``figures_of`` that are numbers; a finding in words is left out."""
    return figures_of(data, topics).dropna(subset="value")


def spans(data: Data, topics: list[str]) -> pd.DataFrame:
    """``numbers_of`` with the time that each counts: ``start``, missing where no first day is
    stated, and ``end``, the last day of the count or else the day for which it was stated.
    """
    rows = numbers_of(data, topics)
    start = pd.to_datetime(pd.Series([first_day(d) if d else None for d in rows.window_start]))
    until = rows.window_end.where(rows.window_end != "", rows.as_of)
    end = pd.Series([pd.Period(day).end_time.normalize() for day in until])
    end = end.where(start.isna() | (end >= start), start)
    return rows.assign(start=start.array, end=end.array, when="")


def disputed_topics(data: Data, kind: str) -> list[str]:
    """Topics of one kind on which at least two numbers stand side by side, in the order of the
    table.
    """
    several = data.figures.dropna(subset="value").topic.value_counts().loc[lambda n: n > 1]
    topics = data.topics
    return list(topics[(topics.kind == kind) & topics.topic.isin(several.index)].topic)


def topics_of_a_day(data: Data, topics: list[str]) -> list[str]:
    """Those of ``topics`` that are about one day: none of their figures counts a longer time."""
    longer = set(data.figures.topic[data.figures.window_start != data.figures.window_end])
    return [topic for topic in topics if topic not in longer]


def crowd_pairs(data: Data) -> pd.DataFrame:
    """Per day the two numbers of one crowd in Minsk that a ratio compares: the highest ``official``
    and the highest ``other``, their ids ``official_id`` and ``other_id``, and the day ``as_of``.

    Only figures whose ``area`` is Minsk count: a crowd of one city is never divided by a count of
    the whole country. Indexed by topic; a day without both is left out.
    """
    rows = numbers_of(data, disputed_topics(data, "crowd"))
    rows = rows[rows.area == "minsk"]
    official, other = (  # of several the highest, which is the last
        rows[side].drop_duplicates("topic", keep="last").set_index("topic")
        for side in (rows.who_kind == "official", rows.who_kind != "official")
    )
    pairs = {"official": official.value, "other": other.value}
    pairs |= {"official_id": official.id, "other_id": other.id, "as_of": official.as_of}
    return pd.DataFrame(pairs).dropna().sort_index()


def crowd_pair(data: Data, topic: str) -> tuple[pd.Series, pd.Series]:
    """The official and the other figure of a day of ``crowd_pairs``: rows of ``data.figures``."""
    pair, figures = crowd_pairs(data).loc[topic], data.figures
    official, other = figures.id == pair.official_id, figures.id == pair.other_id
    return figures[official].iloc[0], figures[other].iloc[0]
