"""Where links and pictures of a notebook lead on its page."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urlsplit

from briefing import links
from briefing.publish.collection import Collection
from briefing.publish.markup import headings, slug
from briefing.publish.media import KINDS, SUFFIXES, Media, known
from briefing.publish.pages import Page, PageError, read_notebook, shown_words

WEB = ("http", "https")
# The folders of the notebooks, of the pages and of the data, as links between them name them.
HOME, PAGES, TABLES = "notebooks", "exports", "data"
# What stands in a fragment as it is.
FRAGMENT = "!$&'()*+,;=:@/?"
DATA = re.compile(r"data:([^;,]*)[^,]*?(;base64)?,(.*)", re.DOTALL)


class Addresses:
    """The addresses of one page. ``attachments`` are those of the cell that is rendered; ``shown``
    are the files beside the notebooks whose pictures the page shows.
    """

    def __init__(self, collection: Collection, page: Page, media: Media, single: bool):
        self.collection, self.page, self.media, self.single = collection, page, media, single
        self.attachments: dict[str, dict] = {}
        self.shown: set[str] = set()

    def link(self, url: str) -> str:
        """The address to which a link leads from the page, ``""`` where it leads to another file
        and the page is one that stands alone, or to a page of ``links.pages`` that the collection
        leaves out. Raises ``ValueError`` for one that leads nowhere.
        """
        url = url.strip()
        try:
            parts = urlsplit(url)
        except ValueError:
            raise ValueError(f"the link {url!r} is no address: mend it") from None
        scheme = parts.scheme.lower()
        if scheme == "mailto" or (scheme in WEB and parts.netloc):
            return url
        if scheme or parts.netloc or url.startswith("/") or not url:
            raise ValueError(
                f"the link {url!r} leads to no page: begin it with https://, or name a notebook of"
                " this folder"
            )
        if not parts.path:
            return self._address("", parts, self.page)
        to = self._inside(url, parts)
        if not self.single:
            return to
        file, mark, anchor = to.partition("#")
        return mark + anchor if file == self.page.address else ""

    def _inside(self, url: str, parts: SplitResult) -> str:
        """The address of what a link in the collection names."""
        path = posixpath.normpath(posixpath.join(HOME, unquote(parts.path)))
        inside, name = posixpath.split(path)
        stem, _, suffix = name.rpartition(".")
        if inside in (HOME, PAGES) and suffix.lower() in ("ipynb", "html"):
            page = self._page(stem)
            if not page and stem in links.pages():
                return ""
            if not page:
                raise ValueError(f"the link {url!r} names no page: there is no {stem}.ipynb")
            return self._address(page.address, parts, page)
        top, _, file = path.partition("/")
        if top == TABLES:
            return self._download(url, file)
        if top not in (HOME, PAGES) or _there(self.collection.notebooks / file):
            raise ValueError(
                f"the link {url!r} leads to a file that readers do not have: name a page, a table"
                " of the data or an address of the web"
            )
        return quote(file) + parts._replace(scheme="", netloc="", path="").geturl()

    def _address(self, file: str, parts: SplitResult, page: Page) -> str:
        """A page with the query and the fragment of a link to it."""
        query = f"?{parts.query}" if parts.query else ""
        at = self._anchor(page, unquote(parts.fragment))
        return f"{file}{query}" + (f"#{quote(at, safe=FRAGMENT)}" if at else "")

    def _page(self, stem: str) -> Page | None:
        """The page of a notebook, which other systems find by other capitals as well."""
        wanted = (stem.casefold(), links.page_name(stem).casefold())
        return next((p for p in self.collection.pages if p.name.casefold() in wanted), None)

    def _anchor(self, page: Page, at: str) -> str:
        """The anchor of a page that a link names in its own form or in that of JupyterLab, where
        ``What it shows`` is ``What-it-shows``.
        """
        if at == slug(at):
            return at
        try:
            cells = shown_words(read_notebook(page.path))
            texts = [heading.text.replace(" ", "-") for heading in headings(cells)]
        except (ValueError, PageError):
            return at  # its own page says what is wrong with it
        if at not in texts:
            return at
        if at != next(text for text in texts if slug(text) == slug(at)):
            raise ValueError(
                f"the link to {at!r} of {page.path.name} is not the first heading with these words:"
                " write the anchor as it stands on the page"
            )
        return slug(at)

    def _download(self, url: str, path: str) -> str:
        """What readers get of a file of the data package."""
        if path in self._tables:
            return links.table_file(self._tables[path])
        raise ValueError(
            f"the link {url!r} leads to a file of the data that readers do not have: name a table"
        )

    @cached_property
    def _tables(self) -> dict[str, str]:
        resources = self.collection.package.package["resources"]
        return {resource["path"]: resource["name"] for resource in resources}

    def picture(self, src: str) -> str:
        """The address of a picture: of an attachment of the cell, of a file beside the notebook or
        of what ``src`` itself holds. Raises ``ValueError`` for any other.
        """
        scheme = urlsplit(src).scheme.lower()
        name = f"{src[:60]}..." if len(src) > 60 else src
        if scheme == "attachment":
            content = self._attached(unquote(src.partition(":")[2]))
        elif scheme == "data":
            content = _held(src, name)
        elif scheme or src.startswith("//"):
            raise ValueError(
                f"the picture {name!r} is not beside the notebook, and pages load nothing from"
                " elsewhere: save it there, if its licence allows, and name the file"
            )
        else:
            content = self._beside(name, unquote(urlsplit(src).path))
        try:
            return self.media.address(*known(content))
        except ValueError as error:
            raise ValueError(f"the picture {name!r} is {error}") from None

    def _attached(self, name: str) -> bytes:
        bundle = self.attachments.get(name) or {}
        for kind in SUFFIXES:
            if kind in bundle:
                text = "".join(bundle[kind])
                return text.encode() if "<" in text else _decoded(text, name)
        raise ValueError(
            f"the cell has no attached picture {name!r} that a page can show: attach it again as"
            f" {KINDS}"
        )

    def _beside(self, name: str, path: str) -> bytes:
        folder = self.collection.notebooks
        file = (folder / path).resolve()
        if not path or not file.is_relative_to(folder) or not _there(file):
            raise ValueError(
                f"the picture {name!r} is not there: put the file into the folder of the notebooks"
                " or below, and write its name with the same capitals"
            )
        self.shown.add(file.relative_to(folder).as_posix())
        return file.read_bytes()


def _there(file: Path) -> bool:
    """Whether there is a file of that name and no other, also where a system takes other capitals
    for the same.
    """
    try:
        return file.is_file() and file.name in {one.name for one in file.parent.iterdir()}
    except OSError:  # no system has a name so long
        return False


def _held(src: str, name: str) -> bytes:
    """What stands in an address that begins with ``data:``."""
    if not (found := DATA.fullmatch(src)):
        raise ValueError(f"the picture {name!r} is no address: mend it")
    content = unquote_to_bytes(found[3])
    return _decoded(content.decode("ascii", "replace"), name) if found[2] else content


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"the picture {name!r} is damaged: put it in again") from None
