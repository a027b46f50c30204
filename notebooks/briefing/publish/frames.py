"""HTML that a cell displays: the tables of DataFrames as tables of the page, and what else of it a
page can show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from bs4 import PageElement, Tag

KEEP = "tag the cell 'explore' to keep it in JupyterLab"
SHOWN = """
    a abbr b bdi bdo blockquote br cite code dd del details dfn div dl dt em figcaption figure hr i
    ins kbd li mark ol p pre q s samp section small span strong sub summary sup time u ul var wbr
"""
ELEMENTS, EMPTY = frozenset(SHOWN.split()), frozenset(("br", "hr", "wbr"))
ATTRIBUTES = frozenset(("datetime", "dir", "href", "lang", "open", "reversed", "start", "title"))
# What a style says that a reader would miss; the rest is how it is laid out.
SAYS = ("background", "color", "content", "opacity", "text-decoration", "visibility")
MISSING = frozenset(("", "...", "…", "NaN", "nan", "NaT", "None", "<NA>", "inf", "-inf"))


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its ``content``; the ``scope`` of a heading, else ``""``; how many
    columns and rows it spans; whether it holds a number.
    """

    content: Markup
    scope: str = ""
    columns: int = 1
    rows: int = 1
    number: bool = False


@dataclass(frozen=True)
class Frame:
    """A table: rows of its ``head`` and ``body``, its ``caption`` and the ``note`` below it, where
    it has them.
    """

    head: list[list[Cell]]
    body: list[list[Cell]]
    caption: str
    note: str = ""


def pieces(html: str, reachable: Callable[[str], str]) -> list[Frame | Markup]:
    """The parts of an output of HTML, in order; ``reachable`` gives the address to which a link
    leads. Raises ``ValueError`` that says what to do where a page would lose something of it.
    """
    from bs4 import BeautifulSoup  # a build that finds nothing changed does without

    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all("style"):
        _check_rules(style.get_text())
        style.decompose()
    reader = _Reader(reachable)
    found: list[Frame | Markup] = []
    for node in reader.parts(soup):
        last = found[-1] if found else None
        if node.name == "table":
            found.append(reader.frame(node))
        elif isinstance(last, Frame) and _is_size(node):
            found[-1] = replace(last, note=node.get_text(" ", strip=True))
        elif content := reader.markup(node):
            found.append(content)
    if not any(piece if isinstance(piece, Frame) else piece.striptags() for piece in found):
        raise ValueError("HTML that shows nothing: leave it out")
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads elements, and takes of each what a page shows."""

    reachable: Callable[[str], str]

    def parts(self, element: Tag) -> list[Any]:
        """What stands beside each other in the outermost element that holds several things."""
        parts: list[Any] = [node for node in element.children if str(node).strip()]
        while len(parts) == 1 and parts[0].name == "div":
            self._attributes(parts[0])
            parts = [node for node in parts[0].children if str(node).strip()]
        return parts

    def markup(self, node: PageElement) -> Markup:
        """A node and what is in it. Raises ``ValueError`` for an element that no page shows."""
        from bs4 import Comment, Tag

        if isinstance(node, Comment):
            return Markup("")
        if not isinstance(node, Tag):
            return escape(str(node))
        if node.name not in ELEMENTS:
            raise ValueError(f"HTML with <{node.name}>, which no page shows: {_instead(node.name)}")
        attributes = self._attributes(node)
        inside = Markup("").join(map(self.markup, node.children))
        if node.name == "a" and not attributes.get("href"):
            return inside  # a link that leads nowhere
        shown = Markup("").join(Markup(' {}="{}"').format(*one) for one in attributes.items())
        start = Markup("<{}{}>").format(node.name, shown)
        return start if node.name in EMPTY else start + inside + Markup("</{}>").format(node.name)

    def frame(self, table: Tag) -> Frame:
        """A table. Raises ``ValueError`` where it is more than rows of cells."""
        for part in [table, *table.find_all(["thead", "tbody", "tfoot", "tr", "caption"])]:
            self._attributes(part)
        if table.find("table"):
            raise ValueError("HTML with a table in a table: show one after the other")
        rows = [list(row.find_all(["th", "td"], recursive=False)) for row in table.find_all("tr")]
        heads = len(table.select("thead > tr"))
        if not heads and rows and all(cell.name == "th" for cell in rows[0]):
            heads = 1
        head, body = rows[:heads], rows[heads:]
        index = len(list(takewhile(lambda cell: cell.name == "th", body[0]))) if body else 0
        numbers = _numbers(body)
        caption = table.find("caption")
        return Frame(
            [self._heading(row, index, numbers, several=heads > 1) for row in head],
            [self._row(row, numbers) for row in body],
            caption.get_text(" ", strip=True) if caption else "",
        )

    def _heading(self, row: list[Tag], index: int, numbers: set[int], several: bool) -> list[Cell]:
        """A row above the body, of which the first ``index`` columns stand above row headings.

        What stands there names the rows of headings, if there are ``several``; but in a row with
        nothing else it names the columns below it.
        """
        names = several and any(_words(cell) for cell in row[index:])
        cells, column = [], 0
        for cell in row:
            spans = _span(cell, "colspan")
            scope = "row" if names and column < index else "colgroup" if spans > 1 else "col"
            number = spans == 1 and column - index in numbers
            cells.append(self._cell(cell, scope if _words(cell) else "", number))
            column += spans
        return cells

    def _row(self, row: list[Tag], numbers: set[int]) -> list[Cell]:
        cells, column = [], 0
        for cell in row:
            if cell.name == "th":
                scope = "rowgroup" if _span(cell, "rowspan") > 1 else "row"
                cells.append(self._cell(cell, scope if _words(cell) else "", False))
            else:
                cells.append(self._cell(cell, "", column in numbers))
                column += 1
        return cells

    def _cell(self, cell: Tag, scope: str, number: bool) -> Cell:
        self._attributes(cell)
        content = Markup("").join(map(self.markup, cell.children))
        spans = _span(cell, "colspan"), _span(cell, "rowspan")
        return Cell(Markup(content.strip()), scope, *spans, number)

    def _attributes(self, element: Tag) -> dict[str, str]:
        """Those that the page keeps. Raises ``ValueError`` for one that would be missed."""
        kept = {}
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on"):
                raise ValueError(f"HTML with a script ({name}), which no page runs: {KEEP}")
            if name == "style":
                _check_declarations(text)
            elif name == "hidden":
                raise ValueError("HTML with a hidden part: leave it out")
            elif name == "href":
                kept[name] = self.reachable(text)
            elif name in ATTRIBUTES:
                kept[name] = text
        return kept


def _instead(tag: str) -> str:
    """What to do instead of showing an element of a page."""
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return "write headings in Markdown"
    if tag in ("img", "svg", "picture", "canvas"):
        return "show an image with IPython.display.Image or SVG and its alternative text"
    if tag in ("iframe", "embed", "object", "audio", "video", "source"):
        return "link to it"
    if tag == "table":
        return "show the table by itself"
    return KEEP


def _is_size(node: PageElement) -> bool:
    """Whether pandas says here how large a table is that it shows in part."""
    return getattr(node, "name", "") == "p" and "\N{MULTIPLICATION SIGN}" in node.get_text()


def _words(cell: Tag) -> str:
    return cell.get_text().strip()


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return int(value) if value.isdecimal() and 0 < int(value) < 10_000 else 1


def _numbers(body: list[list[Tag]]) -> set[int]:
    """The columns, counted behind the headings of the rows, that hold numbers."""
    rows = [[_words(cell) for cell in row if cell.name == "td"] for row in body]
    if len({len(row) for row in rows}) != 1:
        return set()
    columns = [
        [text for text in column if text not in MISSING] for column in zip(*rows, strict=True)
    ]
    return {n for n, column in enumerate(columns) if column and all(map(_is_number, column))}


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").removesuffix("%"))
    except ValueError:
        return False
    return True


def _check_rules(style: str) -> None:
    """Raise ``ValueError`` for a style sheet that says something."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            raise ValueError("HTML with a style sheet of its own: leave out <style>")
        _check_declarations(tinycss2.serialize(rule.content))


def _check_declarations(style: str) -> None:
    """Raise ``ValueError`` for a style that says something which the page would lose."""
    import tinycss2

    for one in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            continue
        value = tinycss2.serialize(one.value).strip()
        if one.lower_name.startswith(SAYS) or (one.lower_name == "display" and value == "none"):
            raise ValueError(
                f"HTML that says something by its style ({one.name}: {value}), which no page keeps:"
                " say it in words or in a column, and leave out the style"
            )
