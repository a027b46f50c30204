"""What a page is made of, as readers meet it: numbers set large, first rows, folded tables,
calendars, charts.
"""

from __future__ import annotations

from urllib.parse import unquote

import nbformat
import pytest
from briefing.dataset import DATA
from briefing.publish.build import build
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROWS = """import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from briefing import load, tables, theme

days = [dt.date(2020, 8, n) for n in (1, 1, 9, 12, 12, 12, 12, 12, 31)]
frame = pd.DataFrame(
    {"id": [f"row-{n}" for n in range(9)], "day": days, "what": [f"Case {n}" for n in range(9)]})
frame["town"] = ["Brest", "Minsk", "Minsk", "Hrodna", "Minsk", "Brest", "Minsk", "Minsk", "Minsk"]
columns = (
    tables.Column("what", "What"), tables.Column("day", "Day"),
    tables.Column("town", "Town", filter=True))
cases = tables.Table(frame, "cases", "All cases", columns, anchor="id")"""

NUMBERS = """tables.KeyNumbers((
    tables.KeyNumber("about 7.5 million", "US dollars", "stated for the response", "the UN",
                     "10 December 2020", ("speech-en",), "rows.ipynb#cases"),
    tables.KeyNumber("9", "", "cases", "our count", ""),
))"""

CHART = """theme.finish(
    go.Figure(go.Bar(x=[1, 2], y=[2, 3])), id="{id}", title="Two bars", alt="Two bars.",
    sources=[], data=frame[["what"]], height=300)"""

FOLDED = """tables.Table(frame.assign(id="folded-" + frame.id), "folded", "Cases in brief",
             columns[:2], anchor="id", fold=True)"""

CALENDAR = """tables.Calendar("days", "Days of 2020", frame.groupby("day").size().to_dict())"""

# What the calendar leads to beside the day that has a heading.
OTHER_DAYS = "".join(f'<p id="2020-08{day}">Here.</p>\n' for day in ("", "-01", "-09", "-31"))


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A story with each part, and the page of its records."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "notebooks").mkdir()
    quiet = {"tags": ["no-code"]}
    story = [
        new_markdown_cell("# Home"),
        new_code_cell(ROWS, metadata=quiet),
        new_code_cell(NUMBERS),
        new_code_cell(CHART.format(id="early")),
        new_markdown_cell("## Rows"),
        new_code_cell('cases.first(2, page="rows")'),
        new_code_cell(FOLDED),
        new_code_cell(CHART.format(id="late")),
    ]
    records = [
        new_markdown_cell("# Rows in full"),
        new_code_cell(ROWS, metadata=quiet),
        new_code_cell(CALENDAR),
        new_markdown_cell("## 2020-08-12"),
        new_code_cell("cases"),
        new_markdown_cell(OTHER_DAYS),
    ]
    for name, cells, about in (
        ("index", story, {}),
        ("rows", records, {"record": "index", "nav": "Cases"}),
    ):
        notebook = new_notebook(cells=cells, metadata={"briefing": about})
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    build(DATA, folder / "notebooks", folder / "exports", report=lambda line: None)
    return folder / "exports"


@pytest.fixture
def visit(visits, parts):
    """Opens a page of the small site by its name: ``visit("index", width=360)``."""
    return lambda name, **options: visits(parts, name, **options).page


def size(locator) -> float:
    """The height of the letters of an element."""
    return locator.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_key_number_is_large_and_says_what_it_is_who_says_so_and_when(visit, width):
    page = visit("index", width=width)
    first = page.locator(".numbers > div").first
    value, what, who = first.locator(".value"), first.locator("dt"), first.locator(".who")
    assert value.inner_text() == "about 7.5 million US dollars"
    assert what.inner_text() == "stated for the response"
    assert who.inner_text() == "the UN, 10 December 2020 [1]"
    assert size(value) >= 1.8 * size(page.locator("body"))
    heights = [part.bounding_box()["y"] for part in (value, what, who)]
    assert heights == sorted(heights)
    assert page.locator(".numbers .who").nth(1).inner_text() == "our count"
    boxes = [box.bounding_box() for box in page.locator(".numbers > div").all()]
    beside = boxes[0]["y"] == boxes[1]["y"]
    assert beside == (width == 1280)
    assert all(box["x"] + box["width"] <= width for box in boxes)
    what.get_by_role("link").click()
    assert page.url.endswith("rows.html#cases")


def test_the_first_rows_say_how_many_there_are_and_lead_to_all(visit):
    page = visit("index", java_script_enabled=False)
    assert page.locator("#cases tbody tr").count() == 2
    assert not page.get_by_role("searchbox").is_visible()  # it would do nothing there
    line = page.locator(".first .all")
    assert line.inner_text().startswith("The first 2 of 9 rows.")
    line.get_by_role("link", name="All rows: Cases").click()
    assert page.locator("#cases:target tbody tr").count() == 9


def test_a_search_in_the_first_rows_searches_all(visit):
    page = visit("index")
    page.get_by_role("search", name="Search all rows: All cases").get_by_role("searchbox").fill(
        "Hrodna"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows.html?*")
    assert "cases.q=Hrodna" in unquote(page.url)
    shown = page.locator("#cases tbody tr:visible")
    assert shown.count() == 1 and "Case 3" in shown.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_folded_table_is_closed_says_how_long_it_is_and_opens_for_a_link(visit, script):
    page = visit("index", java_script_enabled=script)
    table = page.locator("#folded")
    assert not table.is_visible()
    page.get_by_text("Cases in brief: 9 rows").click()
    assert table.is_visible()
    page = visit("index", query="#folded-row-8", java_script_enabled=script)
    assert page.locator("#folded-row-8").is_visible()


def test_on_paper_a_folded_table_is_printed_or_named(visit):
    page = visit("index")
    left_out = page.get_by_text("Not printed: Cases in brief, 9 rows. See index.html#folded.")
    assert not left_out.is_visible()
    page.emulate_media(media="print")
    assert left_out.is_visible() and not page.locator("#folded").is_visible()
    page.emulate_media(media="screen")
    page.get_by_text("Cases in brief: 9 rows").click()
    page.emulate_media(media="print")
    assert page.locator("#folded").is_visible() and not left_out.is_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_calendar_shows_each_day_under_its_weekday_and_leads_to_busy_ones(visit, width):
    page = visit("rows", width=width)
    calendar = page.get_by_role("navigation", name="Days of 2020")
    assert calendar.get_by_role("link", name="August 2020", exact=True).is_visible()
    days = calendar.locator("ol ol > li")
    assert days.count() == 31
    at = [day.bounding_box() for day in days.all()]
    monday, saturday = at[2], at[0]  # 3 and 1 August 2020
    assert monday["x"] < saturday["x"] and monday["y"] > saturday["y"]
    assert saturday["x"] == at[7]["x"]
    assert calendar.locator("ol ol a").count() == 4  # the days with entries
    busy = calendar.get_by_role("link", name="12 August 2020: 5 entries")
    box = busy.bounding_box()
    assert box["width"] >= 24 and box["height"] >= 24
    busy.click()
    assert page.url.endswith("#2020-08-12") and page.locator(":target").is_visible()


def test_charts_are_headings_one_step_below_those_above_them(visit):
    page = visit("index")
    assert page.locator("#early figcaption > h2").inner_text() == "Two bars"
    assert page.locator("#late figcaption > h3").inner_text() == "Two bars"


def test_names_tell_disclosures_apart(visit):
    page = visit("index")
    names = [text.strip() for text in page.locator("summary").all_text_contents()]
    code = [name for name in names if name.startswith("Code")]
    assert len(code) == 5 and len(set(code)) == 5
    assert "Code: Rows, part 2" in code
    assert names.count("Data as a table: Two bars") == 2  # two charts of one name
