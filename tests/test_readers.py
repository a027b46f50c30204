"""Pages for every reader, in a real browser: accessibility, keyboard, zoom, paper, and the files to
hand on.
"""

from __future__ import annotations

import re
import shutil
import zipfile

import pandas as pd
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from briefing import look
from briefing.__main__ import main
from briefing.dataset import ROOT
from briefing.prose import day
from bs4 import BeautifulSoup
from conftest import PAGES, WIDTHS, Visit, browser_path

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# Of long tables and lists, and of many folded tables, axe looks at the first, since all come from
# one template.
FURTHER = (
    "tbody tr:nth-child(n+7), .sources li:nth-child(n+7), .view:nth-of-type(n+3),"
    " details.fold:nth-of-type(n+7)"
)
COLOURS, FINGERS = "color-contrast", "target-size"  # the rules that take time; for fingers


def violations(page, *without: str) -> list[str]:
    """What axe finds by its rules, but for those to do ``without``."""
    page.evaluate(
        "selector => { for (const e of document.querySelectorAll(selector)) e.remove() }", FURTHER
    )
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    options = RULES | {"rules": {rule: {"enabled": False} for rule in without}}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"][:2]]


def open_all(page) -> None:
    """Open every disclosure."""
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")


# A page is looked at in either scheme of colours and at either width; its colours once in each.
@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (360, "dark")], ids=["wide-light", "phone-dark"]
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_static_and_closed_or_live_and_open(visit, name, width, scheme):
    seen = visit(name, width=width, color_scheme=scheme)
    assert violations(seen.page, COLOURS) == []
    if scheme == "light":
        seen.all_live()
    open_all(seen.page)
    assert violations(seen.page) == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_in_a_filtered_and_sorted_table(visit, width):
    page = visit("figures", width=width, color_scheme="dark").page
    tools = page.locator(".tools").filter(has=page.locator("select")).first
    tools.get_by_role("searchbox").fill("a")
    tools.locator("select").first.select_option(index=1)
    page.locator("thead button").first.dispatch_event("click")
    assert page.locator("th[aria-sort]").count() == 1
    assert violations(page) == []


def test_axe_finds_nothing_on_paper(visit):
    page = visit("index", color_scheme="dark").page
    page.emulate_media(media="print")
    assert violations(page, FINGERS) == []


@pytest.mark.parametrize("name", ["index", "figures"])
def test_targets_outside_sentences_are_large_enough_for_a_finger(visit, name):
    page = visit(name, width=360).page
    open_all(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('summary, button, input, select, nav a, td a, th a,'
            + ' .take a, .origin a, .all a')]
            .filter(e => e.checkVisibility() && ![...e.getClientRects()].every(box =>
                box.height >= 24 && (box.width >= 24 || !e.matches('.cite, button, summary'))))
            .map(e => `${e.outerHTML.slice(0, 100)}: ${e.getBoundingClientRect().height}`)"""
    )
    assert small[:5] == []


def test_keyboard_reaches_every_control_in_order_and_shows_where_it_is(visit):
    seen = visit("index")
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.reload()
    controls = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary,"
        ' [tabindex="0"]\')].filter(e => e.checkVisibility()).length'
    )
    reached = set()
    for _ in range(controls + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(() => { const e = document.activeElement; e.dataset.n ??= String(Math.random());"
                " return e === document.body ? '' : e.dataset.n; })()"
            )
        )
        assert page.evaluate(
            "(() => { const e = document.activeElement; return e === document.body ||"
            " getComputedStyle(e).outlineStyle !== 'none'; })()"
        )
    assert len(reached - {""}) >= controls


def test_disclosures_and_views_work_by_keyboard(visit):
    seen = visit("index")
    box = seen.page.locator("details.notes")
    box.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    assert box.get_attribute("open") is not None
    seen = visit("target-links-2")
    goal = seen.page.get_by_role("combobox", name=re.compile("^Choose a goal"))
    goal.focus()
    goal.select_option("targets-goal-16")
    assert (
        seen.page.locator("#targets-goal-16").is_visible()
        and not seen.page.locator("#targets-goal-9").is_visible()
    )
    assert "goal-16" in seen.page.url


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("goal-links", "goal-16"),
        ("goal-links", "right-torture-freedom"),
        ("treaties", "treaty-cat"),
        ("target-articles", "instrument-cat"),
        ("rights", "paragraph-7"),
        ("targets", "codebook-doubtful-links"),
    ],
)
def test_a_link_into_a_page_of_law_opens_there(visit, name, target):
    page = visit(name, query=f"#{target}").page
    assert page.locator(f"#{target}").is_visible()


def test_from_a_goal_two_clicks_lead_to_the_treaty_and_its_source(visit):
    page = visit("goal-links", query="#goal-16").page
    freedom = page.locator("#goal-links tr").filter(has_text="ICCPR 7:").first
    freedom.get_by_role("link", name="ICCPR", exact=True).click()
    row = page.locator("#treaty-iccpr")
    assert row.is_visible() and "12 November 1973" in row.inner_text()
    row.locator("a.cite").first.click()
    assert page.url.split("#")[1].startswith("note-") and page.locator(
        ":target a"
    ).first.get_attribute("href").startswith("http")


@pytest.mark.parametrize("name", PAGES)
def test_text_at_twice_the_size_still_fits(visit, name):
    page = visit(name, width=640).page
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_reduced_motion_and_forced_colours_are_respected(visit):
    page = visit("timeline", reduced_motion="reduce", forced_colors="active").page
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.locator("h1").is_visible()


SHEET = 680, 985  # CSS pixels of a sheet of A4 within its margins


@pytest.mark.parametrize("name", PAGES)
def test_paper_shows_images_and_addresses_and_no_controls(visit, name):
    seen = visit(name, width=SHEET[0])
    if name == "index":
        seen.all_live()  # a live chart gives way to its image
    page = seen.page
    page.emulate_media(media="print")
    for selector in ("header.site", ".contents", ".tools", "details.code", ".take", ".copy"):
        assert page.locator(selector).evaluate_all("all => all.every(e => !e.checkVisibility())"), (
            selector
        )
    charts = page.locator("[data-chart] img").filter(visible=True)
    heights = charts.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert all(40 < height < SHEET[1] for height in heights)
    assert len(heights) == page.locator("[data-chart] img").count()
    assert page.locator(".live").evaluate_all("all => all.every(e => !e.checkVisibility())")
    cut = page.evaluate(
        """width => [...document.querySelectorAll('main *')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1)
            .map(e => e.outerHTML.slice(0, 100))""",
        SHEET[0],
    )
    assert cut[:5] == []  # nothing reaches over the edge
    addresses = page.locator(".sources li > a[href^=http]").evaluate_all(
        "all => all.map(a => getComputedStyle(a, '::after').content)"
    )
    assert all("http" in address for address in addresses)


@pytest.mark.parametrize("name", ["index", "figures"])
def test_paper_says_what_it_is_and_what_it_leaves_out(visit, data, name):
    page = visit(name).page
    page.emulate_media(media="print")
    first = page.locator(".issue")
    issued = pd.Timestamp(data.package["created"])
    for said in (f"Version {data.package['version']}", day(issued), f"{name}.html"):
        assert said in first.inner_text()
    top = page.locator("h1").bounding_box()
    assert first.bounding_box()["y"] < top["y"]
    rest = page.locator(".rest")
    assert rest.is_visible() and f"{name}.html" in rest.inner_text()
    cite = page.locator("a.cite").filter(visible=True).first
    text, number = (
        e.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        for e in (cite.locator(".."), cite)
    )
    assert number > 0.85 * text and re.fullmatch(r"\[\d+\]", cite.inner_text())


def test_the_day_of_issue_is_that_of_the_version(data):
    package = data.package
    issued = f"## {package['version']} ({day(pd.Timestamp(package['created']))})"
    assert issued in (ROOT / "CHANGELOG.md").read_text("utf-8")


def sheets(page) -> int:
    """The number of sheets of A4 that a page takes."""
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[(.*?)\]", pdf)}
    assert all(box[2:] == pytest.approx((595, 842), abs=1) for box in boxes)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(("script", "scheme"), [(True, "light"), (False, "dark")])
def test_the_index_is_one_sheet(visit, script, scheme):
    page = visit("index", java_script_enabled=script, color_scheme=scheme).page
    assert sheets(page) == 1
    page.emulate_media(media="print")
    assert page.locator("main ol").first.locator("> li").last.is_visible()  # all findings
    assert page.locator(".sources li").last.is_visible()
    assert page.locator(".rest").is_visible()


STORIES = ("index", "timeline", "rights", "targets", "funding", "evidence")


@pytest.mark.parametrize(("width", "tallest"), [(1280, 16_000), (360, 32_000)])
def test_a_story_is_no_longer_than_a_reader_bears(tabs, site, width, tallest):
    for name in STORIES:
        with Visit(tabs, site, name, width=width) as seen:
            height, stops = seen.page.evaluate(
                """[document.documentElement.scrollHeight, [...document.querySelectorAll(
                    'a[href], button, input, select, summary, [tabindex="0"]'
                )].filter(e => e.checkVisibility() && !e.closest('footer.site')).length]"""
            )
        assert height <= tallest and stops <= 250, (name, height, stops)


def test_the_stories_take_no_more_than_45_sheets(tabs, site):
    total = 0
    for name in STORIES:
        with Visit(tabs, site, name) as seen:
            total += sheets(seen.page)
    assert total <= 45


@pytest.mark.parametrize("script", [True, False])
def test_a_citation_opens_the_list_of_sources(visit, script):
    page = visit("index", java_script_enabled=script).page
    note = page.locator("#note-1")
    assert not note.is_visible()
    page.locator("a.cite[href='#note-1']").first.click()
    assert note.is_visible()
    note.locator("a.back").click()
    assert page.url.endswith("#r1")


def lightness(page, selector: str, what: str) -> float:
    """The relative luminance of a colour of an element."""
    return page.locator(selector).evaluate(
        """(e, what) => getComputedStyle(e)[what].match(/\\d+/g).slice(0, 3)
            .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0)""",
        what,
    )


def test_a_page_is_dark_where_the_system_is_and_light_on_paper(visit):
    page = visit("index", color_scheme="dark").page
    assert lightness(page, "html", "backgroundColor") < 0.02
    assert lightness(page, "html", "color") > 0.7
    page.emulate_media(media="print")
    assert (
        lightness(page, "html", "backgroundColor") == 1 and lightness(page, "html", "color") < 0.1
    )
    page.emulate_media(media="screen", color_scheme="light")
    assert lightness(page, "html", "backgroundColor") == 1


def contrast(one: tuple, other: tuple) -> float:
    """The contrast of two colours (red, green and blue, up to 255) as WCAG defines it."""

    def luminance(colour):
        parts = (v / 255 for v in colour)
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(v * w for v, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_charts_melt_into_a_dark_page_and_their_colours_stay_apart(visit):
    page = visit("index", color_scheme="dark").page
    shown = page.evaluate(
        """colours => {
            const painter = document.createElement('canvas').getContext('2d')
            painter.filter = getComputedStyle(document.querySelector('.plot > picture')).filter
            return colours.map(colour => {
                painter.fillStyle = colour
                painter.fillRect(0, 0, 9, 9)
                return [...painter.getImageData(4, 4, 1, 1).data].slice(0, 3)
            })
        }""",
        [look.BACKGROUND, *look.COLOURS.values()],
    )
    ground, marks = tuple(shown[0]), dict(zip(look.COLOURS, map(tuple, shown[1:]), strict=True))
    rgb = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page_ground = [int(part) for part in re.findall(r"\d+", rgb)]
    assert ground == pytest.approx(page_ground, abs=1)  # browsers round
    surface = marks.pop("light")  # behind dark text
    assert contrast(surface, marks["ink"]) >= 4.5
    for name, colour in marks.items():
        assert contrast(colour, ground) >= (3 if name == "pale" else 4.5), name
    blue, orange = marks["blue"], marks["vermillion"]
    assert blue[2] > blue[0] + 60 and orange[0] > orange[2] + 60  # still blue, still orange


def test_a_page_as_one_file_is_complete_and_goes_live_offline(visits, site, data, tmp_path):
    exports = shutil.copytree(site.parent, tmp_path / "place") / site.name
    assert main(["pack", "--exports", str(exports)]) == 0
    alone = tmp_path / "mail"
    alone.mkdir()
    for name in PAGES:
        file = exports / "pack" / f"{name}.html"
        assert file.stat().st_size <= 2_500_000, name
        shutil.copy(file, alone)
    seen = visits(alone, "timeline")
    assert seen.all_live() > 5 and seen.said == []
    assert seen.asked[0].endswith("timeline.html") and all(
        url.startswith(("data:", "blob:")) for url in seen.asked[1:]
    )
    seen = visits(alone, "events")
    assert seen.page.locator("#events tbody tr").count() == len(data.events)
    with zipfile.ZipFile(exports / "pack" / "briefing.zip") as archive:
        assert {f"briefing/{name}.html" for name in PAGES} <= set(archive.namelist())


def test_pdfs_are_tagged_with_title_and_outline(site, tmp_path):
    browser_path()
    exports = tmp_path / "exports"
    shutil.copytree(
        site,
        exports,
        ignore=lambda folder, names: [
            n for n in names if n.endswith(".html") and n != "evidence.html"
        ],
    )
    assert main(["pdf", "--exports", str(exports)]) == 0
    pdf = (exports / "pdf" / "evidence.pdf").read_bytes()
    assert (
        pdf.startswith(b"%PDF")
        and b"/MarkInfo" in pdf
        and b"/Outlines" in pdf
        and b"/StructTreeRoot" in pdf
    )
    page = BeautifulSoup((exports / "evidence.html").read_text("utf-8"), "html.parser")
    headings = [heading.get_text() for heading in page.find_all("h2")]
    plain = [text for text in headings if text.isascii() and not set(text) & set("()\\")]
    assert plain and all(f"/Title ({text})".encode() in pdf for text in plain)


def test_pack_without_pages_says_what_to_do(tmp_path, capsys):
    assert main(["pack", "--exports", str(tmp_path)]) == 1
    assert "Build them first" in capsys.readouterr().err


def test_every_table_can_be_downloaded(site, data):
    for resource in data.package["resources"]:
        raw = (site / "data" / f"{resource['name']}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") >= len(
            data.table(resource["name"])
        )


def test_the_workbook_opens_and_has_a_codebook(site, data):
    import openpyxl

    book = openpyxl.load_workbook(site / "data" / "all-tables.xlsx", read_only=True)
    assert (
        book.sheetnames[0] == "codebook"
        and len(book.sheetnames) == len(data.package["resources"]) + 1
    )
    rows = list(book["events"].values)
    assert len(rows) == len(data.events) + 1 and rows[0][:3] == ("id", "research_id", "date")


def test_the_zip_is_the_data_package(site, tmp_path):
    from briefing import check

    with zipfile.ZipFile(site / "data" / "data-package.zip") as archive:
        archive.extractall(tmp_path)
    assert check.faults(tmp_path) == []


def test_a_list_says_on_which_terms_everything_is_handed_on(site, data):
    text = (site / "licences.txt").read_text("utf-8")
    assert (
        "https://creativecommons.org/licenses/by/4.0/" in text
        and "Permission is hereby granted, free of charge" in text
        and "Plotly Technologies Inc." in text
    )
    made = [one for one in data.package["resources"] if one.get("sources")]
    terms = data.sources.set_index("id").licence
    for resource in made:
        block = text.split(f"  data/{resource['name']}.csv: ")[1].split("\n\n")[0]
        assert resource.get("licenses", data.package["licenses"])[0]["title"] in block
        assert all(
            source["path"] in block and (terms[source["title"]] or "no licence was found") in block
            for source in resource["sources"]
        )
    for credit in ("Johns Hopkins", "University of Oxford", "The Economist"):
        assert credit in text  # shared licences ask for it
    assert [
        file.name for file in (site / "assets").iterdir() if f"assets/{file.name}" not in text
    ] == []
    for name in PAGES:
        assert BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser").footer.find(
            "a", href="licences.txt"
        )


@pytest.mark.parametrize("name", PAGES)
def test_pages_stay_light(site, name):
    assert (site / f"{name}.html").stat().st_size <= 400_000
    own = [file for file in (site / "assets").iterdir() if file.name != "plotly.min.js"]
    assets = sum(file.stat().st_size for file in own)
    assert assets <= 60_000


def test_images_have_a_title_and_a_description(site):
    for path in (site / "charts").glob("*.svg"):
        svg = BeautifulSoup(path.read_text("utf-8"), "html.parser").svg
        assert svg.title.text and len(svg.desc.text) > 60, path.name
