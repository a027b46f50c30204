"""What CONTRIBUTING promises to whoever extends the collection: rows and notebooks alone, no edit
to Python, template or test.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest
from briefing import check, load, money
from briefing.dataset import ROOT
from briefing.facts import funding as funding_facts
from bs4 import BeautifulSoup
from conftest import EXPORTS, copied
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.slow

SOURCE = {
    "id": "test-gazette-2020",
    "title": "A report that did not exist before",
    "publisher": "The Test Gazette",
    "kind": "media",
    "language": "en",
    "published": "2020-11-11",
    "url": "https://example.org/added-by-a-test",
}
EVENT = {
    "id": "test-event",
    "date": "2020-11-11",
    "precision": "day",
    "lane": "human-rights",
    "title": "An event added by one row",
    "summary": "It happened, as the gazette reports.",
    "in_speech": "no",
    "confidence": "high",
}
RIGHT = {
    "right": "test-right",
    "label": "Right to a new row",
    "family": "social",
    "family_basis": "ours",
    "description": "Whoever adds a row finds it on the page.",
}
LINK = {
    "id": "g04-test-right-icescr-13",
    "goal": "4",
    "right": "test-right",
    "instrument": "ICESCR",
    "article_id": "ICESCR 13",
    "provision": "13",
    "basis": "our-reading",
    "rationale": "Goal and article are linked here for a test.",
    "confidence": "high",
}
GAP = {
    "goal": "4",
    "right": "test-right",
    "reason": "No target of the goal says so; the row stands for the goal as a whole.",
}
# One row beside the default view, and one of an agency and a donor that no row of it had before.
ASIDE = {
    "id": "test-aside",
    "title": "Test: a loan that was talked about",
    "kind": "loan",
    "status": "announced",
    "sector": "economic",
    "amount": "123456",
    "unit": "EUR",
    "as_of": "2020-11-11",
    "in_default_view": "no",
    "within_total": "unknown",
    "geography": "Belarus",
    "panel": "context",
    "inference": "no",
    "confidence": "high",
    "source": SOURCE["id"],
}
COUNTED = {
    **ASIDE,
    "id": "test-counted",
    "title": "UNFPA: a line that was found later",
    "kind": "commitment",
    "status": "",
    "provider": "Norway",
    "donor": "Norway",
    "donor_group": "Norway",
    "agency": "UNFPA",
    "purpose": "help",
    "sector": "health",
    "amount": "50000",
    "unit": "USD",
    "period_start": "2020-01-01",
    "period_end": "2020-12-31",
    "as_of": "2020-12-31",
    "in_default_view": "yes",
    "overlap_group": "test-unfpa",
    "panel": "funding",
}


def add(table: Path, row: dict) -> None:
    """Append a row to a CSV file, as somebody would by hand; columns not named stay empty."""
    with table.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert set(row) <= set(columns)
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n", restval="").writerow(row)


ROWS = [
    ("sources.csv", SOURCE),
    ("timeline/events.csv", EVENT),
    ("timeline/event_sources.csv", {"event": EVENT["id"], "source": SOURCE["id"]}),
    ("rights/rights.csv", RIGHT),
    ("rights/goal_rights.csv", LINK),
    ("rights/goal_right_gaps.csv", GAP),
    ("funding/contributions.csv", ASIDE),
    ("funding/contributions.csv", COUNTED),
]
CHART = """import plotly.express as px
from briefing import theme
theme.finish(
    px.histogram(data.events, y="place"), id="added-by-a-test", title="A chart added by one cell",
    alt="Bars of events by place.", sources=["speech-en"], data="events", height=300)"""
ABOUT = {"nav": "New page", "order": 45, "description": "A page added by one notebook."}
PAGE = new_notebook(
    metadata={"briefing": ABOUT},
    cells=[
        new_markdown_cell("# A page added by one notebook", id="title"),
        new_code_cell(
            "from briefing import load\nfrom briefing.prose import cite_events, say\ndata = load()",
            id="load",
        ),
        new_code_cell("say(f'It knows it{cite_events(data, \"test-event\")}.')", id="say"),
    ],
)


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """A copy of the project to which one of everything was added, built by its own command."""
    root = tmp_path_factory.mktemp("extended")
    copied(root, "data", "notebooks", "exports/charts")  # an image is made where its figure changed
    for file, row in ROWS:
        add(root / "data" / file, row)
    timeline = nbformat.read(root / "notebooks/timeline.ipynb", as_version=4)
    timeline.cells.insert(4, new_code_cell(CHART, id="places"))
    nbformat.write(timeline, root / "notebooks/timeline.ipynb")
    nbformat.write(PAGE, root / "notebooks/added.ipynb")
    own = {"BRIEFING_DATA", "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "build"],
        cwd=root / "notebooks",
        env={key: value for key, value in os.environ.items() if key not in own},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@cache
def page(root: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((root / "exports" / f"{name}.html").read_text("utf-8"), "html.parser")


def noted(soup: BeautifulSoup, element) -> list[str]:
    """Addresses of the sources that an element cites."""
    return [soup.find(id=cite["href"][1:]).find("a")["href"] for cite in element.select("a.cite")]


def test_no_line_of_code_was_touched(extended):
    for file in [
        f
        for f in (ROOT / "notebooks" / "briefing").rglob("*")
        if f.is_file() and "__pycache__" not in f.parts
    ]:
        assert (extended / file.relative_to(ROOT)).read_bytes() == file.read_bytes(), file


def test_an_event_is_one_row_and_its_source(extended):
    soup = page(extended, "events")
    row = soup.find("tr", id=EVENT["id"])
    assert (
        EVENT["title"] in row.text
        and EVENT["summary"] in row.text
        and noted(soup, row) == [SOURCE["url"]]
    )
    lanes = page(extended, "timeline").find("figure", id="lanes").find("img")["alt"]
    before = (
        BeautifulSoup((EXPORTS / "timeline.html").read_text("utf-8"), "html.parser")
        .find("figure", id="lanes")
        .find("img")["alt"]
    )
    human_rights = re.compile(r"Human rights (\d+)")
    assert int(human_rights.search(lanes)[1]) == int(human_rights.search(before)[1]) + 1
    assert EVENT["title"] in page(extended, "timeline").find("figure", id="lanes").text
    assert EVENT["title"] in (extended / "exports/data/events.csv").read_text("utf-8")
    assert EVENT["title"] in page(extended, "days").find("tr", id=EVENT["date"]).text


def test_a_source_is_one_row(extended):
    row = page(extended, "sources").find("tr", id=f"source-{SOURCE['id']}")
    assert (
        SOURCE["title"] in row.text
        and row.find("a", href=SOURCE["url"])
        and "Events (1 use)" in row.text
    )


def test_a_right_is_one_row_and_its_links(extended):
    soup = page(extended, "goal-links")
    assert RIGHT["label"] in soup.find("tr", id="right-test-right").text
    [row] = [tr for tr in soup.select("#goal-links tbody tr") if LINK["rationale"] in tr.text]
    assert RIGHT["label"] in row.text and f"{LINK['instrument']} {LINK['provision']}" in row.text
    assert RIGHT["label"] in (extended / "exports/charts/rights-matrix.svg").read_text("utf-8")


def test_a_funding_row_is_one_row(extended):
    soup = page(extended, "funding-rows")
    row = soup.find("tr", id="row-test-aside")
    assert (
        ASIDE["title"] in row.text
        and noted(soup, row) == [SOURCE["url"]]
        and "123,456 euros" in row.text
    )


def test_a_funding_row_of_a_new_agency_and_donor_enters_every_sum(extended):
    soup = page(extended, "funding")
    before, after = (
        funding_facts.default_view(load(ROOT / "data")),
        funding_facts.default_view(load(extended / "data")),
    )
    assert money.total(after) == money.total(before) + money.Money(50_000, "USD")
    every = page(extended, "funding-rows")
    assert (
        f"{round(money.total(after).value):,} US dollars" in soup.text
        and COUNTED["title"] in every.find("table", id="default-view").text
    )
    figure = soup.find("figure", id="stated-and-recorded")
    recorded = after[after.agency == "UNFPA"].amount.sum()
    assert f"UNFPA {recorded:,.0f}" in figure.find("img")["alt"]
    assert "Norway" in soup.find("table", id="flow").text
    [entity] = [
        row for row in every.find("table", id="entities-figures")("tr") if "UNFPA" in row.th.text
    ]
    assert "50,000 US dollars" in entity.text


def test_a_chart_is_one_cell(extended):
    figure = page(extended, "timeline").find("figure", id="added-by-a-test")
    assert (
        "A chart added by one cell" in figure.text
        and figure.find("img")["alt"] == "Bars of events by place."
    )
    assert (extended / "exports/charts/timeline-added-by-a-test.svg").exists() and (
        extended / "exports/charts/timeline-added-by-a-test-narrow.svg"
    ).exists()


def test_a_page_is_one_notebook(extended):
    soup = page(extended, "added")
    assert soup.h1.text == "A page added by one notebook" and noted(soup, soup.main) == [
        SOURCE["url"]
    ]
    assert (
        page(extended, "index").find("nav").find("a", href="added.html").text.strip() == "New page"
    )
    order = [
        a["href"]
        for a in page(extended, "index").find("nav", attrs={"aria-label": "Pages"}).find_all("a")
    ]
    assert order.index("evidence.html") < order.index("added.html") < order.index("sources.html")


@pytest.mark.usefixtures("remembering")
def test_a_right_without_a_target_or_a_reason_is_a_fault(package):
    add(package / "rights/rights.csv", RIGHT)
    add(package / "rights/goal_rights.csv", LINK)
    line = len((package / "rights/goal_rights.csv").read_text("utf-8").splitlines())
    place = f"{(package / 'rights/goal_rights.csv').as_posix()}:{line}: goal-rights, row {line}"
    assert [str(fault) for fault in check.faults(package)] == [
        place + ", column right: goal 4 is linked to test-right, but none of its targets is."
        " Mend: link a target in target_rights.csv, or say in goal_right_gaps.csv why none is."
    ]
    add(package / "rights/goal_right_gaps.csv", GAP)
    assert check.faults(package) == []
