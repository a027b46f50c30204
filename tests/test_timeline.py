"""The charts and tables of the timeline: values, attribution, and what must be visible in the chart
itself.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pandas as pd
import pytest
from briefing import check, load, prose
from briefing.charts import timeline as charts
from briefing.dataset import ELECTION_WEEK, ROOT, SPEECH_DAY
from briefing.facts import timeline as facts
from briefing.reading import timeline as reading
from briefing.reading.index import crowds
from briefing.theme import COLOURS, escape
from conftest import add_category, edit


def texts(figure) -> str:
    """Everything a reader can see written in a chart."""
    return " ".join(
        [a.text for a in figure.layout.annotations] + [t.name or "" for t in figure.data]
    )


def test_second_quarter_against_the_published_sums(data):
    published = {"now": 35868, "before": 30263, "reported": 391}
    assert facts.second_quarter(data) == published
    assert "5,605 more deaths" in charts.deaths(data).layout.meta["title"]
    assert set(facts.deaths_of(data, "2020-04", "2020-06").status) == {"official"}
    assert set(facts.deaths_of(data, "2019-04", "2019-06").status) == {"official"}


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


def test_deaths_say_what_was_public_on_the_day_of_the_speech(data):
    note = charts.deaths(data).layout.meta["note"]
    assert "in a UN statistical database by September 2020, before the speech" in note
    assert "None of this was found to be public" not in note


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


def test_the_table_of_figures_attributes_every_number(data):
    table = reading.figures_table(data).payload()
    assert len(table["rows"]) == len(data.figures)
    assert all(row["cells"][1]["text"] and row["cells"][5]["sources"] for row in table["rows"])


def test_every_chart_has_words_sources_and_data(data):
    figures = [
        charts.lanes(data),
        charts.clock(data),
        charts.stringency_versions(data),
        charts.deaths(data),
        charts.documents(data),
        charts.mentions(data),
    ]
    for figure in figures:
        meta = figure.layout.meta
        assert len(meta["alt"]) > 80 and meta["title"] in figure.layout.title.text
        assert meta["table"] and (meta["sources"] or isinstance(meta["table"], str))


def test_a_new_row_changes_the_finding(package):
    before = crowds(load(package)).title
    set_cells(package, "figures", "crowd-2020-09-13-ministry-minsk", value="75000")
    after = crowds(load(package)).title
    assert "about 10 times apart" in before and "about 10 times apart" not in after


def test_markup_in_the_data_is_text_in_a_chart(data):
    events = data.events.head(3).assign(
        title="<a href='https://example.org'>x</a>", date=pd.Timestamp("2020-05-05")
    )
    figure = charts.lanes(data, events)
    hover = " ".join(h for t in figure.data if t.hovertext for h in t.hovertext)
    assert "<a" not in hover and "&lt;a" in hover


def set_cells(package, table: str, id: str, **cells: str) -> None:
    """Change cells of one row in a copy of the package."""

    def change(rows):
        return rows.assign(**{c: rows[c].mask(rows.id == id, text) for c, text in cells.items()})

    edit(package, f"timeline/{table}.csv", change)


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


def test_a_label_and_a_colour_are_an_edit_of_the_description_alone(package):
    """A new lane, or another name of one, needs no change of Python."""
    path = package / "datapackage.json"
    described = path.read_text("utf-8")
    described = described.replace('"label": "Pandemic"', '"label": "The virus"')
    described = described.replace('"label": "Press"', '"label": "The press"')
    path.write_text(described.replace('"label": "Belarus"', '"label": "This country"'), "utf-8")
    changed = load(package)
    assert "<b>The virus</b>" in texts(charts.lanes(changed))
    assert "The virus: " in charts.mentions(changed).layout.meta["alt"]
    crowds = charts.contested(changed, ["crowd-2020-08-16"], id="x", title="x")
    assert "The press" in texts(crowds)
    assert "This country had on average" in charts.clock(changed).layout.meta["title"]


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
    assert pd.Timestamp(ELECTION_WEEK) + pd.Timedelta(days=6) == facts.ELECTION


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
