"""What a reader of a page meets, measured in the system's browser: what is seen, how long a page is
on screen and paper, how it scrolls, how soon a chart is live. Times are milliseconds.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from briefing.publish.browser import browser_path
from playwright.sync_api import Browser, Page, sync_playwright

ROUNDS = 3
NEVER = 10_000  # after which a chart is taken for one that never comes alive
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# A chart is drawn where a reader sees a live one, or its image; anything smaller is an icon.
DRAWN = """() => {
    const places = '.js-plotly-plot, .jp-OutputArea-output, .cell_output';
    const images = '.main-svg, [data-chart] img, .jp-OutputArea img, .cell_output img';
    const seen = [...document.querySelectorAll(images)].filter(image => {
        const box = image.getBoundingClientRect();
        return image.checkVisibility() && box.width > 100 && box.height > 100;
    });
    return new Set(seen.map(e => e.closest('[data-chart]') ?? e.closest(places))).size;
}"""
# What a reader passes with the tab key before the footer.
STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input, select, summary, textarea, [tabindex="0"]'
)].filter(one => !one.disabled && !one.closest('footer.site') && one.checkVisibility({
    visibilityProperty: true, contentVisibilityAuto: true
})).length"""
TASKS = """window.tasks = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
}).observe({ type: 'longtask' });"""
# From the first move of the pointer over a chart to its being live.
WATCH = """plot => {
    const times = window.times = {};
    const live = () => plot.querySelector('.main-svg') &&
        (!plot.dataset.chart || plot.classList.contains('is-live'));
    plot.addEventListener('pointermove', () => { times.asked ??= performance.now(); });
    new MutationObserver(() => { if (live()) times.came ??= performance.now(); })
        .observe(plot, { attributes: true, childList: true, subtree: true });
}"""
CHARTS = "[data-chart]:visible, :not([data-chart]) > .js-plotly-plot:visible"


def middle(times: list[float]) -> str:
    """The median of times, in words."""
    return f"{statistics.median(times):.0f} ms" if times else "never"


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's browser, headless."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=browser_path(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )


@dataclass
class Seen:
    """What a reader of some pages meets; times one for each page (and round)."""

    strangers: int = 0
    charts: int = 0
    violations: int = 0
    paints: list[float] = field(default_factory=list)
    lives: list[float] = field(default_factory=list)


def opened(browser: Browser, file: Path, seen: Seen, width: int = 1280) -> Page:
    """A page opened from disk in a browser that has never seen it; requests that leave its folder
    are counted and fail.
    """
    view = {"width": width, "height": 900}
    page = browser.new_context(viewport=view, bypass_csp=True).new_page()

    def asked(request) -> None:
        seen.strangers += not request.url.startswith(("file:", "data:", "blob:"))

    page.on("request", asked)
    page.add_init_script(TASKS)
    page.goto(file.as_uri(), wait_until="load")
    return page


def until_live(page: Page, n: int) -> float | None:
    """How long the ``n``-th chart takes to come alive once a pointer moves over it; ``None`` where
    it never does.
    """
    plot = page.locator(CHARTS).nth(n)
    plot.evaluate("plot => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)  # the reader looks at it
    plot.evaluate(WATCH)
    box = plot.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(NEVER // 50):
        page.mouse.move(x + step % 5, y)
        page.wait_for_timeout(50)
        if page.evaluate("'came' in times"):
            return page.evaluate("times.came - times.asked")
    return None


def scroll_through(page: Page) -> None:
    """Turn the wheel from top to bottom, the pointer over the middle of the page."""
    page.mouse.move(640, 450)
    height = page.evaluate("document.documentElement.scrollHeight")
    for _ in range(0, height, 600):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(50)


def look(browser: Browser, files: list[Path]) -> Seen:
    """Open every page as a reader, measure, scroll through it, and let axe check it."""
    seen = Seen()
    for file in files:
        for _ in range(ROUNDS):
            page = opened(browser, file, Seen())
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            seen.paints.append(
                page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            )
            if page.locator(CHARTS).count() and (live := until_live(page, 0)) is not None:
                seen.lives.append(live)
            page.context.close()
        page = opened(browser, file, seen)
        scroll_through(page)
        page.wait_for_timeout(1000)
        seen.charts += page.evaluate(DRAWN)
        # Rows and notes beyond the first come from the same template; axe would take minutes over
        # them.
        page.add_style_tag(
            content=(
                "tbody tr:nth-child(n+16), .sources li:nth-child(n+16) { display: none"
                " !important; }"
            )
        )
        seen.violations += sum(
            len(found["nodes"]) for found in Axe().run(page, options=RULES).response["violations"]
        )
        page.context.close()
    return seen


@dataclass
class Reading:
    """One page: its height by width of the window, tab stops before the footer, sheets of A4; and
    times: the longest task while scrolling through it (0 where none was long enough to count),
    until the first chart is live, and each further one.
    """

    heights: dict[int, int]
    stops: int
    sheets: int
    tasks: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    further: list[float] = field(default_factory=list)


def read(browser: Browser, file: Path) -> Reading:
    """Measure one page of ours."""
    heights = {}
    for width in (360, 1280):
        page = opened(browser, file, Seen(), width)
        page.wait_for_function("!document.querySelector('.scroll:not(.shown)')")
        heights[width] = page.evaluate("document.documentElement.scrollHeight")
        if width == 1280:
            printed = page.pdf(format="A4", prefer_css_page_size=True)
            found = Reading(
                heights, page.evaluate(STOPS), len(re.findall(rb"/Type\s*/Page\b", printed))
            )
        page.context.close()
    for _ in range(ROUNDS):
        page = opened(browser, file, Seen())
        page.evaluate("tasks.length = 0")
        scroll_through(page)
        found.tasks.append(max(page.evaluate("tasks"), default=0))
        page.context.close()
        page = opened(browser, file, Seen())
        for n in range(page.locator(CHARTS).count()):
            if (live := until_live(page, n)) is not None:
                (found.further if n else found.first).append(live)
        page.context.close()
    return found
