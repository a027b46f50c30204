"""Every kind of output of a cell: the page shows it as JupyterLab does, or says why not and what to
do.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import struct
import zlib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing import theme
from briefing.dataset import DATA
from briefing.look import CHART_MIMETYPE
from briefing.publish import BuildError
from briefing.publish.addresses import Addresses
from briefing.publish.collection import Collection
from briefing.publish.execute import execute
from briefing.publish.exporter import BriefingExporter
from briefing.publish.frames import pieces
from briefing.publish.markup import Text
from briefing.publish.media import Media
from briefing.publish.outputs import Outputs
from bs4 import BeautifulSoup
from markupsafe import Markup
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
    '<desc>It is long.</desc><rect width="250" height="40"/></svg>'
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
CHARTS = """import plotly.express as px
from briefing import theme
gaps = pd.DataFrame(
    {"town": ["Brest", "Minsk"] * 3, "n": [10, 1, nan, 2, 5, 3], "kind": list("aabbcc")})
theme.finish(
    px.bar(gaps, x="town", y="n", color="kind"), id="gaps", title="Gaps", alt="Bars.", sources=[],
    data=gaps.pivot(index="town", columns="kind", values="n"), height=300)"""
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
    "Chart": CHARTS,
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
    """The page of the notebook of a folder, and what stands beside it, without images of charts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROWSER_PATH", "/nonexistent/browser")
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


@pytest.fixture(scope="module")
def soup(site) -> BeautifulSoup:
    return BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def below(soup):
    """What stands below a heading: ``below("Frame")`` is its cell, without its code."""

    def cell(name: str):
        found = soup.find("h2", string=name).find_next_sibling("div", class_="cell")
        for code in found.find_all("details", class_="code"):
            code.decompose()
        return found

    return cell


def rows(table) -> list[list[str]]:
    return [[c.get_text().strip() for c in row.find_all(["th", "td"])] for row in table("tr")]


def test_a_frame_is_a_table_with_headings_of_rows_and_columns(below):
    table = below("Frame").find("table")
    assert rows(table) == [
        ["", "town", "people", "share"],
        ["key", "", "", ""],
        ["a", "Brest", "1200", "0.50"],
        ["b", "Minsk <b>", "34", "NaN"],
        ["c", "NaN", "5", "-2.25"],
    ]
    assert [th.get_text() for th in table.find_all("th", scope="row")] == ["a", "b", "c"]
    headings = ["town", "people", "share", "key"]
    assert [th.get_text() for th in table.find_all("th", scope="col")] == headings
    assert not [th for th in table.find_all("th") if not th.get_text().strip()]
    numbers = {td.get_text() for td in table.select("tbody .number")}
    assert numbers == {"1200", "34", "5", "0.50", "NaN", "-2.25"}
    named = below("Frame").find(class_="scroll")["aria-labelledby"]
    assert "Frame" in table.find(id=named).get_text()


def test_levels_of_rows_and_columns_span_what_they_hold(below):
    table = below("Levels").find("table")
    assert rows(table)[:3] == [["", "what", "count", "word"], ["", "when", "old", "new", ""], [
        "k", "n", "", "", ""
    ]]  # fmt: skip
    group = table.find("th", string="count")
    assert (group["colspan"], group["scope"]) == ("2", "colgroup")
    group = table.find("th", string="a")
    assert (group["rowspan"], group["scope"]) == ("2", "rowgroup")
    assert [table.find("th", string=name)["scope"] for name in ("what", "when")] == ["row", "row"]


def test_a_frame_shown_in_part_says_how_large_it_is(below):
    assert "..." in rows(below("Long").find("table"))[6]
    assert below("Long").find(class_="note").get_text() == "100 rows × 30 columns"


def test_names_tell_tables_apart_and_a_caption_of_its_own_is_seen(soup, below):
    names = [caption.get_text() for caption in soup.select(".frame-table caption")]
    assert len(names) == len(set(names)) == 4
    caption = below("Styled").find("caption")
    assert caption.get_text() == "Rates" and "unseen" not in caption.get("class", [])
    assert rows(below("Styled").find("table")) == [["", "v"], ["0", "1.2 %"], ["1", "-2.0 %"]]


def test_html_that_loses_nothing_is_shown(below):
    assert below("Html").get_text().strip() == "Some bold & a link"
    assert below("Html").find("b") and below("Html").find("a")["href"] == "https://example.org/"


@pytest.mark.parametrize(
    ("name", "alt", "ending"),
    [
        ("Png", "A grey field", ".png"),
        ("Figure", "A plain field", ".png"),
        ("Svg", "A grey bar. It is long.", ".svg"),
    ],
)
def test_pictures_are_files_beside_the_page_with_words(site, below, name, alt, ending):
    image = below(name).find("img")
    assert image["alt"] == alt and image["src"].endswith(ending)
    expected = SVG.encode() if ending == ".svg" else base64.b64decode(PNG)
    assert (site / image["src"]).read_bytes() == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Json", '{\n  "b": [\n    1,\n    2\n  ],\n  "a": "ü"\n}'),
        ("Plain", "{'a': 1}"),
        ("Terminal", "red and blue\n100% done\nxyz"),
        ("State", "new state"),
        ("Updates", "stays"),
        ("Await", "awaited"),
        ("Task", "from a task"),
        ("Thread", "from a thread"),
        ("Shell", "from the shell"),
        ("Richest", "what it says"),
        ("Formula", "x**2 + 1"),
        ("Fails", "ZeroDivisionError: division by zero"),
    ],
)
def test_text_is_shown_as_it_stands_in_the_end(below, name, text):
    assert below(name).get_text().strip() == text


def test_outputs_stand_in_the_order_in_which_they_came(below):
    words = below("Order").get_text().split()
    assert words == ["first", "second", "third", "fourth", "fifth", "sixth"]


@pytest.mark.parametrize("name", ["Quiet", "Help", "Captured"])
def test_what_the_notebook_does_not_show_the_page_does_not(below, name):
    assert below(name).get_text().strip() == ""


def test_hidden_outputs_are_closed_and_raw_cells_are_text(soup, below):
    hidden = below("Hidden").find("details")
    assert not hidden.has_attr("open") and hidden.find("pre").get_text() == "hidden\n"
    raw = soup.find("h2", string="Raw").find_next_sibling("pre")
    assert raw.get_text() == "<b>as it *is*"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark"), (360, "light")])
def test_everybody_can_read_all_kinds(visits, site, width, scheme):
    visit = visits(site, "index", width=width, color_scheme=scheme)
    page = visit.page
    assert not visit.strangers() and not visit.said
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [one["id"] for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for image in page.locator("main img").all():
        assert image.evaluate("e => e.naturalWidth") > 0
        assert image.bounding_box()["width"] <= width
    # half the size of its 900 pixels, for a screen with more of them
    shown = page.locator("img[alt='A grey field']").bounding_box()
    assert shown["width"] / shown["height"] == pytest.approx(900 / 200, rel=0.01)
    assert width == 360 or shown["width"] == 450


def test_a_wide_frame_is_whole_on_paper(visits, site):
    visit = visits(site, "index", width=680)  # A4 between its margins
    visit.page.emulate_media(media="print")
    box = visit.page.get_by_role("columnheader", name="column 29").bounding_box()
    assert box["x"] + box["width"] <= 680


def test_a_bar_above_a_missing_one_stands_where_it_should(visits, site):
    visit = visits(site, "index")
    assert visit.all_live() == 1
    lower, _, upper = visit.page.locator("#gaps .trace.bars").all()
    boxes = [trace.locator(".point path").first.bounding_box() for trace in (lower, upper)]
    assert boxes[1]["y"] + boxes[1]["height"] == pytest.approx(boxes[0]["y"], abs=2)
    assert boxes[0]["height"] / boxes[1]["height"] == pytest.approx(10 / 5, rel=0.05)


def test_the_table_behind_a_chart_keeps_what_names_its_rows(site):
    table = (site / "charts/index-gaps.csv").read_text("utf-8-sig").split()
    assert table == ["town,a,b,c", "Brest,10,,5", "Minsk,1,2,3"]


DAYS = pd.Series([pd.Timestamp("2020-01-01"), pd.NaT])


@pytest.mark.parametrize(
    "values",
    [
        np.array([1, np.nan, np.inf]),
        [1, float("nan"), pd.NA, pd.NaT, None],
        pd.Series([1, None]),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series(["a", None]),
        pd.Categorical(["a", None]),
        DAYS,
        DAYS.dt.tz_localize("Europe/Minsk"),
        DAYS.to_numpy(),
        [dt.date(2020, 1, 1), pd.NaT],
        np.array([1, None, np.nan, pd.NA, pd.NaT], dtype=object),
    ],
    ids=lambda values: f"{type(values).__name__} {getattr(values, 'dtype', '')}",
)
def test_a_missing_value_is_sent_as_none(values):
    parts = dict.fromkeys(("x", "y", "text", "hovertext"), values)
    figure = go.Figure(go.Scatter(**parts, customdata=[[value] for value in values]))
    drawn = finish(figure, pd.DataFrame({"v": [1]}))
    trace = json.loads(drawn.to_json())["data"][0]
    for part in parts:
        assert trace[part][0] is not None
        assert trace[part][1:] == [None] * (len(values) - 1), part
    assert all(one == [None] for one in trace["customdata"][1:])


def test_missing_values_in_parts_of_a_figure_are_sent_as_none():
    gaps = np.array([1, np.nan])
    figure = go.Figure(
        [
            go.Bar(y=[1, 2], error_y={"array": gaps}),
            go.Parcoords(dimensions=[{"values": np.array([1.0, 2])}, {"values": gaps}]),
        ]
    )
    bar, lines = json.loads(finish(figure, pd.DataFrame({"v": [1]})).to_json())["data"]
    assert bar["error_y"]["array"] == [1, None]
    assert lines["dimensions"][1]["values"] == [1, None]


def finish(figure, data):
    return theme.finish(figure, id="c", title="T", alt="A", sources=[], data=data, height=300)


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        (pd.DataFrame({1: [1], 2: [2]}), ["1", "2"]),
        (pd.DataFrame({("a", 1): [1], ("a", ""): [2]}), ["a, 1", "a"]),
        (pd.DataFrame({pd.Timestamp("2020-08-09"): [1]}), ["2020-08-09"]),
        (pd.DataFrame({"v": [1]}, index=pd.Index(["x"], name="key")), ["key", "v"]),
        (pd.DataFrame({"c": pd.Categorical(["x"]), "v": [1]}).groupby("c").sum(), ["c", "v"]),
        (pd.DataFrame({"v": [1, 2]}).iloc[1:], ["v"]),
    ],
)
def test_columns_behind_a_chart_have_names_in_words(data, columns):
    table = finish(go.Figure(), data).layout.meta["table"]
    assert [column["title"] for column in table["columns"]] == columns
    assert len(table["rows"][0]["cells"]) == len(columns)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns 'a'"),
        (pd.DataFrame([[1, 2]], columns=[1, "1"]), "two columns '1'"),
        (pd.DataFrame({"v": [1]}, index=["x"]), "the index of data has no name"),
        (pd.DataFrame({"v": [[1, 2]]}), "a cell that is no number, day or text"),
        (pd.Series([1]), "data is a Series"),
    ],
)
def test_a_table_that_no_chart_can_have_is_refused_with_the_chart(data, message):
    with pytest.raises(ValueError, match=f"^chart 'c': .*{message}"):
        finish(go.Figure(), data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"frames": [{"data": []}]}, "a chart that moves"),
        ({"data": [{"type": "scattergeo"}]}, "a chart on a map"),
        ({"layout": {}}, "briefing.theme.finish"),
    ],
)
def test_charts_that_no_page_draws_are_refused(change, message):
    figure = finish(go.Figure(), pd.DataFrame({"v": [1]})).to_plotly_json()
    output = new_output("display_data", data={CHART_MIMETYPE: {**figure, **change}})
    with pytest.raises(ValueError, match=message):
        Outputs(Path(), Markup).shown(output)


def test_the_same_notebook_gives_the_same_page(folder, site):
    body, made = exported(folder)
    assert (site / "index.html").read_text("utf-8") == body
    media = {name for name in made["outputs"] if name.startswith("media/")}
    assert media == {f"media/{path.name}" for path in (site / "media").iterdir()}


def test_a_page_that_is_one_file_holds_its_pictures(folder):
    body, made = exported(folder, single=True)
    assert made["outputs"] == {} and f"data:image/png;base64,{PNG}" in body


# What no page shows: a cell, and what the message says of it.
ANIMATION = """class {name}:
    def _repr_mimebundle_(self, **_): return {bundle}
{name}()"""


def bundle(**kinds: object) -> str:
    """A cell that displays data of these MIME types (``_`` for ``/``) beside a telling text."""
    data = {kind.replace("_", "/", 1): value for kind, value in kinds.items()}
    return ANIMATION.format(name="Thing", bundle={**data, "text/plain": "Thing(1)"})


REFUSED = {
    "Image(picture)": "a picture without words: say what is seen: Image(..., alt='...')",
    "Image(picture, alt=' ')": "a picture without words",
    "Image(url='https://example.org/a.png', alt='x')": "pages load nothing from elsewhere",
    "Image(b'no picture', format='png', alt='x')": "no image/png",
    SVG.join(("SVG('''", "''')")).replace("title", "text").replace("desc", "text"): "<title>",
    "SVG('''<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>''')": "<script>",
    "SVG('''<svg xmlns=\"http://www.w3.org/2000/svg\"><foreignObject/></svg>''')": "foreignObject",
    'SVG(\'<svg xmlns="http://www.w3.org/2000/svg"><use href="a.svg"/></svg>\')': "needs a.svg",
    "SVG('''<svg xmlns=\"http://www.w3.org/2000/svg\"><g onclick='a()'/></svg>''')": "onclick",
    "HTML('<script>alert(1)</script>')": "<script>",
    "HTML('<p onclick=\"a()\">x</p>')": "onclick",
    "HTML('<p><iframe src=\"https://example.org\"></iframe></p>')": "<iframe>",
    "HTML('<form><input name=\"q\"></form>')": "<form>",
    "HTML('<style>p {color: red}</style><p>x</p>')": "style",
    "%%html\n<video src='a.mp4'></video>": "<video>",
    "%%javascript\nalert(1)": "application/javascript",
    "pd.DataFrame({'v': [1, 2]}).style.highlight_max()": "background-color",
    "from IPython.display import Math; Math('x^2')": "a formula",
    "from IPython.display import IFrame; IFrame('https://example.org', 10, 10)": "<iframe>",
    "from IPython.display import YouTubeVideo; YouTubeVideo('a')": "<iframe>",
    "from IPython.display import Audio; Audio(data=b'x' * 9)": "<audio>",
    "import ipywidgets; ipywidgets.IntSlider()": "a widget, which needs a running kernel",
    bundle(**{"application_vnd.vegalite.v5+json": {}}): "a chart of Vega",
    bundle(**{"application_vnd.bokehjs_exec.v0+json": {}}): "a chart of Bokeh",
    bundle(application_pdf="JVBERi0="): "a PDF file",
    bundle(image_bmp="Qk0="): "image/bmp",
    "display({'application/vnd.unknown+json': {}}, raw=True)": "application/vnd.unknown+json",
    "object()": "an object that says nothing to a reader",
    "{'a': object()}": "an address in memory",
    "sys": "an object that says nothing to a reader",
    "print(object())": "an address in memory",
    "import os; print(os.getcwd())": "a folder of this machine",
    "print('x' * 200_000)": "200,001 characters",
    "print('a\\x1b[1Ab')": "moves about in a terminal",
    "%time sum([1])": "a measured time",
    "import warnings; warnings.warn('mind this')": "UserWarning: mind this",
    "import plotly.graph_objects as go; go.Figure()": "briefing.theme.finish",
    "class Empty:\n    def __repr__(self): return ''\nEmpty()": "nothing in it",
}
# What stops while it runs.
FAILED = {
    "input('name?')": "nobody is there to answer 'name?'",
    "import getpass; getpass.getpass()": "nobody is there to answer",
    "sys.exit(3)": "SystemExit",
    "exit": "SystemExit",
    "class Bad:\n    def _repr_html_(self): return 1 / 0\nBad()": "ZeroDivisionError",
    "%matplotlib qt": "",
    "x = (": "SyntaxError",
}


def run(tmp: Path, sources: list[str], tags: list[str]):
    """The notebook of cells of ``sources``, executed."""
    quiet = new_code_cell(SET_UP)
    cells = [new_code_cell(source, metadata={"tags": tags}) for source in sources]
    folder = folder_of(tmp, [quiet, *cells])
    return execute(Collection(DATA, folder, tmp / "exports").page("index"), DATA).notebook


@pytest.fixture(scope="module")
def displayed(tmp_path_factory):
    """What cells that no page shows display, by cell."""
    tmp = tmp_path_factory.mktemp("refused")
    cells = run(tmp, list(REFUSED), []).cells[2:]
    collection = Collection(DATA, tmp / "notebooks", tmp / "exports")
    media = Media("index", inside=False)
    at = Addresses(collection, collection.page("index"), media, single=False)
    outputs = Outputs(tmp / "notebooks", Text({}, at.link, at.picture).html)
    return {cell.source: (outputs, cell.outputs) for cell in cells}


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:40])
def test_what_no_page_shows_is_refused_with_what_to_do(displayed, source):
    outputs, of_cell = displayed[source]
    with pytest.raises(ValueError) as refused:
        for output in of_cell:
            outputs.shown(output)
    assert REFUSED[source] in str(refused.value) and len(str(refused.value)) < 400


def test_words_beside_a_frame_stay_words_and_a_comment_is_for_nobody():
    frame = pd.DataFrame({"v": [1]}).to_html()
    beside, table = pieces(f"<!-- ask Anna -->a &lt;b&gt; c{frame}", Text({}, str, str).html)[-2:]
    assert beside == "a &lt;b&gt; c" and table.body
    assert "Anna" not in str(pieces(f"<!-- ask Anna -->{frame}", Text({}, str, str).html))


def test_a_refusal_names_notebook_and_cell(tmp_path):
    folder = folder_of(tmp_path, [new_code_cell(SET_UP), new_code_cell("x = 1\nImage(picture)")])
    with pytest.raises(BuildError, match=r"^index.ipynb: the cell that begins 'x = 1': a picture"):
        exported(folder)


def test_outputs_from_a_file_follow_the_same_rules(tmp_path):
    cell = new_code_cell("1", outputs=[new_output("stream", name="stdout", text="as stored")])
    folder = folder_of(tmp_path, [cell])
    body, _ = exported(folder)
    assert "<pre>as stored</pre>" in body
    about = {"image/png": [PNG[:40], PNG[40:]]}
    cell.outputs = [new_output("execute_result", data=about, execution_count=1)]
    notebook = new_notebook(cells=[new_markdown_cell("# T"), cell])
    (folder / "index.ipynb").write_text(nbformat.writes(notebook), "utf-8")
    with pytest.raises(BuildError, match="a picture without words"):
        exported(folder)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """The errors of cells that fail, by cell."""
    tmp = tmp_path_factory.mktemp("failed")
    cells = run(tmp, list(FAILED), ["raises-exception"]).cells[2:]
    return {
        cell.source: [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
        for cell in cells
    }


@pytest.mark.parametrize("source", FAILED, ids=lambda source: source[:40])
def test_what_cannot_run_in_a_build_is_an_error(failed, source):
    assert failed[source] and FAILED[source] in failed[source][0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n1 / 0", r"'x = 1' failed with ZeroDivisionError: .* \(line 2: 1 / 0\)"),
        (next(cell for cell in FAILED if "Bad" in cell), "displays what cannot be shown"),
        ("import asyncio as a\nasync def f(): await a.sleep(9)\na.create_task(f());", "await them"),
        ("display({'application/json': object()}, raw=True)", "displays what no notebook can hold"),
        (r"print('\udc80')", "displays what no notebook can hold"),
    ],
)
def test_a_cell_that_fails_is_named_with_its_line(tmp_path, source, message):
    with pytest.raises(BuildError, match=rf"^index.ipynb: the cell that begins .*{message}"):
        run(tmp_path, [source], [])
