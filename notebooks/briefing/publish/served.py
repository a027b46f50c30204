"""The pages as ``watch`` serves them: as they stand on disk, with a script that follows them.

The script is added on the way, and so is the one permission that it needs; nothing of either is in
a page on disk.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from briefing.publish.plan import digest

SCRIPT = Path(__file__).parent / "watch.js"
# Beside every page that a notebook can become: their names have no underscore.
OWN = "/_watch/"
CLOSED, OPENED = "default-src 'none'", "default-src 'none'; connect-src 'self'"
# What a page shows that stands in files of its own.
EMBEDDED = re.compile(r'\s(?:src|srcset|data-figure)="([^":]+)"')
STYLES = re.compile(r'<link rel="stylesheet" href="([^":]+)"')
NO_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>No such page</title></head>
<body><main><h1>There is no page {}</h1>
<p>It will be shown here once a build writes it. <a href="/">To the first page</a></p></main></body>
</html>
"""


def _state(exports: Path, file: str) -> dict:
    """What tells whether a page has changed: ``page``, a digest of it and of what it embeds, ``""``
    where it does not exist; and ``styles``, the digest of each by its address.
    """

    page = exports / file
    if not page.is_file():
        return {"page": "", "styles": {}}
    text = page.read_text(encoding="utf-8")

    def found(address: str) -> str:
        path = exports / unquote(urlsplit(unescape(address)).path)
        return digest(path.read_bytes()) if path.is_file() else ""

    embedded = map(found, EMBEDDED.findall(text))
    styles = {address: found(address) for address in STYLES.findall(text)}
    return {"page": digest("\0".join([text, *embedded])), "styles": styles}


class Site:
    """The pages in ``exports`` for browsers; ``fault`` is what keeps the last change from them, or
    ``""``.
    """

    def __init__(self, exports: Path):
        self.exports = exports
        self.fault = ""
        self.open: set[_Follower] = set()

    def application(self) -> Application:
        """What answers requests for the pages."""
        return Application(
            [
                (f"{OWN}follow", _Follower, {"site": self}),
                (f"{OWN}({SCRIPT.name})", _File, {"path": SCRIPT.parent}),
                (r"/([^/]*\.html)?", _Page, {"site": self}),
                (r"/(.*)", _File, {"path": self.exports}),
            ],
            log_function=lambda handler: None,  # who watches wants to read what the build says
        )

    def tell(self) -> None:
        """Tell every open page how things stand."""
        for follower in tuple(self.open):
            # One that is closing, or a page that is being put in place: the next word comes soon.
            with suppress(WebSocketClosedError, OSError):
                follower.tell()


class _File(StaticFileHandler):
    """A file as it is now."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def should_return_304(self) -> bool:
        return False


class _Page(RequestHandler):
    """A page with the script that follows it."""

    def initialize(self, site: Site) -> None:
        self.site = site

    def get(self, name: str | None) -> None:
        """Answer with the page, or with one that waits for it."""
        file = Path(name or "index.html").name
        state = _state(self.site.exports, file)
        if state["page"]:
            text = (self.site.exports / file).read_text(encoding="utf-8")
        else:
            self.set_status(404)
            text = NO_PAGE.format(escape(file))
        data = f'data-page="{escape(file)}" data-shown="{escape(json.dumps(state))}"'
        script = f'<script src="{OWN}{SCRIPT.name}" {data} defer></script>\n</head>'
        self.set_header("Cache-Control", "no-store")
        self.write(text.replace(CLOSED, OPENED, 1).replace("</head>", script, 1))


class _Follower(WebSocketHandler):
    """An open page."""

    def initialize(self, site: Site) -> None:
        self.site = site

    def open(self) -> None:
        """Tell at once what a page has missed."""
        self.site.open.add(self)
        self.tell()

    def on_close(self) -> None:
        """Forget the page."""
        self.site.open.discard(self)

    def tell(self) -> None:
        """Send how things stand: ``page``, ``styles`` and ``fault``."""
        file = Path(self.get_query_argument("page", "")).name or "index.html"
        state = _state(self.site.exports, file)
        self.write_message(json.dumps({**state, "fault": self.site.fault}))
