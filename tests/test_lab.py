"""The notebooks as an analyst meets them: committed clean, run in a fresh kernel, and live in a
real JupyterLab.
"""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing import lab as lab_tables
from briefing import money, prose
from briefing.explore import controls as controls_explore
from briefing.explore import evidence as evidence_explore
from briefing.explore import figures as figures_explore
from briefing.explore import rights as rights_explore
from briefing.explore import targets as targets_explore
from briefing.explore import timeline as timeline_explore
from briefing.facts import funding as funding_facts
from briefing.lab import frames
from briefing.reading import timeline as timeline_reading
from briefing.tables import NUMBERS_MIMETYPE, TABLE_MIMETYPE
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS, copied

NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
PLOTLY = "application/vnd.plotly.v1+json"
CONTROLS = {
    "index": ["Table", "Rows that contain"],
    "timeline": ["Lanes", "First day", "Last day", "Search text", "Confidence", "Contested figure"],
    "rights": ["Goal", "Right", "Instrument", "Basis", "Day", "Status"],
    "targets": ["Goal", "Right", "Instrument", "Strength"],
    "funding": [
        "Kind",
        "Donor",
        "Agency",
        "Overlap rule: count all money once",
        "Currency",
        "Rate",
        "Rate of the day (else each row's own)",
    ],
    "evidence": ["Verdict", "Paragraph", "Kind of source", "Find a source", "Source"],
    "sources": ["Find a source", "Source"],
}


def notebook(name: str) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def tagged(name: str) -> list:
    return [cell for cell in notebook(name).cells if "explore" in cell.metadata.get("tags", [])]


# ---- As committed


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_notebook_holds_no_outputs_counts_or_machine(name):
    raw = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"))
    nbformat.validate(raw)
    code = [cell for cell in raw["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert all(
        set(cell["metadata"]) <= {"tags"} and "attachments" not in cell for cell in raw["cells"]
    )
    assert set(raw["metadata"]) <= {"briefing", "kernelspec", "language_info"}
    assert raw["metadata"]["kernelspec"]["name"] == "python3" and raw["metadata"][
        "language_info"
    ] == {"name": "python"}


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_words_unique_and_stable(name):
    ids = [cell.id for cell in notebook(name).cells]
    assert len(set(ids)) == len(ids)
    assert all(
        re.fullmatch(r"[a-z0-9-]{2,64}", i)
        and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}.*", i)
        for i in ids
    )  # named by us, not drawn at random
    raw = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"))
    assert [cell["id"] for cell in raw["cells"]] == ids  # in the file, not added on reading


@pytest.mark.parametrize("name", CONTROLS)
def test_every_notebook_ends_with_an_explore_section_of_short_cells(name):
    cells, own = notebook(name).cells, tagged(name)
    assert (
        cells[-len(own) :] == own
        and own[0].cell_type == "markdown"
        and own[0].source.startswith("## ")
    )
    code = [cell for cell in own if cell.cell_type == "code"]
    assert code and all(len(cell.source.splitlines()) <= 3 for cell in code)


@pytest.mark.parametrize("name", NAMES)
def test_links_between_notebooks_resolve(name):
    text = "\n".join(cell.source for cell in notebook(name).cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert all((NOTEBOOKS / link).exists() for link in links), links


@pytest.mark.parametrize("name", NAMES)
def test_an_exported_page_holds_nothing_of_the_explore_section(name, site):
    page = (site / f"{name}.html").read_text("utf-8")
    assert (
        "briefing.explore" not in page and "explore." not in page and "widget" not in page.lower()
    )
    text = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    for cell in tagged(name):
        for line in (part for part in cell.source.splitlines() if len(part) > 40):
            words = re.sub(r"[*`]|\]\([^)]*\)|\[", "", line)
            assert words not in text, words


# ---- As JupyterLab saves them once they ran


def panels(run: nbformat.NotebookNode) -> list[list[dict]]:
    """What each panel of an executed notebook shows."""
    state = (
        run.metadata.get("widgets", {})
        .get("application/vnd.jupyter.widget-state+json", {})
        .get("state", {})
    )
    return [
        model["state"]["outputs"]
        for model in state.values()
        if model["model_name"] == "OutputModel"
    ]


def charts(run: nbformat.NotebookNode) -> tuple[int, int]:
    """Number of charts in the cells' own outputs, and in panels."""
    outputs = [output for cell in run.cells if cell.cell_type == "code" for output in cell.outputs]
    return tuple(
        sum(PLOTLY in output.get("data", {}) for output in some)
        for some in (outputs, [o for panel in panels(run) for o in panel])
    )


def assert_ran(run: nbformat.NotebookNode, name: str) -> None:
    """Every cell ran without error or warning, and every panel of the explore section shows what it
    is for.
    """
    code = [cell for cell in run.cells if cell.cell_type == "code"]
    assert [cell.source for cell in run.cells] == [cell.source for cell in notebook(name).cells]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [
        (cell.id, output)
        for cell in code
        for output in cell.outputs
        if output.output_type in ("stream", "error")
    ] == []
    source = "".join(cell.source for cell in tagged(name) if cell.cell_type == "code")
    below = source.count("explore.events(")  # what stands behind marks of its chart
    assert len(panels(run)) == source.count("explore.") + below
    for panel in panels(run):
        assert panel and all(output["output_type"] == "display_data" for output in panel)


# ---- In JupyterLab

SETTINGS = {  # no questions on starting, and panels in the file that is saved
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab of its own that serves a copy of data and notebooks."""
    base = tmp_path_factory.mktemp("lab")
    copied(base / "root", "data", "notebooks")
    for plugin, setting in SETTINGS.items():
        file = base / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(setting), encoding="utf-8")
    # Without a grammar that no schema here asks for; test_places.py runs a kernel as it comes.
    quick = base / "ipython" / "profile_default" / "startup" / "quick.py"
    quick.parent.mkdir(parents=True)
    quick.write_text("__import__('briefing.publish.startup')", "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "own",
        "JUPYTER_RUNTIME_DIR": "run",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "spaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {key: value for key, value in os.environ.items() if key != "BRIEFING_DATA"} | {
        key: str(base / folder) for key, folder in own.items()
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Exposing the app lets the test ask the notebook whether all cells have run.
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={base / 'root'}",
    ]
    with (base / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=base / "root", env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail("JupyterLab did not start:\n" + (base / "log").read_text()[-3000:])
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="module")
def desk(lab, browser):
    """JupyterLab in a window of the size of a laptop's, loaded once for all notebooks."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{lab}/lab")
    page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
    yield page
    context.close()


def until(page, true: str, **options) -> None:
    """Wait for what a script says, asking less often than with each frame, which all would draw."""
    page.wait_for_function(true, polling=100, **options)


@contextmanager
def opened(desk, name: str):
    """JupyterLab with a notebook opened in a kernel of its own, which ends with it."""
    desk.evaluate(OPEN, f"notebooks/{name}.ipynb")
    until(desk, IDLE)
    yield desk
    desk.evaluate(CLOSE)


@pytest.fixture
def page(desk, name):
    """JupyterLab with the notebook of a test opened."""
    with opened(desk, name) as page:
        yield page


def saved(page, lab: str, name: str) -> nbformat.NotebookNode:
    """The notebook as JupyterLab writes it to its file."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
    with urllib.request.urlopen(f"{lab}/api/contents/notebooks/{name}.ipynb", timeout=60) as file:
        return nbformat.from_dict(json.load(file)["content"])


def choose(page, label, option):
    page.get_by_label(label, exact=True).select_option(label=option)


def write(page, label, text):
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).press("Enter")


def press(page, label, key):
    page.get_by_label(label, exact=True).press(key)


def mark(page, held, number):
    """Click a mark of the chart whose marks can be chosen, with a key held down or none."""
    chart = page.locator(".briefing-marks .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    box = chart.locator(".points path.point").nth(number).bounding_box()
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*place)
    chart.locator("css=.hoverlayer .hovertext").wait_for()
    if held:
        page.keyboard.down(held)
    page.mouse.click(*place)
    if held:
        page.keyboard.up(held)


def moves(data) -> dict[str, list[tuple]]:
    """Per notebook what is done to a control, and the words that must then be shown."""
    view = funding_facts.default_view(data)
    found = timeline_explore.choose_events(data, data.labels("events", "lane"), text="viasna")
    second = figures_explore.contested_topics(data).iloc[1]
    ours = rights_explore.choose_links(data, basis="our-reading")
    euros = funding_facts.in_currency(data, view, "EUR", "annual-average")
    direct = targets_explore.choose_target_links(data, strength="direct")
    fourth = evidence_explore.choose_claims(data, data.labels("claims", "verdict"), "4")
    rows = len(controls_explore.containing(data.sources, "viasna"))
    return {
        "index": [
            (choose, "Table", "Sources", "in data/sources.csv"),
            (write, "Rows that contain", "viasna", f"{rows} rows of {len(data.sources)}"),
        ],
        "timeline": [
            (mark, "", 0, "1 event chosen in the chart"),
            (mark, "Shift", 1, "2 events chosen in the chart"),
            (write, "Search text", "viasna", f"{len(found)} events from"),
            (press, "Contested figure", "ArrowDown", f"{second.title}: {second.versions} versions"),
        ],
        "rights": [
            (choose, "Basis", "Our reading", f"{len(ours)} links of"),
            (write, "Day", "1995-05-01", "On 1 May 1995 (dashed line)"),
        ],
        "targets": [
            (choose, "Strength", "direct", f"{len(direct)} links of"),
            (
                choose,
                "Goal",
                "16 Peace, justice and strong institutions",
                f"{(direct.goal == 16).sum()} links of",
            ),
        ],
        "funding": [
            (choose, "Currency", "EUR", prose.money(round(money.Money(euros.amount.sum(), "EUR")))),
            (press, "Overlap rule: count all money once", "Space", "The default view breaks."),
        ],
        "evidence": [
            (choose, "Paragraph", "Paragraph 4", f"{len(fourth)} statements of {len(data.claims)}"),
            (write, "Find a source", "zzzz", "No source fits this choice."),
        ],
        "sources": [
            (write, "Find a source", "iati-who-belarus", "id iati-who-belarus."),
            (write, "Find a source", "zzzz", "No source fits this choice."),
        ],
    }


OPEN = "async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }) }"
IDLE = (
    "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status"
    " === 'idle'"
)
CLOSE = """async () => {
  const panel = window.jupyterapp.shell.currentWidget
  await panel?.sessionContext?.shutdown()
  panel?.dispose()
}"""
ALL_RAN = """() => {
  const panel = window.jupyterapp.shell.currentWidget
  const ran = cell => cell.model.type !== 'code' || cell.model.executionCount
  return panel.content.widgets.every(ran) && panel.sessionContext.session.kernel.status === 'idle'
}"""
KINDS = "window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
FAULTS = (
    ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr'],"
    " .jp-RenderedText[data-mime-type='application/vnd.jupyter.error']"
)
DRAWN = (
    "() => [...document.querySelectorAll('.js-plotly-plot')].filter(plot =>"
    " plot.querySelector('.main-svg')).length"
)
# What is wrong with the texts of the charts, each chart brought into view as a reader would.
CROWDED = """async () => {
  const notebook = window.jupyterapp.shell.currentWidget.content
  const wait = ms => new Promise(done => setTimeout(done, ms))
  const said = []
  const box = text => {
    const { left, top, right, bottom } = text.getBoundingClientRect()
    return { left, top, right, bottom, words: text.textContent.trim().slice(0, 50) }
  }
  const seen = text =>
    text.textContent.trim() && !text.closest('.hoverlayer') &&
    getComputedStyle(text).visibility !== 'hidden' && text.getBoundingClientRect().width > 0
  const settled = async plot => {
    let width = -1
    for (let round = 0; round < 40; round++) {
      const drawn = plot.querySelector('.main-svg')?.getBoundingClientRect().width ?? 0
      if (drawn && drawn === width && Math.abs(drawn - plot.clientWidth) < 2) return
      width = drawn
      await wait(60)
    }
    said.push('a chart does not fill the width that it has')
  }
  let charts = 0
  for (const [at, cell] of notebook.widgets.entries()) {
    if (!cell.node.querySelector('.js-plotly-plot') && cell.model.type !== 'code') continue
    await notebook.scrollToItem(at, 'start')
    for (const plot of cell.node.querySelectorAll('.js-plotly-plot')) {
      plot.scrollIntoView()
      await settled(plot)
      charts += 1
      const frame = plot.querySelector('.main-svg').getBoundingClientRect()
      const texts = [...plot.querySelectorAll('text')].filter(seen).map(box)
      for (const [n, one] of texts.entries()) {
        if (one.left < frame.left - 1 || one.right > frame.right + 1 ||
            one.top < frame.top - 1 || one.bottom > frame.bottom + 1)
          said.push(`${one.words} leaves its chart`)
        for (const other of texts.slice(n + 1))
          if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
              Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3)
            said.push(`${one.words} lies on ${other.words}`)
      }
    }
  }
  return [charts, said]
}"""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_in_jupyterlab_all_cells_run_charts_draw_and_controls_act(lab, page, site, data, name):
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    until(page, ALL_RAN)

    run = saved(page, lab, name)
    assert_ran(run, name)
    shown, in_panels = charts(run)
    exported = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    assert shown == len(exported.select("[data-chart]"))
    until(page, f"n => ({DRAWN})() >= n", arg=shown + in_panels)
    assert (
        page.locator(".jp-OutputArea-output").count() > 0
        and page.locator(FAULTS).all_inner_texts() == []
    )
    for width in (1024, 1366):  # the last as it was
        page.set_viewport_size({"width": width, "height": 768})
        seen, crowded = page.evaluate(CROWDED)  # with charts that are widgets
        assert seen >= shown + in_panels and crowded == [], width
    right = page.locator(".jp-NotebookPanel-notebook").bounding_box()
    for label in CONTROLS.get(name, []):
        control = page.get_by_label(label, exact=True)
        control.scroll_into_view_if_needed()
        assert control.is_visible() and control.is_enabled(), label
        box = control.bounding_box()
        assert box["x"] + box["width"] <= right["x"] + right["width"], f"{label} is cut off"

    for act, label, value, words in moves(data).get(name, []):
        shown = page.locator(".jp-OutputArea-output").get_by_text(
            re.compile(rf"(?<!\d){re.escape(words)}")
        )
        assert shown.count() == 0, words
        act(page, label, value)
        shown.first.wait_for()
    if name not in CONTROLS:  # a page that somebody adds needs no controls and no edit here
        return
    kinds = page.evaluate(KINDS)
    press(page, CONTROLS[name][0], "r")  # to a notebook it would mean: make this a raw cell
    press(page, CONTROLS[name][-1], "ArrowUp")
    assert page.evaluate(KINDS) == kinds
    assert page.evaluate(
        "document.activeElement.closest('.briefing-controls') !== null"
    )  # nor did the arrow key leave the control
    assert page.locator(FAULTS).all_inner_texts() == [] and said == []


# ---- Tables in JupyterLab: as good as on the page

TABLES = {
    "loaded": "from briefing import load\ndata = load()",
    "timeline": "from briefing.reading import timeline\ntimeline.events_table(data)",
    "explore": "from briefing.explore import timeline as live\nlive.events(data)",
    "year": "timeline.year_table(data)",
}
SAVE = """async ([path, content]) => {
  const about = { type: 'notebook', format: 'json', content }
  await window.jupyterapp.serviceManager.contents.save(path, about)
}"""
TOOLS = ".briefing-table[data-live] .briefing-tools"


@pytest.fixture(scope="module")
def tables(lab, desk):
    """A notebook with the events as a table, with their controls, and the year as a table, each for
    a test of its own: the tables, live; and the addresses that were asked for meanwhile.
    """
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    cells = [nbformat.v4.new_code_cell(code, id=name) for name, code in TABLES.items()]
    written = nbformat.v4.new_notebook(cells=cells, metadata=notebook("timeline").metadata)
    desk.evaluate(SAVE, ["notebooks/tables.ipynb", written])
    with opened(desk, "tables") as page:
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        until(page, ALL_RAN)
        until(page, f"() => document.querySelectorAll({TOOLS!r}).length === 3")
        found = page.locator(".briefing-table")
        yield *(found.nth(n) for n in range(3)), asked


def titles(table, column: int) -> list[str]:
    """What the rows that are shown say in a column, from above."""
    return table.locator(f"tbody tr td:nth-child({column + 1})").all_inner_texts()


def ordered(table, column: str, way: str) -> None:
    """Press the button of a heading, by keyboard, until the rows stand the way it says."""
    table.get_by_role("button", name=f"{column}:").press("Enter")
    table.locator(f"th[aria-sort={way}]", has_text=column).wait_for()


def taken(page, table, kind: str, folder):
    """The file of the rows that are shown, as a button of the table gives it."""
    with page.expect_download() as download:
        table.get_by_role("button", name=f"Export what I see ({kind})").click()
    download.value.save_as(folder / download.value.suggested_filename)
    return folder / download.value.suggested_filename


@pytest.mark.slow
def test_a_table_in_jupyterlab_is_searched_sorted_filtered_read_and_taken(
    lab, desk, tables, data, tmp_path
):
    events, _, _, asked = tables
    by_day = data.events.sort_values(["date", "id"])
    assert len(titles(events, 0)) == len(data.events)

    sources = data.sources.set_index("id")
    first = data.event_sources[data.event_sources.event == by_day.id.iloc[0]].source.iloc[0]
    link = events.locator("tbody tr").first.locator("td").last.locator("a").first
    assert link.get_attribute("href") == sources.url[first]
    assert link.inner_text() == (sources.title[first] or sources.url[first])

    ordered(events, "When", "ascending")  # which is the order they are in
    ordered(events, "When", "descending")
    assert by_day.title.iloc[-1] in titles(events, 1)[0]

    lane = by_day.lane.map(data.labels("events", "lane"))
    events.get_by_role("combobox", name="Lane").select_option(label="Pandemic")
    events.get_by_role("status").get_by_text(" of ").wait_for()
    assert set(titles(events, 2)) == {"Pandemic"}
    assert len(titles(events, 2)) == (lane == "Pandemic").sum()
    events.get_by_role("searchbox").press_sequentially("who ddd")  # dd deletes a cell elsewhere
    assert events.get_by_role("status").inner_text().startswith("0 of ")
    assert desk.evaluate(KINDS) == ["code"] * len(TABLES)
    events.get_by_role("searchbox").fill("who")
    shown = titles(events, 1)
    assert 1 < len(shown) < (lane == "Pandemic").sum()

    file = taken(desk, events, "CSV", tmp_path)
    assert file.name == "events.csv"
    rows = pd.read_csv(file)
    assert list(rows.columns) == [
        "When",
        "What happened",
        "Lane",
        "In the speech",
        "Month",
        "Sources",
    ]
    assert [cell.split(";")[0] for cell in rows["What happened"]] == [
        text.splitlines()[0].split(";")[0] for text in shown
    ]
    assert rows.Sources.str.contains("https?://").all()
    book = pd.read_excel(taken(desk, events, "XLSX", tmp_path))
    assert book.astype(str).equals(rows.astype(str))  # a year alone is a number in Excel
    assert not [url for url in asked if not url.startswith((lab, "blob:", "data:"))]


@pytest.mark.slow
def test_a_table_of_controls_holds_all_of_a_text_and_gives_what_is_shown(
    desk, tables, data, tmp_path
):
    _, chosen, _, _ = tables
    year = controls_explore.containing(data.events, "viasna", ["title", "summary", "note"])
    longest = max(year.summary, key=len)
    chosen.get_by_role("searchbox").fill("viasna")
    assert re.fullmatch(r"\d+ of \d+ rows", chosen.get_by_role("status").inner_text())
    row = chosen.locator("tbody tr", has_text=longest[:60])
    assert longest in row.inner_text().replace("\n", " ")

    ordered(chosen, "title", "ascending")
    shown = titles(chosen, 1)
    assert shown == sorted(shown, key=str.casefold)
    rows = pd.read_csv(taken(desk, chosen, "CSV", tmp_path))
    assert list(rows.title) == shown
    assert list(pd.read_excel(taken(desk, chosen, "XLSX", tmp_path)).title) == shown

    assert chosen.locator("tbody td").first.evaluate(
        "cell => getComputedStyle(cell).textAlign"
    ) in (
        "left",
        "start",
    )
    # Chosen anew, the rows are another table, which is live too.
    lanes, lane = data.labels("events", "lane"), data.events.lane.value_counts().index[0]
    found = data.events[data.events.lane == lane]
    choose(desk, "Lanes", lanes[lane])
    chosen.get_by_role("status").get_by_text(f"{len(found)} rows", exact=True).wait_for()
    assert set(titles(chosen, 3)) == {lanes[lane]}


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_a_table_of_jupyterlab(desk, tables, theme):
    change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    desk.evaluate(change, theme)
    dark = (
        f"() => document.body.dataset.jpThemeLight === '{'false' if 'Dark' in theme else 'true'}'"
    )
    until(desk, dark)
    tables[2].evaluate("table => { table.id = 'seen' }")
    found = Axe().run(desk, "#seen").response["violations"]
    desk.evaluate(change, "JupyterLab Light")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_a_table_can_be_read_without_its_script_and_says_what_is_not_there(data):
    table = timeline_reading.events_table(data).first(8, page="events")
    shown = BeautifulSoup(table._repr_mimebundle_()["text/html"], "html.parser")
    for script in shown.select("script, style"):
        script.decompose()
    rows = shown.select("tbody tr")
    first = data.events.sort_values(["date", "id"]).iloc[0]
    assert len(rows) == 8 and first.summary in rows[0].get_text()
    assert f"The first 8 of {len(data.events)} rows." in shown.get_text()
    assert shown.select_one("p a")["href"] == "events.ipynb"
    assert not shown.select("[hidden], input, button")


def test_a_table_of_a_frame_holds_every_row_its_links_and_numbers_as_they_are(data):
    rows = data.contributions
    shown = BeautifulSoup(lab_tables.table(frames.payload(rows, "rows", "Rows")), "html.parser")
    heads = [head.get_text() for head in shown.select("thead th")]
    assert heads == list(rows.columns)
    lines = shown.select("tbody tr")
    assert len(lines) == len(rows)
    amounts = [line.select("td")[heads.index("amount")] for line in lines]
    assert all("number" in cell["class"] for cell in amounts)
    known = [float(cell["data-order"]) for cell in amounts if cell.get_text()]
    assert known == list(rows.amount.dropna())
    sources = data.sources.set_index("id")
    link = lines[0].select("td")[heads.index("source")].a
    assert link["href"] == sources.url[rows.source.iloc[0]]


BUILT = """
import nbformat
from pathlib import Path
from types import SimpleNamespace
from briefing import lab
from briefing.publish.shell import run_cells
def fail(*_): raise AssertionError("made for nothing")
lab.table = lab.views = lab.numbers = lab.text = fail
code = '''
from briefing import load
from briefing.reading import targets, timeline
from briefing.tables import KeyNumber, KeyNumbers
data = load()
display(timeline.year_table(data), targets.goal_views(data, range(1, 3)))
KeyNumbers((KeyNumber("1", "event", "what", "who", "when"),))
'''
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
run_cells(book, SimpleNamespace(path=Path("some.ipynb")), Path())
print([sorted(output.data) for output in book.cells[0].outputs])
"""


def test_a_build_makes_no_html_of_tables_for_jupyterlab(tmp_path):
    path = {**os.environ, "PYTHONPATH": str(NOTEBOOKS)}
    command = [sys.executable, "-c", BUILT]
    done = subprocess.run(
        command, cwd=tmp_path, env=path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    kinds = [TABLE_MIMETYPE, TABLE_MIMETYPE, NUMBERS_MIMETYPE]
    assert ast.literal_eval(done.stdout) == [[kind, "text/plain"] for kind in kinds]
