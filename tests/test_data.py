"""The data package: sound as it is, and damaged in ways that a contributor's slip would."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from conftest import edit

from briefing import check, load
from briefing.__main__ import main
from briefing.dataset import DATA


def test_the_package_is_sound():
    assert check.faults(DATA) == []


def test_check_prints_how_the_research_adds_up(capsys):
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "96 carried over + 7 left out (3 duplicate, 4 out of scope) = 103 researched" in out
    assert "92 carried over + 1 left out (1 low confidence) = 93 researched" in out
    assert "105 carried over + 0 left out = 105 researched" in out


def test_every_event_has_a_source_with_an_address(data):
    sources = data.sources.set_index("id")
    linked = data.event_sources.groupby("event").source.agg(list)
    for event in data.events.id:
        assert linked[event], event
        assert all(sources.url[s].startswith("http") for s in linked[event]), event


def test_all_196_researched_events_and_105_figures_are_accounted_for(data):
    done = check.research_ids(data)
    assert sum(done[batch][0] for batch in ("events-pandemic-un", "events-politics-rights")) == 196
    for researched, kept, left in done.values():
        assert len(kept) + len(left) == researched


def test_no_figure_stands_without_who_says_it(data):
    assert (data.figures.who != "").all()
    assert data.figures.source.isin(data.sources.id).all()


def test_deaths_after_june_2020_are_not_official(data):
    belarus = data.deaths_monthly.query("country_iso3 == 'BLR'")
    assert (belarus[belarus.month > "2020-06"].status == "not-official").all()
    assert (belarus[belarus.month <= "2020-06"].status == "official").all()


@pytest.mark.parametrize(("day", "cases", "deaths"), [("2020-12-31", 194284, 1424)])
def test_reported_cases_against_their_source(data, day, cases, deaths):
    week = data.covid_weekly.query("country_iso3 == 'BLR' and week_start <= @day").sort_values("week_start").iloc[-1]
    assert (week.cum_cases_week_end, week.cum_deaths_week_end) == (cases, deaths), day


def test_types_follow_the_schema(data):
    assert data.events.date.dtype.kind == "M"
    assert data.covid_weekly.new_cases.dtype == "Int64"
    assert data.goals.goal.tolist() == list(range(1, 18))
    assert pd.api.types.is_string_dtype(data.events.title)
    assert data.contributions.in_default_view[data.contributions.research_id != ""].sum() == 23  # of the research


def test_text_that_looks_missing_stays_text(package):
    edit(package, "timeline/events.csv", lambda f: f.assign(place=["NA", "null", *f.place[2:]]))
    assert load(package).events.place[:2].tolist() == ["NA", "null"]


def test_help_lists_columns_with_units(data):
    assert "stringency_final (number, index 0 to 100)" in type(data).stringency_weekly.__doc__
    assert data.fields("events").name.tolist() == list(data.events.columns)


def test_an_analyst_cannot_change_the_loaded_table(data):
    table = data.events
    table.loc[0, "title"] = "changed"
    assert data.events.title[0] != "changed"


def test_an_unknown_table_is_named(data):
    with pytest.raises(KeyError, match="no table 'evnts'"):
        data.resource("evnts")


def set_cell(table: str, row: int, column: str, value: str):
    """A damage: one cell. ``row`` as a text editor counts (the header is 1)."""
    def damage(package):
        edit(package, table, lambda f: f.assign(**{column: f[column].mask(f.index == row - 2, value)}))
    return damage


def drop_rows(table: str, column: str, value: str):
    """A damage: all rows with ``value`` in ``column`` are gone."""
    return lambda package: edit(package, table, lambda f: f[f[column] != value])


def raw(table: str, change):
    """A damage to the bytes of a file."""
    def damage(package):
        path = package / table
        path.write_bytes(change(path.read_bytes()))
    return damage


EVENTS = "timeline/events.csv"
DAMAGES = {
    "a date that is none": (set_cell(EVENTS, 5, "date", "2020-02-31"), "events, row 5, column date"),
    "a lane that does not exist": (set_cell(EVENTS, 5, "lane", "gossip"), "events, row 5, column lane"),
    "an empty title": (set_cell(EVENTS, 7, "title", ""), "events, row 7, column title"),
    "an end before the start": (set_cell(EVENTS, 40, "end_date", "2019-01-01"), "events, row 40, column end_date"),
    "a month that does not begin on its first day": (set_cell(EVENTS, 3, "date", "2018-05-02"), "events, row 3, column precision"),
    "an event without a source": (drop_rows("timeline/event_sources.csv", "event", "first-case"), "column id: first-case has no source"),
    "a source that is not listed": (set_cell("timeline/event_sources.csv", 2, "source", "nobody"), "event-sources, row 2, column source"),
    "a source that nobody cites": (
        lambda p: edit(p, "sources.csv", lambda f: pd.concat([f, f.tail(1).assign(id="zz-unused", url="https://example.org/unused")])), "zz-unused is cited nowhere"),
    "a source twice": (lambda p: edit(p, "sources.csv", lambda f: pd.concat([f, f.tail(1)])), "sources, row"),
    "an address that is none": (set_cell("sources.csv", 2, "url", "javascript:alert(1)"), "sources, row 2, column url"),
    "a figure without who says it": (set_cell("timeline/figures.csv", 9, "who", ""), "figures, row 9, column who"),
    "a figure that is no number": (set_cell("timeline/figures.csv", 9, "value", "many"), "figures, row 9, column value"),
    "a figure without a value": (set_cell("timeline/figures.csv", 9, "value", ""), "figures, row 9, column value"),
    "a negative count": (set_cell("timeline/figures.csv", 9, "value", "-5"), "figures, row 9, column value"),
    "a researched row that vanished": (drop_rows("left_out.csv", "research_id", "TA-001"), "do not add up to 103"),
    "a researched row that is both kept and left out": (set_cell("left_out.csv", 2, "research_id", "TA-002"), "TA-002 is both carried over and left out"),
    "named in the speech without a paragraph": (set_cell(EVENTS, 2, "paragraph", ""), "events, row 2, column paragraph"),
    "a verdict without evidence": (drop_rows("speech/evidence.csv", "claim", "p04-3"), "p04-3 is confirmed without evidence"),
    "our reading without a reason": (
        lambda p: edit(p, "rights/goal_rights.csv", lambda f: f.assign(rationale="")), "is our reading without a rationale"),
    "the same money twice in the default view": (
        lambda p: edit(p, "funding/contributions.csv", lambda f: f.assign(in_default_view=f.in_default_view.mask(f.id == "who-all", "yes"))), "hold the same money"),
    "a table that is gone": (lambda p: (p / "timeline/topics.csv").unlink(), "topics"),
    "an empty file": (raw(EVENTS, lambda b: b""), "events"),
    "a column too few": (lambda p: edit(p, EVENTS, lambda f: f.drop(columns="place")), "events"),
    "a column too many": (lambda p: edit(p, EVENTS, lambda f: f.assign(mood="grim")), "events"),
    "bytes that are no UTF-8": (raw(EVENTS, lambda b: b[:5000] + b"\xff\xfe" + b[5000:]), "events"),
    "a package description that is no JSON": (raw("datapackage.json", lambda b: b[:-20]), "datapackage.json"),
    "no package description": (lambda p: (p / "datapackage.json").unlink(), "datapackage.json"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_with_its_place_and_its_remedy(package, name):
    damage, expected = DAMAGES[name]
    damage(package)
    faults = [str(fault) for fault in check.faults(package)]
    assert any(expected in fault for fault in faults), faults[:5]
    assert all(" Mend: " in fault for fault in faults)


def test_check_fails_with_one_line_per_fault(package, capsys):
    DAMAGES["a lane that does not exist"][0](package)
    assert main(["check", "--data", str(package)]) == 1
    err = capsys.readouterr().err.strip().splitlines()
    assert len(err) == 2 and err[0].startswith("events, row 5, column lane:") and err[1] == "1 faults found."


def test_every_table_is_described(data):
    for resource in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]:
        assert resource["title"] and resource["description"] and resource["licenses"], resource["name"]
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"]), resource["name"]
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert files == {r["path"] for r in data.package["resources"]}

