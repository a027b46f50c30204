"""Pages for every reader, in a real browser: accessibility, keyboard, zoom, paper, and the files to
hand on.
"""

from __future__ import annotations

import re
import shutil
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing.__main__ import main
from bs4 import BeautifulSoup
from conftest import PAGES, WIDTHS, Visit, browser_path

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page) -> list[str]:
    """What axe finds; of long tables and lists it looks at the first rows, since all rows come from
    one template.
    """
    page.add_style_tag(
        content=(
            "tbody tr:nth-child(n+16), .sources li:nth-child(n+16) { display: none !important; }"
        )
    )
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"][:2]]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_static_and_closed_or_live_and_open(visit, name, width):
    seen = visit(name, width=width, bypass_csp=True)  # axe itself is an injected script
    assert violations(seen.page) == []
    seen.all_live()
    seen.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    assert violations(seen.page) == []


def test_axe_finds_nothing_in_a_filtered_and_sorted_table(visit):
    seen = visit("evidence", query="?claims.q=assembly&claims.sort=1d", bypass_csp=True)
    assert violations(seen.page) == []


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
    seen = visit("rights")
    summary = seen.page.locator("details.code summary").first
    summary.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("details.code").first.get_attribute("open") is not None
    goal = seen.page.get_by_label("Choose a goal")
    goal.focus()
    goal.select_option("goal-16")
    assert (
        seen.page.locator("#goal-16").is_visible() and not seen.page.locator("#goal-1").is_visible()
    )
    assert "goal-16" in seen.page.url


@pytest.mark.parametrize("target", ["goal-16", "right-torture-freedom", "treaty-cat"])
def test_a_link_into_the_rights_page_opens_there(visit, target):
    page = visit("rights", query=f"#{target}").page
    assert page.locator(f"#{target}").is_visible()


def test_from_a_goal_two_clicks_lead_to_the_treaty_and_its_source(visit):
    page = visit("rights", query="#goal-16").page
    page.locator("#goal-16").get_by_role("link", name=re.compile("^ICCPR 7")).first.click()
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


@pytest.mark.parametrize("name", PAGES)
def test_paper_shows_images_and_addresses_and_no_controls(visit, name):
    seen = visit(name)
    seen.all_live()
    page = seen.page
    page.emulate_media(media="print")
    for selector in ("header.site", ".contents", ".tools", "details.code", ".take", ".copy"):
        assert page.locator(selector).evaluate_all("all => all.every(e => !e.checkVisibility())"), (
            selector
        )
    for n in range(page.locator("[data-chart] img").count()):
        box = page.locator("[data-chart]").nth(n).bounding_box()
        assert (
            page.locator("[data-chart] img").nth(n).is_visible() and box["height"] < 1400
        )  # fits a sheet of A4 at this width
    addresses = page.locator(".sources li a[href^=http]").evaluate_all(
        "all => all.map(a => getComputedStyle(a, '::after').content)"
    )
    assert all("http" in address for address in addresses)


def test_a_page_as_one_file_is_complete_and_goes_live_offline(
    browser, site, data, tmp_path, capsys
):
    exports = shutil.copytree(site.parent, tmp_path / "place") / site.name
    assert main(["pack", "--exports", str(exports)]) == 0
    alone = tmp_path / "mail"
    alone.mkdir()
    for name in PAGES:
        file = exports / "pack" / f"{name}.html"
        assert file.stat().st_size <= 2_500_000, name
        shutil.copy(file, alone)
    seen = Visit(browser, alone, "timeline")
    assert seen.all_live() > 5 and seen.said == []
    assert seen.asked[0].endswith("timeline.html") and all(
        url.startswith(("data:", "blob:")) for url in seen.asked[1:]
    )
    assert seen.page.locator("#events tbody tr").count() == len(data.events)
    seen.context.close()
    with zipfile.ZipFile(exports / "pack" / "briefing.zip") as archive:
        assert {f"briefing/{name}.html" for name in PAGES} <= set(archive.namelist())


def test_pdfs_are_tagged_with_title_and_outline(site, tmp_path):
    browser_path()
    exports = tmp_path / "exports"
    shutil.copytree(
        site,
        exports,
        ignore=lambda folder, names: [
            n for n in names if n.endswith(".html") and n != "index.html"
        ],
    )
    assert main(["pdf", "--exports", str(exports)]) == 0
    pdf = (exports / "pdf" / "index.pdf").read_bytes()
    assert (
        pdf.startswith(b"%PDF")
        and b"/MarkInfo" in pdf
        and b"/Outlines" in pdf
        and b"/StructTreeRoot" in pdf
    )
    page = BeautifulSoup((exports / "index.html").read_text("utf-8"), "html.parser")
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
    assets = sum((site / "assets" / file).stat().st_size for file in ("page.css", "page.js"))
    assert assets <= 60_000


def test_images_have_a_title_and_a_description(site):
    for path in (site / "charts").glob("*.svg"):
        svg = BeautifulSoup(path.read_text("utf-8"), "html.parser").svg
        assert svg.title.text and len(svg.desc.text) > 60, path.name
