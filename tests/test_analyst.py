"""Ten tasks of an analyst, each with public names in a few lines, and what a notebook says of a
table that is damaged. What comes out is compared with sums of the files themselves.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import defaultdict
from types import SimpleNamespace

import pytest
from briefing import DamagedTable, load
from briefing.dataset import DATA, ROOT
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.io import capture_output

# Each after ``from briefing import load`` and ``data = load()``, as in every notebook.
TASKS = {
    "filter and export": """
rows = data.events.query("lane == 'pandemic' and date < '2020-07-01'")
rows.to_csv("pandemic.csv", index=False)
rows.to_excel("pandemic.xlsx", index=False)
""",
    "plot two countries": """
import plotly.express as px
rows = data.deaths_monthly.query("country_iso3 in ['BLR', 'UKR']")
figure = px.line(rows, x="month", y="total_deaths_all_causes", color="country_iso3")
""",
    "money by donor in euros at a date": """
from briefing import money
from briefing.facts import funding
view = funding.default_view(data)
euros = funding.in_currency(data, view, "EUR", "monthly-average", "2020-12-10")
found = {donor: money.total(rows) for donor, rows in euros.groupby("donor_group")}
""",
    "claims, evidence and sources flat": """
from briefing.facts import evidence
found = evidence.flat(data)
""",
    "all targets of an article": """
from briefing.facts import targets
found = targets.links(data).query("article_id == 'ICESCR 11'")
""",
    "a chart of named events as SVG and PNG": """
from briefing.charts import timeline
figure = timeline.lanes(data, data.events.query("label != ''"))
figure.write_image("named.svg")
figure.write_image("named.png")
""",
    "a new row seen": """
data = load()
""",
    "use from another folder": """
found = load(folder).sources
""",
    "definition, unit and source of a column": """
found = data.find("population persons")
sources = data.sources_of("population")
""",
    "an interactive chart of one's own": """
import plotly.express as px
from briefing import explore
def by_lane(data, lane):
    rows = data.events[data.events.lane == lane]
    return px.histogram(rows, x="date", title=f"{len(rows)} events")
found = explore.panel(by_lane, data, lane=explore.pick_one("Lane", data.labels("events", "lane")))
""",
}


def lines(task: str) -> int:
    return len(TASKS[task].strip().splitlines())


def done(task: str, **given: object) -> SimpleNamespace:
    """The names that a task leaves, done in a notebook that has loaded the data."""
    names = {"load": load, "data": load(DATA), **given}
    exec(TASKS[task], names)
    return SimpleNamespace(**names)


def rows_of(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder to work in that is none of the project's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_task_takes_few_lines_and_no_private_name():
    assert len(TASKS) == 10
    for task, code in TASKS.items():
        assert lines(task) <= 6, task
        assert not re.search(r"(\.|import )_", code), task


def test_rows_are_filtered_and_exported_also_without_openpyxl(desk):
    code = f"from briefing import load\ndata = load()\n{TASKS['filter and export']}"
    without = "import sys\nsys.modules['openpyxl'] = None  # is no library of the briefing\n"
    path = os.pathsep.join(filter(None, [str(ROOT / "notebooks"), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "BRIEFING_DATA": str(DATA)}
    subprocess.run([sys.executable, "-c", without + code], env=environment, check=True, cwd=desk)
    wanted = [
        row["id"]
        for row in rows_of("timeline/events.csv")
        if row["lane"] == "pandemic" and row["date"] < "2020-07-01"
    ]
    with (desk / "pandemic.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == wanted
    import openpyxl

    sheet = openpyxl.load_workbook(desk / "pandemic.xlsx").active
    assert [row[0] for row in sheet.iter_rows(2, values_only=True)] == wanted


def test_two_countries_are_two_lines_of_the_file():
    rows = rows_of("series/deaths_monthly.csv")
    lines = done("plot two countries").figure.data
    assert [line.name for line in lines] == ["BLR", "UKR"]
    for line in lines:
        own = [row["total_deaths_all_causes"] for row in rows if row["country_iso3"] == line.name]
        assert [float(value) for value in line.y] == [float(value) for value in own]


def test_money_by_donor_is_in_euros_of_the_month():
    (rate,) = (
        float(row["units_per_base"])
        for row in rows_of("funding/exchange_rates.csv")
        if (row["currency"], row["base"], row["period"]) == ("EUR", "USD", "2020-12")
        and row["kind"] == "monthly-average"
    )
    dollars = defaultdict(float)
    for row in rows_of("funding/contributions.csv"):
        if row["in_default_view"] == "yes":
            dollars[row["donor_group"]] += float(row["amount"])
    found = done("money by donor in euros at a date").found
    assert {donor: amount.currency for donor, amount in found.items()} == dict.fromkeys(
        dollars, "EUR"
    )
    for donor, amount in found.items():
        assert amount.value == pytest.approx(dollars[donor] * rate)


def test_every_statement_stands_flat_with_its_evidence_and_sources():
    found = done("claims, evidence and sources flat").found
    assert list(dict.fromkeys(found.claim)) == [
        row["id"]
        for row in sorted(rows_of("speech/claims.csv"), key=lambda row: int(row["position"]))
    ]
    pieces = {row["id"]: row for row in rows_of("speech/evidence.csv")}
    assert set(found.evidence) - {""} == set(pieces)
    urls = {row["id"]: row["url"] for row in rows_of("sources.csv")}
    for row in found.query("evidence != ''").itertuples():
        piece = pieces[row.evidence]
        assert (row.claim, row.bears, row.shows) == (piece["claim"], piece["bears"], piece["shows"])
        assert row.url == urls.get(row.source, "")
        assert not piece["source"] or row.source == piece["source"]


def test_all_targets_of_an_article():
    wanted = [
        row["target"]
        for row in rows_of("rights/target_rights.csv")
        if row["article_id"] == "ICESCR 11"
    ]
    assert sorted(done("all targets of an article").found.target) == sorted(wanted) != []


@pytest.mark.slow
def test_named_events_are_drawn_to_files(desk):
    figure = done("a chart of named events as SVG and PNG").figure
    named = [row["label"] for row in rows_of("timeline/events.csv") if row["label"]]
    svg = (desk / "named.svg").read_text(encoding="utf-8")
    assert (desk / "named.png").read_bytes().startswith(b"\x89PNG")
    assert all(label.split()[0] in svg for label in named)
    assert f"{len(named)} events chosen" in figure.layout.meta["title"]


def test_a_new_row_is_seen_without_a_restart(package, monkeypatch):
    monkeypatch.setenv("BRIEFING_DATA", str(package))
    before = load()
    number = len(before.sources)
    with (package / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("gazette-2020,A report,The Gazette,media,en,2020,https://example.org/a,,\n")
    assert len(before.sources) == number  # what was read stays as it is
    after = done("a new row seen").data.sources
    assert len(after) == number + 1 and after.id.iloc[-1] == "gazette-2020"


def test_another_folder_is_read_from_anywhere(package, desk):
    found = done("use from another folder", folder=package).found
    assert len(found) == len(rows_of("sources.csv"))


def test_a_column_is_found_with_its_meaning_unit_and_sources(data):
    left = done("definition, unit and source of a column")
    (row,) = left.found.query("table == 'population' and column == 'population'").itertuples()
    (field,) = (
        f for f in data.resource("population")["schema"]["fields"] if f["name"] == row.column
    )
    assert (row.description, row.unit, row.type) == (
        field["description"],
        field.get("unit", ""),
        field["type"],
    )
    (named,) = data.resource("population")["sources"]
    assert list(left.sources.url) == [named["path"]]


def test_words_find_columns_by_all_of_them_in_any_case(data):
    assert len(data.find("")) == sum(len(data.fields(table)) for table in data.names)
    assert set(data.find("HEDGE amount").table) <= set(data.find("hedge").table)
    assert data.find("zzzz").empty and list(data.find("zzzz")) == list(data.find("day"))


def test_sources_of_a_table_are_those_of_its_rows_and_links(data):
    cited = {row["source"] for row in rows_of("timeline/event_sources.csv")}
    assert set(data.sources_of("events").id) == cited == set(data.sources_of("event-sources").id)
    assert set(data.sources_of("figures").id) == {
        row["source"] for row in rows_of("timeline/figures.csv")
    }
    assert data.sources_of("claims").empty  # which cite through their evidence
    with pytest.raises(KeyError, match="no table 'event'"):
        data.sources_of("event")


def test_a_chart_of_ones_own_follows_its_control(data):
    box, shown = done("an interactive chart of one's own").found.children
    (control,) = box.children
    for lane, number in data.events.lane.value_counts().items():
        control.value = lane
        (output,) = shown.outputs
        figure = output["data"]["application/vnd.plotly.v1+json"]
        assert figure["layout"]["title"]["text"] == f"{number} events"
    assert list(control.options) == [
        (label, lane) for lane, label in data.labels("events", "lane").items()
    ]


# ---- A damaged table


DAMAGE = {  # what is written for what, and where the fault then is
    "a wrong value": ("timeline/events.csv", ",day,human-rights,", ",day,human-right,", "lane"),
    "a day that is none": ("timeline/events.csv", ",2017-05-25,", ",2017-25-05,", "date"),
    "a missing column": ("timeline/events.csv", "precision,lane,", "precision,", None),
    "an empty cell": (
        "timeline/events.csv",
        ",day,policy-economy,",
        ",,policy-economy,",
        "precision",
    ),
    "an unknown id": ("timeline/event_sources.csv", None, "no-such-source", "source"),
}


def damaged(package, how: str) -> tuple[str, str | None]:
    """Damage the package; return the table's name and the column in which the fault is."""
    path, old, new, column = DAMAGE[how]
    text = (package / path).read_text(encoding="utf-8")
    old = old or text.splitlines()[1].split(",")[1]
    assert old in text
    (package / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return path.rpartition("/")[2].removesuffix(".csv"), column


@pytest.mark.parametrize("how", DAMAGE)
def test_a_notebook_says_of_a_bad_cell_in_one_line_what_the_check_says(package, how, capsys):
    from briefing.check import faults

    table, column = damaged(package, how)
    first = faults(package)[0]
    assert first.column == column and attribute(first.table) == table
    shell = InteractiveShell.instance()
    with capture_output() as shown:
        result = shell.run_cell(f"import briefing\nbriefing.load({str(package)!r}).{table}")
    assert isinstance(result.error_in_exec, DamagedTable)
    (line,) = (shown.stdout + shown.stderr).strip().splitlines()
    assert str(first) in line and "Traceback" not in line


def attribute(table: str) -> str:
    return table.replace("-", "_")


def test_a_sound_table_is_read_without_the_check(monkeypatch):
    from briefing import check

    monkeypatch.setattr(check, "faults", lambda *_: pytest.fail("this takes seconds"))
    data = load(DATA)
    assert all(len(data.table(name)) for name in data.names)
