"""The record day by day: everything stands under its day, or under its month."""

from __future__ import annotations

import pandas as pd
import pytest
from briefing import links
from briefing.dataset import SPEECH_DAY
from briefing.facts import days as facts
from briefing.reading import days as reading


@pytest.fixture(scope="module")
def rows(data):
    """By anchor the rows of all months: the links of what happened and of the numbers given."""
    return {
        row["id"]: [{item["href"] for item in cell["list"]} for cell in row["cells"][1:]]
        for table in reading.months(data).payload()["views"]
        for row in table["rows"]
    }


def test_what_happened_on_12_august(rows):
    happened, given = rows["2020-08-12"]
    assert {f"events.html#{event}" for event in ("vikhor-death", "bachelet-condemns-response")} <= (
        happened
    )
    assert "events.html#internet-disruption-august" in happened  # 9 to 12 August
    assert "figures.html#figure-deaths-ohchr-2020-08-12" in given


def test_every_event_stands_under_its_day_or_its_month(data, rows):
    for event in data.events.itertuples():
        last = event.date if pd.isna(event.end_date) else event.end_date
        days = pd.date_range(event.date, last).strftime("%Y-%m-%d")
        if event.precision != "day" or len(days) > 7:
            days = [f"{event.date:{'%Y' if event.precision == 'year' else '%Y-%m'}}-month"]
        there = {
            day for day, (happened, _) in rows.items() if f"events.html#{event.id}" in happened
        }
        assert there == set(days), event.id


def test_every_figure_of_a_day_or_month_stands_there_once(data, rows):
    for figure in data.figures.itertuples():
        link = links.address("figure", figure.id)
        there = [day for day, (_, given) in rows.items() if link in given]
        of_month = [f"{figure.as_of}-month"]
        assert there == {4: [], 7: of_month, 10: [figure.as_of]}[len(figure.as_of)], figure.id


def test_no_row_is_empty_and_days_stand_in_order(data):
    for table in reading.months(data).payload()["views"]:
        days = [row["id"] for row in table["rows"]]
        assert days == sorted(days) and all(day.startswith(table["id"]) for day in days)
        for row in table["rows"]:
            assert any(cell["list"] for cell in row["cells"][1:])


def test_the_calendar_counts_what_stands_under_each_day(data, rows):
    months = reading.calendar(data).payload()["months"]
    assert len(months) == 12
    for month in months:
        for day in month["days"]:
            cells = rows.get(day["href"][1:], [])
            assert day["entries"] == sum(len(cell) for cell in cells)
            assert day["href"].startswith(f"#{SPEECH_DAY.year}-")


def test_a_year_stands_after_its_months_and_under_its_own_name(data):
    views = reading.months(data).payload()["views"]
    names = [view["id"] for view in views]
    assert [view["title"] for view in views if view["id"] == "2018"] == ["2018 as a whole"]
    for view in views:
        if len(view["id"]) == 4:
            of_year = [name for name in names if name.startswith(view["id"])]
            assert of_year[-1] == view["id"]
            assert [row["cells"][0]["text"] for row in view["rows"]] == [
                f"In the course of {view['id']}"
            ]


def test_a_number_of_a_day_has_its_unit(data):
    said = {
        item["href"].partition("#figure-")[2]: item["text"]
        for view in reading.months(data).payload()["views"]
        for row in view["rows"]
        for item in row["cells"][2]["list"]
    }
    assert "10.12 per cent (" in said["election-result-tsikhanouskaya"]
    assert said["deaths-ohchr-2020-08-12"].endswith(": 1 person")
    assert said["students-expelled-ministry"].endswith(': "isolated"')


def test_a_long_span_is_told_with_the_month_in_which_it_begins(data):
    row = facts.by_day(data).query("id == 'ohchr-report-window'")
    assert list(zip(row.month, row.day, strict=True)) == [("2020-05", "")]
