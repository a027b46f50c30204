"""Markdown as HTML, by the rules of JupyterLab (GitHub's), without mathematics."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from mistune import HTMLRenderer, InlineParser, InlineState, Markdown, import_plugin

from briefing import prose

GITHUB = ("strikethrough", "table", "task_lists", "url")
# What JupyterLab shows as a formula and no one writes as text; a single dollar is a dollar.
FORMULA = (
    r"(?s:\$\$[^$`]+\$\$|\\\\\(.+?\\\\\)|\\\\\[.+?\\\\\]"
    r"|\\begin\{(?P<environment>[a-z]+\*?)\}.*?\\end\{(?P=environment)\})"
)


def render(source: str, cite: Callable[[str], Markup]) -> tuple[str, bool]:
    """Markdown as HTML, and whether HTML of the author stands in it, which is as it was written.

    ``cite`` gives the note for the id of a source. Raises ``ValueError`` for a formula.
    """
    renderer = _Renderer(cite)
    inline = InlineParser(hard_wrap=False)
    markdown = Markdown(renderer, inline=inline, plugins=map(import_plugin, GITHUB))
    inline.register("formula", FORMULA, _formula, before="escape")
    return str(markdown(source)), renderer.by_hand


def _formula(inline: InlineParser, found: re.Match[str], state: InlineState) -> int:
    raise ValueError(
        f"{' '.join(found[0].split())!r} is a formula, and pages show none: write it in words, as"
        r" code or as a picture. A dollar that is a dollar is written \$"
    )


class _Renderer(HTMLRenderer):
    """Mistune's renderer, with citations as notes; addresses are left to who knows the page."""

    def __init__(self, cite: Callable[[str], Markup]):
        super().__init__(escape=False, allow_harmful_protocols=True)
        self.cite = cite
        self.by_hand = False

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link; one whose title names a source becomes a note."""
        if title and title.startswith(prose.CITATION):
            return self.cite(title.removeprefix(prose.CITATION))
        return super().link(text, url, title)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level}>{text}</h{level}>\n"

    def inline_html(self, html: str) -> str:
        self.by_hand = True
        return html

    def block_html(self, html: str) -> str:
        self.by_hand = True
        return html + "\n"
