"""The pictures that a notebook itself brings to its page: beside it, or inside of a page that is
one file.
"""

from __future__ import annotations

import base64

from briefing import links
from briefing.publish.plan import digest

# The kinds that a page shows, by MIME type, and how the file of each ends.
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
}


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
