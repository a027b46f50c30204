"""How long it takes from opening a notebook to its first chart, in the JupyterLite site beside an
installed JupyterLab, one after the other in one run. Times are seconds.

    python tests/bench/visit.py            measures exports/lite, which make lite makes
    python tests/bench/visit.py --write    and writes lite/measured.json, which pages tell readers
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from briefing import links
from briefing.dataset import ROOT
from briefing.publish.collection import VISIT
from playwright.sync_api import Browser
from reader import ROUNDS, browser

NOTEBOOK = "timeline.ipynb"
TREE = f"tree/notebooks/{NOTEBOOK}"
PATIENCE = 180_000  # milliseconds
OWN = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
OWN += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")


class _Counting(SimpleHTTPRequestHandler):
    """A plain server that counts what it sends."""

    sent = 0

    def copyfile(self, source, outputfile) -> None:  # of what is asked for with GET
        type(self).sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)

    def log_message(self, *_: object) -> None:
        pass


def first_chart(window: Browser, address: str) -> float:
    """Seconds until a visitor who has never been there sees the first chart of a notebook that
    stands at ``address``, and is run at once.
    """
    context = window.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    page, began = context.new_page(), time.perf_counter()
    page.goto(address)
    page.locator(".jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator").wait_for()
    if "tree" in address:  # JupyterLab runs nothing before its kernel is there; the site waits
        page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
    seconds = time.perf_counter() - began
    context.close()
    return seconds


@contextmanager
def served() -> Iterator[str]:
    """The address of the exports on a plain server."""
    handler = partial(_Counting, directory=str(ROOT / "exports"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def installed() -> Iterator[str]:
    """The address of a JupyterLab that serves the checkout, without settings of the user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={ROOT}"]
    with tempfile.TemporaryDirectory() as base:
        environment = {**os.environ, **{name: f"{base}/{name}" for name in OWN}}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=ROOT, env=environment, **quiet) as lab:
            try:
                _wait(f"http://127.0.0.1:{port}/api/status")
                yield f"http://127.0.0.1:{port}"
            finally:
                lab.terminate()


def _wait(address: str) -> None:
    """Wait until something answers at ``address``. Raises ``TimeoutError`` after a minute."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def main() -> None:
    """Measure in turn, and print what came out."""
    parser = argparse.ArgumentParser(description="Measure a visit to the JupyterLite site.")
    parser.add_argument("--write", action="store_true", help="write what pages tell readers")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    if not (ROOT / "exports" / links.LIVE).exists():
        parser.error("there is no exports/lite: run make lite first")
    here, there, sent = [], [], []
    with served() as site, installed() as lab, browser() as window:
        for n in range(options.rounds):
            before = _Counting.sent
            here.append(first_chart(window, f"{site}/{links.live_notebook(NOTEBOOK)}"))
            sent.append(_Counting.sent - before)
            there.append(first_chart(window, f"{lab}/lab/workspaces/w{n}/{TREE}"))
            print(
                f"in the browser {here[-1]:.1f} s ({sent[-1] / 1e6:.1f} MB), installed"
                f" {there[-1]:.1f} s: {here[-1] / there[-1]:.2f} times",
                flush=True,
            )
    middle, other = statistics.median(here), statistics.median(there)
    print(f"medians: {middle:.1f} s and {other:.1f} s, {middle / other:.2f} times")
    if options.write:
        visit = {"seconds": round(middle), "megabytes": round(statistics.median(sent) / 1e6)}
        Path(VISIT).write_text(f"{json.dumps(visit)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
