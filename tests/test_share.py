"""Pictures to share: what they say, that no text is cut, and when they are drawn again."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib
from xml.etree import ElementTree

import pytest
from briefing import links, look
from briefing.dataset import home_folder
from briefing.publish import browser as browsing
from briefing.publish import share, sheet
from briefing.publish.browser import Browser
from briefing.publish.collection import NAME, Collection
from briefing.publish.live import Chart
from briefing.publish.pages import Page
from briefing.publish.static import Image
from bs4 import BeautifulSoup
from conftest import PAGES, browser_path, edit
from kaleido import Kaleido

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="200" viewBox="0 0 {0} 200">'
    '<title>A title</title><rect width="{0}" height="100" fill="#0072B2"/></svg>'
    "<!-- figure x -->\n"
)


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG that is whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, rows, head = 8, b"", b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        check = png[at + 8 + length : at + 12 + length]
        assert int.from_bytes(check, "big") == zlib.crc32(kind + content), kind
        head = content if kind == b"IHDR" else head
        rows += content if kind == b"IDAT" else b""
        at += 12 + length
    width, height, bits = struct.unpack(">IIB", head[:9])
    row = 1 + -(-width * bits // 8)
    assert kind == b"IEND" and len(zlib.decompress(rows)) == row * height
    return width, height


def words(svg: str) -> str:
    """The text of an SVG, whatever its lines."""
    lines = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(" ".join("".join(line.itertext()).split()) for line in lines)


@pytest.fixture(scope="module")
def painter():
    """The browser of a build."""
    browser_path()
    with Browser() as browser:
        yield browser


@pytest.fixture
def made(package, tmp_path, monkeypatch, painter):
    """Makes the pictures of a page with a chart and of one without, and writes them; gives them by
    kind, how many were painted for that, and what is missing.
    """
    painted: list[bytes] = []
    real = Browser.paint

    def paint(self, images):
        done = real(self, images)
        painted.extend(done)
        return done

    monkeypatch.setattr(Browser, "paint", paint)
    (tmp_path / "exports" / "charts").mkdir(parents=True)

    def make(title="A finding", note="", about="What it is about.", browser=painter):
        collection = Collection(package, tmp_path, tmp_path / "exports")
        chart = Chart("one", title, "A bar.", note, ["speech-en"], "table", {}, {})
        images = {
            name: Image(f"{name}.svg", width, 200, SVG.format(width))
            for name, width in (("wide", look.WIDE), ("narrow", look.NARROW))
        }
        painted.clear()
        of_chart, of_words = (
            share.make_pictures(
                Page(tmp_path / f"{name}.ipynb", name, name, f"The {name}", about, 1, ""),
                [chart] if name == "index" else [],
                {"one": images},
                collection,
                browser,
            )
            for name in ("index", "words")
        )
        for old in (tmp_path / "exports" / "charts").iterdir():
            old.unlink()
        for file, content in (of_chart.files | of_words.files).items():
            (tmp_path / "exports" / file).write_bytes(content)
        every = {**of_chart.charts["one"], "card": of_words.preview}
        found = {kind: picture.content for kind, picture in every.items() if picture.content}
        return found, len(painted), f"{of_chart.missing} {of_words.missing}"

    return make


def test_a_picture_says_what_it_shows_and_whose_it_is(made, data):
    files, painted, _ = made(title="One is <twice> the other & more", note="Read with care.")
    text = words(files["svg"].decode("utf-8"))
    assert text.startswith("One is <twice> the other & more")
    publisher = data.sources.set_index("id").publisher["speech-en"]
    assert f"Read with care. Source: {publisher} {NAME}, version" in text
    assert data.package["version"] in text and "CC BY 4.0" in text
    assert painted == 3  # wide, tall, and the card
    assert size(files["wide"]) == (1200, 630) == size(files["card"])
    assert size(files["tall"])[0] == 1080


def test_a_picture_is_drawn_again_when_its_words_change_and_not_otherwise(made, package):
    files, _, _ = made()
    assert made()[:2] == (files, 0)
    assert made(about="Another.")[1] == 1  # of the page without charts
    again, painted, _ = made(title="Another finding", about="Another.")
    assert painted == 2 and again["wide"] != files["wide"] and again["tall"] != files["tall"]
    edit(
        package,
        "sources.csv",
        lambda t: t.replace({"publisher": {"United Nations in Belarus": "UN"}}),
    )
    named, painted, _ = made(title="Another finding", about="Another.")
    assert painted == 2 and "Source: UN " in words(named["svg"].decode("utf-8"))


def test_a_browser_that_does_not_close_keeps_no_build_waiting(monkeypatch):
    browser_path()
    closed, began = Kaleido.close, time.monotonic()

    async def never(self):
        await closed(self)
        await asyncio.Event().wait()

    monkeypatch.setattr(Kaleido, "close", never)
    monkeypatch.setattr(browsing, "LEAVE", 2)
    with Browser() as browser:
        assert browser.draw([{"data": [], "layout": {"width": 9, "height": 9}}])[0].startswith(
            "<svg"
        )
    assert time.monotonic() - began < 30


def test_a_damaged_picture_is_drawn_again(made, tmp_path):
    files, _, _ = made()
    for kind, damaged in (("wide", files["wide"][:-40]), ("tall", b""), ("card", b"x" * 900)):
        name = links.card_file("words") if kind == "card" else None
        name = name or links.picture_file("index", "one", kind)
        (tmp_path / "exports" / name).write_bytes(damaged)
    again, painted, _ = made()
    assert painted == 3 and again == files


def test_a_new_version_of_the_data_draws_nothing_again(made, package):
    files, _, _ = made()
    described = package / "datapackage.json"
    text = described.read_text("utf-8")
    described.write_text(text.replace('"version": "', '"version": "9', 1), "utf-8")
    assert made()[:2] == (files, 0)


def test_without_a_browser_pictures_that_fit_stay_and_others_go(made, monkeypatch):
    files, _, _ = made()
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/browser")
    with Browser() as none:
        assert made(browser=none)[0] == files
        left, painted, missing = made(title="Another finding", browser=none)
    assert (left.keys(), painted) == ({"svg", "card"}, 0)
    assert "index: charts/index-one-wide.png, charts/index-one-tall.png not made" in missing
    assert "BROWSER_PATH" in missing and "words:" not in missing


def test_a_page_offers_only_pictures_that_are_there(site):
    for name in PAGES:
        page = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        for figure in page.find_all("figure", class_="chart"):
            offered = [link["href"] for link in figure.select(".take a[download]")]
            at = {kind: links.picture_file(name, figure["id"], kind) for kind in links.PICTURES}
            assert set(at.values()) <= set(offered)
            assert all((site / file).exists() for file in offered)
            assert size((site / at["wide"]).read_bytes())[0] == 1200
            assert size((site / at["tall"]).read_bytes())[0] == 1080
            text = words((site / at["svg"]).read_text("utf-8"))
            assert text.startswith(" ".join(figure.figcaption.text.split()))
            assert "Source" in text and NAME in text
            assert figure.select_one(".share .citation").text.startswith("“")


def test_every_page_has_a_preview(site):
    for name in PAGES:
        page = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        said = {tag["property"]: tag["content"] for tag in page.select("meta[property^=og]")}
        picture = (site / said["og:image"]).read_bytes()
        assert size(picture) == (int(said["og:image:width"]), int(said["og:image:height"]))
        assert size(picture)[0] == 1200 and said["og:image:alt"].strip()
        first = page.find("figure", class_="chart")
        if first:
            assert said["og:image"] == links.picture_file(name, first["id"], "wide")
        assert page.find("meta", attrs={"name": "twitter:card"})["content"] == "summary_large_image"


def test_a_preview_is_absolute_where_the_pages_have_a_home():
    assert home_folder("https://example.org/briefing") == "https://example.org/briefing/"
    assert home_folder("https://example.org/") == "https://example.org/"
    assert home_folder("") == ""


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("shape", [sheet.WIDE, sheet.TALL, sheet.CARD])
def test_no_line_is_wider_than_its_picture(browser, data, shape, bold):
    """In the widest font of ours, which every machine with a browser test has."""
    room = shape.width - 2 * shape.margin
    texts = [*data.events.summary, *data.sources.publisher, "W" * 300, "мш" * 200, "a\u00a0b c"]
    lines = [line for text in texts for line in sheet.wrapped(text, room / shape.title, bold)]
    page = browser.new_page()
    widths = page.evaluate(
        """([lines, font]) => {
            const context = new OffscreenCanvas(1, 1).getContext("2d");
            context.font = font;
            return lines.map((line) => context.measureText(line).width);
        }""",
        [lines, f"{'bold ' if bold else ''}{shape.title}px {look.FONT}"],
    )
    page.close()
    assert max(widths) <= room
    for text in texts:
        whole = "".join(sheet.wrapped(text, room / shape.title, bold))
        assert whole.replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_sources_are_named_by_publisher_and_the_rest_counted():
    rows = [{"publisher": name} for name in ("OHCHR", "Viasna", "OHCHR")]
    assert share.sources(rows) == "Sources: OHCHR; Viasna"
    assert share.sources(rows[:1]) == "Source: OHCHR"
    many = [{"publisher": f"The long name of office {n} of some organization"} for n in range(9)]
    said = share.sources(many)
    assert said.endswith("and 7 more") and said.count(";") == 1 and len(said) < 150
    assert share.sources([]) == "Source: the tables of this briefing"
