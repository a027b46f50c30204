"""The charts and tables of the timeline: events in their lanes, mentions, documents."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest
from briefing import check, load
from briefing.charts import timeline as charts
from briefing.charts.lanes import stacked
from briefing.dataset import SPEECH_DAY
from briefing.facts import timeline as facts
from briefing.look import COLOURS
from briefing.reading import timeline as reading
from briefing.theme import escape
from conftest import add_category, rename, set_cells, texts
from test_figures import unbroken

pytestmark = pytest.mark.usefixtures("remembering")


def test_every_event_of_the_year_is_in_its_lane(data):
    figure = charts.lanes(data)
    shown = sum(len(t.x) for t in figure.data if t.mode == "markers" and t.hovertext)
    last = data.events.end_date.fillna(data.events.date)
    inside = (data.events.date >= "2019-12-20") & (last <= "2021-01-12")
    assert shown == inside.sum() >= 170  # most of those of the research
    for label in data.labels("events", "lane").values():
        assert f"<b>{label}</b>" in texts(figure)


def test_a_month_is_drawn_as_a_span_not_a_day(data):
    month = data.events[data.events.id == "draft-migration-concept-shown"]
    figure = charts.lanes(data, month)
    bar = next(t for t in figure.data if t.mode == "lines")
    assert [f"{pd.Timestamp(x):%Y-%m-%d}" for x in bar.x[:2]] == ["2020-02-01", "2020-02-29"]


def test_marks_of_one_lane_do_not_lie_on_each_other(data):
    for _, lane in data.events.groupby("lane"):
        for _, level in lane.assign(level=stacked(lane)).sort_values("date").groupby("level"):
            ends = level.end_date.fillna(level.date)
            assert (level.date.iloc[1:].to_numpy() > ends.iloc[:-1].to_numpy()).all()


def all_named(data):
    """The data with the longest of labels at every event of the year of the speech."""
    events = data.events
    label = events.label.mask(events.date.dt.year == SPEECH_DAY.year, "n" * 40)
    return data.narrowed(events=events.assign(label=label))


def places(figure) -> list[tuple[float, float, float]]:
    """Height, left and right end of each label beside a mark, in pixels of a narrow window."""
    first, last = (pd.Timestamp(day) for day in figure.layout.xaxis.range)
    found = []
    for label in figure.layout.annotations:
        if label.hovertext:
            x = (pd.Timestamp(label.x) - first) / (last - first) * 660 + label.xshift
            long = 6.5 * len(re.sub("<[^>]+>", "", label.text))
            found.append((label.y, *((x, x + long) if label.xanchor == "left" else (x - long, x))))
    return found


@pytest.mark.parametrize("change", [lambda data: data, all_named], ids=["as it is", "all"])
def test_no_label_of_the_year_lies_on_another_or_is_cut(data, change):
    changed = change(data)
    found = sorted(places(charts.lanes(changed)))
    inside = facts.within(facts.named(changed), charts.FIRST, charts.LAST)
    assert len(found) == len(inside) > 0
    assert all(left >= 0 and right <= 660 for _, left, right in found)
    for (line, _, right), (other, left, _) in pairwise(found):
        assert other > line or left > right


def test_a_narrow_picture_has_the_numbers_of_the_list_below(data):
    named, table = facts.named(data), reading.year_table(data).payload()
    annotations = charts.lanes(data).layout.meta["narrow"]["annotations"]
    written = [re.sub("<[^>]+>", "", one["text"]) for one in annotations]
    assert not set(named.label) & set(written)
    assert sorted(int(text) for text in written if text.isdigit()) == list(named.number)
    for (row, event), number in zip(
        zip(table["rows"], named.itertuples(), strict=True), range(1, len(named) + 1), strict=True
    ):
        when, what, lane = row["cells"]
        assert when["text"].startswith(f"{number}. ")
        assert lane["text"] == data.label("events", "lane", event.lane)
        assert (what["text"], what["href"]) == (event.label, f"events.html#{event.id}")


def test_events_of_every_lane_are_named(data):
    named = facts.named(data)
    assert len(named) >= 12 and set(named.lane) == set(data.labels("events", "lane"))


def test_an_event_says_that_it_is_named_and_why(data):
    rows = {
        row["id"]: row["cells"][1]["more"] for row in reading.events_table(data).payload()["rows"]
    }
    for event in facts.named(data).itertuples():
        said = f"In the year at a glance: “{event.label}”. {event.label_reason}"
        assert said in rows[event.id]


@pytest.mark.parametrize(
    ("event", "cells", "column", "words"),
    [
        ("football-plays-on", {"label": "Football"}, "label_reason", "give both"),
        ("first-case", {"label": ""}, "label_reason", "give both"),
        ("first-case", {"label": "x" * 41}, "label", "41 characters, and there is room for 40"),
        ("first-case", {"date": "2019-12-31"}, "label", "the picture of 2020, but begins on 2019"),
    ],
)
def test_a_label_has_a_reason_room_and_the_right_year(package, event, cells, column, words):
    set_cells(package, "events", event, **cells)
    faults = check.faults(package)
    assert [(fault.table, fault.column) for fault in faults] == [("events", column)]
    assert words in str(faults[0])


def test_an_empty_selection_of_events_is_a_chart_too(data):
    assert "0 events" in charts.lanes(data, data.events.head(0)).layout.meta["title"]


def test_policy_documents_against_the_day_of_the_speech(data):
    figure = charts.documents(data)
    text = texts(figure)
    for distance in ("20 days after", "40 days after", "365 days after", "290 days before"):
        assert distance in text
    adopted = data.policy_documents.adopted
    later, undated = (adopted > SPEECH_DAY).sum(), adopted.isna().sum()
    apart = unbroken(text[text.index("No date found") :])
    for name in data.policy_documents.name_in_speech[adopted.isna()]:
        assert unbroken(f"“{escape(name)}”") in apart
    assert sum(trace.mode == "lines+markers" for trace in figure.data) == adopted.notna().sum()
    assert figure.layout.meta["title"] == (
        f"Of {len(adopted)} documents that the speech names, {later} came out after it and"
        f" {undated} could not be dated"
    )


def test_the_table_of_events_is_complete(data):
    table = reading.events_table(data).payload()
    assert [row["id"] for row in table["rows"]] == [*data.events.sort_values(["date", "id"]).id]
    assert all(row["cells"][-1]["sources"] for row in table["rows"])


def test_every_chart_has_words_sources_and_data(data):
    figures = [
        charts.lanes(data),
        charts.documents(data),
        charts.mentions(data),
    ]
    for figure in figures:
        meta = figure.layout.meta
        assert len(meta["alt"]) > 80 and meta["title"] in figure.layout.title.text
        assert meta["table"]["rows"] and (meta["sources"] or meta["id"] == "lanes")


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
    add_category(package, "events", "lane", value="weather", label="Weather")
    set_cells(package, "events", "first-case", lane="weather")
    assert not check.faults(package)
    changed = load(package)
    alt = charts.lanes(changed).layout.meta["alt"]
    assert " in six lanes: " in alt and "Weather 1." in alt
    assert "Weather: " in charts.mentions(changed).layout.meta["alt"]
    assert "Weather" in set(reading.events_table(changed).frame.lane)


def test_a_new_place_in_the_speech_is_an_edit_of_the_description_alone(package):
    """Every event is counted and said, whatever its place in the speech is called."""
    words = {"label": "Named in the Russian text only", "short": "in Russian", "colour": "orange"}
    add_category(package, "events", "in_speech", value="russian", **words)
    set_cells(package, "events", "first-case", in_speech="russian", paragraph="2")
    assert not check.faults(package)
    changed = load(package)
    figure = charts.mentions(changed)
    assert "not mentioned, 1 in Russian." in figure.layout.meta["alt"]
    assert sum(sum(bar.x) for bar in figure.data) == len(facts.before_the_speech(changed))


def test_a_speech_leaves_out_nothing_that_came_later(data, package):
    """Neither a later event, nor one that was still going on, nor the speech itself counts."""
    figure, last = charts.mentions(data), data.events.end_date.fillna(data.events.date)
    until = data.events[(last <= SPEECH_DAY) & (data.events.id != "the-speech")]
    named, left_out = ((until.in_speech == place).sum() for place in ("named", "no"))
    assert figure.layout.meta["title"] == (
        f"Of {len(until)} events up to its day the speech names {named} and leaves out {left_out}"
    )
    later = (last > SPEECH_DAY).sum()
    assert len(until) + later == len(data.events) - 1
    assert f"{later} events that came or ended later" in figure.layout.meta["note"]
    set_cells(package, "events", "vaccination-begins", date="2020-12-10")
    assert f"leaves out {left_out + 1}" in charts.mentions(load(package)).layout.meta["title"]


def test_an_event_dated_to_a_year_is_given_no_month(data):
    rows = reading.events_table(data).frame.set_index("id").loc[data.events.id]
    of_year = (data.events.precision == "year").to_numpy()
    assert of_year.any() and set(rows.month[of_year].str.len()) == {4}
    assert set(rows.month[~of_year].str.len()) == {7}
    assert rows.month_link["human-rights-adviser-set-up"] == "days.html#2018"


def test_what_was_left_out_leads_to_a_title(data):
    rows = reading.left_out_table(data).frame
    assert (rows.see != "").any() and set(rows.instead) <= {"", *data.events.title}
    assert ((rows.instead == "") == (rows.see == "")).all()


def test_the_plan_that_was_not_found_is_not_said_to_be_published(data):
    assert data.policy_documents.set_index("document").act["serp"] == "publication of a summary"
    assert "the plan itself was not found" in charts.documents(data).layout.meta["note"]


def test_a_colour_of_a_coded_value_is_one_of_the_palette(data):
    for table, field in [
        ("events", "in_speech"),
        ("figures", "who_kind"),
        ("deaths-monthly", "status"),
    ]:
        assert set(data.categories(table, field).colour) <= set(COLOURS)
