"""The pages in a real browser, opened from disk."""

from __future__ import annotations

import pytest
from conftest import PAGES, WIDTHS, Visit


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_charts_go_live_the_console_is_silent_and_no_request_leaves(visit, name, width):
    seen = visit(name, width=width)
    before = [
        seen.page.locator("[data-chart]").nth(n).bounding_box()["height"]
        for n in range(seen.page.locator("[data-chart]").count())
    ]
    charts = seen.all_live()
    assert seen.page.locator(".live .main-svg").count() >= charts
    after = [
        seen.page.locator("[data-chart]").nth(n).bounding_box()["height"] for n in range(charts)
    ]
    assert after == before  # nothing jumps
    assert seen.said == [] and seen.strangers() == []
    assert bool(charts) == any("plotly.min.js" in url for url in seen.asked)


@pytest.mark.parametrize("name", PAGES)
def test_no_sideways_scrolling_at_320_pixels(visit, name):
    seen = visit(name, width=320)
    seen.all_live()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_text_images_and_tables_are_there(visit, name):
    seen = visit(name, java_script_enabled=False)
    page = seen.page
    assert page.locator("h1").is_visible()
    for n in range(page.locator("[data-chart] img").count()):
        image = page.locator("[data-chart] img").nth(n)
        image.scroll_into_view_if_needed()
        assert image.is_visible() and image.bounding_box()["height"] > 100
    assert page.locator("tbody tr").count() == page.locator("tbody tr:not([hidden])").count()
    assert page.locator(".tools").count() == 0 and seen.strangers() == []


def test_a_link_to_an_event_shows_it(visit):
    page = visit("timeline", query="#first-case").page
    assert page.locator("#first-case").is_visible()
    box = page.locator("#first-case").bounding_box()
    assert -5 <= box["y"] < 900


def test_search_and_filter_are_in_the_address_and_come_back(visit, data):
    page = visit("timeline").page
    tools = page.locator("[data-table=events] .tools")
    tools.get_by_label("Search").fill("Viasna")
    tools.get_by_label("Lane").select_option("Human rights")
    shown = page.locator("#events tbody tr:visible").count()
    assert 0 < shown < len(data.events)
    assert tools.get_by_role("status").inner_text() == f"{shown} of {len(data.events)} rows"
    address = page.url
    assert "events.q=Viasna" in address and "events.lane=Human+rights" in address
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#events tbody tr:visible").count() == shown
    page.locator("[data-table=events]").get_by_role("button", name="Clear").click()
    assert (
        page.locator("#events tbody tr:visible").count() == len(data.events)
        and "events." not in page.url
    )


def test_sorting_by_keyboard(visit):
    page = visit("timeline").page
    button = page.locator("#events thead th").nth(1).get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    titles = page.locator("#events tbody tr td:nth-child(2) strong").all_inner_texts()
    assert page.locator("#events thead th").nth(1).get_attribute("aria-sort") == "ascending"
    assert (
        titles == sorted(titles, key=str.casefold) or titles[0].casefold() <= titles[-1].casefold()
    )
    page.keyboard.press("Enter")
    assert (
        page.locator("#events tbody tr td:nth-child(2) strong").all_inner_texts()[0] == titles[-1]
    )


def test_without_plotly_the_page_stays_static_and_says_nothing_wrong(browser, site, tmp_path):
    import shutil

    copy = shutil.copytree(site, tmp_path / "copy", ignore=shutil.ignore_patterns("plotly.min.js"))
    seen = Visit(browser, copy, "timeline")
    seen.page.locator("[data-chart]").first.scroll_into_view_if_needed()
    seen.page.wait_for_function("document.querySelector('[data-chart]').title !== ''")
    assert seen.page.locator("[data-chart] img").first.is_visible()
    assert "which the build puts in place" in seen.page.locator("[data-chart]").first.get_attribute(
        "title"
    )
    seen.context.close()
