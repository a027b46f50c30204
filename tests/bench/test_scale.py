"""Ten times the events: the collection still builds, and its page stays usable. Nothing is timed
here; see bench.py.
"""

from __future__ import annotations

import shutil

import pytest
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS

EVENTS = 2_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The pages that show events, of a package with 2,000 of them."""
    import synthetic
    from briefing.publish.build import build

    place = tmp_path_factory.mktemp("large")
    package = synthetic.grown(place / "data", events=11)
    gone = set()

    def fewer(rows):
        gone.update(row["id"] for row in rows[EVENTS:])
        return rows[:EVENTS]

    synthetic.change(package, "events", fewer)
    synthetic.change(
        package, "event-sources", lambda rows: [row for row in rows if row["event"] not in gone]
    )
    (place / "notebooks").mkdir()
    for name in ("index", "timeline", "events", "days", "figures"):
        shutil.copyfile(NOTEBOOKS / f"{name}.ipynb", place / "notebooks" / f"{name}.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "BROWSER_PATH", "/nonexistent/browser"
        )  # no images: drawing is not what is tried here
        # which checks the package too
        build(package, place / "notebooks", place / "exports", lambda line: None)
    return place / "exports"


def test_every_event_is_on_the_page(large):
    page = BeautifulSoup((large / "events.html").read_text("utf-8"), "html.parser")
    rows = page.select("#events tbody tr")
    assert len(rows) == len({row["id"] for row in rows}) == EVENTS
    assert all(row.select_one("a.cite") for row in rows)


def test_a_page_with_2000_events_stays_below_2_mb(large):
    assert (large / "events.html").stat().st_size < 2_000_000


@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_with_2000_events_can_be_searched_filtered_and_sorted(large, browser, width):
    page, said = browser.new_page(viewport={"width": width, "height": 900}), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((large / "events.html").as_uri())
    tools, rows = page.locator("[data-table=events] .tools"), page.locator("#events tbody tr")
    assert tools.get_by_role("status").inner_text() == f"{EVENTS} rows"
    tools.get_by_label("Search").fill("viasna")
    found = page.locator("#events tbody tr:visible")
    assert 10 < found.count() < EVENTS / 4 and all(
        "viasna" in text.lower() for text in found.all_text_contents()
    )
    tools.get_by_role("button", name="Clear").click()
    tools.get_by_label("Lane").select_option("Pandemic")
    assert 100 < found.count() < EVENTS
    tools.get_by_role("button", name="Clear").click()
    page.evaluate("document.querySelector('#events thead button').click()")
    dates = rows.evaluate_all("all => all.map(row => row.cells[0].dataset.sort)")
    assert len(dates) == EVENTS and dates == sorted(dates)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto((large / "timeline.html").as_uri())
    page.locator("[data-chart=lanes]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-chart=lanes]').classList.contains('is-live')"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    page.close()


def test_every_synthetic_package_is_sound(tmp_path):
    import synthetic
    from briefing import check, load

    folder = synthetic.grown(tmp_path / "data", sources=10, funding=10)
    assert check.faults(folder) == []
    grown, own = load(folder), load()
    assert len(grown.sources) == 10 * len(own.sources) and len(grown.contributions) == 10 * len(
        own.contributions
    )
    assert grown.contributions.in_default_view.sum() == own.contributions.in_default_view.sum()
