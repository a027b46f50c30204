"""The front page: key findings computed from the data, each with a link to its proof; the machine-readable words."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS, edit

from briefing import findings, load


def test_six_to_eight_findings_of_one_sentence_each(data):
    found = findings.all_findings(data)
    assert 6 <= len(found) <= 8
    for finding in found:
        text = re.sub(r"\[\[.*?\]\(<.*?>.*?\)", "", finding.text)  # without citations
        assert text.count(". ") == 0 and text.endswith("."), finding.title
        assert re.search(r"\d", text), finding.title
        assert (NOTEBOOKS / finding.link.split("#")[0]).exists()


@pytest.mark.parametrize(("number", "finding"), [
    ("7,971,194 US dollars", findings.money_stated), ("5.5 million US dollars on 27 May 2020", findings.money_stated), ("26,154 US dollars", findings.small_firms),
    ("250,000 US dollars", findings.small_firms), ("5,605 more deaths", findings.deaths), ("no more than 22,000", findings.crowds), ("more than 150,000", findings.crowds),
    ("20 to 365 days later", findings.documents), ("11 of 18", findings.law), ("26 June 1987", findings.law), ("156 of the 169", findings.targets),
])
def test_the_numbers_are_those_of_the_research(data, number, finding):
    assert number in finding(data).text


CHANGES = {
    "a contribution": ("funding/contributions.csv", lambda f: f.assign(amount=f.amount.mask(f.id == "unicef-usaid", "622174")), findings.money_stated, "8,071,194 US dollars"),
    "a month of deaths": (
        "series/deaths_monthly.csv", lambda f: f.assign(total_deaths_all_causes=f.total_deaths_all_causes.mask((f.month == "2020-06") & (f.country_iso3 == "BLR"), "13017")),
        findings.deaths, "5,606 more deaths"),
    "an adoption": ("timeline/policy_documents.csv", lambda f: f.assign(adopted=f.adopted.mask(f.document == "gender-equality", "2020-12-11")), findings.documents, "1 to 365 days"),
    "a treaty": ("rights/treaty_status.csv", lambda f: f.assign(status_on_day=f.status_on_day.mask(f.instrument == "CRPD", "not-a-party")), findings.law, "10 of 18"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_changes_the_sentence(package, name):
    table, change, finding, expected = CHANGES[name]
    assert expected not in finding(load(package)).text
    edit(package, table, change)
    assert expected in finding(load(package)).text


def test_verdicts_are_counted_from_the_statements(package):
    def said():
        data = load(package)
        tally = data.claims.verdict.value_counts()
        text = findings.verdicts(data).text
        assert f"{tally['confirmed']} are confirmed, {tally['partly confirmed']} partly confirmed" in text
        return text

    before = said()
    edit(package, "speech/claims.csv",
         lambda f: f.assign(verdict=f.verdict.mask(f.id == "p04-3", "differs")))
    assert said() != before


@pytest.fixture(scope="module")
def linked(site):
    """JSON-LD of every page, by its name."""
    pages = {}
    for path in site.glob("*.html"):
        blocks = BeautifulSoup(path.read_text("utf-8"), "html.parser").find_all("script", type="application/ld+json")
        pages[path.stem] = [json.loads(block.text) for block in blocks]
    return pages


# Property names of schema.org for the types used (https://schema.org/docs/full.html), as far as used.
THING = {"@type", "@id", "name", "description", "url", "alternateName"}
WORK = THING | {"headline", "inLanguage", "license", "version", "author", "publisher", "creator", "isAccessibleForFree", "isBasedOn", "keywords", "datePublished"}
PROPERTIES = {
    "Report": WORK, "CreativeWork": WORK, "Dataset": WORK | {"distribution"}, "DataDownload": WORK | {"contentUrl", "encodingFormat"},
    "ClaimReview": WORK | {"claimReviewed", "reviewBody", "itemReviewed", "reviewRating"}, "Claim": WORK | {"appearance"},
    "Rating": THING | {"ratingValue", "worstRating", "bestRating"}, "Organization": THING, "Person": THING | {"jobTitle"},
}


def parts(value):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_every_page_is_a_report_on_a_dataset_that_can_be_downloaded(linked, site):
    for name, blocks in linked.items():
        report, dataset = blocks[0]["@graph"]
        assert blocks[0]["@context"] == "https://schema.org" and report["@type"] == "Report" and dataset["@type"] == "Dataset", name
        assert report["license"] == dataset["license"] == "https://creativecommons.org/licenses/by/4.0/" and report["description"]
        assert all((site / download["contentUrl"]).exists() for download in dataset["distribution"])


def test_only_names_that_schema_org_knows(linked):
    for blocks in linked.values():
        for part in parts([block["@graph"] for block in blocks]):
            if "@type" in part:
                assert set(part) <= PROPERTIES[part["@type"]], part["@type"]
            else:
                assert set(part) == {"@id"}


def test_every_checked_claim_has_a_review(linked, data):
    reviews = [part for part in linked["evidence"][1]["@graph"] if part["@type"] == "ClaimReview"]
    checked = data.claims[~data.claims.verdict.isin(["norm", "not checkable"])].set_index("id")
    assert {review["@id"][1:] for review in reviews} == set(checked.index)
    for review in reviews:
        rating = review["reviewRating"]
        assert rating["alternateName"] == checked.verdict[review["@id"][1:]] and 1 <= rating["ratingValue"] <= rating["bestRating"] == 4
