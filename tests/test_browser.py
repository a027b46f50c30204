"""The pages in a real browser, opened from disk."""

from __future__ import annotations

import pytest
from conftest import PAGES, WIDTHS, Visit

VISITS = [
    pytest.param(name, width, id=f"{name}-{device}")
    for name in PAGES
    for device, width in WIDTHS.items()
]
DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
HEIGHTS = "all => all.map(one => one.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def seen(tabs, site, name, width):
    """A page at a width, opened once for all tests of it."""
    with Visit(tabs, site, name, width=width) as seen:
        yield seen


@pytest.mark.parametrize(("name", "width"), VISITS, scope="module")
def test_buttons_and_disclosures_of_a_page_have_names_of_their_own(seen, name, width):
    page = seen.page
    page.wait_for_function("() => waiting.length === 0")
    names = page.locator(".take *, .copy, figure summary").evaluate_all(
        "all => all.filter(one => one.matches('a, button, summary'))"
        ".map(one => [one.ariaLabel ?? one.textContent, one.textContent.trim()])"
    )
    assert all(text and label.startswith(text[:7]) for label, text in names)
    assert len({label for label, _ in names}) == len(names)


@pytest.mark.parametrize(("name", "width"), VISITS, scope="module")
def test_charts_go_live_in_silence_without_requests_and_fit_320_pixels(seen, name, width):
    plots = seen.page.locator("[data-chart]")
    before = plots.evaluate_all(HEIGHTS)
    charts = seen.all_live()
    assert seen.page.locator(".live .main-svg").count() >= charts
    assert plots.evaluate_all(HEIGHTS) == before  # nothing jumps
    assert seen.said == [] and seen.strangers() == []
    assert bool(charts) == any("plotly.min.js" in url for url in seen.asked)
    if width == WIDTHS["phone"]:
        seen.page.set_viewport_size({"width": 320, "height": 900})
        seen.page.evaluate(DRAWN)
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
    line = page.locator("[data-table=events] > .on-paper")
    assert line.text_content() == (
        f"{shown} of {len(data.events)} rows of this table, search: Viasna; Lane: Human rights."
    )
    assert not line.is_visible()
    page.emulate_media(media="print")
    assert line.is_visible()
    page.emulate_media(media="screen")
    page.wait_for_url("**events.q=Viasna*")
    address = page.url
    assert "events.q=Viasna" in address and "events.lane=Human+rights" in address
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#events tbody tr:visible").count() == shown
    page.locator("[data-table=events]").get_by_role("button", name="Clear").click()
    assert (
        page.locator("#events tbody tr:visible").count() == len(data.events)
        and "?" not in page.url
        and line.text_content() == ""
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


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("12", "In 2012", False),
        ("12", "On 12 August", True),
        ("12", "12.5 per cent", False),
        ("7.5", "(7.5 million)", True),
        ("7.5", "17.5 million", False),
        ("5", "7.5 million", False),
        ("1,294", "at least 1294 people", True),
        ("1294", "1,294 people", True),
        ("294", "1,294 people", False),
        ("1,294,000", "1294000", True),
        ("8.1", "target 8.10", False),
        ("covid-19", "the COVID-19 response", True),
        ("19", "COVID-19.", True),
        ("viasn", "ВЯСНА and Viasna", True),
        ("belarús", "in Belarus", True),
        ("p04-2", "p04-21", False),
        ("2020,", "in 2020 and 2021", True),
        ("$7.5", "$7.5 million (approx.)", True),
        ("(approx", "$7.5 million (approx.)", True),
    ],
)
def test_letters_are_found_anywhere_and_numbers_as_a_whole(script, words, text, found):
    assert found == script.evaluate(
        "([words, text]) => finders(words).every(found => found(joined(fold(text))))",
        [words, text],
    )


@pytest.fixture(scope="module")
def script(tabs, site):
    """A page in which functions of the scripts can be tried."""
    with Visit(tabs, site, "sources") as seen:
        yield seen.page


def test_a_search_that_finds_nothing_says_how_to_widen_it(visit):
    page = visit("sources").page
    assert rows_found(page, "all-sources", "viasna qqqq") == 0
    tools = page.locator("[data-table=all-sources] .tools")
    status = tools.get_by_role("status")
    assert "No row has all these words. Try fewer or shorter ones." in status.inner_text()
    tools.get_by_role("combobox").first.select_option(index=1)
    assert "or clear the filters" in status.inner_text()
    tools.get_by_role("searchbox").fill("qqqq")
    assert "No row has this word." in status.inner_text()


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


def test_without_plotly_the_page_stays_static_and_says_nothing_wrong(visits, site, tmp_path):
    import shutil

    copy = shutil.copytree(site, tmp_path / "copy", ignore=shutil.ignore_patterns("plotly.min.js"))
    seen = visits(copy, "timeline")
    seen.page.locator("[data-chart]").first.click()
    seen.page.wait_for_function("document.querySelector('[data-chart]').title !== ''")
    assert seen.page.locator("[data-chart] img").first.is_visible()
    assert "which the build puts in place" in seen.page.locator("[data-chart]").first.get_attribute(
        "title"
    )


def over(page, n: int = 0) -> None:
    """Move the pointer over the middle of the ``n``-th chart, once scrolling has come to rest."""
    plot = page.locator("[data-chart]").nth(n)
    plot.evaluate("plot => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(400)
    box = plot.bounding_box()
    for step in range(5):
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
        page.wait_for_timeout(50)


def is_live(page, n: int = 0) -> None:
    page.locator("[data-chart]").nth(n).locator(".main-svg").first.wait_for(state="visible")


def test_scrolling_brings_no_chart_alive_and_a_moving_pointer_does(visit):
    page = visit("rights").page
    page.mouse.move(640, 450)
    for _ in range(30):
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(15)
    page.wait_for_timeout(600)
    assert page.locator(".is-live").count() == 0 and page.evaluate("!window.Plotly")
    over(page)
    is_live(page)
    assert page.locator(".is-live").count() == 1


def test_only_the_kinds_of_traces_that_a_chart_needs_are_run(visit):
    page = visit("index").page
    over(page)
    is_live(page)
    assert page.evaluate("Plotly.parts.length") > 30  # else the library's text has changed
    assert page.evaluate("!Plotly.PlotSchema.get().traces.scattermap")


def test_a_tap_brings_a_chart_alive(visit):
    page = visit("index", width=360, has_touch=True, is_mobile=True).page
    page.locator("[data-chart]").first.tap()
    is_live(page)


def test_arrow_keys_go_from_mark_to_mark_and_each_is_spoken(visit):
    page = visit("funding").page
    button = page.get_by_role("button", name="Explore by keyboard").first
    button.focus()
    page.keyboard.press("Enter")
    spoken, heard = page.locator(".spoken"), []
    for key in ("ArrowRight", "ArrowLeft", "End"):
        page.wait_for_function(
            "t => ![t, ''].includes(speaker.textContent)", arg=(heard or [""])[-1]
        )
        heard.append(spoken.inner_text())
        assert page.locator(".hovertext").count() > 0  # and shown
        page.keyboard.press(key)
    assert heard[0] == heard[2] != heard[1]
    page.keyboard.press("Escape")
    assert button.evaluate("button => button === document.activeElement")


def test_a_label_that_would_be_cut_off_stands_whole_over_the_chart(visit):
    page = visit("timeline", width=360).page
    chart = page.locator("#crowds")
    chart.get_by_role("button", name="Explore by keyboard").click()
    page.wait_for_function("() => speaker.textContent !== ''")
    line = chart.locator(".mark")
    assert line.inner_text() == page.locator(".spoken").inner_text()
    inside, frame = line.bounding_box(), chart.locator(".live").bounding_box()
    assert inside["x"] >= 0 and inside["x"] + inside["width"] <= 360
    assert frame["y"] - 1 <= inside["y"]
    assert inside["y"] + inside["height"] <= frame["y"] + frame["height"] + 1
    assert not chart.locator(".hovertext").first.is_visible()


def test_what_was_copied_is_told(visit):
    page = visit("index", permissions=["clipboard-read", "clipboard-write"]).page
    page.locator(".share > summary").first.click()
    page.get_by_role("button", name="Copy link").first.click()
    page.wait_for_function("() => speaker.textContent !== ''")
    answer = page.locator(".spoken")
    assert answer.inner_text().startswith("Cop") and answer.get_attribute("role") == "status"


def test_one_switch_shows_the_code_and_is_in_the_address(visit):
    page = visit("timeline").page
    code, switch = page.locator("details.code"), page.get_by_role("button", name="Show code")
    assert code.count() > 3 and page.locator("details.code:visible").count() == 0
    switch.click()
    assert page.locator("details.code pre:visible").count() == code.count()
    assert switch.get_attribute("aria-pressed") == "true" and "code=shown" in page.url
    page.reload()
    assert page.locator("details.code pre:visible").count() == code.count()
    page.get_by_role("button", name="Show code").click()
    assert page.locator("details.code:visible").count() == 0 and "code" not in page.url


def test_without_scripts_code_stands_in_its_disclosures(visit):
    page = visit("timeline", java_script_enabled=False).page
    assert page.locator("details.code summary:visible").count() > 3


def test_the_list_of_contents_shows_where_one_is(visit):
    page = visit("timeline").page
    here = page.locator(".contents [aria-current=location]")
    links = page.locator(".contents a")
    for n in (links.count() - 2, 1):
        links.nth(n).click()
        page.wait_for_function(
            "n => document.querySelectorAll('.contents a')[n].ariaCurrent === 'location'", arg=n
        )
        assert here.count() == 1


def test_the_menu_of_a_phone_closes_with_escape(visit):
    page = visit("index", width=360).page
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    menu.locator("a").first.focus()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_a_view_says_on_paper_that_there_are_others(visit):
    page = visit("days").page
    views = page.locator("[data-views]").first
    all_views = views.locator(".view").count()
    line = views.locator("> .on-paper")
    chosen = views.get_by_role("combobox").first.locator("option:checked").inner_text()
    assert line.text_content() == (
        f"View 1 of {all_views}: {chosen}. The other {all_views - 1} stand at"
        f" days.html#{views.get_attribute('id')}."
    )


def test_a_citation_opens_the_list_of_sources_and_back_leads_to_where_one_was(visit):
    page = visit("timeline").page
    page.wait_for_function("() => waiting.length === 0")
    cite = page.locator("a.cite:visible").nth(3)
    cite.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    was = page.evaluate("scrollY")
    cite.click()
    note = page.locator(cite.get_attribute("href"))
    note.wait_for(state="visible")
    assert 0 <= note.bounding_box()["y"] < 900
    page.go_back()
    page.wait_for_function("was => Math.abs(scrollY - was) < 5", arg=was)


SEARCH = """() => document.querySelector('article').insertAdjacentHTML('afterbegin', `
    <form action="sources.html" method="get" data-find="all-sources" role="search">
    <input type="search" name="all-sources.q" aria-label="Search all rows"></form>`)"""


@pytest.mark.parametrize("host", ["", "http://briefing.test/"], ids=["file", "http"])
def test_a_search_on_a_story_page_leads_to_the_rows_that_it_finds(browser, site, host):
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.route(
        "http://briefing.test/**",
        lambda route: route.fulfill(path=site / route.request.url.split("?")[0][len(host) :]),
    )
    page.goto(f"{host or site.as_uri() + '/'}index.html")
    page.evaluate(SEARCH)
    page.get_by_label("Search all rows").fill("viasna")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources.html?all-sources.q=viasna")
    box = page.locator("[data-table=all-sources]").get_by_role("searchbox")
    assert box.input_value() == "viasna"
    assert 0 < page.locator("#all-sources tbody tr:visible").count() < 60 and said == []
    page.close()
