"""The system's Chrome or Chromium without a window, driven as Kaleido drives it: it draws figures,
turns SVG into PNG and prints pages.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import struct
import time
import zlib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from choreographer.browser_async import Tab
    from kaleido import Kaleido

HOW_TO_GET_ONE = (
    "Images of charts need Chrome or Chromium (Debian: apt-get install chromium; macOS: brew"
    " install chromium; Windows: winget install Google.Chrome), or BROWSER_PATH set to one."
)
PAINT = Path(__file__).parent / "paint.js"
WAIT = 120.0  # seconds for one figure, picture or page
LEAVE = 10.0  # seconds to close the browser, whose library may wait for what never comes
A4 = {"paperWidth": 8.27, "paperHeight": 11.69}  # inches
PNG = b"\x89PNG\r\n\x1a\n"
Answer = TypeVar("Answer")


def browser_path() -> str:
    """The system's Chrome or Chromium, or the one that ``BROWSER_PATH`` names, as Kaleido finds it.

    Raises ``FileNotFoundError`` with how to get one.
    """
    from choreographer.browsers import Chromium

    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    if not found:
        raise FileNotFoundError("No Chrome or Chromium was found. " + HOW_TO_GET_ONE)
    return found


def reason(error: Exception) -> str:
    """Why something failed, in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class Browser:
    """A browser that is opened when something is asked of it, and closed by ``with``.

    Whatever goes wrong with the browser is raised as it comes, and the next thing that is asked
    opens another.
    """

    def __init__(self):
        # A loop in a thread of its own: whoever exports a page may be inside of another one.
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._open: Kaleido | None = None
        # How long each kind of work took so far.
        self.seconds = {"images drawn": 0.0, "images painted": 0.0}

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_) -> None:
        self._thread.submit(self._close).result()
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def draw(self, figures: list[dict]) -> list[str]:
        """Plotly figures, each with width and height in its layout, as SVG text."""

        async def drawn(kaleido: Kaleido) -> list[str]:
            options = [{k: f["layout"][k] for k in ("width", "height")} for f in figures]
            return [
                (await kaleido.calc_fig(figure, {"format": "svg", **size})).decode("utf-8")
                for figure, size in zip(figures, options, strict=True)
            ]

        return self._ask(drawn, "images drawn")

    def paint(self, images: list[tuple[str, int]]) -> list[bytes]:
        """SVG texts as PNG files of so many pixels across and few colours."""

        async def painted(kaleido: Kaleido) -> list[bytes]:
            tab = await kaleido.create_tab("about:blank")
            script = PAINT.read_text(encoding="utf-8")
            found = [
                await _said(tab, f"({script})({json.dumps(image)}, {width})")
                for image, width in images
            ]
            await tab.close()
            return [_png(*json.loads(each)) for each in found]

        return self._ask(painted, "images painted")

    def print(self, page: Path) -> bytes:
        """A page as a PDF on A4, tagged, with an outline of its headings."""

        async def printed(kaleido: Kaleido) -> bytes:
            tab = await kaleido.create_tab("about:blank")
            loaded = tab.subscribe_once("Page.loadEventFired")
            await _sent(tab, "Page.enable")
            await _sent(tab, "Page.navigate", url=page.resolve().as_uri())
            await asyncio.wait_for(loaded, WAIT)
            pdf = await _sent(
                tab,
                "Page.printToPDF",
                **A4,
                preferCSSPageSize=True,
                generateTaggedPDF=True,
                generateDocumentOutline=True,
            )
            await tab.close()
            return base64.b64decode(pdf["data"])

        return self._ask(printed)

    def _ask(
        self, what: Callable[[Kaleido], Coroutine[Any, Any, Answer]], kind: str = ""
    ) -> Answer:
        """What ``what`` gives for the browser, which is opened where it is not yet."""

        async def asked() -> Answer:
            if self._open is None:
                from kaleido import Kaleido

                # MathJax would come from a public server, and read $ in a text as a formula.
                self._open = Kaleido(mathjax=False, timeout=WAIT)
                await self._open.open()
            return await what(self._open)

        def run() -> Answer:
            try:
                return self._runner.run(asked())
            except BaseException:
                self._close()
                raise

        began = time.perf_counter()
        try:
            return self._thread.submit(run).result()
        finally:
            if kind:
                self.seconds[kind] += time.perf_counter() - began

    def _close(self) -> None:
        if (kaleido := self._open) is not None:
            self._open = None
            with contextlib.suppress(Exception):  # it is gone already
                self._runner.run(asyncio.wait_for(kaleido.close(), LEAVE))


async def _sent(tab: Tab, command: str, **arguments: Any) -> dict:
    """The answer to a command of the DevTools protocol. Raises ``RuntimeError`` for a refusal."""
    answer = await asyncio.wait_for(tab.send_command(command, arguments), WAIT)
    if "error" in answer:
        raise RuntimeError(f"{command}: {answer['error'].get('message', answer['error'])}")
    return answer["result"]


async def _said(tab: Tab, expression: str) -> str:
    """What a JavaScript expression comes to, a text. Raises ``RuntimeError`` where it fails."""
    options = {"awaitPromise": True, "returnByValue": True}
    answer = await _sent(tab, "Runtime.evaluate", expression=expression, **options)
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
    return answer["result"]["value"]


def _png(width: int, height: int, bits: int, palette: list[int], rows: str) -> bytes:
    """A PNG file of what ``paint.js`` gives."""
    packed = zlib.compress(zlib.decompress(base64.b64decode(rows)), 9)
    head = struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)  # 3: by palette
    parts = {b"IHDR": head, b"PLTE": bytes(palette), b"IDAT": packed, b"IEND": b""}
    return PNG + b"".join(chunk(kind, content) for kind, content in parts.items())


def chunk(kind: bytes, content: bytes) -> bytes:
    """One part of a PNG file."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
