"""Text as the markup of a page: Markdown, citations as numbered notes, addresses, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from briefing import links, prose

SECTION = 2  # the level of the headings that the list of contents shows
# A link from one notebook to another, which on a page leads to the other's page.
NOTEBOOK = re.compile(r"([a-z0-9_-]+)\.ipynb(?:#(.*))?")
BESIDE = "../exports/"  # how a notebook names a file that stands beside the pages


def slug(text: str) -> str:
    """A heading as the name of its anchor: ``What it shows`` is ``what-it-shows``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def safe_url(url: str) -> str:
    """``url`` where it leads to the web or into the collection, to the page of a notebook or the
    file beside the pages where it names one, else ``""`` (no ``javascript:``, no ``data:``).
    """
    url = url.removeprefix(BESIDE)
    if other := NOTEBOOK.fullmatch(url):
        return links.page(other[1], other[2] or "")
    scheme = urlsplit(url.strip()).scheme.lower()
    inside = not scheme and not url.startswith("//")
    return url if inside or scheme in ("http", "https", "mailto") else ""


def json_block(value: object) -> Markup:
    """``value`` as JSON that cannot end the ``<script>`` element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


@dataclass
class Notes:
    """The numbered source notes of one page, in order of first citation."""

    sources: dict[str, dict]
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

    ``reachable`` gives the address to which a link leads, ``""`` for one that is no link.
    """

    def __init__(self, sources: dict[str, dict], reachable: Callable[[str], str]):
        self.notes = Notes(sources)
        self.headings: list[Heading] = []
        self.reachable = reachable

    def markdown(self, source: str) -> Markup:
        """Markdown as HTML; raw HTML in it is shown, not obeyed."""
        return Markup(MarkdownWithMath(renderer=_Renderer(self)).render(source))

    def section(self) -> str:
        """The last heading of the second level, ``""`` before the first."""
        return next((h.text for h in reversed(self.headings) if h.level == SECTION), "")


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown renderer, with citations as notes, anchored headings and no raw HTML."""

    def __init__(self, text: Text):
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.page = text

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link; one whose title names a source becomes a note."""
        if title and title.startswith(prose.CITATION):
            return self.page.notes.cite(title.removeprefix(prose.CITATION))
        return super().link(text, to, title) if (to := self.page.reachable(url)) else text

    def heading(self, text: str, level: int, **attrs) -> str:
        """A heading with an anchor of its own text."""
        words = Markup(text).striptags()
        one = Heading(level, str(words), slug(words))
        self.page.headings.append(one)
        return f'<h{level} id="{one.id}">{text}</h{level}>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """No images from Markdown: a page holds only what the build made."""
        return str(escape(text))
