"""What holds for every valid row, and for every wrong one.

Valid: hypothesis adds rows to every table at once (``valid_rows``), all notebooks run on them, and
what they say is compared with sums made straight from the files. Wrong: one cell of many tables is
damaged in one way, and the check names each of them in words.
"""

from __future__ import annotations

import ast
import contextlib
import csv
import importlib
import inspect
import io
import json
import re
import shutil
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path

import briefing
import nbformat
import plotly.graph_objects as go
import pytest
import valid_rows
from babel.numbers import get_currency_name
from briefing import check, load
from briefing.reading.index import Finding
from briefing.tables import Table, Views
from conftest import DATA, NOTEBOOKS, PAGES
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from IPython.display import Markdown

# The same examples in every run. Nothing is made smaller: a failure lists the new rows.
FIXED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
GROWN = 3  # packages, each with new rows in every table
DAMAGED = 1  # damages of each kind to each table

MODULES = [
    "money",
    *(
        f"{room}.{path.stem}"
        for room in ("facts", "reading", "charts")
        for path in sorted((NOTEBOOKS / "briefing" / room).glob("[a-z]*.py"))
    ),
]

# ---- Everything that is said of a package


def cells(page: str) -> list[str]:
    notebook = nbformat.read(NOTEBOOKS / f"{page}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


CELLS = {page: cells(page) for page in PAGES}


def others() -> dict[str, list]:
    """Public functions of the tables alone that no notebook calls by name, by module."""
    called = "\n".join(cell for page in CELLS.values() for cell in page)
    found = defaultdict(list)
    for name in MODULES:
        module = importlib.import_module(f"briefing.{name}")
        for function in vars(module).values():
            if (
                not inspect.isfunction(function)
                or function.__module__ != module.__name__
                or function.__name__.startswith("_")
            ):
                continue
            first, *rest = inspect.signature(function).parameters.values() or [None]
            if first is None or first.annotation != "Data" or f"{function.__name__}(" in called:
                continue
            if all(p.default is not p.empty or p.kind is p.VAR_POSITIONAL for p in rest):
                found[name].append(function)
    return found


OTHERS = others()


class Said:
    """What notebooks and functions show of a package, and what went wrong meanwhile."""

    def __init__(self, folder: Path):
        self.folder, self.shown, self.faults = folder, defaultdict(list), []
        data = load(folder)  # read once for all notebooks, none of which can change it
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
            patch.setattr(briefing, "load", lambda: data)
            for page, sources in CELLS.items():
                self.run(page, sources)
            for module, functions in OTHERS.items():
                for function in functions:
                    with self.guarded(module, function.__name__):
                        self.shown[module].append(function(data))

    @contextlib.contextmanager
    def guarded(self, place: str, what: str) -> Iterator[None]:
        try:
            yield
        except NameError:  # a cell before it failed
            pass
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            line = f"{Path(where.filename).name}:{where.lineno}"
            said = f"{type(error).__name__}: {error} ({line})"
            self.faults.append(f"{place}, {what[:90]!r}: {said}")

    def run(self, page: str, sources: list[str]) -> None:
        """The code cells of a notebook in order, as the build and JupyterLab run them."""
        space = {"display": lambda *objects: self.shown[page].extend(objects)}
        for source in sources:
            tree = ast.parse(source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            with self.guarded(page, source.splitlines()[0]):
                exec(compile(tree, page, "exec"), space)
                if last is not None:
                    self.shown[page].append(
                        eval(compile(ast.Expression(last.value), page, "eval"), space)
                    )

    def figure(self, id: str) -> dict:
        """What a chart says of itself: its ``meta``, and the figure."""
        return next(
            {**one.layout.meta, "figure": one}
            for page in self.shown.values()
            for one in page
            if isinstance(one, go.Figure) and one.layout.meta["id"] == id
        )

    def table(self, id: str) -> dict:
        tables = (
            one
            for page in self.shown.values()
            for shown in page
            for one in (shown.tables if isinstance(shown, Views) else [shown])
            if isinstance(one, Table)
        )
        return next(one.payload() for one in tables if one.id == id and not one.record)

    def prose(self, page: str) -> str:
        """What a page says; a line that is broken inside a paragraph reads on."""
        texts = (one.data for one in self.shown[page] if isinstance(one, Markdown))
        return "\n".join(" ".join(text.split()) for text in texts)


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """All texts in plain values, each with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(one, f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one, path)


def spoken(page: str, shown: object) -> Iterator[tuple[str, str]]:
    """Every text of what is shown, as a page or JupyterLab gets it; numbers must be numbers."""
    if isinstance(shown, go.Figure):
        name = f"{page}, chart {shown.layout.meta['id']}"
        yield from ((f"{name}{path}", text) for path, text in strings(json.loads(shown.to_json())))
    elif isinstance(shown, (Table, Views)):
        payload = shown.payload()
        json.dumps(payload, allow_nan=False)
        yield from ((f"{page}, table {shown.id}{path}", text) for path, text in strings(payload))
    elif isinstance(shown, Markdown):
        yield f"{page}, text", shown.data
    elif isinstance(shown, Finding):
        yield from strings(vars(shown), f"{page}, finding")
    elif hasattr(shown, "content"):
        yield from strings(shown.content, f"{page}, linked data")


# Words that only a missing value leaves behind. "None" may begin a sentence.
NOTHING = re.compile(
    r"(?<![\w\"-])(nan|NaN|NaT|<NA>|&lt;NA&gt;|None(?! (of|was|were|is))|inf|Infinity)(?![\w\"-])"
)
OWN_MARKUP = {"b", "/b", "br", "extra", "/extra", "span", "/span"}
ACTIVE = re.compile(r"(?<!\\)\[x(?<!\\)\]\(y|<u>|(?<!\\)\*\*bold")  # of valid_rows.TEXTS


def complaints(said: Said) -> Iterator[str]:
    """What is wrong with what is shown, whatever the data."""
    yield from said.faults
    for page, all_of_it in said.shown.items():
        for shown in all_of_it:
            for where, text in spoken(page, shown):
                yield from (f"{where}: {what}" for what in of_text(shown, where, text))
            if isinstance(shown, go.Figure):
                meta = shown.layout.meta
                if not (meta["title"].strip() and meta["alt"].strip() and all(meta["sources"])):
                    yield f"{page}, chart {meta['id']}: no title, no words, or a nameless source"
            if isinstance(shown, Table):
                yield from (f"{page}, table {shown.id}: {what}" for what in of_table(shown))


def of_text(shown: object, where: str, text: str) -> Iterator[str]:
    """What is wrong with a text of what is shown."""
    if found := NOTHING.search(text):
        yield repr(text[max(0, found.start() - 60) : found.end() + 40])
    if where.endswith((".title", ".alt")) and "columns" not in where and not text.strip():
        yield "nothing stands there"
    tags = set(re.findall(r"<([^<> ]+)[^<>]*>", text)) - OWN_MARKUP
    if tags and isinstance(shown, go.Figure) and ".meta" not in where:
        yield f"markup of the data: {tags}"
    if isinstance(shown, (Markdown, Finding)) and ACTIVE.search(text):
        yield f"Markdown of the data is active: {text[:300]}"


def of_table(table: Table) -> Iterator[str]:
    """What is wrong with a table as a whole."""
    rows = table.payload()["rows"]
    named = [row["id"] for row in rows if row.get("id")]
    if len(named) != len(set(named)) or not table.title.strip():
        yield "rows share an anchor, or there is no caption"
    if not all(all(cell.get("sources", ["x"])) for row in rows for cell in row["cells"]):
        yield "a source without a name"


# ---- The same from the files alone


class Files:
    """The tables of a package as the csv module reads them."""

    def __init__(self, folder: Path):
        self.folder = folder

    @cache  # noqa: B019 - lives as long as one example
    def __getitem__(self, table: str) -> list[dict[str, str]]:
        with (self.folder / valid_rows.RESOURCES[table]["path"]).open(
            encoding="utf-8", newline=""
        ) as file:
            return list(csv.DictReader(file))


def shown(value: float, digits: int = 0) -> str:
    """A number as the pages write it."""
    return f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):,}"


def numbers(text: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def disagreements(said: Said, files: Files) -> Iterator[str]:
    """Where what is shown differs from the files."""
    facts = (events, claims, money, sources, links, contested, deaths, crowds, treaties, rows_shown)
    for fact in facts:
        try:
            yield from (f"{fact.__name__}: {what}" for what in fact(said, files))
        except StopIteration:
            pass  # the chart could not be drawn: that is among the complaints
        except RuntimeError as error:
            if not isinstance(error.__cause__, StopIteration):
                raise


def differs(what: str, is_shown: object, counted: object) -> Iterator[str]:
    if is_shown != counted:
        yield f"{what}: shown {is_shown!r}, counted {counted!r}"


def events(said: Said, files: Files) -> Iterator[str]:
    alt = said.figure("lanes")["alt"]
    inside = [
        e
        for e in files["events"]
        if e["date"] >= "2019-12-20" and (e["end_date"] or e["date"]) <= "2021-01-12"
    ]
    by_lane = Counter(e["lane"] for e in inside)
    yield from differs(
        "events in the lanes",
        int(re.search(r"(\d[\d,]*) event", alt)[1].replace(",", "")),
        len(inside),
    )
    lanes = valid_rows.FIELDS["events"]["lane"]["constraints"]["enum"]
    yield from differs(
        "events by lane",
        numbers(alt.split("lanes: ")[1].split(".")[0]),
        [by_lane[lane] for lane in lanes],
    )
    until = [
        e
        for e in files["events"]
        if (e["end_date"] or e["date"]) <= "2020-12-10" and e["id"] != "the-speech"
    ]
    kinds = Counter(e["in_speech"] for e in until)
    yield from differs(
        "events the speech names",
        numbers(said.figure("mentions")["title"]),
        [len(until), kinds["named"], kinds["no"]],
    )


def claims(said: Said, files: Files) -> Iterator[str]:
    verdicts = Counter(c["verdict"] for c in files["claims"])
    alt = said.figure("verdict-counts")["alt"]
    for verdict in valid_rows.FIELDS["claims"]["verdict"]["constraints"]["enum"]:
        yield from differs(
            f"claims {verdict}", int(re.search(rf"\b{verdict} (\d+)", alt)[1]), verdicts[verdict]
        )
    total = re.compile(rf"\b{sum(verdicts.values())} (single )?statements")
    for page in ("index", "evidence"):
        if not total.search(said.prose(page)):
            yield f"{page} does not say {total.pattern}"


def money(said: Said, files: Files) -> Iterator[str]:
    rows = files["contributions"]
    view = [row for row in rows if row["in_default_view"] == "yes"]
    agencies, donors = Counter(), Counter()
    for row in view:
        agencies[row["agency"]] += Decimal(row["amount"])
        donors[row["donor_group"]] += Decimal(row["amount"])
    alt = said.figure("stated-and-recorded")["alt"]
    whole = f"{sum(agencies.values()):,.0f} US dollars"
    if whole not in alt and whole not in said.prose("funding"):
        yield f"stated-and-recorded does not say {whole}"
    for agency, amount in agencies.items():
        if f"{agency} {amount:,.0f}" not in alt:
            yield f"stated-and-recorded does not say {agency} {amount:,.0f}"
    told = json.dumps(said.table("flow"), ensure_ascii=False)
    for donor, amount in donors.items():
        if f"{amount:,.0f}" not in told:
            yield f"flow does not say {donor} {amount:,.0f}"
    told = json.dumps(said.table("small-firms"), ensure_ascii=False)
    for row in rows:
        if row["sme_layer"] in ("tagged-women", "tagged-facility", "untagged-eu-grant"):
            name = get_currency_name(row["unit"], Decimal(row["amount"]), "en_GB")
            if name not in told or not {whole_or_million(row["amount"])} & set(
                re.findall(r"[\d,.]*\d(?: [mb]illion)?", told)
            ):
                yield f"small-firms does not say {row['amount']} {row['unit']}"


def whole_or_million(amount: str) -> str:
    """An amount as money is written: 7.5 million, 28,160, 0.50."""
    value = Decimal(amount)
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if value >= size and round(value / size, 2) == value / size:
            return f"{(value / size).normalize():,f} {word}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def sources(said: Said, files: Files) -> Iterator[str]:
    total = f"{len(files['sources'])} sources"
    if total not in said.prose("sources"):
        yield f"the page of sources does not say {total}"
    used = {source for row in files["evidence"] for source in behind(row, files)}
    if f"against {len(used)} sources" not in said.prose("index"):
        yield f"index does not say that the statements were checked against {len(used)} sources"


def behind(piece: dict[str, str], files: Files) -> set[str]:
    """The sources behind a piece of evidence: its own, or those of what it points to."""

    def of(table: str, column: str, key: str) -> set[str]:
        return {row["source"] for row in files[table] if row[column] == key and row["source"]}

    if piece["series"]:
        by_address = {source["url"]: source["id"] for source in files["sources"]}
        return {
            by_address[one["path"]]
            for one in valid_rows.RESOURCES[piece["series"]]["sources"]
            if one["path"] in by_address
        }
    if piece["instrument"]:
        return of("treaty-sources", "instrument", piece["instrument"]) or of(
            "instruments", "instrument", piece["instrument"]
        )
    if piece["goal_right"]:
        article = next(
            link["article_id"] for link in files["goal-rights"] if link["id"] == piece["goal_right"]
        )
        return of("goal-right-sources", "goal_right", piece["goal_right"]) or of(
            "articles", "id", article
        )
    for column, table in (
        ("figure", "figures"),
        ("statement", "statements"),
        ("contribution", "contributions"),
    ):
        if piece[column]:
            return of(table, "id", piece[column])
    return of("event-sources", "event", piece["event"]) if piece["event"] else {piece["source"]}


def links(said: Said, files: Files) -> Iterator[str]:
    targets, links, left = (
        files["targets"],
        files["target-rights"],
        {r["target"] for r in files["targets-without-link"]},
    )
    strength = Counter(link["strength"] for link in links)
    direct = {link["target"] for link in links if link["strength"] == "direct"}
    linked = {link["target"] for link in links}
    yield from differs(
        "targets by strength",
        numbers(said.figure("targets")["title"]),
        [len(direct), len(targets), len(linked - direct), len(targets) - len(linked)],
    )
    if (
        f"{strength['direct']} direct and {strength['supporting']} supporting links"
        not in said.prose("targets")
    ):
        yield f"targets does not say {strength}"
    yield from differs("targets decided", linked | left, {t["target"] for t in targets})
    goal_of = {t["target"]: t["goal"] for t in targets}
    fields = {(goal_of[link["target"]], link["right"]) for link in links}
    yield from differs(
        "goals and rights that meet", numbers(said.figure("target-matrix")["title"])[0], len(fields)
    )
    pairs = {(link["goal"], link["right"]) for link in files["goal-rights"]}
    yield from differs(
        "goals and rights that meet by goal", numbers(said.figure("matrix")["title"])[0], len(pairs)
    )
    basis = Counter(link["basis"] for link in files["goal-rights"])
    for n in basis.values():
        if shown(n) not in said.prose("rights"):
            yield f"rights does not say {basis}"


def contested(said: Said, files: Files) -> Iterator[str]:
    titles = {topic["topic"]: topic["title"] for topic in files["topics"]}
    by_topic = Counter(titles[figure["topic"]] for figure in files["figures"])
    table = said.table("figures")
    yield from differs(
        "figures by topic", Counter(row["cells"][0]["text"] for row in table["rows"]), by_topic
    )
    kinds = {topic["topic"]: topic["kind"] for topic in files["topics"]}
    several = Counter(
        f["topic"] for f in files["figures"] if f["value"] and kinds[f["topic"]] == "crowd"
    )
    traces = said.figure("crowds")["figure"].data
    marks = sum(bool(hover) for trace in traces for hover in trace.hovertext or ())
    yield from differs("marks of crowds", marks, sum(n for n in several.values() if n > 1))


def deaths(said: Said, files: Files) -> Iterator[str]:
    def quarter(year: int, column: str) -> Decimal:
        months = [f"{year}-{month:02}" for month in (4, 5, 6)]
        return sum(
            Decimal(row[column])
            for row in files["deaths-monthly"]
            if row["country_iso3"] == "BLR" and row["month"] in months
        )

    excess = quarter(2020, "total_deaths_all_causes") - quarter(2019, "total_deaths_all_causes")
    for what in (
        f"{excess:,.0f} more deaths",
        f"{quarter(2020, 'covid_deaths_reported_jhu'):,.0f} reported",
    ):
        if what not in said.figure("deaths")["title"]:
            yield f"deaths does not say {what}"


def crowds(said: Said, files: Files) -> Iterator[str]:
    kinds = {topic["topic"]: topic["kind"] for topic in files["topics"]}
    official, other, versions = {}, {}, Counter()
    for figure in files["figures"]:
        if kinds[figure["topic"]] != "crowd" or not figure["value"]:
            continue
        versions[figure["topic"]] += 1
        if figure["area"] == "minsk":  # never divided by a count of the whole country
            highest = official if figure["who_kind"] == "official" else other
            highest[figure["topic"]] = max(highest.get(figure["topic"], 0), float(figure["value"]))
    ratios = [
        other[topic] / official[topic]
        for topic in other
        if official.get(topic) and versions[topic] > 1
    ]
    for ratio in (min(ratios), max(ratios)):
        number = shown(ratio, 1).removesuffix(".0")
        for place, words, text in (
            ("chart", f"about {number} t", said.figure("crowds")["title"]),  # to, or times
            ("page", f"{number} times", said.prose("timeline")),
        ):
            if words not in text:
                yield f"the {place} does not say {words}"


def treaties(said: Said, files: Files) -> Iterator[str]:
    status = {row["instrument"]: row["status_on_day"] for row in files["treaty-status"]}
    core = [i["instrument"] for i in files["instruments"] if i["core_un"] == "yes"]
    bound = sum(status.get(code) == "party" for code in core)
    known = sum(code in status for code in core)
    yield from differs(
        "core instruments", numbers(said.figure("treaties-timeline")["title"])[:2], [bound, known]
    )


def rows_shown(said: Said, files: Files) -> Iterator[str]:
    """Tables of the record hold each row once, under its own anchor."""
    for id, table, column, prefix in [
        ("events", "events", "id", ""),
        ("figures", "figures", "id", "figure-"),
        ("claims", "claims", "id", ""),
        ("contributions", "contributions", "id", "row-"),
        ("all-sources", "sources", "id", "source-"),
        ("statements", "statements", "id", ""),
        ("activities", "sme-activities", "id", ""),
        ("paragraphs", "paragraphs", "paragraph", "paragraph-"),
        ("codebook", "target-codebook", "id", "codebook-"),
        ("policy-documents", "policy-documents", "document", ""),
    ]:
        try:
            there = sorted(row["id"] for row in said.table(id)["rows"])
        except StopIteration:
            continue
        yield from differs(
            f"rows of {id}", there, sorted(prefix + row[column] for row in files[table])
        )


# ---- Valid rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A copy of the package, to which rows are added and taken away again."""
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("grown") / "data"))


def test_valid_rows_are_drawn_and_told_truly(folder):
    @settings(FIXED, max_examples=GROWN)
    @given(valid_rows.growths())
    def grown(rows: valid_rows.NewRows) -> None:
        for table, new in rows.items():
            valid_rows.write(folder, table, new)
            note(f"{table}: {new}")
        try:
            assert list(map(str, check.faults(folder))) == [], "a row that ought to be valid"
            said = Said(folder)
            assert [*complaints(said), *disagreements(said, Files(folder))] == []
        finally:
            valid_rows.restore(folder, rows)

    grown()


def test_nothing_is_wrong_without_them():
    """The comparison itself holds for the data as they are."""
    said = Said(DATA)
    assert [*complaints(said), *disagreements(said, Files(DATA))] == []


# ---- Wrong rows


@dataclass(frozen=True)
class Damage:
    """What a row becomes; ``row`` as an editor counts, ``column`` where it is one cell."""

    table: str
    row: int
    column: str | None
    cells: tuple[str, ...]


def limits(field: dict) -> dict:
    return field.get("constraints", {})


def key_of(table: str) -> list[str]:
    return valid_rows.RESOURCES[table]["schema"]["primaryKey"]


def is_text(table: str, field: dict) -> bool:
    return (
        field["type"] == "string"
        and not limits(field).keys() & {"enum", "pattern"}
        and field["name"] not in {*valid_rows.SOURCE_OF[table], *key_of(table)}
    )


def is_day(table: str, field: dict) -> bool:
    return field["type"] == "date" or valid_rows.is_partial_date(field)


def is_number(table: str, field: dict) -> bool:
    return (
        field["type"] in ("integer", "number")
        and field["name"] not in valid_rows.SOURCE_OF[table]
        and "enum" not in limits(field)
    )


MISREAD = "Прыклад тэксту".encode().decode("cp1252", "replace").replace("\ufffd", "")

# Kind of damage: which columns it can befall, and what becomes of the cell.
IN_CELLS = {
    "an empty cell that is required": (
        lambda table, field: limits(field).get("required"),
        lambda field, cell: "",
    ),
    "a misspelt word": (
        lambda table, field: field["type"] == "string" and "enum" in limits(field),
        lambda field, cell: (cell or limits(field)["enum"][0])[:-1] + "xx",
    ),
    "a day that does not exist": (
        is_day,
        lambda field, cell: (
            "2020-02-31" if len(cell or field["type"]) != len("2020-02") else "2020-13"
        ),
    ),
    "a year that cannot be": (is_day, lambda field, cell: "0020" + (cell or "2020-01-01")[4:]),
    "letters in a number": (is_number, lambda field, cell: f"{cell or 5} million"),
    "a name that leads nowhere": (
        lambda table, field: field["name"] in valid_rows.SOURCE_OF[table],
        lambda field, cell: "99" if field["type"] == "integer" else "nobody-knows",
    ),
    "text read in a wrong encoding": (is_text, lambda field, cell: MISREAD),
    "an error of a spreadsheet": (is_text, lambda field, cell: "#REF!"),
    "a character that nobody sees": (
        is_text,
        lambda field, cell: f"{cell or 'text'} and\u200bmore",
    ),
}
IN_ROWS = {
    "a blank line": lambda cells: (),
    "a cell that is missing": lambda cells: cells[:-1],
    "a cell too many": lambda cells: (*cells, "more"),
}
TWICE = "a key that stands twice"


class Damages(list[Damage]):
    """Damages to several tables."""

    def __repr__(self) -> str:
        return f"damages to {len(self)} tables"


@cache
def file_of(table: str) -> list[tuple[str, ...]]:
    """The rows of a table as they stand in its file, the header first."""
    with (DATA / valid_rows.RESOURCES[table]["path"]).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


@st.composite
def damages(draw, kind: str) -> Damages:
    """One damage of a kind to every table that it can befall."""
    result = Damages()
    for n, (table, fields) in enumerate(valid_rows.FIELDS.items()):
        header, *rows = file_of(table)
        # Hypothesis tries the first of all first, and not every table shall begin alike.
        turn = 7 * n + 3 * len(kind)
        at = (draw(st.integers(0, len(rows) - 1)) + turn) % len(rows)
        cells = list(rows[at])
        if kind == TWICE and at:
            other = rows[draw(st.integers(0, at - 1))]  # of the two the second is wrong
            for name in key_of(table):
                cells[header.index(name)] = other[header.index(name)]
            result.append(Damage(table, at + 2, key_of(table)[0], tuple(cells)))
        elif kind in IN_ROWS and (kind != "a cell that is missing" or len(header) > 1):
            result.append(Damage(table, at + 2, None, IN_ROWS[kind](rows[at])))
        elif kind in IN_CELLS and (
            names := [name for name, field in fields.items() if IN_CELLS[kind][0](table, field)]
        ):
            name = names[(draw(st.integers(0, len(names) - 1)) + turn) % len(names)]
            here = header.index(name)
            cells[here] = IN_CELLS[kind][1](fields[name], cells[here])
            result.append(Damage(table, at + 2, name, tuple(cells)))
    return result


def damage(folder: Path, one: Damage) -> None:
    rows = list(file_of(one.table))
    rows[one.row - 1] = one.cells
    with (folder / valid_rows.RESOURCES[one.table]["path"]).open(
        "w", encoding="utf-8", newline=""
    ) as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


JARGON = re.compile(
    r"constraint|foreign.key|primary.key|\benum\b|regex|\bpattern\b|\bfield\b|dtype|frictionless"
    r"|Traceback|Error\b|\bNone\b|\bschema\b|\\d|\[0-9\]"
)


def names(fault: check.Fault, one: Damage) -> bool:
    """Whether a fault says where the damage is, in the words of a person, and how to mend it."""
    path = valid_rows.RESOURCES[one.table]["path"]
    return (
        (fault.table, fault.row) == (one.table, one.row)
        and (one.column is None or one.column in re.split(", ", fault.column or ""))
        and f"{path}:{one.row}" in str(fault)
        and fault.what in str(fault)
        and fault.mend in str(fault)
        and len(fault.what.split()) >= 3
        and len(fault.mend.split()) >= 2
        and not JARGON.search(re.sub(r'"[^"]*"', "", fault.what + fault.mend))
    )


@pytest.mark.parametrize("kind", [*IN_CELLS, *IN_ROWS, TWICE])
def test_every_damage_is_named_with_its_place_and_its_remedy(folder, kind):
    @settings(FIXED, max_examples=DAMAGED)
    @given(damages(kind))
    def damaged(every: Damages) -> None:
        tables, left, faults = [one.table for one in every], every, []
        assert len(every) > 3
        # The check stops at the first sort of fault, so that one damage may hide another.
        while left:
            try:
                for one in left:
                    damage(folder, one)
                faults = check.faults(folder)
            finally:
                valid_rows.restore(folder, tables)
            still = [one for one in left if not any(names(fault, one) for fault in faults)]
            assert len(still) < len(left), "\n".join(
                [
                    *(f"{one.table}, row {one.row}, column {one.column}" for one in still[:5]),
                    "is not named among",
                    *map(str, faults[:10]),
                ]
            )
            left = still

    damaged()
