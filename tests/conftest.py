"""Shared fixtures: the data, damaged copies of it, built pages, a real browser."""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from collections import defaultdict
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from briefing import load
from briefing.dataset import DATA, ROOT
from briefing.publish import startup  # noqa: F401 - before tests import what it makes start fast
from filelock import FileLock
from hypothesis.internal.conjecture import providers

EXPORTS = ROOT / "exports"
NOTEBOOKS = ROOT / "notebooks"
PAGES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
WIDTHS = {"desktop": 1280, "phone": 360}
BROWSER_FLAGS = [
    *("--no-sandbox", "--disable-gpu"),
    *("--no-first-run", "--disable-background-networking"),
]

sys.path.insert(0, str(ROOT / "tests" / "bench"))  # where ``synthetic`` makes other packages

# Programs that tests start share what they have compiled, whatever the shell says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Hypothesis also tries what stands in the code of the modules that happen to be loaded: what it
# draws would differ with the tests that run beside, and with every change of a file.
providers._get_local_constants = providers.Constants


def pytest_addoption(parser):
    parser.addoption(
        "--tables-only",
        action="store_true",
        help="only tests of the tables as they are: no pages, no browser, no damaged copies",
    )


# Workers take one file after the other: what takes long comes first, so that none waits for another
# at the end.
LONG = [
    *("lab", "readers", "faults", "property", "growth", "damage", "build", "browser"),
    *("extend", "watch", "scale", "package", "web", "funding", "reproducible", "places"),
]


def pytest_collection_modifyitems(config, items):
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))
    if config.getoption("--tables-only"):
        items[:] = [
            item for item in items if not {"site", "browser", "package"} & set(item.fixturenames)
        ]


def pytest_collection_finish():
    """What is loaded by now stays: searching it for garbage again and again takes a tenth of the
    time of the tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once():
    from remembered import templates

    with templates():
        yield


@pytest.fixture(scope="session")
def data():
    """The project's own tables."""
    return load(DATA)


@pytest.fixture(scope="session")
def researched(data):
    """The data with figures and money as the research left them, without later rows."""
    known = {name: data.table(name) for name in ("figures", "contributions", "statements")}
    return data.narrowed(
        **{
            name: table[table.research_id != ""].reset_index(drop=True)
            for name, table in known.items()
        }
    )


@pytest.fixture
def package(tmp_path) -> Path:
    """A copy of the data package to damage."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="module")
def remembering():
    """Checks in a module remember the project's own files from one to the next."""
    from remembered import own_files

    with own_files():
        yield


def edit(package: Path, table: str, change) -> None:
    """Rewrite a CSV file of a package: ``change`` gets its text cells as a DataFrame and returns
    another.
    """
    path = package / table
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    change(frame).to_csv(path, index=False, lineterminator="\n")


def set_cells(package, table: str, id: str, **cells: str) -> None:
    """Change cells of one row of a table of the timeline in a copy of the package."""

    def change(rows):
        return rows.assign(**{c: rows[c].mask(rows.id == id, text) for c, text in cells.items()})

    edit(package, f"timeline/{table}.csv", change)


def rename(package, label: str, new: str) -> None:
    """Give a coded value another label in the description of a copy of the package."""
    path = package / "datapackage.json"
    described = path.read_text("utf-8").replace(f'"label": "{label}"', f'"label": "{new}"')
    path.write_text(described, "utf-8")


def texts(figure) -> str:
    """Everything a reader can see written in a chart."""
    written = [a.text for a in figure.layout.annotations] + [t.name or "" for t in figure.data]
    return " ".join(written)


def add_category(package, table: str, field: str, **category) -> None:
    """Add a coded value to the description in a copy of the package, and to nothing else."""
    path = package / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    resource = next(one for one in described["resources"] if one["name"] == table)
    column = next(one for one in resource["schema"]["fields"] if one["name"] == field)
    column["constraints"]["enum"].append(category["value"])
    column["categories"].append(category)
    path.write_text(json.dumps(described), "utf-8")


def copied(folder: Path, *names: str) -> Path:
    """Folders of the project in ``folder``, without what programs left in them but compiled
    modules.
    """
    left = shutil.ignore_patterns(".ipynb_checkpoints", ".cache")
    for name in names:
        shutil.copytree(ROOT / name, folder / name, ignore=left)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """All pages, built from nothing with live charts, once for all workers. To be read only."""
    from briefing.publish.build import build

    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # which has a folder of its own within the run's
        base = base.parent
    exports, done = base / "site" / "exports", base / "site.done"
    with FileLock(base / "site.lock"):
        if not done.exists():
            # Images are re-made only where a figure changed.
            shutil.copytree(EXPORTS / "charts", exports / "charts", dirs_exist_ok=True)
            build(DATA, NOTEBOOKS, exports, report=lambda line: None)
            done.touch()
    return exports


def browser_path() -> str:
    """The system's Chrome or Chromium; fails with how to get one."""
    from briefing.publish import browser

    try:
        return browser.browser_path()
    except FileNotFoundError as error:
        pytest.fail(f"The browser tests need a browser. {error}")


@pytest.fixture(scope="session")
def browser():
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_FLAGS)
        yield browser
        browser.close()


class Tabs:
    """Tabs of a browser, each used again by the next visit with the same options: opening a window
    takes longer than showing a page. Pages store nothing, so that a visit does not meet the last.
    """

    def __init__(self, browser):
        self._browser, self._windows, self._idle = browser, {}, defaultdict(list)

    def take(self, **options):
        """A tab on an empty page, in a window with these options of Playwright's contexts."""
        key = json.dumps(options, sort_keys=True)
        if key not in self._windows:
            self._windows[key] = self._browser.new_context(**options)
        if not self._idle[key]:
            return self._windows[key].new_page()
        tab = self._idle[key].pop()
        tab.bring_to_front()  # behind another, a page is drawn once a second
        return tab

    def give_back(self, tab, **options):
        tab.goto("about:blank")
        self._idle[json.dumps(options, sort_keys=True)].append(tab)


@pytest.fixture(scope="session")
def tabs(browser):
    """Tabs for visits."""
    return Tabs(browser)


class Visit:
    """A page opened from disk, with what it asked for and what the console said."""

    def __init__(
        self, tabs, folder, name, width=1280, query="", *, color_scheme="light", **options
    ):
        self._tabs, self._options = tabs, options
        self.page = tabs.take(**options)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=color_scheme, media="null")
        self.said, self.asked = [], []
        self._heard = {
            "console": lambda message: self.said.append(message.text),
            "pageerror": lambda error: self.said.append(str(error)),
            "request": lambda request: self.asked.append(request.url),
        }
        for event, hear in self._heard.items():
            self.page.on(event, hear)
        self.folder = folder.as_uri()
        self.page.goto(f"{self.folder}/{name}.html{query}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Leave the page; its tab is taken by another visit."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)
        self._tabs.give_back(self.page, **self._options)

    def strangers(self):
        """Requests that left the folder of the pages."""
        return [url for url in self.asked if not url.startswith((self.folder, "data:", "blob:"))]

    def all_live(self):
        """Ask more of every chart, and wait until all are live."""
        plots = self.page.locator("[data-chart]")
        for n in range(plots.count()):
            plots.nth(n).click()
            self.page.wait_for_function(
                "n => document.querySelectorAll('[data-chart]')[n].classList.contains('is-live')",
                arg=n,
                polling=50,  # else with each frame, which all have to be drawn for it
            )
        return plots.count()


@pytest.fixture
def visits(tabs):
    """Opens pages in any folder until the end of the test: ``visits(folder, "timeline")``."""
    with ExitStack() as open_ones:
        yield lambda *where, **options: open_ones.enter_context(Visit(tabs, *where, **options))


@pytest.fixture
def visit(visits, site):
    """Opens a page of the site by its name: ``visit("timeline", width=360)`` is a ``Visit``."""
    return partial(visits, site)
