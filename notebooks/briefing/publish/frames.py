"""HTML that a cell displays: the tables of pandas as tables of the page, and the rest as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from bs4 import PageElement, Tag

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


def pieces(html: str, place: Callable[[str], Markup]) -> list[Frame | Markup]:
    """The parts of an output of HTML, in order; ``place`` makes HTML of an author part of the page.
    Raises ``ValueError`` that says what to do where a page would lose something of it.
    """
    from bs4 import BeautifulSoup  # a build that finds nothing changed does without

    soup = BeautifulSoup(html, "html.parser")
    if not any(map(_of_pandas, soup.find_all("table"))):
        found: list[Frame | Markup] = [place(html)]
    else:
        for style in soup.find_all("style"):
            _check_rules(style.get_text())
            style.decompose()
        found = []
        for node in _parts(soup):
            last = found[-1] if found else None
            if _of_pandas(node):
                found.append(_frame(node, place))
            elif isinstance(last, Frame) and _is_size(node):
                found[-1] = replace(last, note=node.get_text(" ", strip=True))
            else:
                found.append(place(_html(node)))
    if not any(piece if isinstance(piece, Frame) else _says(piece) for piece in found):
        raise ValueError("HTML that shows nothing: leave it out")
    return found


def _html(node: PageElement) -> str:
    """A part of HTML as it was written; ``str`` would make markup of the words of a text."""
    from bs4 import NavigableString

    return node.output_ready("minimal") if isinstance(node, NavigableString) else str(node)


def _of_pandas(node: Any) -> bool:
    """Whether an element is the table of a DataFrame or a Styler."""
    return node.name == "table" and (
        "dataframe" in node.get("class", []) or node.get("id", "").startswith("T_")
    )


def _says(html: Markup) -> bool:
    return bool(html.striptags()) or "<img" in html or "<hr" in html


def _parts(element: Tag) -> list[Any]:
    """What stands beside each other in the outermost element that holds several things."""
    parts: list[Any] = [node for node in element.children if str(node).strip()]
    while len(parts) == 1 and parts[0].name == "div":
        parts = [node for node in parts[0].children if str(node).strip()]
    return parts


def _frame(table: Tag, place: Callable[[str], Markup]) -> Frame:
    """A table of pandas. Raises ``ValueError`` where its style says something."""
    for part in [table, *table.find_all(style=True)]:
        _check_declarations(str(part.get("style", "")))
    rows = [list(row.find_all(["th", "td"], recursive=False)) for row in table.find_all("tr")]
    heads = len(table.select("thead > tr"))
    head, body = rows[:heads], rows[heads:]
    index = len(list(takewhile(lambda cell: cell.name == "th", body[0]))) if body else 0
    numbers = _numbers(body)
    caption = table.find("caption")
    reader = _Cells(place, numbers)
    return Frame(
        [reader.heading(row, index, several=heads > 1) for row in head],
        [reader.row(row) for row in body],
        caption.get_text(" ", strip=True) if caption else "",
    )


@dataclass(frozen=True)
class _Cells:
    """Reads the cells of a table whose columns ``numbers`` hold numbers."""

    place: Callable[[str], Markup]
    numbers: set[int]

    def heading(self, row: list[Tag], index: int, several: bool) -> list[Cell]:
        """A row above the body, of which the first ``index`` columns stand above row headings.

        What stands there names the rows of headings, if there are ``several``; but in a row with
        nothing else it names the columns below it.
        """
        names = several and any(_words(cell) for cell in row[index:])
        cells, column = [], 0
        for cell in row:
            spans = _span(cell, "colspan")
            scope = "row" if names and column < index else "colgroup" if spans > 1 else "col"
            number = spans == 1 and column - index in self.numbers
            cells.append(self._cell(cell, scope, number))
            column += spans
        return cells

    def row(self, row: list[Tag]) -> list[Cell]:
        """A row of the body."""
        cells, column = [], 0
        for cell in row:
            if cell.name == "th":
                scope = "rowgroup" if _span(cell, "rowspan") > 1 else "row"
                cells.append(self._cell(cell, scope, False))
            else:
                cells.append(self._cell(cell, "", column in self.numbers))
                column += 1
        return cells

    def _cell(self, cell: Tag, scope: str, number: bool) -> Cell:
        """A cell; one without words is no heading."""
        words = _words(cell)
        content = self.place(cell.decode_contents()) if cell.find(True) else escape(words)
        spans = _span(cell, "colspan"), _span(cell, "rowspan")
        return Cell(content, scope if words else "", *spans, number)


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
