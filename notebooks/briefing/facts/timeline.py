"""The year 2020 in numbers: events, weeks, deaths, contested counts, policy documents."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import SPEECH_DAY, Data

ELECTION = pd.Timestamp("2020-08-09")

# The event on which chart and finding say when the deaths of April to June became public.
DEATHS_PUBLISHED = "second-quarter-deaths-in-un-database"

WEEKS = ("2019-12-30", "2020-12-28")  # Mondays of the first and the last week that has days of 2020

# ---- Events


def within(events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Events that begin and end between two days, both included."""
    return events[(events.date >= start) & (events.end_date.fillna(events.date) <= end)]


def named(data: Data) -> pd.DataFrame:
    """The events that the picture of the year names, in their order: rows of ``data.events`` with
    a ``number`` from 1 on.
    """
    rows = data.events[data.events.label != ""].sort_values(["date", "id"])
    return rows.assign(number=range(1, len(rows) + 1))


def numbered(data: Data, events: pd.DataFrame) -> pd.Series:
    """For each of some events its number in ``named``, 0 for one that is not named."""
    return events.id.map(named(data).set_index("id").number).fillna(0).astype(int)


def mentions(data: Data) -> pd.DataFrame:
    """How many events of each lane (rows) the speech names, implies or leaves out (columns)."""
    lanes, places = data.labels("events", "lane"), data.labels("events", "in_speech")
    counts = pd.crosstab(data.events.lane, data.events.in_speech)
    return counts.reindex(index=list(lanes), columns=list(places), fill_value=0)


# ---- Series


def of_belarus(series: pd.DataFrame) -> pd.DataFrame:
    """The rows of a series by country that are of Belarus."""
    return series[series.country_iso3 == "BLR"]


def of_2020(weeks: pd.DataFrame) -> pd.DataFrame:
    """The weeks of 2020 of a weekly series, in order."""
    return weeks[weeks.week_start.between(*WEEKS)].sort_values(["country_iso3", "week_start"])


def stringency(data: Data) -> pd.DataFrame:
    """The final stringency index (0 to 100) per week of 2020; a column per country that has one,
    in the order of the package.
    """
    weeks, order = of_2020(data.stringency_weekly), data.labels("stringency-weekly", "country_iso3")
    index = weeks.pivot(index="week_start", columns="country_iso3", values="stringency_final")
    return index[[country for country in order if country in index]]


def deaths_of(data: Data, first: str, last: str) -> pd.DataFrame:
    """Months of Belarus from ``first`` to ``last`` (``2020-04``): rows of ``data.deaths_monthly``,
    in order.
    """
    rows = of_belarus(data.deaths_monthly).sort_values("month")
    return rows[rows.month.between(first, last)]


def deaths_by_month(data: Data) -> pd.DataFrame:
    """Deaths in Belarus per month of 2020: ``date`` (its first day), ``status``, ``deaths`` from
    all causes, ``before`` (those of the same month of 2019), ``reported`` as COVID-19.
    """
    year, before = (deaths_of(data, f"{y}-01", f"{y}-12") for y in (2020, 2019))
    same_month = before.set_index(before.month.str[-2:]).total_deaths_all_causes
    return pd.DataFrame(
        {
            "date": pd.to_datetime(year.month),
            "status": year.status,
            "deaths": year.total_deaths_all_causes,
            "before": same_month.reindex(year.month.str[-2:]).array,
            "reported": year.covid_deaths_reported_jhu,
        }
    )


def second_quarter(data: Data) -> dict[str, int]:
    """April to June in Belarus, official on both sides: deaths ``now`` (2020) and ``before`` (2019)
    from all causes, and ``reported`` COVID-19 deaths.
    """
    quarter, year_before = (deaths_of(data, f"{y}-04", f"{y}-06") for y in (2020, 2019))
    now, before = (int(rows.total_deaths_all_causes.sum()) for rows in (quarter, year_before))
    reported = int(quarter.covid_deaths_reported_jhu.sum())
    return {"now": now, "before": before, "reported": reported}


def months_public(data: Data) -> int:
    """Whole months, rounded, from the day on which the deaths of April to June are known to have
    been public to the speech.
    """
    day = data.events.set_index("id").date[DEATHS_PUBLISHED]
    return round((SPEECH_DAY - day).days / 30.44)


# ---- Contested figures


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
