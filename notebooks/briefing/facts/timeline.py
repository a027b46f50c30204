"""The year 2020 in numbers: weeks, deaths, contested counts, policy documents."""

from __future__ import annotations

import pandas as pd

from briefing import dataset
from briefing.dataset import Data
from briefing.theme import BLUE, GREEN, MUTED, ORANGE, PURPLE, VERMILLION

ELECTION, SPEECH = pd.Timestamp("2020-08-09"), pd.Timestamp(dataset.SPEECH)


# the event on which chart and finding say when the deaths of April to June became public
DEATHS_PUBLISHED = "second-quarter-deaths-in-un-database"


LANES = {
    "pandemic": ("Pandemic", VERMILLION),
    "politics-protest": ("Politics and protest", PURPLE),
    "human-rights": ("Human rights", GREEN),
    "un-international": ("UN and international response", BLUE),
    "policy-economy": ("Policy and economy", ORANGE),
}


IN_SPEECH = {
    "named": ("Named in the speech", "diamond"),
    "implied": ("Implied", "circle"),
    "no": ("Not mentioned", "circle-open"),
}


COUNTRIES = {
    "BLR": "Belarus",
    "POL": "Poland",
    "LTU": "Lithuania",
    "LVA": "Latvia",
    "UKR": "Ukraine",
    "RUS": "Russia",
    "MDA": "Moldova",
}


SPEAKERS = {
    "official": ("Belarusian authorities", VERMILLION, ""),
    "un": ("United Nations", BLUE, "/"),
    "ngo": ("Human rights groups", GREEN, "x"),
    "media": ("Press", PURPLE, "."),
    "intergovernmental": ("Other international bodies", ORANGE, "-"),
    "government-abroad": ("Foreign governments", MUTED, "|"),
    "company": ("Companies", MUTED, "+"),
    "research": ("Research", MUTED, "\\"),
}


WEEKS = ("2019-12-30", "2020-12-28")  # Mondays of the first and the last week that has days of 2020


def of_2020(weeks: pd.DataFrame) -> pd.DataFrame:
    """The weeks of 2020 of a weekly series, in order."""
    return weeks[weeks.week_start.between(*WEEKS)].sort_values(["country_iso3", "week_start"])


def months_public(data: Data) -> int:
    """Whole months, rounded, from the day on which the deaths of April to June are known to have
    been public to the speech.
    """
    day = data.events.set_index("id").date[DEATHS_PUBLISHED]
    return round((SPEECH - day).days / 30.44)


def second_quarter(data: Data) -> dict[str, int]:
    """April to June in Belarus, official on both sides: deaths ``now`` (2020), ``before`` (2019),
    ``excess``, ``reported`` COVID-19 deaths.
    """
    ours = data.deaths_monthly.query("country_iso3 == 'BLR'")
    now, before = (
        ours[ours.month.isin([f"{year}-{m:02}" for m in (4, 5, 6)])] for year in (2020, 2019)
    )
    deaths_now, deaths_before = (
        int(now.total_deaths_all_causes.sum()),
        int(before.total_deaths_all_causes.sum()),
    )
    return {
        "now": deaths_now,
        "before": deaths_before,
        "excess": deaths_now - deaths_before,
        "reported": int(now.covid_deaths_reported_jhu.sum()),
    }


def figures_of(data: Data, topics: list[str]) -> pd.DataFrame:
    """Contested figures on ``topics`` with the topic's title and unit, in that order and then by
    value.
    """
    figures = data.figures.merge(data.topics, on="topic", suffixes=("", "_topic"))
    figures = figures[figures.topic.isin(topics)]
    figures["order"] = figures.topic.map({topic: n for n, topic in enumerate(topics)})
    return figures.sort_values(["order", "value"], kind="stable")


def disputed_topics(data: Data, kind: str) -> list[str]:
    """Topics of one kind on which at least two numbers stand side by side, in the order of the
    table.
    """
    figures = data.figures[data.figures.value.notna()]
    several = figures.groupby("topic").size().loc[lambda n: n > 1].index
    topics = data.topics
    return list(topics[(topics.kind == kind) & topics.topic.isin(several)].topic)


def crowd_pairs(data: Data) -> pd.DataFrame:
    """Per day the two numbers that a ratio compares, both of Minsk: ``official`` (highest) and
    ``other`` (highest), ids of figures.

    Only figures whose ``area`` is Minsk count: a crowd of one city is never divided by a count of
    the whole country. Indexed by topic; a day without both is left out.
    """
    rows = figures_of(data, disputed_topics(data, "crowd"))
    rows = rows[rows.value.notna() & (rows.area == "minsk")].assign(
        side=lambda f: (f.who_kind == "official").map({True: "official", False: "other"})
    )
    highest = rows.sort_values("value").groupby(["topic", "side"]).id.last()
    return highest.unstack().reindex(columns=["official", "other"]).dropna()


def crowd_pair(data: Data, topic: str) -> tuple[pd.Series, pd.Series]:
    """The official and the other figure of one day of ``crowd_pairs``, as rows of ``data.figures``."""
    pair, figures = crowd_pairs(data).loc[topic], data.figures.set_index("id")
    return figures.loc[pair.official], figures.loc[pair.other]


def crowd_ratios(data: Data) -> pd.Series:
    """Per day of ``crowd_pairs``: the other number divided by the official one."""
    values = data.figures.set_index("id").value
    pairs = crowd_pairs(data)
    return (pairs.other.map(values) / pairs.official.map(values)).astype(float)


def documents_by(data: Data, *relations: str) -> pd.DataFrame:
    """Policy documents with that relation to the speech, and ``days`` from its day to their
    adoption (missing where undated).
    """
    rows = data.policy_documents
    rows = rows[rows.relation.isin(relations)]
    return rows.assign(days=(rows.adopted - SPEECH).dt.days.astype("Int64"))
