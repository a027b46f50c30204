"""What readers come for, from the front page: at most two clicks, and the answer in the first
screen.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect


def in_view(locator) -> bool:
    """Whether a part of the page stands in the window, at least its beginning, once the page has
    come to rest.
    """
    window, until = locator.page.viewport_size, time.monotonic() + 5
    while True:
        box = locator.bounding_box()
        if box and 0 <= box["y"] < window["height"] and 0 <= box["x"] < window["width"]:
            return True
        if time.monotonic() > until:
            return False
        locator.page.wait_for_timeout(50)


@pytest.fixture(params=[1280, 360])
def front(request, visit):
    return visit("index", width=request.param).page


def follow(page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).click()


def test_what_stands_behind_the_sum(front):
    follow(front, "Funding")
    answer = front.locator("main p").filter(has_text="no page was found that splits this sum")
    assert in_view(answer)


def test_whether_the_convention_against_torture_bound_belarus(front):
    assert in_view(front.locator("h1"))
    follow(front, "The ban on torture bound Belarus.")
    chart = front.locator("#treaties-timeline")
    assert in_view(chart.get_by_role("heading"))
    assert in_view(chart.locator("img")) and "Convention against Torture" in chart.locator(
        "img"
    ).get_attribute("alt")


def test_what_happened_on_a_day(front):
    follow(front, "Day by day")
    front.get_by_role("link", name=re.compile("^12 August 2020")).click()
    day = front.locator("[id='2020-08-12']")
    assert in_view(day) and day.locator("td li").count() > 1


def test_where_the_number_of_deaths_comes_from(front):
    follow(front, "Deaths by month")
    chart = front.locator("#deaths")
    assert in_view(chart.get_by_role("heading")) and in_view(chart.locator("img"))
    assert "Economist" in chart.locator(".note").inner_text()


def test_events_as_csv(front):
    follow(front, "data")
    with front.expect_download() as download:
        file = front.get_by_role("link", name="Events (CSV)", exact=True)
        assert in_view(file)
        file.click()
    assert download.value.suggested_filename == "events.csv"


def test_share_a_chart(front):
    front.locator("figure.chart .share > summary").first.click()
    pictures = front.locator("figure.chart .share a[download]")
    assert in_view(pictures.first)
    assert {".png", ".svg", ".csv"} <= {
        "." + pictures.nth(n).get_attribute("href").rpartition(".")[2]
        for n in range(pictures.count())
    }


def test_cite_a_statement(front):
    follow(front, "Every statement")
    assert in_view(front.get_by_text("To cite a statement", exact=True))
    copy = front.get_by_role("button", name=re.compile("^Copy citation")).first
    copy.click()
    expect(copy).to_have_text(re.compile(r"statements\.html#p01-1|^Copied$"))
