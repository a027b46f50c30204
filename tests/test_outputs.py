"""Every kind of output of a cell: the page shows it as JupyterLab does, or says why not and what to
do.
"""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing.dataset import DATA
from briefing.publish import BuildError
from briefing.publish.collection import Collection
from briefing.publish.execute import execute
from briefing.publish.exporter import BriefingExporter
from briefing.publish.outputs import Outputs
from bs4 import BeautifulSoup
from conftest import Visit
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + sum_

    rows = (b"\0" + b"\x99" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


PNG = base64.b64encode(png(900, 200)).decode()
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><title>A grey bar</title>'
    "<desc>It is long.</desc><rect width='250' height='40'/></svg>"
)
SET_UP = f"""import base64, sys
import pandas as pd
from IPython.display import HTML, JSON, SVG, Image, Markdown, clear_output, display, update_display
picture = base64.b64decode({PNG!r})
nan = float("nan")"""
FRAME = """pd.DataFrame(
    {"town": ["Brest", "Minsk <b>", None], "people": [1200, 34, 5], "share": [0.5, nan, -2.25]},
    index=pd.Index(["a", "b", "c"], name="key"))"""
LEVELS = """pd.DataFrame(
    [[1, 2.5, "x"], [3, nan, "y"], [5, 6.0, "z"]],
    index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["k", "n"]),
    columns=pd.MultiIndex.from_tuples(
        [("count", "old"), ("count", "new"), ("word", "")], names=["what", "when"]))"""
ORDER = """print("first"); display(Markdown("*second*")); print("third", file=sys.stderr)
!echo fourth
import subprocess; subprocess.run(["echo", "fifth"]); display(Markdown("*sixth*"))"""
TERMINAL = r"""print("\x1b[31mred\x1b[0m and \x1b[1;34mblue\x1b[0m")
for n in (1, 50, 100): print(f"\r{n:>3}% done", end="")
print(); print("abc\b\b\bxyz")"""
UPDATES = """update_display(Markdown("new state"), display_id="state")
print("gone"); clear_output(wait=True); print("stays")"""
# Cells that a page shows, each under a heading by which tests find it.
GOOD = {
    "Frame": FRAME,
    "Levels": LEVELS,
    "Long": 'pd.DataFrame({f"column {n}": range(100) for n in range(30)})',
    "Styled": 'pd.DataFrame({"v": [1.25, -2]}).style.format("{:.1f} %").set_caption("Rates")',
    "Html": "HTML('<p>Some <b>bold</b> &amp; <a href=\"https://example.org/\">a link</a></p>')",
    "Png": "Image(picture, alt='A grey field', width=450)",
    "Figure": """class Figure:
    def _repr_png_(self): return picture
display(Figure(), metadata={"image/png": {"alt": "A plain field"}})""",
    "Svg": f"SVG('''{SVG}''')",
    "Json": 'JSON({"b": [1, 2], "a": "ü"})',
    "Plain": '{"a": 1}',
    "Order": ORDER,
    "Terminal": TERMINAL,
    "State": 'display(Markdown("old state"), display_id="state");',
    "Updates": UPDATES,
    "Wide": 'print("long " * 80)\nprint("x" * 400)',
    "Await": "import asyncio\nawait asyncio.sleep(0)\nprint(await asyncio.sleep(0, 'awaited'))",
    "Task": """async def say_it(): print("from a task")
task = asyncio.create_task(say_it())
await task""",
    "Thread": """import threading
thread = threading.Thread(target=lambda: display(Markdown("from a thread")))
thread.start(); thread.join()""",
    "Quiet": "5;",
    "Help": "display?",
    "Captured": "%%capture kept\nprint('kept')",
    "Shell": "%%bash\necho from the shell",
    "Richest": """class Both:
    def _repr_mimebundle_(self, **_):
        return {"application/vnd.unknown+json": {}, "text/plain": "what it says"}
Both()""",
    "Formula": """class Formula:
    def __repr__(self): return "x**2 + 1"
    def _repr_latex_(self): return "$x^2 + 1$"
Formula()""",
}
FAILS = "def half(n):\n    return 1 / n\nhalf(0)"


def folder_of(tmp: Path, cells: list) -> Path:
    """A folder with one notebook of ``cells``."""
    folder = tmp / "notebooks"
    folder.mkdir()
    notebook = new_notebook(cells=[new_markdown_cell("# All outputs"), *cells])
    nbformat.write(notebook, folder / "index.ipynb")
    return folder


def exported(folder: Path, **options) -> tuple[str, dict]:
    return BriefingExporter(**options).from_filename(str(folder / "index.ipynb"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    cells = [new_code_cell(SET_UP)]
    for name, source in GOOD.items():
        cells += [new_markdown_cell(f"## {name}"), new_code_cell(source)]
    cells += [
        new_markdown_cell("## Fails"),
        new_code_cell(FAILS, metadata={"tags": ["raises-exception"]}),
        new_markdown_cell("## Hidden"),
        new_code_cell("print('hidden')", metadata={"jupyter": {"outputs_hidden": True}}),
        new_markdown_cell("## Raw"),
        new_raw_cell("<b>as it *is*"),
    ]
    return folder_of(tmp_path_factory.mktemp("outputs"), cells)


@pytest.fixture(scope="module")
def site(folder) -> Path:
    """The page of all kinds of output that a page shows."""
    body, made = exported(folder)
    exports = folder.parent / "exports"
    for name, content in {"index.html": body.encode("utf-8"), **made["outputs"]}.items():
        (exports / name).parent.mkdir(parents=True, exist_ok=True)
        (exports / name).write_bytes(content)
    return exports
