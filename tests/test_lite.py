"""The JupyterLite site: pieces with official sums or none, and the notebooks live in a browser."""

from __future__ import annotations

import functools
import io
import json
import re
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from briefing import links
from briefing.publish import BuildError, lite, pieces, wheels
from briefing.publish.build import build
from briefing.publish.collection import Collection
from briefing.publish.takeaway import write_packs
from briefing.publish.wheels import Wheel
from bs4 import BeautifulSoup
from conftest import DATA, NOTEBOOKS, ROOT
from remembered import undrawn

RIGHT = b"as its maker published it"


def piece(*contents: bytes | None) -> pieces.Piece:
    """A piece that each of so many places has with that content, or not at all."""

    def place(n: int, content: bytes | None) -> pieces.Place:
        def get() -> bytes:
            if content is None:
                raise OSError("no route to host")
            return content

        return pieces.Place(f"https://place-{n}.example/", get)

    places = [place(n, content) for n, content in enumerate(contents, 1)]
    return pieces.Piece("piece.whl", pieces.sha256(RIGHT), places)


@pytest.fixture(autouse=True)
def own_cache(request, tmp_path, monkeypatch):
    """Tests that fetch nothing look into a cache of their own."""
    if "lite" not in request.keywords:
        monkeypatch.setenv("BRIEFING_LITE_CACHE", str(tmp_path / "cache"))


def test_a_piece_comes_from_the_first_place_that_has_it_with_its_sum():
    assert piece(None, b"another", RIGHT).read() == RIGHT
    assert piece().read() == RIGHT  # it is kept


def test_a_piece_that_cannot_be_had_is_named_with_its_places(tmp_path):
    with pytest.raises(BuildError) as told:
        piece(None, b"another").read()
    said = str(told.value)
    assert all(
        words in said
        for words in ("piece.whl", pieces.sha256(RIGHT), "place-1", "no route", "place-2")
    )
    assert not list((tmp_path / "cache").glob("*"))


def test_a_damaged_piece_in_the_cache_is_fetched_again():
    pieces.cache().mkdir(parents=True)
    (pieces.cache() / "piece.whl").write_bytes(b"damaged")
    assert piece(RIGHT).read() == RIGHT


def test_where_a_piece_is_missing_nothing_is_left_half_built(tmp_path, monkeypatch):
    exports = tmp_path / "exports"
    (exports / "lite").mkdir(parents=True)
    (exports / "lite" / "index.html").write_text("as it was", "utf-8")
    monkeypatch.setattr(pieces, "tools", lambda: tmp_path / "bin" / "python")
    monkeypatch.setattr(pieces, "wheels", lambda: piece(None).read())
    with pytest.raises(BuildError, match=r"(?s)piece.whl.*Nothing was written"):
        lite.make(Collection(DATA, NOTEBOOKS, exports), lambda line: None)
    assert [f.name for f in tmp_path.rglob("*") if f.is_file()] == ["index.html"]


def test_what_notebooks_import_has_one_version_everywhere():
    ours, site = (
        dict(re.findall(r"^([a-z-]+)==(.+)$", file.read_text("utf-8"), re.M))
        for file in (ROOT / "requirements.txt", ROOT / "lite" / "site.txt")
    )
    for name in ("babel", "ftfy", "ipywidgets", "pandas", "plotly"):
        assert site[name] == ours[name]


def test_licences_name_every_package_with_its_terms():
    others = [
        Wheel("numpy-2.0.2-py3-none-any.whl", packed(License="BSD-3-Clause\nand a long text")),
        Wheel("attrs-1-py3-none-any.whl", packed(**{"License-Expression": "MIT"}), trimmed=True),
    ]
    listed = lite.licences("0.27.7", [*others, wheels.stand_in("ssl")])
    assert "numpy 2.0.2: BSD-3-Clause\n" in listed
    assert "attrs 1 *: MIT\n" in listed
    assert "Pyodide 0.27.7: MPL-2.0" in listed
    assert "ssl" not in listed


def packed(**said: str) -> bytes:
    """A wheel that says no more than this of itself."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr(
            "x.dist-info/METADATA", "".join(f"{k}: {v.splitlines()[0]}\n" for k, v in said.items())
        )
    return content.getvalue()


def test_a_wheel_leaves_out_what_is_idle():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as whole:
        for name in ("pandas/__init__.py", "pandas/tests/test_frame.py"):
            whole.writestr(name, "")
    wheel = Wheel.of("pandas-3.1.1-cp312-cp312-any.whl", content.getvalue())
    assert wheel.trimmed
    with zipfile.ZipFile(io.BytesIO(wheel.content)) as trimmed:
        assert trimmed.namelist() == ["pandas/__init__.py"]


@undrawn()
def test_pages_link_to_the_site_only_where_it_stands_beside_them(tmp_path):
    exports, said = tmp_path / "exports", []
    small = tmp_path / "notebooks"
    small.mkdir()
    text = json.dumps({**EMPTY, "cells": [{**CELL, "source": "# A year in full"}]})
    (small / "a year.ipynb").write_text(text, "utf-8")
    with pytest.raises(BuildError, match="Make it first"):
        build(DATA, small, exports, said.append, lite=True)
    (exports / links.LIVE).parent.mkdir(parents=True)
    (exports / links.LIVE).write_text("", "utf-8")
    build(DATA, small, exports, said.append)
    page = exports / "a-year.html"
    assert "in your browser" not in page.read_text("utf-8")
    said.clear()
    build(DATA, small, exports, said.append, lite=True)
    assert not any("xecut" in line for line in said)
    shown = BeautifulSoup(page.read_bytes(), "html.parser").find(
        string=re.compile("in your browse")
    )
    assert shown.parent["href"] == "lite/lab/index.html?path=notebooks/a%20year.ipynb"
    visit = json.loads((ROOT / "lite" / "measured.json").read_text("utf-8"))
    words = shown.parent.parent.get_text()
    assert f"fetches {visit['megabytes']} MB" in words
    assert f"about {visit['seconds']} seconds" in words
    with pytest.raises(BuildError, match="not up to date"):
        write_packs(Collection(DATA, small, exports), said.append)
    build(DATA, small, exports, said.append)
    assert (exports / links.LIVE).exists()
    write_packs(Collection(DATA, small, exports), said.append)
    assert "in your browser" not in (exports / "pack" / page.name).read_text("utf-8")


CELL = {"cell_type": "markdown", "id": "title", "metadata": {}}
EMPTY = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}


# ---- In a browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the pages with a site beside them, in a folder of a server."""
    base = tmp_path_factory.mktemp("served")
    exports = base / "repo" / "exports"
    lite.make(Collection(DATA, NOTEBOOKS, exports), lambda line: None)
    handler = functools.partial(Quiet, directory=str(base))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/exports/lite/", exports / "lite"
        server.shutdown()


@pytest.mark.lite
def test_the_site_is_small_and_lists_licences(served):
    files = [file for file in served[1].rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 60e6
    listed = (served[1] / "licences.txt").read_text("utf-8")
    lock = json.loads((served[1] / "static" / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    assert all(name in listed for name in lock["packages"].keys() - set(lite.NOT_NEEDED))


MOVES = {
    "timeline": [("Search text", "viasna", "events from")],
    "funding": [("Overlap rule: count all money once", "Space", "The default view breaks.")],
}


@pytest.mark.lite
@pytest.mark.parametrize("name", MOVES)
def test_a_notebook_runs_from_top_to_bottom_and_asks_no_other_host(served, browser, name):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(60_000)
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{served[0]}lab/index.html?path=notebooks/{name}.ipynb")
    page.locator(".jp-Notebook-ExecutionIndicator").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
    label, value, words = MOVES[name][0]
    control = page.get_by_label(label, exact=True)
    control.wait_for(state="attached")
    control.scroll_into_view_if_needed()
    if value == "Space":
        control.press(value)
    else:
        control.fill(value)
        control.press("Tab")
    page.locator(".jp-OutputArea-output").get_by_text(re.compile(words)).first.wait_for()
    faults = ".jp-RenderedText[data-mime-type$='stderr'], .jp-RenderedText[data-mime-type$='error']"
    assert page.locator(faults).all_inner_texts() == []
    host = served[0].split("/repo")[0]
    assert [url for url in asked if not url.startswith((host, "data:", "blob:"))] == []
    context.close()
