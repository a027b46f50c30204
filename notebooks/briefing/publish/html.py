"""HTML that an author brings, made harmless: what JupyterLab shows of it in a Markdown cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

import nh3
from markupsafe import Markup


def _names(text: str) -> set[str]:
    return set(text.split())


# JupyterLab's sanitizer (@jupyterlab/apputils) is the model. Not here, though it keeps them: what a
# page's policy forbids to load (audio, video) and what needs a script or a server (forms, canvas).
TAGS = _names(
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col"
    " colgroup data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr i img input ins kbd li mark meter ol p pre progress q s samp section small"
    " span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var"
    " wbr"
)
# These go with all that they hold; of others that are not in TAGS the text stays.
WHOLE = _names(
    "applet audio canvas embed head iframe math noembed noframes noscript object option script"
    " select style svg template textarea title video xmp"
)
VOID = {"embed"}
_CELL = "abbr align bgcolor char charoff colspan headers height nowrap rowspan scope valign width"
ATTRIBUTES = {
    "*": "aria-label class dir hidden id lang style title translate",
    "a": "href hreflang name",
    "blockquote": "cite",
    "br": "clear",
    "caption": "align",
    "col": "align span valign width",
    "colgroup": "align span valign width",
    "data": "value",
    "del": "cite datetime",
    "details": "open",
    "div": "align",
    "font": "color face size",
    "hr": "align noshade size width",
    "img": "align alt border height hspace src vspace width",
    "input": "checked disabled type",
    "ins": "cite datetime",
    "li": "type value",
    "meter": "high low max min value",
    "ol": "compact reversed start type",
    "p": "align",
    "progress": "max value",
    "q": "cite",
    "table": "align bgcolor border cellpadding cellspacing frame rules summary width",
    "tbody": "align valign",
    "td": _CELL,
    "tfoot": "align valign",
    "th": _CELL,
    "thead": "align valign",
    "time": "datetime",
    "tr": "align bgcolor valign",
    "ul": "compact type",
} | {f"h{level}": "align" for level in range(1, 7)}
# Not what could take text out of its place on the page (position, z-index) or load (url).
STYLES = _names(
    "background background-color border border-bottom border-bottom-color border-bottom-style"
    " border-bottom-width border-collapse border-color border-left border-left-color"
    " border-left-style border-left-width border-radius border-right border-right-color"
    " border-right-style border-right-width border-spacing border-style border-top border-top-color"
    " border-top-style border-top-width border-width box-sizing caption-side clear color direction"
    " display empty-cells float font font-family font-size font-style font-variant font-weight"
    " height letter-spacing line-height list-style list-style-position list-style-type margin"
    " margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width"
    " opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left"
    " padding-right padding-top page-break-after page-break-before page-break-inside table-layout"
    " text-align text-decoration text-indent text-overflow text-transform unicode-bidi"
    " vertical-align visibility white-space width word-break word-spacing word-wrap"
)
# Attributes that can go without a word: nothing of them shows.
UNSEEN = re.compile(
    r"(aria|data)-.*|role|rel|target|tabindex|loading|decoding|xmlns|itemprop|itemref|itemscope"
    r"|spellcheck|draggable|contenteditable|referrerpolicy|scoped|content|charset"
)
# Where links and pictures may lead is decided where they are followed; see ``markup.py``.
SCHEMES = {"http", "https", "mailto", "data", "attachment", "file", "javascript", "tel", "ftp"}
KEPT = {tag: _names(names) for tag, names in ATTRIBUTES.items()}
LOADS = re.compile(r"url\s*\(|image\s*\(|expression|@import|\\", re.IGNORECASE)


class Cleaned(NamedTuple):
    """``html`` that is whole and can do no harm, and what was ``lost`` of the author's that a
    reader would miss, each once and in words: ``<script>``, ``onclick of <b>``.
    """

    html: Markup
    lost: list[str]


def clean(html: str) -> Cleaned:
    """HTML as JupyterLab shows it in a Markdown cell: every tag closed, no scripts, no forms, no
    comments, nothing that acts.

    Addresses of links and pictures stay as they are: ``Text.html`` decides them.
    """
    found = _Found()
    found.feed(html)
    found.close()
    kept = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=WHOLE,
        attributes=KEPT,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
        set_tag_attribute_values={"input": {"disabled": ""}},
    )
    return Cleaned(Markup(kept), list(dict.fromkeys(found.lost)))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute that is kept, or none."""
    return None if name == "style" and LOADS.search(value) else value


class _Found(HTMLParser):
    """Finds what ``clean`` takes away."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: list[str] = []
        self._whole = ""  # the element that goes with all that it holds

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._whole:
            return
        self._whole = tag if tag in WHOLE - VOID else ""
        if tag not in TAGS or (tag == "input" and dict(attrs).get("type") != "checkbox"):
            self.lost.append(f"<{tag}>")
            return
        for name, value in attrs:
            if name == "style":
                self.lost += [f"the style {style} of <{tag}>" for style in _lost(value or "")]
            elif name not in KEPT["*"] | KEPT.get(tag, set()) and not UNSEEN.fullmatch(name):
                self.lost.append(f"{name} of <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._whole:
            self._whole = ""


def _lost(style: str) -> Iterable[str]:
    """The declarations of a style that are not kept."""
    if LOADS.search(style):
        return [style]
    given = (one.partition(":")[0].strip().lower() for one in style.split(";"))
    return [name for name in given if name and name not in STYLES]
