"""Words on the series of the epidemic: which version, and where the numbers come from."""

from __future__ import annotations

import re

import pandas as pd

from briefing import prose
from briefing.dataset import Data
from briefing.facts.epidemic import DEATHS_PUBLISHED

SUMMER = "2020-06-01"  # the Monday after the weeks of spring in which cases stayed level
COMMIT = re.compile(r"/(?:tree|blob)/([0-9a-f]{7})[0-9a-f]{33}/")


def published(data: Data, source: str) -> str:
    """The month in which the version of a source came out: ``June 2023``."""
    return prose.partial_date(data.sources.set_index("id").published[source][:7])


def version(data: Data, source: str) -> str:
    """Which version of a source was read: ``version of June 2023``, or ``version 34dbd4e`` where
    it has no date but a commit in its address; empty where it has neither.
    """
    row = data.sources.set_index("id").loc[source]
    if row.published:
        return f"version of {published(data, source)}"
    commit = COMMIT.search(row.url)
    return f"version {commit[1]}" if commit else ""


def lowest_week(cases: pd.Series) -> pd.Timestamp:
    """The week between the spring and the highest week of the year in which the fewest cases were
    reported. ``cases`` are by the Monday of their week.
    """
    return cases[SUMMER : cases.idxmax()].idxmin()


def where_deaths_come_from(data: Data) -> str:
    """Source and version of each number in the chart of deaths, and when it was public."""
    day = data.events.set_index("id").date[DEATHS_PUBLISHED]
    status = data.categories("deaths-monthly", "status").loc["not-official"]
    tracker = version(data, "economist-excess-deaths")
    return (
        "Deaths from all causes: The Economist's tracker of excess deaths"
        f"{f' ({tracker})' if tracker else ''} and the World Mortality Dataset. To June they are"
        f" official: in a UN statistical database by {day:%B %Y}, before the speech. Later months"
        " are not: Belarus had not officially reported them, that dataset notes."
        f" The {status.by} group released them; they run"
        f" {status.above} a month above the official ones where both exist, and were not found to"
        " be public on the day of the speech. COVID-19 deaths: as reported, in the same tracker."
    )
