"""Anchors and addresses: each leads to an element of a built page."""

from __future__ import annotations

import re

import pytest
from briefing import links
from briefing.facts.days import by_day
from conftest import PAGES

# Per kind of place the keys of all that stands there.
KEYS = {
    "event": lambda data: data.events.id,
    "day": lambda data: [day for day in by_day(data).day if day],
    "month": lambda data: by_day(data).query("precision != 'year'").month,
    "document": lambda data: data.policy_documents.document,
    "figure": lambda data: data.figures.id,
    "goal": lambda data: data.goals.goal,
    "right": lambda data: data.goal_rights.right,
    "treaty": lambda data: data.instruments.instrument,
    "touched": lambda data: data.speech_links.paragraph,
    "instrument": lambda data: data.target_rights.instrument,
    "target": lambda data: data.target_rights.target,
    "goal-targets": lambda data: data.goals.goal,
    "unlinked": lambda data: data.targets_without_link.target,
    "comparability": lambda data: ["crowd", "detained"],
    "rule": lambda data: data.target_codebook.id,
    "statement": lambda data: data.statements.id,
    "contribution": lambda data: data.contributions.id,
    "activity": lambda data: data.sme_activities.id,
    "claim": lambda data: data.claims.id,
    "paragraph": lambda data: data.paragraphs.paragraph,
    "search": lambda data: data.searches.id,
    "difference": lambda data: data.language_differences.id,
    "wording": lambda data: data.reused_wording.id,
    "entity": lambda data: data.entities.entity,
    "source": lambda data: data.sources.id,
    "correction": lambda data: data.corrections.id,
    "table": lambda data: [resource["name"] for resource in data.package["resources"]],
}


@pytest.fixture(scope="module")
def anchors(site):
    """By page: the ids of its elements."""
    return {
        file.stem: set(re.findall(r'\sid="([^"]+)"', file.read_text("utf-8")))
        for file in site.glob("*.html")
    }


@pytest.mark.parametrize("kind", links.PLACES)
def test_every_kind_of_place_is_there_on_its_page(data, anchors, kind):
    keys = set(KEYS[kind](data))
    places = {links.place(kind, key) for key in keys}
    assert len(places) == len(keys) > 0
    missing = {anchor for page, anchor in places if anchor not in anchors[page]}
    assert not missing


def test_every_table_that_a_source_is_cited_in_has_a_place(data, anchors):
    for resource in data.package["resources"]:
        page, chart = links.place_of_table(resource)
        keys = resource["schema"].get("foreignKeys", [])
        if resource.get("sources") or any(k["reference"]["resource"] == "sources" for k in keys):
            assert resource["name"] in links.ROWS or page in anchors, resource["name"]
            assert not chart or chart in anchors[page], resource["name"]
    assert {*links.ROWS, *links.CHARTS} <= {r["name"] for r in data.package["resources"]}
    assert {kind for kind, _ in links.ROWS.values()} <= set(links.PLACES)


@pytest.mark.parametrize(
    ("kind", "key", "address"),
    [
        ("treaty", "ICCPR-OP1", "treaties.html#treaty-iccpr-op1"),
        ("target", "16.10", "target-links-2.html#target-16-10"),
        ("target", "8.9", "target-links-1.html#target-8-9"),
        ("unlinked", "10.5", "targets.html#target-10-5"),
        ("goal-targets", 9, "target-links-2.html#targets-goal-9"),
        ("entity", "UNDP", "evidence.html#UNDP"),
        ("claim", "p04-2", "statements.html#p04-2"),
        ("table", "events", "data.html#table-events"),
        ("goal", 16, "goal-links.html#goal-16"),
    ],
)
def test_a_key_becomes_what_an_address_can_hold(kind, key, address):
    assert links.address(kind, key) == address
    assert links.here(kind, key) == address[address.index("#") :]


@pytest.mark.parametrize("at", links.SHOWN)
def test_what_other_pages_lead_to_is_there(anchors, at):
    page, _, anchor = links.shown(at).partition(".ipynb#")
    assert anchor == at and at in anchors[page]


def test_the_pages_that_links_lead_to_are_pages_of_the_collection():
    assert links.pages() <= set(PAGES)


def test_a_target_of_no_goal_has_no_page():
    with pytest.raises(ValueError, match="goal 18"):
        links.address("target", "18.1")


def test_files_stand_where_links_say(data, site):
    for resource in data.package["resources"]:
        assert (site / links.table_file(resource["name"])).exists()
    assert (site / links.chart_file("evidence", "verdicts", ".svg")).exists()
