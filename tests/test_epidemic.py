"""The charts of the epidemic: published sums, versions kept apart, what is not official."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest
from briefing import load, prose
from briefing.charts import epidemic as charts
from briefing.dataset import ELECTION_WEEK, SPEECH_DAY
from briefing.facts import epidemic as facts
from briefing.facts.timeline import ELECTION
from briefing.reading import epidemic as reading
from conftest import edit, rename, texts


def test_second_quarter_against_the_published_sums(data):
    published = {"now": 35868, "before": 30263, "reported": 391}
    assert facts.second_quarter(data) == published
    assert "5,605 more deaths" in charts.deaths(data).layout.meta["title"]
    assert set(facts.deaths_of(data, "2020-04", "2020-06").status) == {"official"}
    assert set(facts.deaths_of(data, "2019-04", "2019-06").status) == {"official"}


def test_the_chart_of_deaths_says_itself_what_is_not_official(data):
    figure = charts.deaths(data)
    assert "<b>official</b>" in texts(figure) and "<b>not official</b>" in texts(figure)
    unofficial = next(t for t in figure.data if t.name.startswith("not official"))
    assert [pd.Timestamp(x).month for x in unofficial.x] == [7, 8, 9, 10, 11, 12]
    official = next(t for t in figure.data if t.name == "official")
    assert sum(official.y[3:]) == 35868 and official.y[5] == 13016
    assert not official.marker.pattern.shape and not unofficial.marker.pattern.shape


def lightness(colour: str) -> float:
    """How light a colour such as ``#0072B2`` is in grey, from 0 to 1."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_official_and_other_deaths_differ_in_grey_print(data):
    figure = charts.deaths(data)
    official, unofficial = (
        next(lightness(t.marker.color) for t in figure.data if t.name.startswith(name))
        for name in ("official", "not official")
    )
    assert unofficial - official > 0.3


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_the_small_numbers_of_deaths_are_written(data, layout):
    """A reported number is too small beside all deaths to be read off a bar."""
    figure = charts.deaths(data)
    wide = [a.to_plotly_json() for a in figure.layout.annotations]
    shown = wide if layout == "wide" else figure.layout.meta["narrow"]["annotations"]
    written = [pair["text"] for pair in shown]
    for month in facts.deaths_by_month(data).itertuples():
        assert prose.number(month.reported) in written


def test_the_chart_of_deaths_says_where_its_numbers_come_from(data):
    note = charts.deaths(data).layout.meta["note"]
    commit = data.sources.set_index("id").url["economist-excess-deaths"].split("/")[-2]
    for said in ("The Economist", "World Mortality Dataset", "UN statistical database"):
        assert said in note
    assert f"(version {commit[:7]})" in note and "COVID-19 deaths: as reported" in note


def test_a_version_is_a_month_or_a_commit_or_not_known(package):
    assert reading.version(load(package), "oxcgrt-final") == "version of June 2023"
    edit(
        package,
        "sources.csv",
        lambda rows: rows.assign(
            url=rows.url.mask(rows.id == "economist-excess-deaths", "https://example.org/deaths")
        ),
    )
    assert reading.version(load(package), "economist-excess-deaths") == ""
    assert "excess deaths and the World" in charts.deaths(load(package)).layout.meta["note"]


def test_the_clock_names_each_country_and_shows_its_whole_scale(data):
    figure, countries = charts.clock(data), data.labels("stringency-weekly", "country_iso3")
    names = {re.sub("<.*?>", "", a.text) for a in figure.layout.annotations}
    assert set(countries.values()) <= names
    assert "neighbour" not in figure.to_json()
    assert list(figure.layout.yaxis3.range) == [0, 100] and 100 in figure.layout.yaxis3.tickvals
    assert {"9 Aug election", "10 Dec speech"} <= {
        a.text.replace("<br>", " ") for a in figure.layout.annotations
    }


def test_the_table_of_the_clock_has_a_column_for_each_country(data):
    table, index = charts.clock(data).layout.meta["table"], facts.stringency(data)
    titles = [column["title"] for column in table["columns"]]
    for n, country in enumerate(data.labels("stringency-weekly", "country_iso3").values()):
        column = titles.index(f"Stringency (final), {country}")
        shown = [row["cells"][column]["text"] for row in table["rows"]]
        assert shown == [prose.number(v, 0 if v == int(v) else 1) for v in index.iloc[:, n]]


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other(data):
    labels = [
        a for a in charts.clock(data).layout.annotations if a.ayref == "y3" and a.axref == "pixel"
    ]
    heights = sorted(float(label.ay) for label in labels)
    assert len(heights) == len(facts.stringency(data).columns)
    assert all(b - a >= 8.99 for a, b in pairwise(heights))
    order = [label.text for label in sorted(labels, key=lambda label: float(label.ay))]
    assert order == [label.text for label in sorted(labels, key=lambda label: float(label.y))]


def test_the_versions_of_the_index_say_whose_and_which(package):
    figure = charts.stringency_versions(load(package))
    meta = figure.layout.meta
    assert "showed lower values for Belarus" in meta["title"] and "Belarus" in meta["note"]
    written = texts(figure).replace("<br>", " ")
    assert "as public on 10 December 2020" in written and "final version, June 2023" in written
    edit(
        package,
        "series/stringency_weekly.csv",
        lambda rows: rows.assign(
            stringency_on_day=rows.stringency_on_day.mask(
                (rows.country_iso3 == "BLR") & (rows.stringency_on_day != ""), "99"
            )
        ),
    )
    title = charts.stringency_versions(load(package)).layout.meta["title"]
    assert "showed higher values for Belarus than its final version" in title


def test_the_versions_of_the_stringency_index_are_not_mixed(data):
    belarus = next(t for t in charts.clock(data).data if t.name == "Belarus")
    rows = data.stringency_weekly.query("country_iso3 == 'BLR' and week_start <= '2020-12-31'")
    final = rows.sort_values("week_start").stringency_final
    assert [float(v) for v in belarus.y] == [float(v) for v in final]
    early, late = charts.stringency_versions(data).data
    assert early.name == "as public on 10 December 2020"
    assert max(map(float, early.y)) == pytest.approx(22.22)
    assert max(pd.to_datetime(early.x)) < SPEECH_DAY
    assert late.name == "final version, June 2023"


def test_deaths_say_what_was_public_on_the_day_of_the_speech(data):
    note = charts.deaths(data).layout.meta["note"]
    assert "in a UN statistical database by September 2020, before the speech" in note
    assert "None of this was found to be public" not in note


def test_what_a_chart_says_of_its_sources_follows_them(package):
    """Which version of a series is drawn, and how far another lies above the official one."""
    edit(
        package,
        "sources.csv",
        lambda rows: rows.assign(
            published=rows.published.mask(rows.id == "oxcgrt-final", "2024-02")
        ),
    )
    path = package / "datapackage.json"
    path.write_text(
        path.read_text("utf-8").replace('"above": "about 200"', '"above": "about 150"'), "utf-8"
    )
    changed = load(package)
    figure = charts.stringency_versions(changed)
    assert figure.data[1].name == "final version, February 2024"
    assert "the final version of 2024 shows" in figure.layout.meta["alt"]
    assert "run about 150 a month above" in charts.deaths(changed).layout.meta["note"]


def test_the_plateau_and_the_rise_that_the_clock_tells_are_in_the_series(data):
    weeks = facts.of_belarus(facts.of_2020(data.covid_weekly)).set_index("week_start").new_cases
    plateau, summer = weeks["2020-04-27":"2020-05-31"], weeks["2020-07-01":"2020-09-30"]
    assert plateau.max() / plateau.min() < 1.3 and summer.max() < plateau.min() / 2
    assert weeks["2020-10-26"] > weeks["2020-09-28"] > summer.min()
    alt, low = charts.clock(data).layout.meta["alt"], reading.lowest_week(weeks)
    assert "a plateau from late April to the end of May" in alt
    assert low == pd.Timestamp("2020-08-10") and weeks[low] == weeks["2020-04-06":].min()
    assert f"fall to {weeks[low]} in the week from 10 August 2020 and then rise" in alt
    autumn, late_summer = weeks["2020-10-05":"2020-11-23"], weeks["2020-08-10":"2020-09-28"]
    assert autumn.diff().mean() > 2 * late_summer.diff().mean() > 0


def test_the_clock_says_that_its_last_week_is_short(data):
    assert "28 December 2020, holds four days only" in charts.clock(data).layout.meta["note"]
    whole = data.covid_weekly.assign(days_in_week=7)
    note = charts.clock(data.narrowed(covid_weekly=whole)).layout.meta["note"]
    assert "days only" not in note


def test_what_is_missing_is_said_by_the_dataset_that_misses_it(data):
    note = charts.deaths(data).layout.meta["note"]
    assert "Belarus had not officially reported them, that dataset notes" in note


def test_the_week_of_the_election_ends_with_its_day():
    assert pd.Timestamp(ELECTION_WEEK) + pd.Timedelta(days=6) == ELECTION


def test_every_chart_has_words_sources_and_data(data):
    for figure in [charts.clock(data), charts.stringency_versions(data), charts.deaths(data)]:
        meta = figure.layout.meta
        assert len(meta["alt"]) > 80 and meta["title"] in figure.layout.title.text
        assert meta["table"] and meta["sources"]


def test_a_label_is_an_edit_of_the_description_alone(package):
    """Another name of a country needs no change of Python."""
    rename(package, "Belarus", "This country")
    assert "This country had on average" in charts.clock(load(package)).layout.meta["title"]
