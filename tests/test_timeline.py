"""The charts and tables of the timeline: events in their lanes, mentions, documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pandas as pd
from briefing import check, load
from briefing.charts import timeline as charts
from briefing.dataset import ROOT, SPEECH_DAY
from briefing.reading import timeline as reading
from briefing.theme import COLOURS
from conftest import add_category, rename, set_cells, texts


def test_every_event_of_the_year_is_in_its_lane(data):
    figure = charts.lanes(data)
    shown = sum(len(t.x) for t in figure.data if t.mode == "markers" and t.hovertext)
    last = data.events.end_date.fillna(data.events.date)
    inside = (data.events.date >= "2019-12-20") & (last <= "2021-04-05")
    assert shown == inside.sum() >= 179  # those of the research
    for label in data.labels("events", "lane").values():
        assert f"<b>{label}</b>" in texts(figure)


def test_a_month_is_drawn_as_a_span_not_a_day(data):
    month = data.events[data.events.id == "draft-migration-concept-shown"]
    figure = charts.lanes(data, month)
    bar = next(t for t in figure.data if t.mode == "lines")
    assert [f"{pd.Timestamp(x):%Y-%m-%d}" for x in bar.x[:2]] == ["2020-02-01", "2020-02-29"]


def test_events_of_one_lane_do_not_lie_on_each_other(data):
    events = data.events
    levels = charts.stacked(events)
    for _, lane in events.assign(level=levels).groupby(["lane", "level"]):
        ends = lane.sort_values("date").end_date.fillna(lane.date)
        assert (lane.sort_values("date").date.iloc[1:].to_numpy() > ends.iloc[:-1].to_numpy()).all()


def test_an_empty_selection_of_events_is_a_chart_too(data):
    assert "0 events" in charts.lanes(data, data.events.head(0)).layout.meta["title"]


def test_policy_documents_against_the_day_of_the_speech(data):
    figure = charts.documents(data)
    text = texts(figure)
    for distance in ("20 days after", "40 days after", "365 days after", "290 days before"):
        assert distance in text
    adopted = data.policy_documents.adopted
    later, undated = (adopted > SPEECH_DAY).sum(), adopted.isna().sum()
    assert text.count("no date found") == undated
    assert figure.layout.meta["title"] == (
        f"Of {len(adopted)} documents that the speech names, {later} came out after it and"
        f" {undated} could not be dated"
    )


def test_the_table_of_events_is_complete(data):
    table = reading.events_table(data).payload()
    assert [row["id"] for row in table["rows"]] == [*data.events.sort_values(["date", "id"]).id]
    assert all(row["cells"][4]["sources"] for row in table["rows"])


def test_every_chart_has_words_sources_and_data(data):
    figures = [
        charts.lanes(data),
        charts.documents(data),
        charts.mentions(data),
    ]
    for figure in figures:
        meta = figure.layout.meta
        assert len(meta["alt"]) > 80 and meta["title"] in figure.layout.title.text
        assert meta["table"] and (meta["sources"] or isinstance(meta["table"], str))


def test_markup_in_the_data_is_text_in_a_chart(data):
    events = data.events.head(3).assign(
        title="<a href='https://example.org'>x</a>", date=pd.Timestamp("2020-05-05")
    )
    figure = charts.lanes(data, events)
    hover = " ".join(h for t in figure.data if t.hovertext for h in t.hovertext)
    assert "<a" not in hover and "&lt;a" in hover


def test_a_label_is_an_edit_of_the_description_alone(package):
    """Another name of a lane needs no change of Python."""
    rename(package, "Pandemic", "The virus")
    changed = load(package)
    assert "<b>The virus</b>" in texts(charts.lanes(changed))
    assert "The virus: " in charts.mentions(changed).layout.meta["alt"]


def test_a_new_lane_is_an_edit_of_the_description_alone(package):
    add_category(package, "events", "lane", value="weather", label="Weather", colour="pale")
    set_cells(package, "events", "first-case", lane="weather")
    assert not check.faults(package)
    changed = load(package)
    alt = charts.lanes(changed).layout.meta["alt"]
    assert " in six lanes: " in alt and "Weather 1." in alt
    assert "Weather: " in charts.mentions(changed).layout.meta["alt"]
    assert "Weather" in set(reading.events_table(changed).frame.lane)


def test_a_new_place_in_the_speech_is_an_edit_of_the_description_alone(package):
    """Every event is counted and said, whatever its place in the speech is called."""
    looks = {"symbol": "star", "size": 9, "colour": "orange", "pattern": "x"}
    words = {"label": "Named in the Russian text only", "short": "in Russian"}
    add_category(package, "events", "in_speech", value="russian", **words, **looks)
    set_cells(package, "events", "first-case", in_speech="russian", paragraph="2")
    assert not check.faults(package)
    changed = load(package)
    alt = charts.lanes(changed).layout.meta["alt"]
    said = re.search(r"(\d+) are named in the speech, (\d+) implied, (\d+) not mentioned, 1 ", alt)
    shown = int(re.match(r"Timeline of (\d+) events", alt)[1])
    assert sum(map(int, said.groups())) + 1 == shown
    assert "not mentioned, 1 named in the Russian text only." in alt
    figure = charts.mentions(changed)
    assert "not mentioned, 1 in Russian." in figure.layout.meta["alt"]
    assert sum(sum(bar.x) for bar in figure.data) == len(changed.events)


def test_a_chart_does_without_the_check():
    """Who draws a chart need not load the rules of the data."""
    code = "import sys; from briefing.charts import timeline, funding; print(*sys.modules)"
    own = {**os.environ, "PYTHONPATH": str(ROOT / "notebooks")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=own, capture_output=True, text=True, check=True
    )
    assert "briefing.reading.timeline" in done.stdout.split()
    assert not [name for name in done.stdout.split() if name.startswith("briefing.check")]


def test_a_colour_of_a_coded_value_is_one_of_the_palette(data):
    for table, field in [
        ("events", "lane"),
        ("events", "in_speech"),
        ("figures", "who_kind"),
        ("deaths-monthly", "status"),
    ]:
        assert set(data.categories(table, field).colour) <= set(COLOURS)
