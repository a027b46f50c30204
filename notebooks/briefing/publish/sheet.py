"""A picture as SVG: the image of a chart between lines of text, or text alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import count

from briefing import look

LINE = 1.3  # from one line of text to the next, of its size


@dataclass(frozen=True)
class Shape:
    """The measures of a picture, in units of its chart: ``width``, ``least`` height, ``margin`` of
    the text, size of ``title`` and ``text``; ``pixels`` across as a PNG.
    """

    width: int
    pixels: int
    margin: int
    title: int
    text: int
    least: int = 0


# The wide one has the form of a preview where its chart is low: 1200 by 630 pixels.
WIDE = Shape(look.WIDE + 40, 1200, 20, title=24, text=13, least=420)
TALL = Shape(look.NARROW, 1080, 12, title=17, text=11)
CARD = Shape(WIDE.width, WIDE.pixels, 48, title=40, text=20, least=WIDE.least)


@dataclass(frozen=True)
class Words:
    """What a picture says around its chart: the finding, what a reader must know, whose data, and
    whose picture it is.
    """

    title: str
    note: str
    source: str
    foot: str


def sheet(shape: Shape, words: Words, chart: str, size: tuple[int, int]) -> str:
    """An SVG of ``chart``, which is an SVG of that width and height, with ``words`` around it."""
    above = _Lines(shape).write(words.title, shape.title, look.INK, bold=True)
    below = _Lines(shape)
    for text in filter(None, (words.note, words.source)):
        below.write(text, shape.text, look.MUTED)
    below.write(words.foot, shape.text, look.INK, bold=True)
    width, height = size
    gap = shape.margin / 2
    needed = shape.margin + above.height + gap + height + gap + below.height + shape.margin
    total = max(round(needed), shape.least)
    at = shape.margin + above.height + gap + (total - round(needed)) / 2
    place = f'<svg x="{(shape.width - width) / 2:g}" y="{at:g}" '
    inner = chart.partition("<!--")[0].replace("<svg ", place, 1)
    parts = [above.at(shape.margin), inner, below.at(total - shape.margin - below.height)]
    return _svg(shape.width, total, words.title, parts)


def card(title: str, text: str, foot: str) -> str:
    """An SVG that says a title and a text, as much of it as there is room for."""
    shape, between = CARD, CARD.text
    above = _Lines(shape).write(title, shape.title, look.INK, bold=True)
    below = _Lines(shape).write(foot, 15, look.INK, bold=True)
    needed = round(2 * shape.margin + above.height + 2 * between + below.height)
    total = max(needed, shape.least)
    middle = _Lines(shape).write(text, shape.text, look.MUTED, room=total - needed)
    parts = [
        above.at(shape.margin),
        middle.at(shape.margin + above.height + between),
        below.at(total - shape.margin - below.height),
    ]
    return _svg(shape.width, total, title, parts)


class _Lines:
    """Lines of text, one below the other; ``height`` is what they take."""

    def __init__(self, shape: Shape):
        self.shape, self.height = shape, 0.0
        self._lines: list[tuple[float, str]] = []  # the base of each, from the top, and its markup

    def write(
        self, text: str, size: int, colour: str, bold: bool = False, room: float | None = None
    ) -> _Lines:
        """Add a text in as many lines as it needs, or as there is ``room`` for."""
        lines = list(wrapped(text, (self.shape.width - 2 * self.shape.margin) / size, bold))
        fit = len(lines) if room is None else max(0, int(room / size / LINE))
        if len(lines) > fit:
            lines = [*lines[: fit - 1], lines[fit - 1] + " …"] if fit else []
        weight = ' font-weight="bold"' if bold else ""
        if self.height and lines:
            self.height += size * (LINE - 1)  # between two texts
        for line in lines:
            markup = (
                f'font-size="{size}"{weight} fill="{colour}">{escape(line, quote=False)}</text>'
            )
            self._lines.append((self.height + size, markup))
            self.height += size * LINE
        return self

    def at(self, top: float) -> str:
        """The lines as SVG, the first one below ``top``."""
        left = self.shape.margin
        return "".join(f'<text x="{left}" y="{top + y:g}" {text}' for y, text in self._lines)


def _svg(width: int, height: int, title: str, parts: list[str]) -> str:
    """An SVG on white, with a line of our colour at its top."""
    font = escape(look.FONT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{font}">'
        f"<title>{escape(title, quote=False)}</title>"
        f'<rect width="{width}" height="{height}" fill="{look.BACKGROUND}"/>'
        f'<rect width="{width}" height="5" fill="{look.BLUE}"/>{"".join(parts)}</svg>'
    )


def wrapped(text: str, width: float, bold: bool = False) -> Iterator[str]:
    """The lines of a text, each at most ``width`` times the size of its letters wide, whatever font
    of ours a reader has; a word that is longer is broken.
    """
    line, taken = "", 0.0
    for word in re.split("[ \n]+", text.strip()):
        part, needed = word, _width(word, bold)
        if line and taken + _width(" ", bold) + needed > width:
            yield line
            line, taken = "", 0.0
        while needed > width:
            fit = next(n for n in count(1) if _width(part[: n + 1], bold) > width)
            yield part[:fit]
            part = part[fit:]
            needed = _width(part, bold)
        line, taken = (f"{line} {part}", taken + _width(" ", bold)) if line else (part, 0.0)
        taken += needed
    yield line


def _width(text: str, bold: bool) -> float:
    """How wide a text is, of the size of its letters, in the widest font of ours, DejaVu Sans."""
    return sum(map(_letter, text)) * (1 if bold else 0.93)


# Letters by how wide they are at most in DejaVu Sans Bold.
LETTERS = {
    0.40: " \u00a0',./:;IJ\\|ijl‘’·",
    0.50: "!()[]_`rt-f–",
    0.60: '?csz"*“”',
    0.70: "$0123456789EFTaekovyLx",
    0.75: "CPSYZbdghnpqu{}",
    0.85: "ABKRVX#+<=>DGHNU^~",
    0.95: "&OQw",
    1.11: "%m@MW—…½МФЦЪЫжфшщыю",
    1.35: "ЖШЩЮ",
}
WIDTHS = {letter: width for width, letters in LETTERS.items() for letter in letters}


@cache
def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    wide = unicodedata.east_asian_width(letter) in "WF"
    return WIDTHS.get(letter, 1.11 if wide else 0.9)
