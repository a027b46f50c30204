"""What a page shows of each output of a cell: of every kind that Jupyter knows, or the reason why
no page shows it.

CONTRIBUTING.md lists the kinds for authors, under "Outputs".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from briefing import look, schema_org
from briefing.publish import terminal
from briefing.publish.frames import pieces
from briefing.publish.live import Chart
from briefing.publish.media import KINDS, SUFFIXES, picture
from briefing.publish.pages import EXPLORE
from briefing.tables import CALENDAR_MIMETYPE, NUMBERS_MIMETYPE, TABLE_MIMETYPE

# What the library of the notebooks displays: each has a part of the template to itself.
OWN = {
    TABLE_MIMETYPE: "table",
    NUMBERS_MIMETYPE: "numbers",
    CALENDAR_MIMETYPE: "calendar",
    schema_org.JSON_LD: "linked",
    look.WORDS_MIMETYPE: "words",
    "text/markdown": "markdown",
}

KEEP = f"tag the cell {EXPLORE!r} to keep it in JupyterLab"
# What no page shows, by the beginning of the MIME type: what it is, and what to do instead.
WITHOUT = {
    "application/vnd.jupyter.widget": ("a widget, which needs a running kernel", KEEP),
    "application/javascript": ("a script, and a page runs none of a notebook", KEEP),
    "text/javascript": ("a script, and a page runs none of a notebook", KEEP),
    "application/vnd.vega": (
        "a chart of Vega",
        "draw it with Plotly and briefing.theme.finish, or save it as an image",
    ),
    "application/vnd.bokeh": (
        "a chart of Bokeh",
        "draw it with Plotly and briefing.theme.finish, or save it as an image",
    ),
    "application/pdf": ("a PDF file", "link to it, or show its page as an image"),
    "text/latex": (
        "a formula, and no page sets formulas",
        "write it in words, or show it as an image",
    ),
    "audio/": ("a sound", "link to it"),
    "video/": ("a film", "link to it"),
    "image/": ("an image of a kind that a page does not show", f"save it as {KINDS}"),
}

LONGEST = 100_000  # characters of one output; more are a file to load, not a page to read
# A text of which one machine, or one run, makes another than the next.
ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]{6,}")
TIMED = re.compile(r"^Wall time: |per loop \(mean ", re.MULTILINE)  # by %time and %timeit
# Python's own form of a warning: file, line, kind, what it says.
WARNING = re.compile(r"^.*?:\d+: (\w*Warning: .*)$", re.MULTILINE)
NAMELESS = re.compile(r"\[?<[A-Za-z][^\n]*>\]?")  # how objects show that do not show themselves


@dataclass(frozen=True)
class Shown:
    """An output as a page shows it: ``kind`` names the part of the template that lays it out, and
    ``value`` is what that part takes.
    """

    kind: str
    value: Any


@dataclass(frozen=True)
class Outputs:
    """The outputs of the cells of a notebook in ``folder``; ``place`` makes HTML of an author part
    of its page, as ``Text.html``.
    """

    folder: Path
    place: Callable[[str], Markup]

    def shown(self, output: NotebookNode) -> Shown:
        """What a page shows of an output. Raises ``ValueError`` that says what to do where a page
        cannot show it.
        """
        if output.output_type == "stream":
            return self._stream(output.name, _joined(output.text))
        if output.output_type == "error":
            return Shown("error", self.text(f"{output.ename}: {terminal.plain(output.evalue)}"))
        return self._display(output.data, output.get("metadata", {}))

    def text(self, text: str) -> str:
        """``text`` where every machine shows the same. Raises ``ValueError`` where not."""
        if len(text) > LONGEST:
            raise ValueError(
                f"a text of {len(text):,} characters; a page shows at most {LONGEST:,} at once:"
                " show the part that says something"
            )
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(
                "a text with parts of characters; decode it with the encoding in which it was"
                " written"
            ) from None
        if found := ADDRESS.search(text):
            raise ValueError(
                f"a text with an address in memory ({found[0]!r}), which is another in every run:"
                " show what it stands for"
            )
        if TIMED.search(text):
            raise ValueError("a measured time, which is another in every run: leave it out")
        home = str(_top(self.folder))
        forms = {home, home.replace("\\", "\\\\"), home.replace("\\", "/")}
        if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms):
            raise ValueError(
                f"a text with a folder of this machine ({home}): show a path from the notebook on,"
                " or none"
            )
        return text

    def _stream(self, name: str, text: str) -> Shown:
        if len(text) > 10 * LONGEST:
            return Shown("text", self.text(text))  # which says that it is too long
        if name == "stderr" and (warning := WARNING.search(text)):
            raise ValueError(
                f"a warning ({warning[1]}): mend what it warns of, or silence it where it is known"
                " (warnings.filterwarnings)"
            )
        return Shown("text", self.text(terminal.plain(text)))

    def _display(self, data: dict, metadata: dict) -> Shown:
        """The richest of the forms of an output that a page can show."""
        if look.CHART_MIMETYPE in data:
            return Shown("chart", Chart.of(data[look.CHART_MIMETYPE]))
        for kind, name in OWN.items():
            if kind in data:
                value = data[kind]
                return Shown(name, self.text(_joined(value)) if name == "markdown" else value)
        why: list[str] = []
        for kind, make in self._makers().items():
            if kind in data:
                try:
                    return make(data[kind], {**metadata, **metadata.get(kind, {})})
                except ValueError as error:
                    why.append(str(error))
        why += [_without(kind) for kind in data if kind.startswith(tuple(WITHOUT))]
        plain = _joined(data.get("text/plain", ""))
        formula = bool(why) and set(data) <= {"text/latex", "text/plain"}
        if not plain or (why and not formula) or NAMELESS.fullmatch(plain.strip()):
            raise ValueError(why[0] if why else _unshown(data, plain))
        return Shown("text", self.text(terminal.plain(plain)))

    def _makers(self) -> dict[str, Callable[[Any, dict], Shown]]:
        """What makes something for a page of each MIME type, the one that says most first."""

        def picture_of(kind: str) -> Callable[[Any, dict], Shown]:
            return lambda value, about: Shown("picture", picture(kind, _joined(value), about))

        def html(value: Any, about: dict) -> Shown:
            return Shown("html", pieces(self.text(_joined(value)), self.place))

        def json_text(value: Any, about: dict) -> Shown:
            return Shown("text", self.text(json.dumps(value, indent=2, ensure_ascii=False)))

        pictures = {kind: picture_of(kind) for kind in SUFFIXES}
        return {"text/html": html, **pictures, "application/json": json_text}


def _joined(value: Any) -> str:
    """Text as a notebook's file may hold it: whole, or line by line."""
    if isinstance(value, list):
        value = "".join(value)
    if not isinstance(value, str):
        raise ValueError(f"an output that should be text and is {type(value).__name__}")
    return value


def _top(folder: Path) -> Path:
    """The folder that holds the notebooks' folder, or that itself where that is all."""
    folder = folder.resolve()
    return folder.parent if len(folder.parts) > 2 else folder


def _without(kind: str) -> str:
    what, instead = next(said for start, said in WITHOUT.items() if kind.startswith(start))
    return f"{what} ({kind}): {instead}"


def _unshown(data: dict, plain: str) -> str:
    """Why an output has no form that a page shows."""
    kinds = ", ".join(kind for kind in data if kind != "text/plain")
    if kinds:
        return f"an output that no page shows ({kinds}): show it as a chart, a table or an image"
    if plain:
        return (
            f"an object that says nothing to a reader ({plain.strip()[:80]}): end the line with"
            " a semicolon, or show something of it"
        )
    return "an output with nothing in it: leave it out"
