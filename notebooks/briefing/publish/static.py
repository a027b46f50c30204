"""What stands beside the pages: charts as SVG images, re-made only when a figure changes; style,
script and Plotly's library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

from markupsafe import Markup

from briefing import links
from briefing.look import NARROW, WIDE
from briefing.publish.browser import HOW_TO_GET_ONE, Browser, reason
from briefing.publish.plan import ASSETS, digest

if TYPE_CHECKING:
    from briefing.publish.live import Chart

SCRIPTS = ("base.js", "tables.js", "charts.js", "page.js")  # of a page, in order
COMPILE_AHEAD = "//# allFunctionsCalledOnLoad"
MARK = "<!-- figure {} -->\n"  # the end of an image: the key of the figure that it shows
SIZES = {"wide": (WIDE, ".svg"), "narrow": (NARROW, "-narrow.svg")}


def library() -> Path:
    """Plotly's library for browsers, as its Python package brings it."""
    import plotly

    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def live_library() -> str:
    """Plotly's library for browsers, as its Python package brings it, as a function
    ``briefingLibrary`` that ``charts.js`` calls.

    Run as it is, it takes the page's thread about half a second. So its first line asks browsers
    that know it (Chromium) to compile all of it while it loads, on another thread; and what knows
    how to draw a kind of trace is listed in ``Plotly.parts`` instead of being run at once. Where a
    later version does not list its kinds in that way, it runs them all.
    """
    code = library().read_text(encoding="utf-8")
    head, called, tail = code.rpartition(".register([")
    parts, ended, rest = tail.partition("])")
    if called and ended and re.fullmatch(r"(?:[\w$]+\(\),?)+", parts):
        code = f"{head}.parts=[{parts.replace('()', '')}]{rest}"
    return f"{COMPILE_AHEAD}\nwindow.briefingLibrary = function () {{\n{code}\n}};\n"


def assets() -> dict[str, bytes]:
    """Style, scripts and Plotly's library, by the address from a page."""
    files = {file.name: file.read_bytes() for file in sorted(ASSETS.iterdir())}
    files[library().name] = live_library().encode("utf-8")
    return {f"assets/{name}": content for name, content in files.items()}


@dataclass(frozen=True)
class Image:
    """A static image of a chart at one width; ``text`` is the SVG, ``""`` where it could not be
    made.
    """

    file: str
    width: int
    height: int
    text: str

    @property
    def inside(self) -> Markup:
        """The image as an address that holds it, for a page that is one file."""
        # What may stand as it is in an attribute between double quotes; most of an SVG is that.
        content = quote(self.text.replace("\n", ""), safe=" <>=/:;,.'()[]{}!?*+@$^|~-_")
        return Markup(f"data:image/svg+xml,{content}")


def make_images(
    page: str, charts: list[Chart], exports: Path, browser: Browser
) -> tuple[dict[str, dict[str, Image]], str]:
    """Images of ``charts`` at both widths, by chart id and ``wide`` or ``narrow``; and what is
    missing, if anything.

    An image in ``exports/charts`` whose figure has not changed is taken as it is. Others are
    drawn; without a browser they are left out, and the second value says so.
    """
    images: dict[str, dict[str, Image]] = {chart.id: {} for chart in charts}
    todo = []
    for chart in charts:
        for name, (width, suffix) in SIZES.items():
            spec = _spec(chart, width)
            key = _key(spec, chart)
            file = links.chart_file(page, chart.id, suffix)
            text = drawn_before(exports / file, key)
            images[chart.id][name] = Image(file, width, spec["layout"]["height"], text)
            if not text:
                todo.append((chart, name, spec, key))
    if not todo:
        return images, ""
    try:
        drawn = browser.draw([spec for _, _, spec, _ in todo])
    except Exception as error:  # no browser, or one that cannot start: the page does without
        missing = ", ".join(dict.fromkeys(chart.id for chart, *_ in todo))
        return images, f"{page}: no image of {missing} ({reason(error)}). {HOW_TO_GET_ONE}"
    for (chart, name, _, key), svg in zip(todo, drawn, strict=True):
        text = finished(svg, chart.title, chart.alt) + MARK.format(key)
        images[chart.id][name] = replace(images[chart.id][name], text=text)
    return images, ""


def _spec(chart: Chart, width: int) -> dict:
    """The figure as drawn at ``width``: the layout of the live chart at that width."""
    layout = {**chart.figure["layout"]}
    if width == NARROW:
        for key, value in chart.narrow.items():
            layout[key] = {**layout.get(key, {}), **value} if isinstance(value, dict) else value
    return {"data": chart.figure["data"], "layout": {**layout, "width": width}}


def _key(spec: dict, chart: Chart) -> str:
    return digest(json.dumps([spec, chart.title, chart.alt], sort_keys=True, separators=(",", ":")))


def drawn_before(file: Path, key: str) -> str:
    """The SVG in ``file`` where it shows what has that key, else ``""``."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return text if text.endswith(MARK.format(key)) else ""


SVG = "http://www.w3.org/2000/svg"
SPACES = {"": SVG, "xlink": "http://www.w3.org/1999/xlink"}
# Attributes that hold random names, or that no image needs.
IDLE = ("class", "data-unformatted", "data-math")
# What Plotly writes into every style although SVG would assume it, or an image has no use for it.
IDLE_STYLE = re.compile(
    r"(?:(?:fill-|stroke-)?opacity: 1|vector-effect: none|pointer-events: \w+|stroke-miterlimit:"
    r" 2|cursor: \w+|font-style: normal|font-weight: normal"
    r"|text-(?:decoration|transform|shadow)[\w-]*: [^;]+|font-variant: normal)"
)
RGB = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")


def finished(svg: str, title: str, alt: str) -> str:
    """An SVG of Plotly's with title and description, the same bytes for the same picture, and about
    60 per cent of them.
    """
    root = ElementTree.fromstring(svg)
    # Plotly names parts by random ids; two renderings of one figure must have the same bytes.
    ids = dict.fromkeys(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
    names = {f"#{name}": f"#i{n}" for n, name in enumerate(ids, 1)}
    for element in root.iter():
        element.attrib = dict(_lean(element.attrib, names))
    _prune(root)
    for n, (tag, text) in enumerate({"title": title, "desc": alt}.items()):
        words = ElementTree.Element(f"{{{SVG}}}{tag}")
        words.text = text
        root.insert(n, words)
    for prefix, space in SPACES.items():
        ElementTree.register_namespace(prefix, space)
    # A text or an attribute holds no > here: it would be escaped.
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _lean(attributes: dict[str, str], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Attributes without what is idle, with short colours, and ids by their new names."""
    for key, value in attributes.items():
        if key in IDLE:
            continue
        text = value
        if key == "id":
            text = names[f"#{value}"][1:]
        elif key == "style":
            parts = (part.strip() for part in value.split(";"))
            kept = (part for part in parts if part and not IDLE_STYLE.fullmatch(part))
            text = ";".join(part.replace(": ", ":", 1) for part in kept)
        text = RGB.sub(lambda m: "#{:02x}{:02x}{:02x}".format(*map(int, m.groups())), text)
        text = re.sub(r"#[^\"')]+", lambda m: names.get(m[0], m[0]), text)
        if text or key != "style":
            yield key, text


def _prune(element: ElementTree.Element) -> None:
    """Remove groups, paths and definitions that hold nothing."""
    for child in list(element):
        _prune(child)
        kind = child.tag.removeprefix(f"{{{SVG}}}")
        if kind in ("g", "path", "defs") and not (len(child) or child.attrib or child.text):
            element.remove(child)
