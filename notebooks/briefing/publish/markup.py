"""The text of a page: Markdown and HTML with citations as numbered notes, headings with anchors,
links and pictures by their addresses; and JSON.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from briefing import prose
from briefing.publish.html import clean
from briefing.publish.markdown import render

if TYPE_CHECKING:
    from nbformat import NotebookNode

SECTION = 2  # the level of the headings that the list of contents shows
OWN = ("content", "sources")  # ids that every page has, beside those of its notes


def slug(text: str) -> str:
    """A heading as the name of its anchor, with the letters and digits of every script: ``What it
    shows`` is ``what-it-shows``.
    """
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text.lower())
    return "-".join("".join(kept).split())


def json_block(value: object) -> Markup:
    """``value`` as JSON that cannot end the ``<script>`` element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


@dataclass
class Notes:
    """The numbered source notes of one page, in order of first citation."""

    sources: Mapping[str, dict]
    numbers: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def cite(self, source: str) -> Markup:
        """A superior number that leads to the note of ``source`` and is named after it. Raises
        ``KeyError`` for an unknown one.
        """
        if source not in self.sources:
            raise KeyError(f"source {source!r} is cited but not in sources.csv")
        n = self.numbers.setdefault(source, len(self.numbers) + 1)
        use = self.uses[source] = self.uses.get(source, 0) + 1
        row = self.sources[source]
        day = prose.partial_date(row["published"]) if row["published"] else ""
        name = f"source {n}: {row['publisher']}{', ' if day else ''}{day}"
        anchor = Markup(' id="r{0}"').format(n) if use == 1 else ""
        return Markup('<a class="cite"{} href="#note-{}" aria-label="{}">[{}]</a>').format(
            anchor, n, name, n
        )

    def cite_all(self, sources: Iterable[str]) -> Markup:
        """Superior numbers of several sources."""
        return Markup(" ").join(self.cite(s) for s in dict.fromkeys(sources))

    def listed(self) -> list[dict]:
        """The notes in order: the source's columns with ``number`` and ``uses``."""
        return [
            {**self.sources[s], "number": n, "uses": self.uses[s]} for s, n in self.numbers.items()
        ]


@dataclass(frozen=True)
class Heading:
    """A heading as a page shows it: its ``level``, its ``text`` without markup and the ``id`` of
    its anchor.
    """

    level: int
    text: str
    id: str


class Text:
    """The text of one page while it is rendered, in order: what it cites and its headings so far.

    ``link`` gives the address to which a link leads, ``""`` for one that is no link; ``picture``
    the address of a picture. ``taken`` are ids that no heading may have.
    """

    def __init__(
        self,
        sources: Mapping[str, dict],
        link: Callable[[str], str],
        picture: Callable[[str], str],
        taken: Iterable[str] = (),
    ):
        self.notes = Notes(sources)
        self.cite = self.notes.cite
        self.headings: list[Heading] = []
        self.link, self.picture = link, picture
        self.taken = {*OWN, *taken}

    def markdown(self, source: str) -> Markup:
        """Markdown as HTML. Raises ``ValueError`` saying what of it no page can show."""
        html, by_hand = render(source, self.cite)
        return self.html(html) if by_hand else self.placed(html)

    def html(self, source: str) -> Markup:
        """HTML of an author. Raises ``ValueError`` naming what of it no page can show."""
        cleaned = clean(source)
        if cleaned.lost:
            raise ValueError(
                f"its HTML has {prose.listing(cleaned.lost)}, which no page shows: leave it out, or"
                " write a tag that is text as code"
            )
        return self.placed(cleaned.html)

    def placed(self, html: str) -> Markup:
        """HTML that is whole and harmless, as part of the page: headings get anchors, links and
        pictures their addresses. Raises ``ValueError`` for one that cannot.
        """
        placed = _Placed(self)
        placed.feed(str(html))  # no Markup, which would escape what is put before it
        placed.close()
        return Markup("".join(placed.out))

    def section(self) -> str:
        """The last heading of the second level, ``""`` before the first."""
        return next((h.text for h in reversed(self.headings) if h.level == SECTION), "")

    def add_heading(self, level: int, text: str, id: str) -> Heading:
        """Take a heading into the page, with an anchor of its own where it has no ``id``. Raises
        ``ValueError`` for one that does not fit below the last.
        """
        last = self.headings[-1].level if self.headings else 0
        if not text:
            raise ValueError("a heading has no words: write some, or remove it")
        if level == 1 and last:
            raise ValueError(
                f"{text!r} is a second heading of the first level, and a page has one title: begin"
                " it with '## '"
            )
        if level > last + 1:
            right = f"'{'#' * (last + 1)} '"
            raise ValueError(
                f"the heading {text!r} is of level {level}, though "
                + (f"the last is of level {last}" if last else "no other stands before it")
                + f": begin it with {right}"
            )
        heading = Heading(level, text, id or self._free(slug(text) or "part"))
        self.taken.add(heading.id)
        self.headings.append(heading)
        return heading

    def _free(self, wanted: str) -> str:
        """An id that nothing else has: ``same``, then ``same-2``."""
        first, kind, number = 1, *wanted.rpartition("-")[::2]
        if wanted in self.taken or (kind == "note" and number.isdigit()) or _backlink(wanted):
            first = 2
        ids = (wanted if n == 1 else f"{wanted}-{n}" for n in range(first, len(self.taken) + 3))
        return next(one for one in ids if one not in self.taken)


def _backlink(id: str) -> bool:
    """Whether an id is one of those to which notes lead back."""
    return id[:1] == "r" and id[1:].isdigit()


def headings(cells: Iterable[NotebookNode]) -> Iterator[Heading]:
    """The headings of Markdown cells, in order, as a page shows them. Raises ``ValueError`` where
    it cannot.
    """
    text = Text({}, link=str, picture=str)
    text.cite = lambda source: Markup('<a class="cite"></a>')
    for cell in cells:
        before = len(text.headings)
        text.markdown(cell.source)
        yield from text.headings[before:]


SCROLL = '<div class="scroll" role="group" aria-label="Table" tabindex="0">'


class _Placed(HTMLParser):
    """HTML that is whole, as it stands on the page of a ``Text``."""

    def __init__(self, page: Text):
        super().__init__(convert_charrefs=False)
        self.page = page
        self.out: list[str] = []
        self._words: list[str] | None = None  # of the heading that is read
        self._begins = 0  # where in ``out`` it begins
        self._own_id = ""
        self._links: list[tuple[bool, bool]] = []  # of open links: whether kept, whether a note
        self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        written = self.get_starttag_text() or ""
        if "id" in given and tag not in LEVELS:
            self.page.taken.add(given["id"])
        if tag in LEVELS:
            self._words, self._begins, self._own_id = [], len(self.out), given.pop("id", "")
            written = _tag(tag, given)
        elif tag == "a":
            written = self._link(given, written)
        elif tag == "img":
            written = self._picture(given)
        elif tag == "input":
            written = _tag(tag, {**given, "aria-label": _done(given)})
        elif tag == "pre" and not given:
            written = '<pre class="code-text" tabindex="0" role="group" aria-label="Code">'
        elif tag == "table":
            written = ("" if self._tables else SCROLL) + written
            self._tables += 1
        self.out.append(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _link(self, given: dict[str, str], written: str) -> str:
        to = self.page.link(given["href"]) if "href" in given else ""
        self._links.append((bool(to or "href" not in given), given.get("class") == "cite"))
        if not self._links[-1][0]:
            return ""
        return written if to == given.get("href", "") else _tag("a", {**given, "href": to})

    def _picture(self, given: dict[str, str]) -> str:
        src, alt = given.pop("src", ""), " ".join(given.pop("alt", "").split())
        if not alt:
            raise ValueError(
                f"the picture {src[:60]!r} has no alternative text: say what it shows, as in"
                " ![A map of the country](map.png)"
            )
        if self._words is not None:
            self._words.append(alt)
        return _tag("img", {"src": self.page.picture(src), "alt": alt, **given})

    def handle_endtag(self, tag: str) -> None:
        ending = f"</{tag}>"
        if tag in LEVELS and self._words is not None:
            text = " ".join("".join(self._words).split())
            heading = self.page.add_heading(LEVELS[tag], text, self._own_id)
            begun = self.out[self._begins]
            self.out[self._begins] = begun.replace(
                f"<{tag}", f'<{tag} id="{escape(heading.id)}"', 1
            )
            self._words = None
        elif tag == "a" and self._links and not self._links.pop()[0]:
            ending = ""
        elif tag == "table":
            self._tables -= 1
            ending += "" if self._tables else "</div>"
        self.out.append(ending)

    def handle_data(self, data: str) -> None:
        self._read(data, data)

    def handle_entityref(self, name: str) -> None:
        self._read(f"&{name};", Markup(f"&{name};").unescape())

    def handle_charref(self, name: str) -> None:
        self._read(f"&#{name};", Markup(f"&#{name};").unescape())

    def _read(self, written: str, text: str) -> None:
        self.out.append(written)
        if self._words is not None and not any(note for _, note in self._links):
            self._words.append(text)


LEVELS = {f"h{level}": level for level in range(1, 7)}


def _tag(tag: str, attributes: dict[str, str]) -> str:
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{given}>"


def _done(given: dict[str, str]) -> str:
    """What a box of a task list says."""
    return "done" if "checked" in given else "not done"
