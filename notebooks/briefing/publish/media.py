"""The pictures that a notebook itself brings to its page: beside it, or inside of a page that is
one file.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from briefing import links
from briefing.publish.plan import digest

# The kinds that a page shows, by MIME type, and how the file of each ends.
SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
BEGINNINGS = {
    "image/png": b"\x89PNG\r\n",
    "image/jpeg": b"\xff\xd8",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
KINDS = "PNG, JPEG, GIF, WebP or SVG"
SVG = "http://www.w3.org/2000/svg"
HOW = (
    "say what is seen: Image(..., alt='...'), or"
    " display(figure, metadata={{{kind!r}: {{'alt': '...'}}}})"
)


class Media:
    """The pictures of one page. ``files`` are those that stand beside it, by address."""

    def __init__(self, page: str, inside: bool):
        self.page, self.inside = page, inside
        self.files: dict[str, bytes] = {}

    def address(self, content: bytes, kind: str) -> str:
        """The address of a picture of a ``kind`` of ``SUFFIXES``, from the page."""
        if self.inside:
            return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
        file = links.media_file(self.page, digest(content)[:16], SUFFIXES[kind])
        self.files[file] = content
        return file


@dataclass(frozen=True)
class Picture:
    """A picture of a ``kind`` of ``SUFFIXES``: what it shows in words, and the ``width`` and
    ``height`` at which it is to stand, ``None`` for its own.
    """

    content: bytes
    kind: str
    alt: str
    width: Any = None
    height: Any = None


def picture(kind: str, data: str, about: dict) -> Picture:
    """The picture of an output: ``data`` as a notebook holds it (base64, or the text of an SVG) and
    what its metadata say ``about`` it.

    Raises ``ValueError`` that says what to do where it is broken, would load something from
    elsewhere, or says nothing to who cannot see it.
    """
    words = about.get("alt") or ""
    if kind == "image/svg+xml":
        data, titles = _svg(data)
        content, words = data.encode("utf-8"), words or titles
    else:
        try:
            content = base64.b64decode(data, validate=False)
        except binascii.Error:
            content = b""
        if not content.startswith(BEGINNINGS[kind]):
            raise ValueError(f"a picture that is no {kind}: save it anew")
    if not str(words).strip():
        inside = "; an SVG may also have a <title> of its own" if "svg" in kind else ""
        raise ValueError(f"a picture without words: {HOW.format(kind=kind)}{inside}")
    return Picture(content, kind, str(words).strip(), about.get("width"), about.get("height"))


def known(content: bytes) -> tuple[bytes, str]:
    """A picture as a file of its own, and its kind, by what it holds. Raises ``ValueError`` with
    what is wrong with it.
    """
    kind = next((kind for kind, begin in BEGINNINGS.items() if content.startswith(begin)), "")
    if kind and (kind != "image/webp" or content[8:12] == b"WEBP"):
        return content, kind
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in content[:4096]:
        try:
            return _svg(content.decode("utf-8-sig"))[0].encode("utf-8"), "image/svg+xml"
        except UnicodeDecodeError:
            raise ValueError("an SVG that is not in UTF-8: save it anew") from None
    raise ValueError(f"of no kind that pages show: save it as {KINDS}")


def _svg(text: str) -> tuple[str, str]:
    """An SVG as a file of its own, and its title and description. Raises ``ValueError`` where it
    holds what a picture on a page does not show.
    """
    try:
        root = ElementTree.fromstring(text)
        if root.tag == "svg":  # without the name space, which a browser adds where it stands inside
            text = text.replace("<svg", f'<svg xmlns="{SVG}"', 1)
            root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"an SVG that cannot be read ({error}): save it anew") from None
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag in ("script", "foreignObject"):
            raise ValueError(f"an SVG with <{tag}>, which no page shows: save it without")
        for name, value in element.attrib.items():
            if name.startswith("on"):
                raise ValueError(f"an SVG with a script ({name}), which no page runs: remove it")
            if name.rpartition("}")[2] == "href" and not value.startswith(("#", "data:")):
                raise ValueError(f"an SVG that needs {value}, which no page loads: embed it")
        if _elsewhere([element.text or "" if tag == "style" else "", *element.attrib.values()]):
            raise ValueError("an SVG whose style needs another file, which no page loads: embed it")
    words = (root.findtext(f"{{{SVG}}}{part}", "").strip() for part in ("title", "desc"))
    return text, ". ".join(filter(None, words))


def _elsewhere(styles: list[str]) -> bool:
    """Whether a style loads something from elsewhere."""
    return any(
        "@import" in style
        or any(
            not part.strip("\"' ").startswith(("#", "data:")) for part in style.split("url(")[1:]
        )
        for style in styles
    )
