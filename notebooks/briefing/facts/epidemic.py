"""The epidemic in numbers: weeks, the stringency of measures, deaths from all causes."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data

# The event on which chart and finding say when the deaths of April to June became public.
DEATHS_PUBLISHED = "second-quarter-deaths-in-un-database"

WEEKS = ("2019-12-30", "2020-12-28")  # Mondays of the first and the last week that has days of 2020


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
