"""Contested figures: values, attribution, and what must be visible in the chart itself."""

from __future__ import annotations

import re

import pytest
from briefing import check, load, prose
from briefing.charts import figures as charts
from briefing.facts import figures as facts
from briefing.reading import figures as reading
from briefing.reading.index import crowds
from briefing.theme import escape
from conftest import rename, set_cells, texts


def unbroken(text: str) -> str:
    """A label without the breaks between its lines, which may fall inside a long word."""
    return re.sub(r"<br>|\s", "", text)


@pytest.mark.parametrize("kind", ["crowd", "detained", "deaths"])
def test_every_contested_bar_is_labelled_with_who_says_it(data, kind):
    topics = facts.disputed_topics(data, kind)
    figure = charts.contested(data, topics, id="x", title="x")
    labels = [unbroken(a.text) for a in figure.layout.annotations]
    rows = facts.figures_of(data, topics)
    for row in rows[rows.value.notna()].itertuples():
        assert any(label.startswith(unbroken(f"{escape(row.who)}:")) for label in labels), row.id
    assert sum(len(t.x) for t in figure.data) == rows.value.notna().sum()


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


def test_a_new_row_changes_the_finding(package):
    before = crowds(load(package)).text
    set_cells(package, "figures", "crowd-2020-09-13-ministry-minsk", value="75000")
    after = crowds(load(package)).text
    assert "about 10 times as many" in before and "about 10 times as many" not in after


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
