"""The charts of the epidemic: published sums, versions kept apart, what is not official."""

from __future__ import annotations

import pandas as pd
import pytest
from briefing import load
from briefing.charts import epidemic as charts
from briefing.dataset import ELECTION_WEEK, SPEECH_DAY
from briefing.facts import epidemic as facts
from briefing.facts.timeline import ELECTION
from conftest import edit, rename, texts


def test_second_quarter_against_the_published_sums(data):
    published = {"now": 35868, "before": 30263, "reported": 391}
    assert facts.second_quarter(data) == published
    assert "5,605 more deaths" in charts.deaths(data).layout.meta["title"]
    assert set(facts.deaths_of(data, "2020-04", "2020-06").status) == {"official"}
    assert set(facts.deaths_of(data, "2019-04", "2019-06").status) == {"official"}


def test_the_chart_of_deaths_says_itself_what_is_not_official(data):
    figure = charts.deaths(data)
    assert "not official" in texts(figure)
    unofficial = next(t for t in figure.data if t.name.startswith("2020, not official"))
    assert [pd.Timestamp(x).month for x in unofficial.x] == [7, 8, 9, 10, 11, 12]
    assert unofficial.marker.pattern.shape == "/"
    official = next(t for t in figure.data if t.name == "2020, official")
    assert sum(official.y[3:]) == 35868 and official.y[5] == 13016


def test_the_versions_of_the_stringency_index_are_not_mixed(data):
    belarus = next(t for t in charts.clock(data).data if t.name == "Belarus")
    rows = data.stringency_weekly.query("country_iso3 == 'BLR' and week_start <= '2020-12-31'")
    final = rows.sort_values("week_start").stringency_final
    assert [float(v) for v in belarus.y] == [float(v) for v in final]
    early, late = charts.stringency_versions(data).data
    assert early.name == "As public on 10 December 2020"
    assert max(map(float, early.y)) == pytest.approx(22.22)
    assert max(pd.to_datetime(early.x)) < SPEECH_DAY
    assert late.name == "Final version, June 2023"


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
    assert figure.data[1].name == "Final version, February 2024"
    assert "the final version of 2024 shows" in figure.layout.meta["alt"]
    assert "run about 150 a month above" in charts.deaths(changed).layout.meta["note"]


def test_the_plateau_and_the_rise_that_the_clock_tells_are_in_the_series(data):
    weeks = facts.of_belarus(facts.of_2020(data.covid_weekly)).set_index("week_start").new_cases
    plateau, summer = weeks["2020-04-27":"2020-05-31"], weeks["2020-07-01":"2020-09-30"]
    assert plateau.max() / plateau.min() < 1.3 and summer.max() < plateau.min() / 2
    assert weeks["2020-10-26"] > weeks["2020-09-28"] > summer.min()
    assert "a plateau from late April to the end of May" in charts.clock(data).layout.meta["alt"]


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
