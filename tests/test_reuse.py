"""The page of data: every table to download, each with a look into it, two clicks from the front
page; and the other ways that begin there.
"""

from __future__ import annotations

import csv
import io

import pytest
from briefing import links, prose
from briefing.publish import downloads
from briefing.reading import data as reading
from bs4 import BeautifulSoup


@pytest.fixture(scope="module")
def front(site):
    return BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")


def first_rows(data, table: str) -> list[list[str]]:
    """The first rows of the CSV file that readers take, its heading first."""
    text = downloads.table_csv(data, table).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[:4]


def test_every_table_is_listed_once_with_its_file_size_and_a_look_into_it(data):
    rows = [row["cells"] for row in reading.downloads_table(data).payload()["rows"]]
    looks = {table.id for table in reading.previews(data)}
    files = [links.table_file(resource["name"]) for resource in data.package["resources"]]
    assert sorted(title["href"] for title, *_ in rows) == sorted(files)
    for title, size, look, *_ in rows:
        name = title["href"].removeprefix("data/").removesuffix(".csv")
        assert size["text"] == prose.count(len(data.table(name)), "row")
        assert size["sort"] == len(data.table(name))
        assert look["href"].removeprefix("#") in looks
    assert rows[0][0]["href"] == "data/events.csv"  # what is asked for most


def test_a_look_into_a_table_shows_its_columns_and_first_rows_as_in_its_file(data):
    for preview, resource in zip(reading.previews(data), reading.ordered(data), strict=True):
        heading, *rows = first_rows(data, resource["name"])
        shown = [row["cells"] for row in preview.payload()["rows"]]
        assert [cells[0]["text"] for cells in shown] == heading
        for n, cells in enumerate(shown):
            for cell, row in zip(cells[-len(rows) :], rows, strict=True):
                whole, seen = " ".join(row[n].removeprefix("'").split()), cell["text"]
                assert seen == whole or (seen.endswith(" …") and whole.startswith(seen[:-2]))
        units = [field.get("unit", "") for field in resource["schema"]["fields"]]
        if any(units):
            assert [cells[1]["text"] for cells in shown] == units


def test_events_as_csv_are_two_clicks_from_the_front_page(front, site):
    assert front.main.find("a", href="data.html")
    page = BeautifulSoup((site / "data.html").read_text("utf-8"), "html.parser")
    assert page.main.find("a", href="data/events.csv").get_text() == "Events (CSV)"
    assert page.main.find("a", href="data/all-tables.xlsx")


@pytest.mark.parametrize(
    "way",
    [
        "days.html",
        "timeline.html#deaths",
        "funding.html",
        "rights.html#treaties-timeline",
        "statements.html",
        "data.html",
        "sources.html",
        "corrections.html",
    ],
)
def test_the_front_page_leads_to_what_readers_ask_first(front, way):
    assert front.main.find("a", href=way)


def test_how_to_cite_a_statement_stands_above_the_statements(site):
    page = BeautifulSoup((site / "statements.html").read_text("utf-8"), "html.parser")
    table = page.find("table", id="claims")
    above = [paragraph.get_text() for paragraph in table.find_all_previous("p")]
    assert any(text.startswith("To cite a statement") for text in above)
    assert table.find_parent(attrs={"data-cite": True})
