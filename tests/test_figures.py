"""Contested figures: values, attribution, and what must be visible in the chart itself."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest
from briefing import check, load, prose
from briefing.charts import figures as charts
from briefing.charts.rows import GLYPHS
from briefing.facts import figures as facts
from briefing.reading import figures as reading
from briefing.reading.index import crowds
from briefing.theme import escape
from conftest import rename, set_cells, texts

pytestmark = pytest.mark.usefixtures("remembering")


def unbroken(text: str) -> str:
    """A label without the breaks between its lines, which may fall inside a long word."""
    return re.sub(r"<br>|</?b>|\s", "", text)


def layouts(figure) -> dict[str, list[dict]]:
    """The texts of both layouts of a chart."""
    return {
        "wide": [a.to_plotly_json() for a in figure.layout.annotations],
        "narrow": figure.layout.meta["narrow"]["annotations"],
    }


@pytest.mark.parametrize("kind", ["crowd", "detained", "deaths"])
@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_contested_number_is_labelled_with_who_says_it(data, kind, layout):
    topics = facts.disputed_topics(data, kind)
    figure = charts.contested(data, topics, id="x", title="x")
    labels = [unbroken(a["text"]) for a in layouts(figure)[layout]]
    rows = facts.numbers_of(data, topics)
    for row in rows.itertuples():
        assert any(unbroken(escape(row.who)) in label for label in labels), row.id
        assert any(unbroken(escape(row.scope)) in label for label in labels), row.id
        assert unbroken(prose.amount(data, row)) in labels, row.id
    assert len(marks(figure)) == len(rows)


def marks(figure) -> list[tuple]:
    """First and last end of each mark, its height and its symbol, from the top down."""
    drawn = [
        (trace.x[n - 1], trace.x[n], trace.y[n], trace.marker.symbol)
        for trace in figure.data
        for n, hover in enumerate(trace.hovertext or [])
        if hover
    ]
    return sorted(drawn, key=lambda mark: mark[2])


def test_a_mark_stands_at_its_number_in_the_row_of_its_words(data):
    topics = facts.disputed_topics(data, "crowd")
    figure = charts.contested(data, topics, id="x", title="x")
    rows = reading.side_by_side(data, topics)
    assert [end for _, end, *_ in marks(figure)] == list(rows.value_to.fillna(rows.value))
    words = {a.y: unbroken(a.text) for a in figure.layout.annotations if a.xref == "paper"}
    for row, (*_, y, _) in zip(rows.itertuples(), marks(figure), strict=True):
        assert unbroken(escape(row.who)) in words[y]  # after its day, where those of a topic differ


def test_who_counted_is_told_by_symbol_and_lightness(data):
    looks = data.categories("figures", "who_kind")
    assert looks.symbol.is_unique and set(looks.symbol) <= set(GLYPHS)
    assert "pattern" not in looks and looks.colour["official"] != looks.colour["un"]
    figure = charts.contested(data, ["detained-2020-11-15"], id="x", title="x")
    assert {symbol for *_, symbol in marks(figure)} == {"circle", "diamond-open"}
    written = texts(figure)
    assert f"● {looks.label['un']}" in written and "◇ Human rights groups" in written
    assert "Belarusian authorities" not in written  # none of them speaks here


def test_numbers_of_one_area_stand_together_and_say_it(data):
    figure = charts.contested(data, ["crowd-2020-09-13"], id="x", title="x")
    told = ["Interior Ministry: Minsk only", "Interior Ministry: whole country"]
    words = [unbroken(a.text) for a in figure.layout.annotations]
    found = [next((t for t in told if word.endswith(unbroken(t))), "") for word in words]
    assert [t for t in found if t] == told
    whole = charts.contested(data, ["detained-2020-09-27"], id="x", title="x")
    assert "whole country" not in texts(whole)  # all numbers are of one area


def test_one_hour_and_no_stated_area_are_said(data):
    crowd = charts.contested(data, ["crowd-2020-08-16", "crowd-2020-09-06"], id="x", title="x")
    assert "CNN: Minsk, around 3 pm" in texts(crowd)
    detained = charts.contested(data, ["detained-2020-11-15"], id="x", title="x")
    assert "area not stated" in texts(detained)


def test_numbers_of_several_days_say_their_days_from_the_oldest_on(data):
    figure = charts.contested(data, ["deaths-protest"], id="x", title="x")
    words = [a.text for a in figure.layout.annotations if re.match(r"\d+ \w+ 20\d\d, ", a.text)]
    stated = facts.numbers_of(data, ["deaths-protest"]).as_of.sort_values()
    days = stated[stated.str.fullmatch(r"20\d\d-\d\d-\d\d")]  # which the pattern above finds
    assert [w.split(",")[0] for w in words] == [prose.partial_date(day) for day in days]


def test_a_total_is_drawn_over_the_days_that_it_counts(data):
    figure = charts.totals(data, ["detained-total"], id="x", title="x")
    rows = facts.spans(data, ["detained-total"]).set_index("id")
    drawn = {(f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") for first, last, *_ in marks(figure)}
    assert ("2020-08-09", "2020-12-04") in drawn  # High Commissioner
    assert ("2020-05-01", "2021-05-31") in drawn  # months run from their first to their last day
    assert pd.isna(rows.start["detained-total-amnesty"]) and len(marks(figure)) == len(rows)
    written = texts(figure).replace("<br>", " ")
    assert written.count("first day not stated") == rows.start.isna().sum()


@pytest.mark.parametrize("make", [charts.contested, charts.totals])
@pytest.mark.parametrize(
    "cells",
    [
        {"who": "A body with a name that is " + "very " * 30 + "long"},
        {"value": "0", "bound": "exactly"},
        {"value": "12000000"},
        {"value_to": "900000", "bound": "about"},
        {"window_start": "2019", "window_end": "2023"},
        {"window_start": "2020-12-31", "window_end": "", "as_of": "2020-11"},
        {"scope": "", "area": "unstated", "as_of": "2021"},
        {"who_kind": "research"},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_whatever_is_valid_is_drawn_without_texts_on_each_other(package, make, cells):
    set_cells(package, "figures", "detained-total-amnesty", **cells)
    assert not check.faults(package)
    figure = make(load(package), ["detained-first-days", "detained-total"], id="x", title="x")
    for layout, height, at in [
        ("wide", figure.layout.height, figure.layout.margin),
        ("narrow", *(figure.layout.meta["narrow"][key] for key in ("height", "margin"))),
    ]:
        inside = height - at["t"] - at["b"]
        pixels = inside / figure.layout.yaxis.range[0]
        words = [a for a in layouts(figure)[layout] if a.get("xref") == "paper" and "yref" not in a]
        edges = []
        for text in words:
            lines = 14 * (text["text"].count("<br>") + 1)
            y = text["y"] * pixels
            edges.append((y + 9 - lines, y + 9) if layout == "wide" else (y, y + lines))
        assert edges[0][0] > -5
        for (_, above), (below, _) in pairwise(edges):
            assert below >= above, layout


@pytest.mark.parametrize("days", [0, 40, 400])
def test_totals_of_one_day_or_of_years_have_an_axis(package, days):
    last = pd.Timestamp("2020-08-13") + pd.Timedelta(days=days)
    only = load(package)
    rows = only.figures[only.figures.id == "detained-first-days-experts"]
    rows = rows.assign(window_start="2020-08-13", window_end=f"{last:%Y-%m-%d}")
    figure = charts.totals(only.narrowed(figures=rows), ["detained-first-days"], id="x", title="x")
    low, high = figure.layout.xaxis.range
    assert pd.Timestamp(low) < pd.Timestamp("2020-08-13") <= last < pd.Timestamp(high)


def test_crowd_ratios_set_minsk_against_minsk(data):
    pairs = facts.crowd_pairs(data)
    ratios = pairs.other / pairs.official
    for topic in ("crowd-2020-09-13", "crowd-2020-09-20"):
        counted = facts.numbers_of(data, [topic]).query("area == 'minsk'")
        official = counted.who_kind == "official"
        assert ratios[topic] == pytest.approx(
            counted[~official].value.max() / counted[official].value.max()
        )
    area = data.figures.set_index("id").area
    # and so it stands beside no crowd of Minsk
    assert area["crowd-2020-09-06-ministry"] == "country"
    assert "crowd-2020-08-16" not in ratios  # no official number


def test_a_count_of_a_month_stands_beside_no_count_of_a_day(data):
    days = facts.topics_of_a_day(data, facts.disputed_topics(data, "detained"))
    assert "detained-2020-09-20" in days and "detained-2020-11-15" in days
    assert not {"detained-2020-11", "detained-first-days", "detained-total"} & set(days)


def test_no_count_of_the_country_enters_a_ratio(data):
    area = data.figures.set_index("id").area
    pairs = facts.crowd_pairs(data)
    assert (pairs[["official_id", "other_id"]].stack().map(area) == "minsk").all()


def test_the_table_of_figures_attributes_every_number(data):
    table = reading.figures_table(data).payload()
    assert len(table["rows"]) == len(data.figures)
    assert all(row["cells"][1]["text"] and row["cells"][5]["sources"] for row in table["rows"])
    counted = {row["id"]: row["cells"][3]["text"] for row in table["rows"]}
    assert counted["figure-detained-2020-09-20-viasna"] == "whole country, by 11 pm"
    assert counted["figure-crowd-2020-09-13-ministry-minsk"] == "Minsk only"


def test_a_new_row_changes_the_finding(package):
    before = crowds(load(package)).title
    set_cells(package, "figures", "crowd-2020-09-13-ministry-minsk", value="75000")
    after = crowds(load(package)).title
    assert "about 10 times apart" in before and "about 10 times apart" not in after


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("crowd-2020-09-20-ministry", "20,000"),
        ("crowd-2020-09-20-ministry-minsk", "18,000"),
        ("crowd-2020-09-20-media", "more than 100,000"),
        ("crowd-2020-10-26-ministry", "about 3,600"),
        ("detained-total-viasna-2020-11-30", "30,000"),
        ("detained-2020-11-15-ohchr", "reportedly 700"),
    ],
)
def test_a_number_is_worded_as_its_source_has_it(data, figure, words):
    assert prose.amount(data, data.figures.set_index("id").loc[figure]) == words


@pytest.mark.parametrize(
    ("value", "bound", "sound"),
    [
        ("20000", "exactly", False),
        ("20000", "round", True),
        ("20000", "about", True),
        ("700", "exactly", False),
        ("713", "exactly", True),
        ("713", "round", False),
    ],
)
def test_one_rule_for_numbers_without_a_hedge(package, value, bound, sound):
    set_cells(package, "figures", "crowd-2020-09-20-ministry", value=value, bound=bound)
    faults = [fault for fault in check.faults(package) if fault.column == "bound"]
    assert not faults if sound else len(faults) == 1 and faults[0].table == "figures"


@pytest.mark.parametrize(
    "figure",
    [
        "students-expelled-ohchr",
        "detained-2020-11-08-ohchr",
        "detained-total-ohchr-2020-12-04",
        "complaints-ohchr",
        "detained-2020-11-15-experts",
        "accused-held-ohchr",
    ],
)
def test_what_a_source_relays_as_reported_stays_so_beside_the_number(data, figure):
    assert "reported" in data.figures.set_index("id").scope[figure]


@pytest.mark.parametrize(
    ("other", "official", "ratio"),
    [
        ("crowd-2020-09-13-observers", "crowd-2020-09-13-ministry-minsk", 150000 / 15000),
        ("crowd-2020-09-20-media", "crowd-2020-09-20-ministry-minsk", 100000 / 18000),
    ],
)
def test_crowds_of_minsk_can_be_set_against_crowds_of_minsk(data, other, official, ratio):
    """On two Sundays both sides counted Minsk, and the numbers say so in a form code can use."""
    rows = data.figures.set_index("id").loc[[other, official]]
    assert (rows.area == "minsk").all() and rows.topic.nunique() == 1
    assert rows.value.iloc[0] / rows.value.iloc[1] == pytest.approx(ratio)


@pytest.mark.parametrize("figure", ["crowd-2020-09-13-ministry", "detained-2020-09-27-ministry"])
def test_a_crowd_or_a_count_of_detained_says_its_area(package, figure):
    set_cells(package, "figures", figure, area="")
    faults = check.faults(package)
    assert len(faults) == 1 and (faults[0].table, faults[0].column) == ("figures", "area")


def test_an_area_does_not_contradict_its_subject(data):
    """Where a subject as a whole is in Minsk or in the country, so is each of its numbers."""
    rows = data.figures.merge(data.topics, on="topic", suffixes=("", "_topic"))
    for place, area in [("Minsk", "minsk"), ("whole country", "country")]:
        areas = set(rows.area[(rows.place == place) & rows.kind.isin(["crowd", "detained"])])
        assert areas <= {area, "unstated"}, place


def test_a_label_is_an_edit_of_the_description_alone(package):
    """Another name of a kind of speaker needs no change of Python."""
    rename(package, "Press", "The press")
    crowds = charts.contested(load(package), ["crowd-2020-08-16"], id="x", title="x")
    assert "The press" in texts(crowds)


def test_the_un_of_the_key_takes_in_its_independent_experts(data):
    assert "independent UN experts" in data.label("figures", "who_kind", "un")


def test_a_unit_fits_its_number(data):
    rows = reading.figures_table(data).frame.set_index("id")
    assert rows.Unit["figure-deaths-ohchr-2020-08-12"] == "person"
    assert rows.Unit["figure-deaths-experts-2020-08-13"] == "people"
    assert not rows.Unit[rows.value.isna()].any()


def test_no_number_stands_on_its_own_line(data):
    """A total whose line leaves no room at either side has its number above it."""
    figure = charts.totals(data, ["detained-total"], id="x", title="x")
    lines = {y: (start, end) for start, end, y, _ in marks(figure)}
    texts_of = [a for a in figure.layout.annotations if a.xref is None and a.y in lines]
    assert len(texts_of) == len(lines)
    for text in texts_of:
        start, end = lines[text.y]
        assert text.yanchor == "bottom" or text.x == (end if text.xanchor == "left" else start)


def test_a_ratio_alone_is_no_range(data):
    assert reading.times_between(pd.Series([5.55, 10.0])) == "about 5.6 to about 10 times"
    assert reading.times_between(pd.Series([10.0])) == "about 10 times"
