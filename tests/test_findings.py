"""The front page: key findings computed from the data, each with a link to its proof."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from briefing import load, prose
from briefing.dataset import SPEECH_DAY
from briefing.facts import rights as rights_facts
from briefing.reading import funding as funding_reading
from briefing.reading import index as index_reading
from conftest import NOTEBOOKS, edit

CITED = re.compile(r"\[\[.*?\]\(<.*?>.*?\)")


def seen(finding) -> str:
    """What a reader sees of a finding: its title and text without citations."""
    return f"{finding.title}. " + CITED.sub("", finding.text).replace("\\", "")


def test_six_to_eight_findings_of_two_lines_each(researched):
    found = index_reading.all_findings(researched)
    assert 6 <= len(found) <= 8
    for finding in found:
        assert len(seen(finding)) <= 165 and finding.text.endswith("."), finding.title
        assert re.search(r"\d", seen(finding)), finding.title
        assert len(CITED.findall(finding.text)) <= 2
        assert (NOTEBOOKS / finding.link.split("#")[0]).exists()
    assert len({source for finding in found for source in CITED.findall(finding.text)}) <= 18


@pytest.mark.parametrize(
    ("number", "finding"),
    [
        ("recorded 7,971,194", index_reading.money_stated),
        ("stated about 7.5 million US dollars", index_reading.money_stated),
        ("26,154 US dollars", index_reading.small_firms),
        ("250,000 US dollars", index_reading.small_firms),
        ("0.3% of the recorded COVID-19 money", index_reading.small_firms),
        ("5,605 (18.5%) more", index_reading.deaths),
        ("391 reported as COVID-19", index_reading.deaths),
        ("about 15,000", index_reading.crowds),
        ("more than 150,000", index_reading.crowds),
        ("about 10 times", index_reading.crowds),
        ("public in September", index_reading.deaths),
        ("11 of 18", index_reading.law),
        ("26 June 1987", index_reading.law),
        ("156 of the 169", index_reading.targets),
    ],
)
def test_the_numbers_are_those_of_the_research(researched, number, finding):
    assert number in seen(finding(researched))


def test_every_document_on_which_the_un_advised_is_counted(data):
    text, advised = (
        seen(index_reading.documents(data)),
        data.policy_documents[data.policy_documents.relation == "advised"],
    )
    days = sorted((advised.adopted.dropna() - SPEECH_DAY).dt.days)
    assert f"Of {len(advised)} national documents" in text and {20, 40} <= set(days)
    later = prose.listing([prose.number(day) for day in days if day > 0])
    assert f"{later} days after the speech" in text


def test_what_was_not_confirmed_is_counted_and_so_is_what_no_source_settles(data):
    text, counts = seen(index_reading.verdicts(data)), data.claims.verdict.value_counts()
    assert f"Of {len(data.claims)} statements {counts['not found']} were not found" in text
    assert f"{counts['norm'] + counts['not checkable']} more are" in text


def test_key_numbers_stand_with_unit_day_who_and_source(data):
    shown = index_reading.key_numbers(data).numbers
    bound, others = rights_facts.core(data)
    values = [one.value for one in shown]
    assert values == ["about 7.5 million", "5,605", f"{len(bound)} of {len(bound) + len(others)}"]
    for one in shown:
        assert one.what and one.who and one.when and one.sources and one.link, one


def test_an_amount_is_set_large_with_its_hedge_and_without_its_unit(data):
    said = data.statements[data.statements.amount.notna()].iloc[-1]
    in_words = {7_500_000: "about 7.5 million", 28_160: "about 28,160"}
    for amount, words in in_words.items():
        row = said.copy()
        row["amount"], row["currency"], row["bound"] = amount, "EUR", "about"
        assert funding_reading.value_and_unit(data, row) == (words, "euros")


def test_the_sheet_says_version_day_and_address_and_invents_none(package):
    data = load(package)
    version = data.package["version"]
    day = prose.day(pd.Timestamp(data.package["created"]))
    assert index_reading.edition(data).startswith(f"Version {version} of {day}. ")
    data.package["homepage"] = "https://briefing.example"
    assert f"of {day} at <https://briefing.example>." in index_reading.edition(data)
    del data.package["created"]
    assert index_reading.edition(data).startswith(f"Version {version} at <")


CHANGES = {
    "a contribution": (
        "funding/contributions.csv",
        lambda f: f.assign(amount=f.amount.mask(f.id == "unicef-usaid", "622174")),
        index_reading.money_stated,
        r"recorded ([\d,]+) US dollars,",
        100_000,
    ),
    "a month of deaths": (
        "series/deaths_monthly.csv",
        lambda f: f.assign(
            total_deaths_all_causes=f.total_deaths_all_causes.mask(
                (f.month == "2020-06") & (f.country_iso3 == "BLR"), "13017"
            )
        ),
        index_reading.deaths,
        r"([\d,]+) \([\d.]+%\) more",
        1,
    ),
    "an adoption": (
        "timeline/policy_documents.csv",
        lambda f: f.assign(adopted=f.adopted.mask(f.document == "gender-equality", "2020-12-11")),
        index_reading.documents,
        r"found for 2: (\d+)",
        -19,
    ),
    "a verdict": (
        "speech/claims.csv",
        lambda f: f.assign(verdict=f.verdict.mask(f.id == "p04-3", "differs")),
        index_reading.verdicts,
        r"and (\d+) differ",
        1,
    ),
    "a treaty": (
        "rights/treaty_status.csv",
        lambda f: f.assign(
            status_on_day=f.status_on_day.mask(f.instrument == "CRPD", "not-a-party")
        ),
        index_reading.law,
        r"by (\d+) of 18",
        -1,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_changes_the_sentence(package, name):
    table, change, finding, pattern, by = CHANGES[name]
    before = number_in(pattern, seen(finding(load(package))))
    edit(package, table, change)
    assert number_in(pattern, seen(finding(load(package)))) == before + by


def number_in(pattern: str, text: str) -> int:
    return int(re.search(pattern, text)[1].replace(",", ""))
