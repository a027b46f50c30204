"""``briefing watch`` as an author meets it: a real process, pages in a real browser, and saves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from briefing.publish import served
from briefing.publish.collection import Collection
from briefing.publish.plan import PACKAGE
from briefing.publish.watch import concerns
from conftest import copied
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FAR = 120  # seconds until a test gives up; the machine may be busy
SETUP = "from briefing import load\nfrom briefing.prose import cite, count, say\ndata = load()"
CITED = f"""{SETUP}\nsay(f'Said there{{cite(data, "speech-en")}}.')"""
EVENTS = 'say(f"""The record holds {count(len(data.events), "event")}.""")'


def save(folder: Path, name: str, *cells) -> None:
    """Write a notebook as JupyterLab does: into the file that is there."""
    nbformat.write(new_notebook(cells=list(cells)), folder / f"{name}.ipynb")


def long_page(text: str, code: str = CITED):
    """A page of several screens, with a disclosure (its sources)."""
    parts = [new_markdown_cell(f"## Part {n}\n\n" + "Words.\n\n" * 12) for n in range(8)]
    return [new_markdown_cell(f"# Long\n\n{text}"), new_code_cell(code), *parts]


def until(true, what: str, seconds: float = FAR) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


class Watching:
    """A running ``briefing watch`` on a copy of the project with two notebooks."""

    def __init__(self, folder: Path, *options: str):
        self.folder, self.notebooks = folder, folder / "notebooks"
        self.log = folder / "log.txt"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "briefing", "watch", "--no-browser", *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(self.notebooks), "PYTHONIOENCODING": "utf-8"},
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def builds(self) -> int:
        """How many builds have ended, whatever became of them."""
        ends = ("Built in", "Nothing has changed", "The pages are as they were")
        return sum(self.said.count(end) for end in ends)

    def wait(self, text: str) -> None:
        until(lambda: text in self.said or self.process.poll() is not None, text)
        assert text in self.said, self.said

    @property
    def address(self) -> str:
        return re.search(r"http://\S+/", self.said)[0]


@pytest.fixture(scope="module")
def watching(tmp_path_factory):
    folder = copied(tmp_path_factory.mktemp("watch"), "notebooks", "data")
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        notebook.unlink()
    save(
        folder / "notebooks",
        "index",
        new_markdown_cell("# Home"),
        new_code_cell(SETUP),
        new_code_cell(EVENTS),
    )
    save(folder / "notebooks", "long", *long_page("As it was."))
    one = Watching(folder)
    one.wait("Built in")
    yield one
    if one.process.poll() is None:
        one.process.kill()


@pytest.fixture
def opened(browser, watching):
    """Opens pages of the collection, each marked so that a reload shows."""
    context = browser.new_context(viewport={"width": 1000, "height": 600})
    context.set_default_timeout(FAR * 1000)
    asked = []
    context.on("request", lambda request: asked.append(request.url))

    def open_page(name: str):
        page = context.new_page()
        page.goto(watching.address + name)
        page.evaluate("window.before = true")
        return page

    yield open_page
    context.close()
    assert all(url.startswith(watching.address) for url in asked)


def reloaded(page) -> bool:
    return not page.evaluate("window.before === true")


def wait_for(page, text: str) -> None:
    page.get_by_text(text).first.wait_for(state="attached")


def test_a_save_shows_in_its_page_alone_where_one_was(watching, opened):
    home, page = opened(""), opened("long.html")
    page.locator("details.notes summary").click()
    page.evaluate("document.getElementById('part-5').scrollIntoView()")
    page.evaluate("scrollBy(0, 30)")
    top = "document.getElementById('part-5').getBoundingClientRect().top"
    before = page.evaluate(top)
    save(watching.notebooks, "long", *long_page("As it is now.\n\n" + "And more.\n\n" * 9))
    wait_for(page, "As it is now.")
    page.wait_for_load_state("load")
    assert reloaded(page) and not reloaded(home)
    assert page.evaluate(top) == pytest.approx(before, abs=2)
    assert page.locator("details.notes").get_attribute("open") is not None


def test_nothing_of_it_is_in_a_page_on_disk(watching):
    for page in (watching.folder / "exports").glob("*.html"):
        text = page.read_text("utf-8")
        assert "watch" not in text and "connect-src" not in text
    files = {file.name for file in (watching.folder / "exports").rglob("*")}
    assert not files & {served.SCRIPT.name}


def test_a_failing_cell_is_said_over_the_old_page_until_it_is_mended(watching, opened):
    home, page = opened(""), opened("long.html")
    old = page.locator("h1 + p, h1 + .cell").first.inner_text()
    save(watching.notebooks, "long", *long_page("Broken.", "total = 1 / 0"))
    alert = page.get_by_role("alert")
    alert.get_by_text("ZeroDivisionError").wait_for()
    assert "long.ipynb" in alert.inner_text() and "total = 1 / 0" in alert.inner_text()
    assert "ZeroDivisionError" in home.get_by_role("alert").inner_text()
    assert page.locator("h1 + p, h1 + .cell").first.inner_text() == old and not reloaded(page)
    watching.wait("ZeroDivisionError")
    late = opened("long.html")  # who comes now learns it, too
    late.get_by_role("alert").get_by_text("ZeroDivisionError").wait_for()
    save(watching.notebooks, "long", *long_page("Mended."))
    wait_for(page, "Mended.")
    for one in (page, home):
        one.wait_for_function("() => !document.querySelector('[role=alert]').textContent")
    assert reloaded(page) and not reloaded(home)


def test_a_fault_in_the_data_is_said_and_taken_back(watching, opened):
    home = opened("")
    table = watching.folder / "data" / "timeline" / "events.csv"
    whole = table.read_bytes()
    table.write_bytes(whole.replace(b",pandemic,", b",gossip,", 1))
    alert = home.get_by_role("alert")
    alert.get_by_text("column lane").wait_for()
    table.write_bytes(whole)
    home.wait_for_function("() => !document.querySelector('[role=alert]').textContent")
    assert not reloaded(home)


def test_a_changed_style_comes_without_a_reload(watching, opened):
    page = opened("long.html")
    style = watching.notebooks / "briefing/publish/template/assets/page.css"
    style.write_text(style.read_text("utf-8") + "\nh1 { letter-spacing: 7px; }\n", "utf-8")
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'"
    )
    assert not reloaded(page)


def test_changed_code_is_the_code_that_builds(watching, opened):
    home = opened("")
    code = watching.notebooks / "briefing" / "prose.py"
    whole = code.read_text("utf-8")
    code.write_text(whole + "\n\ncount = lambda number, noun: 'as the new code says'\n", "utf-8")
    wait_for(home, "as the new code says")
    code.write_text(whole + "\n\ndef (\n", "utf-8")
    try:
        home.get_by_role("alert").get_by_text("prose.py, line").wait_for()
    finally:
        code.write_text(whole, "utf-8")
    wait_for(home, "events")


def test_saves_in_a_row_give_one_build_and_one_during_a_build_another(watching, opened):
    page = opened("long.html")
    before = watching.builds()
    for n in range(3):
        save(watching.notebooks, "long", *long_page(f"Save {n}.", "import time\ntime.sleep(1.5)"))
    watching.wait("long.ipynb changed")
    until(lambda: watching.said.rstrip().endswith("notebooks ..."), "it executes")
    for n in range(3, 6):
        save(watching.notebooks, "long", *long_page(f"Save {n}."))
        time.sleep(0.2)
    wait_for(page, "Save 5.")
    time.sleep(0.5)
    assert watching.builds() <= before + 2


def test_a_cell_without_end_gives_way_to_the_next_save(watching, opened):
    page = opened("long.html")
    save(watching.notebooks, "long", *long_page("Never.", "while True: pass"))
    watching.wait("Executing")
    until(lambda: watching.said.rstrip().endswith("notebooks ..."), "it executes")
    save(watching.notebooks, "long", *long_page("Ended."))
    wait_for(page, "Ended.")


def test_another_build_is_waited_for(watching, opened):
    from filelock import FileLock

    page = opened("long.html")
    with FileLock(watching.folder / ".cache" / "exports" / "lock"):
        save(watching.notebooks, "long", *long_page("After the other."))
        watching.wait("Another build of these pages is running: waiting")
        assert "After the other." not in page.content()
    wait_for(page, "After the other.")


def test_a_page_that_goes_and_comes_back(watching, opened):
    page = opened("new.html")
    wait_for(page, "There is no page new.html")
    save(watching.notebooks, "new", new_markdown_cell("# New\n\nIt is there."))
    wait_for(page, "It is there.")
    (watching.notebooks / "new.ipynb").unlink()
    wait_for(page, "There is no page new.html")


def test_a_port_that_is_taken_is_said(watching):
    port = watching.address.rstrip("/").rpartition(":")[2]
    other = subprocess.run(
        [sys.executable, "-m", "briefing", "watch", "--no-browser", "--port", port],
        cwd=watching.folder,
        env={**os.environ, "PYTHONPATH": str(watching.notebooks)},
        capture_output=True,
        text=True,
        timeout=FAR,
        check=False,
    )
    assert other.returncode == 1 and "Traceback" not in other.stderr
    assert f"Port {port} cannot be had" in other.stderr and "--port" in other.stderr


def test_ctrl_c_ends_it_whole_and_leaves_nothing_behind(watching, opened):
    page, said = opened("long.html"), len(watching.said)
    exports = watching.folder / "exports"
    before = {file: file.read_bytes() for file in exports.rglob("*") if file.is_file()}
    save(watching.notebooks, "long", *long_page("Never.", "import time\ntime.sleep(600)"))
    until(lambda: watching.said.rstrip().endswith("notebooks ..."), "it executes")
    family = psutil.Process(watching.process.pid).children(recursive=True)
    assert family
    os.killpg(watching.process.pid, signal.SIGINT)  # as a terminal does
    assert watching.process.wait(FAR) == 0
    assert "Traceback" not in watching.said[said:]
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert {file: file.read_bytes() for file in exports.rglob("*") if file.is_file()} == before
    assert not list(watching.folder.glob(".exports.part-*"))
    page.get_by_role("alert").get_by_text("does not follow").wait_for()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("notebooks/index.ipynb", True),
        ("notebooks/.~index.ipynb", False),
        ("notebooks/.ipynb_checkpoints/index-checkpoint.ipynb", False),
        ("notebooks/index.ipynb~", False),
        ("notebooks/4913", False),
        ("notebooks/maps/minsk.png", True),
        ("notebooks/.cache/minsk.png", False),
        ("notebooks/aid.py", True),
        ("data/timeline/events.csv", True),
        ("data/datapackage.json", True),
        ("data/timeline/.~lock.events.csv#", False),
        ("data/timeline/.events.csv.swp", False),
        ("exports/index.html", False),
        ("exports/data/events.csv", False),
    ],
)
def test_what_is_watched(tmp_path, name, expected):
    collection = Collection(*(tmp_path / part for part in ("data", "notebooks", "exports")))
    assert concerns(collection.data.parent / name, collection) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("charts/lanes.py", True),
        ("publish/template/parts.html.j2", True),
        ("publish/template/assets/page.css", True),
        ("publish/template/assets/charts.js", True),
        ("charts/__pycache__/lanes.cpython-311.pyc", False),
        ("charts/.lanes.py.swp", False),
    ],
)
def test_what_is_watched_of_the_package(tmp_path, name, expected):
    assert concerns(PACKAGE / name, Collection(*[tmp_path] * 3)) is expected
