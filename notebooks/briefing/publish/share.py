"""Pictures to share: a chart with its title, note, sources and the briefing's name inside, as SVG
and as PNG, wide and tall; and a card for a page without charts.

A picture is composed of the chart's image, which the build keeps while it fits, and of lines of
text around it. Its file carries a key of all that, but for the version of the data in which it was
made: it stays as it is until what it shows changes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from briefing import links
from briefing.publish.browser import HOW_TO_GET_ONE, PNG, Browser, chunk, reason
from briefing.publish.collection import NAME, Collection
from briefing.publish.live import Chart
from briefing.publish.pages import Page
from briefing.publish.plan import digest
from briefing.publish.sheet import CARD, TALL, WIDE, Shape, Words, card, sheet
from briefing.publish.static import MARK, Image, drawn_before

# The pictures of a chart, by the kinds of ``links.PICTURES``, as pages offer them.
NAMES = {"wide": "Picture (PNG)", "tall": "Picture for phones (PNG)", "svg": "Picture (SVG)"}
NAMED = 110  # letters of publishers, from which on they are only counted
KEY = b"figure\0"  # the name of the part of a PNG that holds its key
HEAD = len(PNG) + 25  # the bytes before that part
MARKED = len(chunk(b"tEXt", KEY)) + 64 + 1 + 64  # and of it


@dataclass
class Picture:
    """A picture at the address ``file`` of the exports, ``alt`` in words; ``content`` is empty
    where it could not be made.
    """

    file: str
    alt: str
    content: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a PNG in pixels."""
        return struct.unpack(">II", self.content[16:24])


@dataclass(frozen=True)
class Pictures:
    """Those of a page: of each chart by its id, by the kinds of ``links.PICTURES``; the ``preview``
    that stands for the page elsewhere; and what could not be made, in words.
    """

    charts: dict[str, dict[str, Picture]]
    preview: Picture
    missing: str

    @property
    def files(self) -> dict[str, bytes]:
        """All that were made, by address."""
        every = [picture for each in self.charts.values() for picture in each.values()]
        return {one.file: one.content for one in [*every, self.preview] if one.content}


def make_pictures(
    page: Page,
    charts: list[Chart],
    images: dict[str, dict[str, Image]],
    collection: Collection,
    browser: Browser,
) -> Pictures:
    """The pictures of a page. One in ``exports`` that still fits is taken as it is; without a
    browser others are left out.
    """
    desk = _Desk(page, collection)
    of_charts = {chart.id: desk.pictures(chart, images[chart.id]) for chart in charts}
    preview = of_charts[charts[0].id]["wide"] if charts else desk.card()
    return Pictures(of_charts, preview, desk.paint(browser))


class _Desk:
    """Where the pictures of a page are composed, and then painted all at once."""

    def __init__(self, page: Page, collection: Collection):
        self.page, self.collection = page, collection
        package = collection.package.package
        year = str(package.get("created", ""))[:4]
        issue = (NAME, f"version {package['version']}", year, "CC\u00a0BY\u00a04.0")
        self.foot = ", ".join(filter(None, issue))
        self._todo: list[tuple[Picture, str, str, int]] = []  # with its key, its SVG, pixels across

    def pictures(self, chart: Chart, images: dict[str, Image]) -> dict[str, Picture]:
        """The pictures of a chart, whose ``images`` may be missing."""
        at = {kind: links.picture_file(self.page.name, chart.id, kind) for kind in links.PICTURES}
        made = {kind: Picture(file, chart.alt) for kind, file in at.items()}
        source = sources([self.collection.sources[one] for one in chart.sources])

        def composed(shape: Shape, image: Image, foot: str) -> str:
            words = Words(chart.title, chart.note, source, foot)
            return sheet(shape, words, image.text, (image.width, image.height))

        if (image := images["wide"]).text:
            key = digest(composed(WIDE, image, NAME))
            kept = drawn_before(self.collection.exports / at["svg"], key)
            text = kept or composed(WIDE, image, self.foot) + MARK.format(key)
            made["svg"].content = text.encode("utf-8")
            if not self._kept(made["wide"], key):
                self._todo.append((made["wide"], key, text, WIDE.pixels))
        if (image := images["narrow"]).text:
            key = digest(composed(TALL, image, NAME))
            if not self._kept(made["tall"], key):
                text = composed(TALL, image, self.foot)
                self._todo.append((made["tall"], key, text, TALL.pixels))
        return made

    def card(self) -> Picture:
        """The picture of a page without charts."""
        page = self.page
        made = Picture(links.card_file(page.name), f"{page.title}. {page.description}".strip())
        key = digest(card(page.title, page.description, NAME))
        if not self._kept(made, key):
            text = card(page.title, page.description, self.foot)
            self._todo.append((made, key, text, CARD.pixels))
        return made

    def _kept(self, picture: Picture, key: str) -> bool:
        """Take the PNG of the exports, where it has this key."""
        file = self.collection.exports / picture.file
        content = file.read_bytes() if file.exists() else b""
        if fits := content == marked(content[:HEAD] + content[HEAD + MARKED :], key):
            picture.content = content
        return fits

    def paint(self, browser: Browser) -> str:
        """Make what is still to be made; what could not be, in words."""
        if not self._todo:
            return ""
        try:
            painted = browser.paint([(text, pixels) for *_, text, pixels in self._todo])
        except Exception as error:  # no browser, or one that cannot start: the page does without
            files = ", ".join(picture.file for picture, *_ in self._todo)
            return f"{self.page.name}: {files} not made ({reason(error)}). {HOW_TO_GET_ONE}"
        for (picture, key, *_), content in zip(self._todo, painted, strict=True):
            picture.content = marked(content, key)
        return ""


def marked(png: bytes, key: str) -> bytes:
    """A PNG with its key, and a digest by which a damaged file is known, after its head."""
    mark = chunk(b"tEXt", KEY + f"{key} {digest(png)}".encode())
    return png[:HEAD] + mark + png[HEAD:]


def sources(rows: list[dict]) -> str:
    """Who published the sources of a chart: the first few by name, the others as a number."""
    publishers = list(dict.fromkeys(row["publisher"] for row in rows))
    if not publishers:
        return "Source: the tables of this briefing"
    named = publishers[:1]
    for one in publishers[1:]:
        if len("; ".join([*named, one])) > NAMED:
            break
        named.append(one)
    left = len(publishers) - len(named)
    more = f" and {left} more" if left else ""
    return f"Source{'s' if len(publishers) > 1 else ''}: {'; '.join(named)}{more}"
