"""What a page that is one file holds inside: style, scripts, and its live charts compressed."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from briefing.publish.live import Chart
from briefing.publish.static import ASSETS, library

UNPACK = ASSETS.parent / "unpack.js"


@dataclass(frozen=True)
class Single:
    """``style`` and ``scripts`` to stand in the page; ``packed``, Plotly's library and the figures
    as gzip in base 85, which ``unpack.js`` unpacks; ``policy``, what may run beside them.
    """

    style: Markup
    scripts: list[Markup]
    packed: Markup
    policy: Markup

    @classmethod
    def of(cls, charts: list[Chart]) -> Single:
        """What the page with ``charts`` needs."""
        scripts = [(ASSETS / "page.js").read_text(encoding="utf-8")]
        packed = ""
        if charts:
            scripts.insert(0, UNPACK.read_text(encoding="utf-8"))
            code = library().read_text(encoding="utf-8")
            live = "\n".join([code, *(chart.script for chart in charts)])
            compressed = gzip.compress(live.encode("utf-8"), 9, mtime=0)
            packed = base64.b85encode(compressed).decode("ascii")
        hashes = (hashlib.sha256(script.encode("utf-8")).digest() for script in scripts)
        allowed = (f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
        style = (ASSETS / "page.css").read_text(encoding="utf-8")
        ready = [Markup(script) for script in scripts]
        return cls(Markup(style), ready, Markup(packed), Markup(" ".join(allowed)))
