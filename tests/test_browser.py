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
    assert page.locator(".tools:visible").count() == 0 and seen.strangers() == []


def test_a_link_to_an_event_shows_it(visit):
    page = visit("events", query="#first-case").page
    assert page.locator("#first-case").is_visible()
    box = page.locator("#first-case").bounding_box()
    assert -5 <= box["y"] < 900


def test_search_and_filter_are_in_the_address_and_come_back(visit, data):
    page = visit("events").page
    tools = page.locator("[data-table=events] .tools")
    tools.get_by_label("Search").fill("Viasna")
    tools.get_by_label("Lane").select_option("Human rights")
    shown = page.locator("#events tbody tr:visible").count()
    assert 0 < shown < len(data.events)
    assert tools.get_by_role("status").inner_text() == f"{shown} of {len(data.events)} rows"
    page.wait_for_url("**events.q=Viasna*")
    address = page.url
    assert "events.q=Viasna" in address and "events.lane=Human+rights" in address
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#events tbody tr:visible").count() == shown
    page.locator("[data-table=events]").get_by_role("button", name="Clear").click()
    assert (
        page.locator("#events tbody tr:visible").count() == len(data.events) and "?" not in page.url
    )


def rows_found(page, table: str, words: str) -> int:
    """How many rows of a table a search for ``words`` leaves."""
    page.locator(f"[data-table={table}] .tools").get_by_role("searchbox").fill(words)
    return page.locator(f"#{table} tbody tr:visible").count()


@pytest.mark.parametrize(
    "forbidden",
    [
        "history.replaceState = () => { throw new DOMException('no', 'SecurityError') }",
        "delete Navigator.prototype.clipboard",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })",
    ],
    ids=["address", "clipboard", "storage"],
)
def test_a_table_is_searched_where_a_browser_forbids_the_rest(browser, site, forbidden):
    context = browser.new_context()
    context.add_init_script(forbidden)
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.as_uri()}/events.html")
    assert 0 < rows_found(page, "events", "viasna") < page.locator("#events tbody tr").count()
    page.wait_for_timeout(500)
    assert said == []
    context.close()


def test_a_table_is_searched_at_an_address_with_two_slashes(browser, site):
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    host = "http://briefing.test//"
    page.route("**/*", lambda route: route.fulfill(path=site / route.request.url[len(host) :]))
    page.goto(f"{host}sources.html")
    assert rows_found(page, "all-sources", "viasna") > 0
    page.wait_for_url("**//sources.html?all-sources.q=viasna")
    assert said == []
    context.close()


def test_only_what_a_row_says_is_searched(visit):
    page = visit("statements").page
    assert rows_found(page, "claims", "copy citation") == 0
    assert rows_found(page, "claims", "tionpara") == 0  # cells do not run together
    assert rows_found(page, "claims", "7.5 million") > 0


def test_going_back_brings_the_search_back(visit):
    page = visit("events", query="?events.q=internet&events.sort=1d").page
    shown = page.locator("#events tbody tr:visible").all_inner_texts()
    page.evaluate("location.hash = 'first-case'")
    page.locator("#first-case").wait_for(state="visible")
    assert "events.q" not in page.url
    page.go_back()
    search = page.locator("[data-table=events] .tools").get_by_label("Search")
    assert search.input_value() == "internet" and "events.q=internet" in page.url
    assert page.locator("#events tbody tr:visible").all_inner_texts() == shown


@pytest.mark.parametrize("fragment", ["#%", "#%E0%A4%A"])
def test_a_fragment_that_is_none_is_passed_over(visit, fragment):
    assert visit("timeline", query=fragment).said == []


def test_sorting_by_keyboard(visit):
    page = visit("events").page
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
