"""The data package: sound as it is, and damaged in ways that a contributor's slip would."""

from __future__ import annotations

import calendar
import io
import json
import re
import shutil
import zipfile
from itertools import chain
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from briefing import check, dataset, load, prose
from briefing.__main__ import main
from briefing.check.rules import research_ids
from briefing.check.text import damage
from briefing.dataset import DATA, read_package
from conftest import edit

pytestmark = pytest.mark.usefixtures("remembering")


def test_the_package_is_sound():
    assert check.faults(DATA) == []


def test_check_prints_how_the_research_adds_up(capsys, data):
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for batch, (researched, kept, left) in research_ids(data).items():
        sums = f"{len(kept)} carried over + {len(left)} left out"
        assert any(sums in line and f"= {researched} researched" in line for line in lines), batch


def test_every_event_has_a_source_with_an_address(data):
    sources = data.sources.set_index("id")
    linked = data.event_sources.groupby("event").source.agg(list)
    for event in data.events.id:
        assert linked[event], event
        assert all(sources.url[s].startswith("http") for s in linked[event]), event


def test_every_researched_row_is_accounted_for_once(data):
    for batch, (researched, kept, left) in research_ids(data).items():
        assert len(kept) + len(left) == researched and not kept & left, batch


def test_no_figure_stands_without_who_says_it(data):
    assert (data.figures.who != "").all()
    assert data.figures.source.isin(data.sources.id).all()


def test_deaths_after_june_2020_are_not_official(data):
    belarus = data.deaths_monthly.query("country_iso3 == 'BLR'")
    assert (belarus[belarus.month > "2020-06"].status == "not-official").all()
    assert (belarus[belarus.month <= "2020-06"].status == "official").all()


@pytest.mark.parametrize(("day", "cases", "deaths"), [("2020-12-31", 194284, 1424)])
def test_reported_cases_against_their_source(data, day, cases, deaths):
    week = (
        data.covid_weekly.query("country_iso3 == 'BLR' and week_start <= @day")
        .sort_values("week_start")
        .iloc[-1]
    )
    assert (week.cum_cases_week_end, week.cum_deaths_week_end) == (cases, deaths), day


def test_types_follow_the_schema(data):
    assert data.events.date.dtype.kind == "M"
    assert data.covid_weekly.new_cases.dtype == "Int64"
    assert data.goals.goal.tolist() == list(range(1, 18))
    assert pd.api.types.is_string_dtype(data.events.title)
    assert data.contributions.in_default_view.dtype == "boolean"


def test_text_that_looks_missing_stays_text(package):
    edit(package, "timeline/events.csv", lambda f: f.assign(place=["NA", "null", *f.place[2:]]))
    assert load(package).events.place[:2].tolist() == ["NA", "null"]


def test_help_lists_columns_with_units(data):
    assert "stringency_final (number, index 0 to 100)" in type(data).stringency_weekly.__doc__
    assert data.fields("events").name.tolist() == list(data.events.columns)


def test_an_analyst_cannot_change_the_loaded_table(data):
    table = data.events
    table.loc[0, "title"] = "changed"
    assert data.events.title[0] != "changed"


def test_an_unknown_table_is_named(data):
    with pytest.raises(KeyError, match="no table 'evnts'"):
        data.resource("evnts")


def test_what_is_read_can_be_recorded():
    before = load()
    with dataset.recording() as names:
        assert names == set()
        inside, narrowed = load(), load().narrowed(topics=before.topics)
        assert [len(inside.event_sources), len(narrowed.claims), len(before.sources)]
        assert inside.resource("rights")["path"] and inside.labels("events", "lane")
    assert len(inside.figures)
    rows = {"event-sources", "claims", "figures"}
    assert names == rows | {dataset.entry_of(name) for name in (*rows, "rights", "events")}


def test_who_asks_what_there_is_or_where_is_told_of_every_change():
    with dataset.recording() as names:
        assert "event_sources" in repr(load())
    assert names == {dataset.DESCRIPTION}
    with dataset.recording() as names:
        assert (load().folder / dataset.DESCRIPTION).exists()
    assert names == {resource["name"] for resource in dataset.read_package()["resources"]}


def test_without_a_package_it_is_said_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="Set the environment variable BRIEFING_DATA"):
        load()
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    assert load().folder == tmp_path


def set_cell(table: str, row: int, column: str, value: str):
    """A damage: one cell. ``row`` as a text editor counts (the header is 1)."""

    def damage(package):
        edit(
            package,
            table,
            lambda f: f.assign(**{column: f[column].mask(f.index == row - 2, value)}),
        )

    return damage


def drop_rows(table: str, column: str, value: str):
    """A damage: all rows with ``value`` in ``column`` are gone."""
    return lambda package: edit(package, table, lambda f: f[f[column] != value])


def raw(table: str, change):
    """A damage to the bytes of a file."""

    def damage(package):
        path = package / table
        path.write_bytes(change(path.read_bytes()))

    return damage


EVENTS = "timeline/events.csv"
DAMAGES = {
    "a date that is none": (
        set_cell(EVENTS, 5, "date", "2020-02-31"),
        "events, row 5, column date",
    ),
    "a lane that does not exist": (
        set_cell(EVENTS, 5, "lane", "gossip"),
        "events, row 5, column lane",
    ),
    "an empty title": (set_cell(EVENTS, 7, "title", ""), "events, row 7, column title"),
    "an end before the start": (
        set_cell(EVENTS, 40, "end_date", "2019-01-01"),
        "events, row 40, column end_date",
    ),
    "a month that does not begin on its first day": (
        set_cell(EVENTS, 3, "date", "2018-05-02"),
        "events, row 3, column precision",
    ),
    "an event without a source": (
        drop_rows("timeline/event_sources.csv", "event", "first-case"),
        "column id: first-case has no source",
    ),
    "a source that is not listed": (
        set_cell("timeline/event_sources.csv", 2, "source", "nobody"),
        "event-sources, row 2, column source",
    ),
    "a source that nobody cites": (
        lambda p: edit(
            p,
            "sources.csv",
            lambda f: pd.concat(
                [f, f.tail(1).assign(id="zz-unused", url="https://example.org/unused")]
            ),
        ),
        "zz-unused is cited nowhere",
    ),
    "a source twice": (
        lambda p: edit(p, "sources.csv", lambda f: pd.concat([f, f.tail(1)])),
        "sources, row",
    ),
    "an address that is none": (
        set_cell("sources.csv", 2, "url", "javascript:alert(1)"),
        "sources, row 2, column url",
    ),
    "a figure without who says it": (
        set_cell("timeline/figures.csv", 9, "who", ""),
        "figures, row 9, column who",
    ),
    "a figure that is no number": (
        set_cell("timeline/figures.csv", 9, "value", "many"),
        "figures, row 9, column value",
    ),
    "a figure without a value": (
        set_cell("timeline/figures.csv", 9, "value", ""),
        "figures, row 9, column value",
    ),
    "a negative count": (
        set_cell("timeline/figures.csv", 9, "value", "-5"),
        "figures, row 9, column value",
    ),
    "a researched row that vanished": (
        drop_rows("left_out.csv", "research_id", "TA-001"),
        "do not add up to 103",
    ),
    "a researched row that is both kept and left out": (
        set_cell("left_out.csv", 2, "research_id", "TA-002"),
        "TA-002 is both carried over and left out",
    ),
    "named in the speech without a paragraph": (
        set_cell(EVENTS, 2, "paragraph", ""),
        "events, row 2, column paragraph",
    ),
    "a verdict without evidence": (
        drop_rows("speech/evidence.csv", "claim", "p04-3"),
        "p04-3 is confirmed without evidence",
    ),
    "our reading without a reason": (
        lambda p: edit(p, "rights/goal_rights.csv", lambda f: f.assign(rationale="")),
        "is our reading without a rationale",
    ),
    "the same money twice in the default view": (
        lambda p: edit(
            p,
            "funding/contributions.csv",
            lambda f: f.assign(in_default_view=f.in_default_view.mask(f.id == "who-all", "yes")),
        ),
        "hold the same money",
    ),
    "a table that is gone": (lambda p: (p / "timeline/topics.csv").unlink(), "topics"),
    "an empty file": (raw(EVENTS, lambda b: b""), "events"),
    "a column too few": (lambda p: edit(p, EVENTS, lambda f: f.drop(columns="place")), "events"),
    "a column too many": (lambda p: edit(p, EVENTS, lambda f: f.assign(mood="grim")), "events"),
    "bytes that are no UTF-8": (raw(EVENTS, lambda b: b[:5000] + b"\xff\xfe" + b[5000:]), "events"),
    "a package description that is no JSON": (
        raw("datapackage.json", lambda b: b[:-20]),
        "datapackage.json",
    ),
    "no package description": (lambda p: (p / "datapackage.json").unlink(), "datapackage.json"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_with_its_place_and_its_remedy(package, name):
    damage, expected = DAMAGES[name]
    damage(package)
    faults = [str(fault) for fault in check.faults(package)]
    assert any(expected in fault for fault in faults), faults[:5]
    assert all(" Mend: " in fault for fault in faults)


def test_check_fails_with_one_line_per_fault(package, capsys):
    DAMAGES["a lane that does not exist"][0](package)
    assert main(["check", "--data", str(package)]) == 1
    err = capsys.readouterr().err.strip().splitlines()
    assert (
        len(err) == 2
        and "timeline/events.csv:5: events, row 5, column lane:" in err[0]
        and err[1] == "1 fault found."
    )


def test_every_table_is_described(data):
    for resource in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]:
        assert resource["title"] and resource["description"] and resource["licenses"], resource[
            "name"
        ]
        assert all(
            field["title"] and field["description"] for field in resource["schema"]["fields"]
        ), resource["name"]
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert files == {r["path"] for r in data.package["resources"]}


# ---- D1: text that was damaged on its way


def fault_of(package, table: str, row: int, column: str) -> str:
    """The first fault that names the place, as it is printed; ``""`` where none does."""
    name = next(r["name"] for r in read_package(package)["resources"] if r["path"] == table)
    place = f"{name}, row {row}, column {column}: "
    return next((str(fault) for fault in check.faults(package) if place in str(fault)), "")


ORIGINALS = [
    "Привет",
    "Минск",
    "У Мінску",
    "В Минске прошёл марш",
    "ўрад",
    "я",
    "café",
    "São Paulo",
    "naïve",
    "Łódź",
    "Wałęsa",
    "Święto",
    "Gdańsk",
    "Žalgiris",
    "Šiauliai",
    "Mačiulis",
    "Tērvete",
    "Österreich",
    "Straße",
    "Çağrı",
    "España",
    "é",
    "Ministry’s",
    "“quoted”",
    "2019–2020",
    "a — b",
    "30 million €",
    "№ 5",
    "«Наша Ніва»",
    "• first",
]


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1251", "cp1250", "cp1257"])
@pytest.mark.parametrize("text", ORIGINALS)
def test_text_read_in_a_wrong_encoding_is_told_from_sound_text(text, codec):
    """Bytes without a character in the wrong encoding come through as they are, as programs have
    it.
    """

    def read(byte: int) -> str:
        return bytes([byte]).decode(codec, "ignore") or chr(byte)

    once = "".join(map(read, text.encode("utf-8")))
    assert damage(text) is None
    what, mend = damage(once)
    assert what.strip() and mend.strip()
    assert damage("".join(map(read, once.encode("utf-8")))), "damaged twice"
    assert damage(f"Reported by {once}, as of May."), "in the midst of sound text"


@pytest.mark.parametrize(
    "text",
    [
        "Её",
        "её",
        "Ні",
        "Ці",
        "Рівне",
        "Сёмин",
        "витамин «Д»",
        "группа В…",
        "В\u00a0Минске",
        "В\u00a02020 году",
        "план «С»",
        "Її",
        "З’їзд",
        "Што ж…",
        "мРНК",
        "Paris–Évry",
        "1998–école",
        "þýðingu",
        "créée",
        "ŁÓDŹ",
        "GDAŃSK",
        "ŻÓŁĆ",
        "ČEŠTINA",
        "SÃO PAULO",
        "CAFÉ»",
        "VOILÀ…",
        "À l’école",
        "Ελλάδα",
        "中国",
        "שלום (עולם) 2020, مرحبا!",
        "Việt Nam",
        "Ștefan",
        "Љубав",
        "5 €",
        "±5",
        "1 °C",
        "#KeepItOn",
        "#1",
        "who? me",
        "What?!",
        "https://example.org/a?b=c&d=???",
        "2021-2025",
        "9(1)",
        "12-13 May",
        "5 May 2020",
        "Dec. 2020",
        "July 2020",
        "2020-12",
        "24:00",
        "TR-001",
        "F001;F002",
        "May",
        "E-1",
        "3.5.2",
    ],
)
def test_sound_text_is_left_alone(text):
    assert damage(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "#REF!",
        "#NAME?",
        "#VALUE!",
        "#N/A",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#ERROR!",
        "#ССЫЛКА!",
        "#ИМЯ?",
        "#ЗНАЧ!",
        "#Н/Д",
        "#BEZUG!",
        "#NV",
        "#ADR!",
        "Err:502",
        "#####",
        "see #REF! above",
        "????? ????",
        "Bia?ystok",
        "a\ufffdb",
        "a\u200bb",
        "\u200b",
        "a\u00adb",
        "\ufeffa",
        "a\ufeffb",
        "a\u2060b",
        "a\u200db",
        "a\u200eb",
        "a\ue000b",
        "a\x9db",
        "Dec-20",
        "дек.20",
        "1-Jan",
        "10-Dec-2020",
        "12/10/2020",
        "10.12.2020",
        "2020/12/10",
        "18:00:00",
        "6:00 PM",
        "1.23E+12",
        "4,11E+10",
        "_x000D_",
        "\\u041c",
        " a",
        "a ",
        "a\u00a0",
        " ",
        "Ìèíñê",
        "Ïðèâåò",
    ],
)
def test_damaged_text_is_told(text):
    what, mend = damage(text)
    assert what.strip() and mend.strip()
    assert all(character.isprintable() for character in what), "what nobody sees is spelled out"


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("sources.csv", "title", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Windows-1252"),
        ("sources.csv", "publisher", "РњРёРЅСЃРє", "Минск"),
        (EVENTS, "note", "cafÃ©", "café"),
        (EVENTS, "summary", "The ministryâ€™s count", "ministry’s"),
        ("speech/claims.csv", "reason", "#REF!", "spreadsheet"),
        ("funding/contributions.csv", "purpose", "masks\u00ad", "soft hyphen"),
        ("rights/targets.csv", "label", "a\u200bb", "zero-width space"),
        ("rights/rights.csv", "description", "a\ufffdb", "U+FFFD"),
    ],
)
def test_damaged_text_is_named_in_any_table(package, table, column, value, said):
    set_cell(table, 3, column, value)(package)
    assert said in fault_of(package, table, 3, column)


def test_damaged_text_is_named_in_the_description_of_the_package(package):
    path = package / "datapackage.json"
    path.write_text(
        path.read_text("utf-8").replace("Who acted, separated", "Who actedâ€™, separated"), "utf-8"
    )
    assert [fault.table for fault in check.faults(package)] == ["datapackage.json"]
    assert "Windows-1252" in check.faults(package)[0].what


# ---- Labels of coded values, in the description of the package


def relabel(package, change) -> list[str]:
    """What the check says once ``change`` was made to the field ``bound`` of the figures."""
    path = package / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    figures = next(one for one in described["resources"] if one["name"] == "figures")
    change(next(field for field in figures["schema"]["fields"] if field["name"] == "bound"))
    path.write_text(json.dumps(described), "utf-8")
    return [fault.what for fault in check.faults(package)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            lambda field: field.update(categories="bounds"),
            "are no list of values with their labels",
        ),
        (lambda field: field.update(categories=["about"]), "are no list of values with their"),
        (lambda field: field.pop("categories"), "an enum without categories"),
        (lambda field: field["categories"][0].pop("label"), "without a value or a label"),
        (lambda field: field["categories"][0].update(label=""), "without a value or a label"),
        (lambda field: field["categories"][0].pop("value"), "without a value or a label"),
        (lambda field: field["categories"][0].update(value="perhaps"), "the same values in"),
        (lambda field: field["categories"].append(field["categories"][0]), "each once"),
        (lambda field: field["categories"].pop(), "the same values in categories and enum"),
        (lambda field: field["constraints"].pop("enum"), "the same values in categories and enum"),
    ],
    ids=[
        *("no list", "no labels", "no categories", "no label", "an empty label", "no value"),
        *("a value that is not allowed", "a value twice", "a value without", "no values allowed"),
    ],
)
def test_a_coded_value_has_one_label(package, change, what):
    faults = relabel(package, change)
    assert len(faults) == 1 and faults[0].startswith("figures: the field 'bound' ")
    assert what in faults[0]


def test_labels_are_given_in_their_order(data):
    enum = next(
        field["constraints"]["enum"]
        for field in data.resource("figures")["schema"]["fields"]
        if field["name"] == "bound"
    )
    labels = data.labels("figures", "bound")
    assert set(labels) == set(enum) and all(labels.values())
    assert list(labels) == data.categories("figures", "bound").index.tolist()
    assert data.label("figures", "bound", enum[0]) == labels[enum[0]]
    with pytest.raises(KeyError, match="no categories for the column 'title' of 'events'"):
        data.labels("events", "title")


# ---- D2: identifiers that look like numbers


def number(cell: str) -> str:
    """A cell as a spreadsheet writes it back: numbers without zeros at their ends, dates and times
    in its own way.
    """
    if re.fullmatch(r"\d+(\.\d+)?", cell):
        return f"{float(cell):.15g}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", cell):
        return f"{int(match[2])}/{int(match[3])}/{match[1]}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})", cell):
        return f"{calendar.month_abbr[int(match[2])]}-{match[1][2:]}"
    return f"{cell}:00" if re.fullmatch(r"\d{2}:\d{2}", cell) else cell


TABLES = {resource["path"]: resource for resource in read_package(DATA)["resources"]}


def changed_by_a_spreadsheet(table: str) -> set[tuple[int, str]]:
    """Row and column of the cells that mean something else once a spreadsheet saved the table."""
    frame = pd.read_csv(DATA / table, dtype="str", keep_default_na=False)
    same = [
        f["name"] for f in TABLES[table]["schema"]["fields"] if f["type"] in ("integer", "number")
    ]
    return {
        (row, name)
        for name in frame.columns.difference(same)
        for row, cell in enumerate(frame[name], 2)
        if number(cell) != cell
    }


@pytest.mark.parametrize("table", [table for table in TABLES if changed_by_a_spreadsheet(table)])
def test_what_a_spreadsheet_changes_on_saving_is_named_cell_by_cell(package, table):
    edit(package, table, lambda frame: frame.map(number))
    faults = check.faults(package)
    assert changed_by_a_spreadsheet(table) == {(fault.row, fault.column) for fault in faults}
    assert {fault.table for fault in faults} == {TABLES[table]["name"]}


@pytest.mark.parametrize("code", ["8.10", "16.10", "17.10"])
@pytest.mark.parametrize("which", ["first", "last", "every"])
def test_a_target_that_lost_its_zero_is_named(package, code, which):
    path = "rights/target_rights.csv"
    targets = list(pd.read_csv(package / path, dtype="str").target)
    rows = [row for row, target in enumerate(targets, 2) if target == code]
    rows = {"first": rows[:1], "last": rows[-1:], "every": rows}[which]
    edit(
        package,
        path,
        lambda f: f.assign(
            target=f.target.mask(f.index.isin([row - 2 for row in rows]), code[:-1])
        ),
    )
    faults = check.faults(package)
    assert [(fault.table, fault.row, fault.column) for fault in faults] == [
        ("target-rights", row, "target") for row in rows
    ]
    assert all("lost its zero" in fault.what and f"write {code}" in fault.mend for fault in faults)


def test_a_link_at_the_end_of_the_file_is_no_lost_zero(package):
    """A contributor appends rows; only where a code may have lost a zero does its place matter."""
    path = "rights/target_rights.csv"

    def append(*targets: str) -> list[check.Fault]:
        row = (
            pd.read_csv(package / path, dtype="str", keep_default_na=False)
            .query("target == '16.3'")
            .head(1)
        )
        rows = [
            row.assign(id=f"TR-9-{target}", target=target, rationale=f"A rationale for {target}.")
            for target in targets
        ]
        edit(package, path, lambda f: pd.concat([f, *rows]))
        return [fault for fault in check.faults(package) if fault.column == "target"]

    assert append("16.3", "3.8", "8.10") == []
    assert ["lost its zero" in fault.what for fault in append("8.1")] == [True]


def test_a_reason_for_a_target_that_lost_its_zero_is_doubted(package):
    edit(package, "rights/target_rights.csv", lambda f: f[f.target != "17.10"])
    path = package / "rights/targets_without_link.csv"
    path.write_text(path.read_text("utf-8").replace("17.11,", "17.1,A reason.\n17.11,"), "utf-8")
    assert any("write 17.10" in str(fault) for fault in check.faults(package))


@pytest.mark.parametrize("code", ["8.10", "16.10", "17.10"])
def test_a_code_that_lost_its_zero_in_the_table_of_targets_is_named(package, code):
    edit(
        package, "rights/targets.csv", lambda f: f.assign(target=f.target.replace(code, code[:-1]))
    )
    faults = check.faults(package)
    assert [fault.table for fault in faults] == ["targets"] and f"write {code}" in faults[0].mend


def test_downloads_keep_codes_as_text(data):
    from briefing.publish import downloads

    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(data)))
    for resource in data.package["resources"]:
        sheet = book[resource["name"][:31]]
        for n, field in enumerate(resource["schema"]["fields"], 1):
            cells = [
                row[0]
                for row in sheet.iter_rows(min_row=2, min_col=n, max_col=n)
                if row[0].value is not None
            ]
            if field["type"] in ("string", "date"):
                assert all(cell.data_type == "s" and cell.number_format == "@" for cell in cells), (
                    resource["name"],
                    field["name"],
                )
    assert {cell.value for cell in book["targets"]["A"]} >= {"8.1", "8.10", "16.10"}
    with zipfile.ZipFile(io.BytesIO(downloads.package_archive(DATA))) as archive:
        assert "8.10" in archive.read("README.txt").decode("utf-8")


# ---- D3 and D4: dates that exist, within bounds

PARTIAL = [
    (path, field["name"], field)
    for path, r in TABLES.items()
    for field in r["schema"]["fields"]
    if "partialDate" in field
]
DATES = [
    (path, field["name"], field)
    for path, r in TABLES.items()
    for field in r["schema"]["fields"]
    if field["type"] == "date"
]


def refused_everywhere(package, columns, value: str) -> None:
    """``value`` in row 2 of each column is a fault of that place."""
    for path, column, _ in columns:
        set_cell(path, 2, column, value)(package)
    places = {(fault.table, fault.row, fault.column) for fault in check.faults(package)}
    assert {(TABLES[path]["name"], 2, column) for path, column, _ in columns} <= places


@pytest.mark.parametrize(
    "value",
    [
        "2020-13",
        "2020-00",
        "2020-02-31",
        "2020-02-30",
        "2021-02-29",
        "2020-06-31",
        "2020-12-32",
        "0000",
        "20",
        "2020-1",
        "2020-12-1",
        "2020-12-10-11",
    ],
)
def test_a_date_that_does_not_exist_is_named_in_every_column(package, value):
    refused_everywhere(package, PARTIAL, value)
    with pytest.raises(ValueError, match=value):
        prose.partial_date(value)


@pytest.mark.parametrize(
    "value",
    ["0020", "0020-05", "0202-12-10", "1600", "1600-01-01", "2200", "9999-12-31", "3020-12"],
)
def test_a_partial_date_out_of_bounds_is_named_in_every_column(package, value):
    refused_everywhere(package, PARTIAL, value)


@pytest.mark.parametrize(
    "value",
    [
        "0020-12-10",
        "0202-12-10",
        "1600-01-01",
        "2200-01-01",
        "9999-12-31",
        "2020-02-31",
        "2021-02-29",
    ],
)
def test_a_date_out_of_bounds_is_named_in_every_column(package, value):
    refused_everywhere(package, DATES, value)


@pytest.mark.parametrize("value", ["2020", "2020-12", "2020-12-10", "2020-02-29"])
def test_what_the_check_takes_for_a_date_the_pages_can_say(value):
    assert value[:4] in prose.partial_date(value)


def test_every_column_of_dates_states_its_bounds():
    for path, column, field in PARTIAL:
        assert field["type"] == "string" and {"minimum", "maximum"} <= set(field["partialDate"]), (
            path,
            column,
        )
    for path, column, field in DATES:
        assert {"minimum", "maximum"} <= set(field["constraints"]), (path, column)
    for path, resource in TABLES.items():
        for field in resource["schema"]["fields"]:
            cells = pd.read_csv(DATA / path, dtype="str", keep_default_na=False)[field["name"]]
            days = cells[cells.str.fullmatch(r"\d{4}-\d{2}(-\d{2})?")]
            assert days.empty or field["type"] == "date" or "partialDate" in field, (
                f"{path}, {field['name']} holds dates"
            )


# ---- D5: what sums and charts rely on

MONEY, FIGURES = "funding/contributions.csv", "timeline/figures.csv"
OF_WHO_ALL = "id", "who-all"


def where(path: str, key: tuple[str, str], **cells: str):
    """A damage: cells of the rows with a value in a column."""
    return lambda package: edit(
        package,
        path,
        lambda f: f.assign(**{c: f[c].mask(f[key[0]] == key[1], v) for c, v in cells.items()}),
    )


NEEDS = {
    "an amount without a unit": (
        where(MONEY, ("unit", "BYN"), unit=""),
        "without its currency or unit",
    ),
    "a unit without an amount": (where(MONEY, ("unit", "items"), amount=""), "without an amount"),
    "a hedge without an amount": (
        where(MONEY, ("kind", "statement"), amount="", amount_to="", unit="", bound="about"),
        "hedges an amount that is not there",
    ),
    "a range that ends below": (
        where(MONEY, OF_WHO_ALL, amount_to="1"),
        "column amount_to: who-all",
    ),
    "two amounts in dollars": (where(MONEY, OF_WHO_ALL, amount_usd_stated="1"), "another amount"),
    "a period that ends before it starts": (
        where(MONEY, OF_WHO_ALL, period_start="2022-01-01"),
        "column period_end",
    ),
    "a record before its period": (where(MONEY, OF_WHO_ALL, as_of="2019"), "column as_of"),
    "money by its sign": (where(MONEY, ("unit", "EUR"), unit="€"), "no currency code"),
    "money by its name": (where(MONEY, ("unit", "EUR"), unit="euros"), "no currency code"),
    "money in small letters": (where(MONEY, ("unit", "EUR"), unit="eur"), "no currency code"),
    "a currency that is none": (where(MONEY, ("unit", "GBP"), unit="GPB"), "no currency code"),
    "a currency of a transaction that is none": (
        where("funding/iati_transactions.csv", ("currency", "GBP"), currency="UKP"),
        "iati-transactions, row",
    ),
    "a rate of a currency to itself": (
        where("funding/exchange_rates.csv", ("base", "USD"), currency="EUR", base="EUR"),
        "to itself",
    ),
    "an annual rate of a month": (
        where("funding/exchange_rates.csv", ("kind", "annual-average"), period="2020-05"),
        "exchange-rates, row",
    ),
    "a statement of a year": (
        where("funding/statements.csv", ("id", "total-2020-12-10"), date="2020"),
        "statements, row 4, column date",
    ),
    "a statement of a month": (
        where("funding/statements.csv", ("id", "total-2020-12-10"), date="2020-12"),
        "statements, row 4, column date",
    ),
    "one statement alone": (
        lambda p: edit(
            p, "funding/statements.csv", lambda f: f.assign(amount=f.amount.mask(f.index > 0, ""))
        ),
        "fewer than two",
    ),
    "no spending for a measure": (
        drop_rows("funding/spent_to_date.csv", "agency", "UNDP"),
        "UNDP has no spending",
    ),
    "a stated amount without its currency": (
        where("funding/statements.csv", ("id", "total-2020-09-18"), currency=""),
        "without its currency",
    ),
    "no total in dollars before the speech": (
        lambda p: edit(
            p,
            "funding/statements.csv",
            lambda f: f.assign(currency=f.currency.replace("USD", "EUR")),
        ),
        "no statement up to 10 December 2020",
    ),
    "transactions of an agency gone": (
        drop_rows("funding/iati_transactions.csv", "reporting_org", "UNICEF"),
        "no transaction of UNICEF in US dollars",
    ),
    "a transaction of an agency in euros": (
        where("funding/iati_transactions.csv", ("reporting_org", "UNICEF"), currency="EUR"),
        "no transaction of UNICEF in US dollars",
    ),
    "a neighbour without people": (
        where(MONEY, ("id", "who-georgia"), geography="Georgien"),
        "no population",
    ),
    "a treaty adopted after it was joined": (
        where("rights/instruments.csv", ("instrument", "ICCPR"), adopted="2001"),
        "before it was adopted",
    ),
    "a treaty not joined without adoption": (
        where("rights/instruments.csv", ("instrument", "OPCAT"), adopted=""),
        "was not joined",
    ),
    "a party after the day": (
        where("rights/treaty_status.csv", ("instrument", "ICCPR"), joined="2021-01-01"),
        "only after 10 December 2020",
    ),
    "a treaty left on no day": (
        where("rights/treaty_status.csv", ("instrument", "AARHUS"), later_notified=""),
        "or none of them",
    ),
    "in force before adoption": (
        where("rights/instruments.csv", ("instrument", "ICCPR"), in_force="1950"),
        "in force before",
    ),
    "an article of another instrument": (
        where("rights/target_rights.csv", ("id", "TR-001"), article_id="ICCPR 6"),
        "target-rights, row 2, column article_id",
    ),
    "a target of another goal": (
        where("rights/targets.csv", ("target", "5.1"), goal="6"),
        "stands under goal 6",
    ),
    "a caption that touches a right": (
        where("rights/speech_links.csv", ("paragraph", "2"), paragraph="caption-1"),
        "no numbered paragraph",
    ),
    "a difference of no paragraph": (
        where("speech/language_differences.csv", ("paragraph", "2"), paragraph="99"),
        "no paragraph of the speech",
    ),
    "wording of nowhere": (
        where("speech/reused_wording.csv", ("paragraph", "13"), source=""),
        "needs either an event or a source",
    ),
    "a document without an event": (
        drop_rows("timeline/policy_document_events.csv", "document", "migration"),
        "migration has no event",
    ),
    "a document dated by nothing": (
        where("timeline/policy_documents.csv", ("document", "serp"), act=""),
        "column act",
    ),
    "a crowd of nobody": (
        where("timeline/figures.csv", ("topic", "crowd-2020-08-16"), value="0"),
        "a crowd of 0",
    ),
    "crowds that only officials counted": (
        where(FIGURES, ("who_kind", "official"), who_kind="ngo"),
        "no crowd of Minsk has both",
    ),
    "advice without a date": (
        where("timeline/policy_documents.csv", ("paragraph", "9"), adopted=""),
        "no document on which the UN advised",
    ),
    "no count of targets": (
        lambda p: edit(p, "rights/target_counts.csv", lambda f: f.assign(linked="")),
        "how many targets",
    ),
    "a week that is needed": (
        where("series/stringency_weekly.csv", ("week_start", "2020-08-03"), stringency_on_day=""),
        "from 2020-08-03",
    ),
    "several agencies at once": (
        where(MONEY, OF_WHO_ALL, agency="WHO; IOM", in_default_view="yes"),
        "under several agencies",
    ),
    "a range in a sum": (
        where(MONEY, OF_WHO_ALL, in_default_view="yes", amount_to="9999999"),
        "with a range",
    ),
    "crowds in two units": (
        where("timeline/topics.csv", ("topic", "crowd-2020-08-16"), unit="cars"),
        "topics, row",
    ),
    "a window that ends before it starts": (
        where("timeline/figures.csv", ("window_start", "2020-08-09"), window_end="2020-07"),
        "column window_end",
    ),
    "a week that begins on Tuesday": (
        where("series/covid_weekly.csv", ("week_start", "2020-03-02"), week_start="2020-03-03"),
        "no Monday",
    ),
    "a week that is missing": (
        drop_rows("series/stringency_weekly.csv", "week_start", "2020-03-02"),
        "no row for the week before 2020-03-09",
    ),
    "a month that is missing": (
        drop_rows("series/deaths_monthly.csv", "month", "2020-05"),
        "no row for the month before 2020-06",
    ),
    "a month of 31 days that has 30": (
        where("series/deaths_monthly.csv", ("month", "2020-06"), days="31"),
        "does not have 31 days",
    ),
    "official figures after June": (
        where("series/deaths_monthly.csv", ("month", "2020-09"), status="official"),
        "2020-09 is official",
    ),
    "an outage that ends before it starts": (
        where("series/internet_outages.csv", ("start_utc", "18:00"), end_utc="17:00"),
        "not after 18:00",
    ),
    "a series without sources": (
        where("speech/evidence.csv", ("series", "deaths-monthly"), series="target-counts"),
        "names no sources",
    ),
}


@pytest.mark.parametrize(
    ("column", "value", "columns"),
    [
        (
            "in_default_view",
            "yes",
            [
                "donor",
                "donor_group",
                "agency",
                "period_start",
                "period_end",
                "as_of",
                "amount",
                "unit",
                "overlap_group",
            ],
        ),
        (
            "sme_layer",
            "untagged-eu-grant",
            ["donor", "period_start", "period_end", "as_of", "amount", "unit"],
        ),
    ],
)
def test_a_row_that_is_drawn_has_all_that_is_said_of_it(package, column, value, columns):
    where(MONEY, (column, value), **dict.fromkeys(columns, ""))(package)
    rows = list(pd.read_csv(package / MONEY, dtype="str", keep_default_na=False)[column])
    faults = check.rule_faults(dataset.load(package))
    places = {(fault.row, fault.column) for fault in faults if fault.table == "contributions"}
    assert {
        (row, name) for row, cell in enumerate(rows, 2) if cell == value for name in columns
    } <= places


@pytest.mark.parametrize("name", NEEDS)
def test_what_sums_and_charts_rely_on_is_checked(package, name):
    change, expected = NEEDS[name]
    change(package)
    found = list(check.rule_faults(dataset.load(package)))
    assert [fault for fault in map(str, found) if expected in fault], list(map(str, found))[:5]
    assert all(fault.what.strip() and fault.mend.strip() for fault in found)


# ---- D6: messages for a person, with the place to jump to

LINKS = "timeline/event_sources.csv"
OF_CELLS = {  # column and new value of a row, what is said, and how to mend it
    "an empty cell that is needed": (EVENTS, "title", "", "this cell is empty", "fill this cell"),
    "a value that is not listed": (
        EVENTS,
        "lane",
        "pandemik",
        "is none of the values",
        'did you mean "pandemic"?',
    ),
    "a value in other letters": (
        EVENTS,
        "in_speech",
        "Named",
        "is none of the values",
        'did you mean "named"? Write one of named, implied, no.',
    ),
    "a value like none": (
        EVENTS,
        "precision",
        "zzz",
        "is none of the values",
        "write one of day, month, quarter, year.",
    ),
    "neither yes nor no": (MONEY, "inference", "maybe", "is neither yes nor no", "write one of"),
    "a name of another form": (
        EVENTS,
        "id",
        "First Case",
        "is not a short name of small letters",
        "write it so",
    ),
    "an address that is none": (
        "sources.csv",
        "url",
        "www.example.org",
        "is not a web address",
        "write it so",
    ),
    "a code that is none": (
        "rights/targets.csv",
        "target",
        "target 3",
        "is not the code of a target",
        "write it so",
    ),
    "too small": (FIGURES, "value", "-5", "is less than 0", "correct the value"),
    "too large": (
        "series/stringency_weekly.csv",
        "stringency_final",
        "101",
        "is more than 100",
        "correct the value",
    ),
    "too early": (EVENTS, "date", "1020-05-01", "is less than 2015-01-01", "correct the value"),
    "a name misspelt": (
        LINKS,
        "event",
        "first-cas",
        "is not in the table events",
        'did you mean "first-case"?',
    ),
    "a name of nothing": (
        LINKS,
        "source",
        "qqq",
        "is not in the table sources",
        "add the missing row to sources.csv",
    ),
    "a paragraph of nowhere": (
        EVENTS,
        "paragraph",
        "99",
        "is not in the table paragraphs",
        "row to speech/paragraphs.csv",
    ),
    "an address twice": (
        "sources.csv",
        "url",
        "https://example.org/twice",
        "in row",
        "change or remove one of the two",
    ),
}
OF_TEXT = {
    "no whole number": (
        "speech/claims.csv",
        "position",
        "9.5",
        "is not a whole number",
        "write it in that form",
    ),
    "no number": (FIGURES, "value", "many", "is not a number", "write it in that form"),
    "no date": (
        EVENTS,
        "date",
        "2020-02-31",
        "is no date that exists",
        "correct the year, month or day",
    ),
    "another form of date": (
        EVENTS,
        "date",
        "20200101",
        "is not a date as YYYY-MM-DD",
        "write it in that form",
    ),
    "no partial date": (
        "sources.csv",
        "published",
        "2020-13",
        "is no date that exists",
        "correct the year, month or day",
    ),
    "only blanks": (EVENTS, "title", " ", "blanks and nothing else", "fill this cell"),
}
OF_FILES = {
    "an id twice": (
        EVENTS,
        lambda b: b + b.splitlines()[1] + b"\n",
        "stands above already",
        "remove this row",
    ),
    "a pair twice": (
        "timeline/policy_document_events.csv",
        lambda b: b + b.splitlines()[1] + b"\n",
        "stands above already",
        "remove this row",
    ),
    "an empty line at the end": (
        "sources.csv",
        lambda b: b + b"\n",
        "the line is empty",
        "remove it",
    ),
    "an empty line": (
        "timeline/topics.csv",
        lambda b: b.replace(b"\n", b"\n\n", 1),
        "the line is empty",
        "remove it",
    ),
    "a row of commas": (
        FIGURES,
        lambda b: b + b"," * b.splitlines()[0].count(b",") + b"\n",
        "the line is empty",
        "remove it",
    ),
    "a cell too many": (
        LINKS,
        lambda b: b[:-1] + b",more\n",
        'more cells than the 2 columns: "more"',
        "quotation marks",
    ),
    "a cell too few": (
        "speech/claims.csv",
        lambda b: b + b"x,y\n",
        "the row ends before the column",
        "still needs its comma",
    ),
    "a row without its key": (
        "rights/rights.csv",
        lambda b: b + b",Right to a row,social,ours,It is there.,\n",
        "the row has no right",
        "fill this cell",
    ),
}
OF_READING = {
    "a column renamed": (
        EVENTS,
        lambda b: b.replace(b"lane", b"track", 1),
        'it lacks lane; it has "track"',
        "name the columns as in",
    ),
    "columns exchanged": (
        LINKS,
        lambda b: b.replace(b"event,source", b"source,event", 1),
        "in another order",
        "name the columns as in",
    ),
    "no UTF-8": (
        "sources.csv",
        lambda b: b + "é".encode("cp1252") + b"\n",
        "is no text in UTF-8",
        "save the file as UTF-8",
    ),
    "semicolons": (
        FIGURES,
        lambda b: b.replace(b",", b";"),
        "no column of the table stands in it",
        "name the columns as in",
    ),
    "an open quote": (
        "speech/claims.csv",
        lambda b: b + b'"open,',
        "unexpected end of data",
        "close the quote",
    ),
    "no file": ("rights/goals.csv", None, "there is no file rights/goals.csv", "restore the file"),
}
OF = {"cells": OF_CELLS, "text": OF_TEXT, "files": OF_FILES, "reading": OF_READING}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the check says of all cells that are wrong together, and likewise of files."""

    def cell(package, n, table, column, value, *_):
        for row in (n + 5, n + 6) if "twice" in value else (n + 5,):
            set_cell(table, row, column, value)(package)

    def file(package, n, table, change, *_):
        (package / table).unlink() if change is None else raw(table, change)(package)

    said = {}
    for kind, damages in OF.items():
        package = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("told") / "data"))
        for n, one in enumerate(damages.values()):
            (cell if kind in ("cells", "text") else file)(package, n, *one)
        said[kind] = list(map(str, check.faults(package)))
    return said


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, damages in OF.items() for name in damages]
)
def test_a_message_says_what_is_wrong_and_what_to_do(told, kind, name):
    table, *_, what, mend = OF[kind][name]
    faults = [fault for fault in told[kind] if f"/{table}:" in fault or f"/{table}: " in fault]
    assert [fault for fault in faults if what in fault and mend in fault.split(" Mend: ")[1]], (
        faults[:3]
    )


def test_no_message_speaks_of_the_schema_or_says_nothing(told):
    for fault in chain.from_iterable(told.values()):
        assert not re.search(
            'constraint "|type is "|at position|violates|conform|foreign key|primary key', fault
        )
        what, mend = fault.split(": ", 2)[-1].split(" Mend: ")
        assert re.search("[a-z]{3}", what) and re.search("[a-z]{3}", mend), fault


def test_a_fault_gives_its_file_and_line_to_jump_to(package, monkeypatch):
    set_cell(EVENTS, 5, "lane", "gossip")(package)
    assert str(check.faults(package)[0]).startswith(
        f"{package.as_posix()}/timeline/events.csv:5: events, row 5, column lane: "
    )
    monkeypatch.chdir(package.parent)
    assert str(check.faults(Path("data"))[0]).startswith("data/timeline/events.csv:5: ")
    (package / "datapackage.json").write_text("{\n  broken", "utf-8")
    assert str(check.faults(Path("data"))[0]).startswith("data/datapackage.json:2: ")


def test_a_fault_of_the_project_itself_is_given_from_its_root(monkeypatch):
    monkeypatch.setattr(
        check,
        "description_faults",
        lambda folder: [check.Fault("events", 7, "lane", "A word.", "Another.")],
    )
    assert (
        str(check.faults(DATA)[0])
        == "data/timeline/events.csv:7: events, row 7, column lane: A word. Mend: Another."
    )
    monkeypatch.chdir(DATA.parent / "notebooks")
    assert str(check.faults(Path("../data"))[0]).startswith("data/timeline/events.csv:7: ")
