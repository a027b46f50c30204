"""The pages as a parser sees them: structure, links, citations, and no address that is loaded from
elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import PAGES


@pytest.fixture(scope="module")
def soups(site):
    return {
        name: BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        for name in PAGES
    }


@pytest.fixture(scope="module")
def anchors(soups):
    return {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}


@pytest.fixture(params=PAGES)
def page(request, soups):
    return soups[request.param]


def test_one_h1_and_no_skipped_level(page):
    levels = [int(h.name[1]) for h in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_landmarks_title_and_description(page):
    assert (
        page.html["lang"] == "en"
        and page.title.text
        and page.find("meta", attrs={"name": "description"})["content"]
    )
    assert (
        len(page.find_all("main")) == 1
        and page.select_one("a.skip")["href"] == "#content"
        and page.find(id="content")
    )
    assert (
        page.find("header")
        and page.find("footer")
        and page.find("nav", attrs={"aria-label": "Pages"})
    )


def test_every_id_is_unique(page):
    twice = [i for i, n in Counter(tag["id"] for tag in page.find_all(id=True)).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_collection_resolves(name, soups, anchors, site):
    for link in soups[name].find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            assert parts.scheme in ("http", "https", "mailto"), link["href"]
            continue
        target = parts.path.removesuffix(".html") if parts.path else name
        if parts.path:
            assert (site / unquote(parts.path)).exists(), link["href"]
        if parts.fragment and target in anchors:
            assert unquote(parts.fragment) in anchors[target], link["href"]


def test_every_citation_resolves_to_a_source_with_an_address(page):
    cites = page.select("a.cite")
    notes = page.select(".sources li")
    assert [n["id"] for n in notes] == [f"note-{i}" for i in range(1, len(notes) + 1)]
    assert all(note.find("a")["href"].startswith("http") for note in notes)
    assert {c["href"] for c in cites} == {"#" + n["id"] for n in notes}


LOADING = ("src", "srcset", "poster", "data")


def test_nothing_is_loaded_from_elsewhere(page):
    loaded = [tag[a] for tag in page.find_all(True) for a in LOADING if a in tag.attrs]
    loaded += [tag["href"] for tag in page.find_all("link", href=True)]
    assert all(
        not urlsplit(address).scheme and not address.startswith("//") for address in loaded
    ), loaded
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert (
        "default-src 'none'" in policy
        and "script-src 'self'" in policy
        and "unsafe-eval" not in policy
    )
    assert not [
        s
        for s in page.find_all("script", src=False)
        if s.get("type") not in ("application/json", "application/ld+json")
    ]
    assert not page.find_all(style=True) and not page.find_all("style")


def test_every_chart_has_title_words_image_and_data(page, site):
    for figure in page.select("figure.chart"):
        assert figure.figcaption.text.strip()
        image = figure.find("img")
        assert (
            len(image["alt"]) > 60
            and image["width"]
            and image["height"]
            and (site / image["src"]).exists()
        )
        assert (site / figure.find("source")["srcset"]).exists()
        assert figure.find("table") or page.find(
            id=figure.select_one(".origin a:not(.cite)")["href"][1:]
        ).find_next("table")


def test_every_table_has_caption_and_scope(page):
    for table in page.find_all("table"):
        assert table.caption.text.strip()
        assert all(th.get("scope") in ("col", "row") for th in table.find_all("th"))
        assert len({len(row.find_all(["td", "th"])) for row in table.find_all("tr")}) == 1, table[
            "id"
        ]


def test_the_code_is_one_disclosure_away(page):
    for code in page.select("pre.code-text"):
        assert code.find_parent("details", class_="code") is not None
    assert not page.select("details.code[open]")


def test_previous_and_next_join_all_stories_and_each_leads_to_its_records(soups):
    seen, at = [], "index"
    while at:
        seen.append(at)
        following = soups[at].find("a", rel="next")
        at = following and following["href"].removesuffix(".html")
    for story in list(seen):
        for link in soups[story].select("nav.records li a"):
            record = link["href"].removesuffix(".html")
            assert soups[record].find("a", rel="up")["href"] == f"{story}.html"
            assert soups[record].select_one("nav.records a[aria-current]").text == link.text
            seen.append(record)
    assert sorted(seen) == PAGES


def test_every_event_on_the_page_has_a_source(soups, data):
    table = soups["events"].find("table", id="events")
    rows = {row["id"]: row for row in table.tbody.find_all("tr")}
    assert set(rows) == set(data.events.id)
    assert all(row.select("a.cite") for row in rows.values())
