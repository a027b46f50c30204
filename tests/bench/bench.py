"""Prints what a reader waits for: size, first content and first live chart of every page, opened from disk. Run by ``make bench``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))


def measure(browser, page_file: Path) -> tuple[float, float | None]:
    """Milliseconds to the first content painted, and from scrolling to the first chart until it is live (None without charts)."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_file.as_uri())
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    live = None
    if page.locator("[data-chart]").count():
        live = page.evaluate("""async () => {
            const plot = document.querySelector('[data-chart]');
            const start = performance.now();
            plot.scrollIntoView({ behavior: 'instant' });
            while (!plot.classList.contains('is-live')) await new Promise(requestAnimationFrame);
            return performance.now() - start;
        }""")
    page.close()
    return paint, live


def main() -> None:
    """Measure the pages in ``exports/`` and print a Markdown table."""
    from playwright.sync_api import sync_playwright

    from briefing.publish.static import browser_path

    exports = ROOT / "exports"
    assets = sum((exports / "assets" / name).stat().st_size for name in ("page.css", "page.js"))
    print(f"Own CSS and JavaScript: {assets / 1000:.0f} kB\n\n| page | HTML, kB | first content, ms | chart live after scrolling, ms |\n|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"])
        for page in sorted(exports.glob("*.html")):
            paint, live = measure(browser, page)
            print(f"| {page.stem} | {page.stat().st_size / 1000:.0f} | {paint:.0f} | {'' if live is None else f'{live:.0f}'} |")
        browser.close()


if __name__ == "__main__":
    main()
