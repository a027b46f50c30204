"""Charts as SVG images, made with Kaleido and the system's Chrome or Chromium, and re-made only
when a figure changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from briefing.theme import NARROW, WIDE

MARK = "<!-- figure {} -->"
HOW_TO_GET_A_BROWSER = (
    "Chart images need Chrome or Chromium (Debian: apt-get install chromium; macOS: brew install"
    " chromium; Windows: winget install Google.Chrome), or BROWSER_PATH set to one."
)


@dataclass(frozen=True)
class Image:
    """A static image of a chart at one width; ``text`` is the SVG, ``""`` where it could not be
    made.
    """

    file: str
    width: int
    height: int
    text: str


def _spec(chart, width: int) -> dict:
    """The figure as drawn at ``width``: the layout of the live chart at that width."""
    layout = {**chart.figure["layout"]}
    height = layout["height"]
    if width == NARROW:
        for key, value in chart.meta["narrow"].items():
            layout[key] = {**layout.get(key, {}), **value} if isinstance(value, dict) else value
        height = layout["height"]
    return {"data": chart.figure["data"], "layout": {**layout, "width": width, "height": height}}


def _key(spec: dict, meta: dict) -> str:
    text = json.dumps([spec, meta["title"], meta["alt"]], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# What Plotly writes into every element although SVG would assume it, or although an image has no
# use for it.
IDLE = re.compile(
    r"(?:(?:fill-|stroke-)?opacity: 1|vector-effect: none|pointer-events: \w+|stroke-miterlimit:"
    r" 2|cursor: \w+|font-style: normal|font-weight: normal"
    r"|text-(?:decoration|transform|shadow)[\w-]*: [^;]+|font-variant: normal)$"
)


def _lean(svg: str) -> str:
    """The same picture in about 60 per cent of the bytes: no classes (they hold random ids), no
    idle styles, short colours and numbers.
    """

    def style(match: re.Match) -> str:
        kept = [
            part.strip().replace(": ", ":")
            for part in match[1].split(";")
            if part.strip() and not IDLE.match(part.strip())
        ]
        return f' style="{";".join(kept)}"' if kept else ""

    svg = re.sub(r' (?:class|data-unformatted|data-math)="[^"]*"', "", svg)
    svg = re.sub(r' style="([^"]*)"', style, svg)
    svg = re.sub(
        r"rgb\((\d+), (\d+), (\d+)\)",
        lambda m: "#{:02x}{:02x}{:02x}".format(*map(int, m.groups())),
        svg,
    )
    while (shorter := re.sub(r"<(g|path|defs)/>|<g></g>", "", svg)) != svg:
        svg = shorter
    return svg


def _finished(svg: str, meta: dict, key: str) -> str:
    """The SVG with stable ids, a title and a description, and the hash of its figure."""
    svg = _lean(svg)
    # Plotly names parts by random ids; two renderings of one figure must have the same bytes.
    for n, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), 1):
        svg = re.sub(rf"(\bid=\"|#){re.escape(name)}(?=[\"')])", rf"\g<1>i{n}", svg)
    words = f"<title>{escape(meta['title'])}</title><desc>{escape(meta['alt'])}</desc>"
    return re.sub(r"^(<svg [^>]*>)", lambda m: m[1] + words, svg, count=1) + MARK.format(key) + "\n"


def browser_path() -> str:
    """The system's Chrome or Chromium, or the one that ``BROWSER_PATH`` names, as Kaleido finds it.

    Raises ``FileNotFoundError`` with how to get one.
    """
    from choreographer.browsers import Chromium

    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    if not found:
        raise FileNotFoundError("No Chrome or Chromium was found. " + HOW_TO_GET_A_BROWSER)
    return found


def make_images(page: str, charts: list, exports: Path) -> tuple[dict[str, dict[str, Image]], str]:
    """Images of ``charts`` at both widths, by chart id and ``wide`` or ``narrow``; and what is
    missing, if anything.

    An image in ``exports/charts`` whose figure has not changed is taken as it is. Others are
    drawn; without a browser they are left out, and the second value says so.
    """
    images: dict[str, dict[str, Image]] = {}
    todo = []
    for chart in charts:
        for name, width in (("wide", WIDE), ("narrow", NARROW)):
            spec = _spec(chart, width)
            key = _key(spec, chart.meta)
            file = f"charts/{page}-{chart.meta['id']}{'-narrow' if name == 'narrow' else ''}.svg"
            old = exports / file
            text = old.read_text(encoding="utf-8") if old.exists() else ""
            if not text.endswith(MARK.format(key) + "\n"):
                text = ""
                todo.append((chart, name, spec, key))
            images.setdefault(chart.meta["id"], {})[name] = Image(
                file, width, spec["layout"]["height"], text
            )
    if not todo:
        return images, ""
    try:
        drawn = _draw([spec for _, _, spec, _ in todo])
    except (
        Exception
    ) as error:  # no browser, or one that cannot start: the page stays complete without
        missing = ", ".join(dict.fromkeys(chart.meta["id"] for chart, *_ in todo))
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return images, f"{page}: no image of {missing} ({why}). {HOW_TO_GET_A_BROWSER}"
    for (chart, name, _, key), svg in zip(todo, drawn, strict=True):
        of_chart = images[chart.meta["id"]]
        old = of_chart[name]
        of_chart[name] = Image(old.file, old.width, old.height, _finished(svg, chart.meta, key))
    return images, ""


def _draw(specs: list[dict]) -> list[str]:
    """Draw figures as SVG text with Kaleido, all in one run of the browser."""
    import plotly.io as pio

    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n}.svg" for n in range(len(specs))]
        pio.write_images(
            specs,
            files,
            format="svg",
            validate=False,
            width=[s["layout"]["width"] for s in specs],
            height=[s["layout"]["height"] for s in specs],
        )
        return [file.read_text(encoding="utf-8") for file in files]
