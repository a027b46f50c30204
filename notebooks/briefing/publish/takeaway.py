"""Pages to hand on: each as a PDF, each as one HTML file that holds everything, and all of it as
one zip.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from briefing.publish.build import BuildError, made
from briefing.publish.downloads import archive
from briefing.publish.static import browser_path

UNPACK = (Path(__file__).parent / "template" / "unpack.js").read_text(encoding="utf-8")


def _pages(exports: Path) -> list[Path]:
    pages = sorted(exports.glob("*.html"))
    if not pages:
        raise BuildError(f"No pages in {exports}. Build them first.")
    return pages


def write_pdfs(exports: Path, report: Callable[[str], None]) -> None:
    """Print every page of ``exports`` to ``exports/pdf`` with the system's browser: A4, tagged,
    with title and outline.

    Raises ``BuildError`` where there is no page or no browser, or the browser fails.
    """
    try:
        browser = browser_path()
    except FileNotFoundError as error:
        raise BuildError(str(error)) from None
    target = exports / "pdf"
    target.mkdir(exist_ok=True)
    for page in _pages(exports):
        pdf = target / f"{page.stem}.pdf"
        with tempfile.TemporaryDirectory() as profile:
            command = [
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                "--export-tagged-pdf",
                "--generate-pdf-document-outline",
                f"--print-to-pdf={pdf}",
                page.resolve().as_uri(),
            ]
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode or not pdf.exists():
            raise BuildError(
                f"{page.name}: the browser made no PDF"
                f" ({done.stderr.strip().splitlines()[-1:] or done.returncode})."
            )
        report(f"  {pdf.relative_to(exports)}: {pdf.stat().st_size / 1000:.0f} kB")


def one_file(page: Path) -> str:
    """A page with its style, scripts and images inside, Plotly and the live figures compressed;
    works from a mail attachment, offline.

    Links to other pages lead nowhere in a single file and become plain text.
    """
    exports, html = page.parent, page.read_text(encoding="utf-8")
    figures = [exports / name for name in re.findall(r'data-figure="([^"]+)"', html)]
    scripts = [(exports / "assets" / "page.js").read_text(encoding="utf-8")]
    packed = ""
    if figures:
        library = (exports / "assets" / "plotly.min.js").read_text(encoding="utf-8")
        text = "\n".join([library, *(file.read_text(encoding="utf-8") for file in figures)])
        packed = base64.b85encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")
        scripts.insert(0, UNPACK)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode('utf-8')).digest()).decode()}'"
        for s in scripts
    )
    html = html.replace("script-src 'self'", f"script-src {hashes} blob:")

    style = (exports / "assets" / "page.css").read_text(encoding="utf-8")
    html = html.replace(
        '<link rel="stylesheet" href="assets/page.css">', f"<style>\n{style}</style>"
    )
    html = html.replace('<script src="assets/page.js" defer></script>', "")
    html = re.sub(
        r"<source [^>]*>\n?", "", html
    )  # the wide image serves both; the narrow one would double the size

    def image(match: re.Match) -> str:
        svg = re.sub(
            "<title>.*?</desc>", "", (exports / match[1]).read_text(encoding="utf-8"), count=1
        )  # the image's alt says the same
        svg = re.sub(r'="([^"\']*)"', r"='\1'", svg)  # most quotes need no escape then
        for sign, code in (("%", "%25"), ("#", "%23"), ('"', "%22"), ("&", "&amp;"), ("\n", "")):
            svg = svg.replace(sign, code)
        return f'src="data:image/svg+xml,{svg}"'

    html = re.sub(r'src="(charts/[^"]+\.svg)"', image, html)
    here = page.name
    html = re.sub(
        r'<a (?:rel="(?:prev|next)"'
        rf' )?href="(?!#|https?:|mailto:|{re.escape(here)}#)[^"]*"[^>]*>(.*?)</a>',
        r"\1",
        html,
    )
    tail = (
        f'<script type="text/plain" id="packed">{packed}</script>\n' if packed else ""
    ) + "".join(f"<script>{s}</script>\n" for s in scripts)
    return html.replace("</body>", f"{tail}</body>")


def write_packs(exports: Path, report: Callable[[str], None]) -> None:
    """Write every page of ``exports`` as one file to ``exports/pack``, and everything as
    ``exports/pack/briefing.zip``.
    """
    target = exports / "pack"
    shutil.rmtree(target, ignore_errors=True)
    pages = _pages(exports)
    if not (exports / "assets" / "plotly.min.js").exists():
        raise BuildError("exports/assets/plotly.min.js is missing. Build the pages first.")
    target.mkdir()
    for page in pages:
        text = one_file(page)
        (target / page.name).write_text(text, encoding="utf-8", newline="\n")
        report(f"  pack/{page.name}: {len(text.encode()) / 1e6:.2f} MB")
    files = {
        f"briefing/{file.relative_to(exports).as_posix()}": file.read_bytes()
        for file in made(exports)
    }
    content = archive(files, zipfile.ZIP_DEFLATED)  # it is not committed, and made to be sent
    (target / "briefing.zip").write_bytes(content)
    report(f"  pack/briefing.zip: {len(content) / 1e6:.2f} MB")
