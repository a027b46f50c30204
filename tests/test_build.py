"""The build end to end on small notebooks: what it writes, refuses and leaves alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import conftest
import nbformat
import pytest
from briefing import load
from briefing.__main__ import main
from briefing.publish import build as building
from briefing.publish import plan, static
from briefing.publish.build import BuildError, build
from bs4 import BeautifulSoup
from conftest import DATA, edit
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remembered import undrawn
from test_house import import_map, room


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the data and two small notebooks, one that cites and one that draws, and all
    that a build from nothing makes of them; and what that build said. To be read only.
    """
    folder, lines = tmp_path_factory.mktemp("built"), []
    shutil.copytree(DATA, folder / "data")
    (folder / "notebooks").mkdir()
    write(
        folder / "notebooks",
        "index",
        [
            new_markdown_cell("# Home"),
            new_code_cell(
                "from briefing import load\nfrom briefing.prose import cite, say\ndata = load()"
            ),
            new_code_cell(
                'say(f\'Said there{cite(data, "speech-en")} and again{cite(data, "speech-en")}.\')'
            ),
            new_code_cell("print('only in JupyterLab')", metadata={"tags": ["explore"]}),
        ],
    )
    write(
        folder / "notebooks",
        "deaths",
        [
            new_markdown_cell(
                "# Deaths\n\n## A chart\n\nSee [home](index.ipynb#home) and <b>this</b>."
            ),
            new_code_cell(
                "from briefing import load\nfrom briefing.charts import epidemic"
                "\nepidemic.deaths(load())"
            ),
            new_code_cell("from briefing.reading import timeline\ntimeline.outages_table(load())"),
        ],
        {"order": 5, "nav": "Deaths", "description": "A small page."},
    )
    with undrawn():
        assert build(folder / "data", folder / "notebooks", folder / "exports", lines.append)
    return folder, lines


@pytest.fixture
def package(built, tmp_path):
    """The data in a copy of that folder, for builds that go on from there."""
    return Path(shutil.copytree(built[0], tmp_path / "place")) / "data"


@pytest.fixture
def notebooks(package):
    return package.parent / "notebooks"


@pytest.fixture
def exports(package):
    return package.parent / "exports"


CHART = """import plotly.graph_objects as go
from briefing import load, theme
theme.finish(
    go.Figure(go.Bar(x=[1], y=[2])), id="one", title="A chart", alt="One bar.", sources=[],
    data=load().sources[["id"]], height=300)"""


def write(folder, name, cells, about=None):
    nbformat.write(
        new_notebook(cells=cells, metadata={"briefing": about or {}}), folder / f"{name}.ipynb"
    )


def pages(exports):
    return {path.name: path.read_bytes() for path in exports.glob("*.html")}


def test_notebooks_become_pages(built):
    folder, lines = built
    exports = folder / "exports"
    assert any("deaths: executed in" in line for line in lines) and any(
        "deaths: exported in" in line for line in lines
    )
    page = BeautifulSoup((exports / "deaths.html").read_text("utf-8"), "html.parser")
    assert page.h1.text == "Deaths" and page.find(id="a-chart").name == "h2"
    figure = page.find("figure", id="deaths")
    assert "not official (Cyber Partisans)" in (
        exports / figure.find(attrs={"data-chart": "deaths"})["data-figure"]
    ).read_text("utf-8")
    assert figure.figcaption.text.strip().startswith("April to June 2020") and figure.table.caption
    assert page.find("table", id="outages").find("th", scope="row")
    assert page.find("a", href="index.html#home") and page.find("b", string="this")
    assert page.find("a", rel="prev")["href"] == "index.html"
    assert (exports / "assets/plotly.min.js").stat().st_size > 1_000_000


def test_citations_are_numbered_and_lead_back(built):
    page = BeautifulSoup((built[0] / "exports/index.html").read_text("utf-8"), "html.parser")
    cites = page.select("a.cite")
    assert [(c.text, c["href"]) for c in cites] == [("[1]", "#note-1"), ("[1]", "#note-1")]
    note = page.find(id="note-1")
    assert note.find("a")["href"].startswith("https://belarus.un.org/")
    back = note.select_one("a.back")
    assert back["href"] == "#" + cites[0]["id"] and back.text == "Cited 2 times"
    assert "only in JupyterLab" not in page.get_text()


def test_nothing_changed_builds_nothing_and_a_change_only_its_page(package, notebooks, exports):
    before = pages(exports)
    lines = []
    assert not build(package, notebooks, exports, lines.append)
    assert lines == ["Nothing has changed: exports/ is up to date."]
    edit(
        package,
        "series/internet_outages.csv",
        lambda f: f.assign(start_utc=["17:00", *f.start_utc[1:]]),
    )
    assert build(package, notebooks, exports, lines.append)
    assert any("deaths: executed" in line for line in lines) and not any(
        "index: executed" in line for line in lines
    )
    assert not any("index: exported" in line for line in lines)
    after = pages(exports)
    assert after["index.html"] == before["index.html"] and b"17:00" in after["deaths.html"]


@pytest.fixture
def code(tmp_path, monkeypatch):
    """A copy of the package's files, in which the build looks for what changed of its code."""
    copy = shutil.copytree(plan.PACKAGE, tmp_path / "briefing")
    monkeypatch.setattr(plan, "PACKAGE", copy)
    monkeypatch.setattr(plan, "PUBLISH", copy / "publish")
    for module in (plan, static):
        monkeypatch.setattr(module, "ASSETS", copy / "publish" / "template" / "assets")
    return copy


def replaced(file, old, new):
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def longer(file):
    file.write_text(file.read_text("utf-8") + "\n", encoding="utf-8")


def done_to(pages, lines):
    """Of pages those of which a build said that it ``executed`` or ``exported`` them."""
    return tuple(
        {page for page in pages if any(f"{page}: {what} in" in line for line in lines)}
        for what in ("executed", "exported")
    )


@undrawn()
def test_what_a_change_executes_and_exports(package, notebooks, exports, code, monkeypatch):
    """No more than it reaches, and no less."""
    monkeypatch.setattr(building._Build, "_begin_check", lambda self: None)  # which says nothing
    template, version = code / "publish" / "template", load(package).package["version"]
    nothing, first, second, both = set(), {"index"}, {"deaths"}, {"deaths", "index"}

    def outage(rows):
        return rows.assign(start_utc=["17:00", *rows.start_utc[1:]])

    def retitled(id):
        return lambda rows: rows.assign(title=rows.title.mask(rows.id == id, "Another title"))

    def in_notebook(name, old, new):
        return replaced, notebooks / f"{name}.ipynb", old, new

    def described(key, old, new):
        return replaced, package / "datapackage.json", f'"{key}": "{old}"', f'"{key}": "{new}"'

    changes = {
        "a row": ((edit, package, "series/internet_outages.csv", outage), second, second),
        "a source": ((edit, package, "sources.csv", retitled("speech-en")), both, first),
        "a source of no page": (
            (edit, package, "sources.csv", retitled("minsktourism-geography")),
            both,
            nothing,
        ),
        "a notebook": (in_notebook("index", "and again", "and so on"), first, first),
        "a title": (in_notebook("deaths", "# Deaths", "# The deaths"), second, second),
        "a name for all": (in_notebook("deaths", '"Deaths"', '"The dead"'), second, both),
        "the title of the index": (in_notebook("index", "# Home", "# Home!"), first, both),
        "a label": (described("label", "not official", "unofficial"), second, second),
        "a label of another table": (described("label", "confirmed", "so it is"), nothing, nothing),
        "the version": (described("version", version, f"{version}1"), nothing, both),
        "charts": ((longer, code / "charts" / "epidemic.py"), both, nothing),
        "facts": ((longer, code / "facts" / "epidemic.py"), both, nothing),
        "rules": ((longer, code / "check" / "rules.py"), both, nothing),
        "words": ((longer, code / "prose.py"), both, both),
        "how cells run": ((longer, code / "publish" / "shell.py"), both, both),
        "how pages are made": ((longer, code / "publish" / "exporter.py"), nothing, both),
        "the template": ((longer, template / "parts.html.j2"), nothing, both),
        "style": ((longer, template / "assets" / "page.css"), nothing, nothing),
        "a script": ((longer, template / "assets" / "page.js"), nothing, nothing),
        "controls": ((longer, code / "explore" / "index.py"), nothing, nothing),
    }
    seen, expected = {}, {}
    assert not build(package, notebooks, exports, lambda line: None)
    for what, ((change, *arguments), executed, exported) in changes.items():
        lines = []
        change(*arguments)
        built = build(package, notebooks, exports, lines.append)
        seen[what] = done_to(both, lines)
        expected[what] = (executed, exported)
        assert built == (what != "controls")
    assert seen == expected
    assert (exports / "assets/page.css").read_bytes() == (template / "assets/page.css").read_bytes()
    assert b"unofficial" in (exports / "charts/deaths-deaths.js").read_bytes()


def test_the_publisher_imports_only_what_its_keys_watch():
    """Else a change of the code would leave old pages or downloads."""
    imports = import_map()
    made = {one for one in imports if room(one) == "publish"} - {"publish.web"}  # of all code
    of_pages = set().union(*(imports[one] for one in made))
    assert not {"charts", "reading", "facts", "explore"} & set(map(room, of_pages))
    assert not {one for one in imports["publish.downloads"] if one.startswith("publish.")}


def test_a_page_whose_image_is_missing_is_made_again(package, notebooks, exports, monkeypatch):
    browser = conftest.browser_path()
    shutil.rmtree(exports)
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/browser")
    lines = []
    build(package, notebooks, exports, lines.append)
    assert any("no image of deaths" in line for line in lines)
    assert b"No image of this chart was made" in pages(exports)["deaths.html"]
    monkeypatch.setenv("BROWSER_PATH", browser)
    lines = []
    assert build(package, notebooks, exports, lines.append)
    assert (exports / "charts" / "deaths-deaths.svg").exists()
    assert (exports / "charts" / "index.card.png").exists()
    assert not any("executed" in line for line in lines)


def test_outputs_of_another_state_of_the_notebook_are_not_taken(package, notebooks, exports):
    """As a build leaves them that was killed after it had executed a notebook."""
    before = pages(exports)
    cached = exports.parent / ".cache" / "exports" / "index.ipynb"
    cached.write_text(cached.read_text("utf-8").replace("Said there", "Said elsewhere"), "utf-8")
    (exports / "index.html").unlink()
    build(package, notebooks, exports, lambda line: None)
    assert pages(exports) == before


def test_faults_in_the_data_write_nothing(package, notebooks, exports, capsys):
    before = pages(exports)
    edit(package, "timeline/events.csv", lambda f: f.assign(lane="gossip"))
    assert (
        main(
            [
                "build",
                "--data",
                str(package),
                "--notebooks",
                str(notebooks),
                "--exports",
                str(exports),
            ]
        )
        == 1
    )
    assert "events, row 2, column lane" in capsys.readouterr().err
    assert pages(exports) == before


def test_a_failing_cell_is_named_and_leaves_the_pages_alone(package, notebooks, exports):
    before = pages(exports)
    write(
        notebooks,
        "broken",
        [new_markdown_cell("# Broken"), new_code_cell("total = 1 / 0\nprint(total)")],
    )
    with pytest.raises(
        BuildError,
        match=(
            r"broken\.ipynb: the cell that begins 'total = 1 / 0' failed with ZeroDivisionError:"
            r" division by zero"
        ),
    ):
        build(package, notebooks, exports, lambda line: None)
    assert pages(exports) == before
    assert not list(exports.parent.glob(".exports.part-*"))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([new_markdown_cell("no heading")], "broken.ipynb: no heading"),
        (
            [
                new_markdown_cell("# B"),
                new_code_cell(
                    "from briefing import load\nfrom briefing.prose import cite\ncite(load(),"
                    " 'nobody')"
                ),
            ],
            "no row of the table sources has the id 'nobody'",
        ),
        (
            [
                new_markdown_cell("# B"),
                new_code_cell(
                    "import plotly.graph_objects as go\nimport briefing.theme\ngo.Figure()"
                ),
            ],
            "the cell that begins 'import plotly.graph_objects as go': a chart without title",
        ),
        (
            [new_markdown_cell("# B"), new_code_cell(CHART), new_code_cell(f"# again\n{CHART}")],
            "the cell that begins '# again': a chart above has the id 'one' too; give it another",
        ),
        (
            [new_markdown_cell("# B"), new_code_cell(CHART.replace("A chart", ""))],
            "a chart with an empty title",
        ),
    ],
)
def test_what_cannot_be_a_page_is_refused_with_its_reason(
    package, notebooks, exports, cells, message
):
    write(notebooks, "broken", cells)
    for file in exports.glob("*.html"):
        file.unlink()
    with pytest.raises(BuildError) as error:
        build(package, notebooks, exports, lambda line: None)
    assert message in str(error.value)
    assert not pages(exports)


def test_a_damaged_notebook_is_named(package, notebooks, exports):
    (notebooks / "index.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(BuildError, match=r"index\.ipynb: not a readable notebook"):
        build(package, notebooks, exports, lambda line: None)


def test_a_page_that_is_gone_goes_from_the_exports(package, notebooks, exports):
    assert list((exports / "charts").glob("deaths-*"))
    (notebooks / "deaths.ipynb").unlink()
    build(package, notebooks, exports, lambda line: None)
    assert set(pages(exports)) == {"index.html"}
    assert not list((exports / "charts").glob("deaths-*"))


def test_one_build_at_a_time(package, notebooks, exports):
    from filelock import FileLock

    with (
        FileLock(exports.parent / ".cache/exports/lock"),
        pytest.raises(BuildError, match="Another build"),
    ):
        build(package, notebooks, exports, lambda line: None)
