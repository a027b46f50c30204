"""Loads the data package into typed pandas DataFrames. Knows nothing of charts or HTML."""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:  # imported where it is used: a build that finds nothing changed does without
    import pandas as pd

DESCRIPTION = "datapackage.json"
ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SPEECH = "2020-12-10"  # Human Rights Day, the day that the speech marks; its own day was not seen
SPEECH_DAY = datetime.fromisoformat(SPEECH)  # to reckon with; pandas takes it as a Timestamp
ELECTION_WEEK = "2020-08-03"  # Monday of the week that ends with the election of 9 August

# Table Schema types as pandas types. Text stays text ("" where a cell is empty), so that
# neither "NA" nor "null" in a cell can vanish; numbers and dates are missing (<NA>, NaT).
PANDAS_TYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def data_folder() -> Path:
    """The folder of the data package: ``BRIEFING_DATA`` where it is set, else ``data/``."""
    return Path(os.environ.get("BRIEFING_DATA") or DATA)


def published_at() -> str:
    """The address at which this build will be published, as ``BRIEFING_HOMEPAGE`` gives it; else
    ``""``, and the package's own ``homepage`` counts.
    """
    return os.environ.get("BRIEFING_HOMEPAGE", "")


def home_folder(homepage: str) -> str:
    """What stands before the address of a file for whoever comes from elsewhere; nothing where the
    pages have no ``homepage``. Raises ``ValueError`` for one that is no address of a folder.
    """
    parts = urlsplit(homepage)
    known = parts.scheme in ("http", "https") and parts.netloc
    if homepage and (not known or parts.query or parts.fragment or " " in homepage):
        raise ValueError(
            f"{homepage!r} is no address at which pages are published. Write homepage in"
            " datapackage.json, or BRIEFING_HOMEPAGE, like https://example.org/briefing/"
        )
    return homepage and homepage.rstrip("/") + "/"


def read_package(folder: Path | None = None) -> dict:
    """Return ``datapackage.json`` as a dict (Frictionless Data Package); its ``homepage``, where
    the pages are published, is ``published_at`` where that is set.

    Raises ``FileNotFoundError`` or ``json.JSONDecodeError`` where it is missing or damaged.
    """
    folder = folder or data_folder()
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return {**package, "homepage": published_at()} if published_at() else package
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no data package in {folder} (no {DESCRIPTION}). Set the environment"
            " variable BRIEFING_DATA to the folder that holds it: data/ in a checkout."
        ) from None


PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def first_day(text: str) -> date:
    """The first day of a partial date (``2020``, ``2020-12`` or ``2020-12-10``).

    This is what a field marked ``partialDate`` holds, here, in the check and on the pages alike.
    Raises ``ValueError`` for any other form and for a day that does not exist.
    """
    if PARTIAL_DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(f"{text}-01-01"[:10])
    raise ValueError(f"{text!r} is no date that exists, written as YYYY, YYYY-MM or YYYY-MM-DD")


def version_number(text: str) -> tuple[int, ...]:
    """A version as numbers that can be compared: ``1.10.0`` comes after ``1.9.0``."""
    return tuple(int(part) for part in text.split("."))


def attribute(resource: str) -> str:
    """The Python name of a resource: ``event-sources`` is ``data.event_sources``."""
    return resource.replace("-", "_")


def read_rows(folder: Path, resource: dict) -> Iterator[list[str]]:
    """The rows of a table as text, the header first.

    Raises ``csv.Error`` for an open quote, ``UnicodeDecodeError`` for what is no UTF-8.
    """
    text = (folder / resource["path"]).read_bytes().decode("utf-8-sig")
    yield from csv.reader(io.StringIO(text, newline=""), strict=True)


def read_table(folder: Path, resource: dict) -> pd.DataFrame:
    """Read one resource of the package into a DataFrame typed by its schema.

    Parameters: ``folder`` of the package; ``resource`` as it stands in ``datapackage.json``.
    Columns and their order are those of the file. Raises ``ValueError`` on a cell that does
    not fit its type; ``python -m briefing check`` then names the row.
    """
    import pandas as pd

    path = folder / resource["path"]
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    for field in resource["schema"]["fields"]:
        name, kind = field["name"], field["type"]
        column = frame[name]
        if kind == "date":
            frame[name] = pd.to_datetime(column.replace("", None), format="%Y-%m-%d")
        elif kind == "boolean":
            yes, no = dict.fromkeys(field["trueValues"], True), field["falseValues"]
            frame[name] = column.map(yes | dict.fromkeys(no, False)).astype("boolean")
        elif kind in ("integer", "number"):
            frame[name] = pd.to_numeric(column.replace("", None)).astype(PANDAS_TYPES[kind])
    return frame


# Reads one resource of the package in a folder into a DataFrame, as ``read_table`` does.
Read = Callable[[Path, dict], "pd.DataFrame"]


def _naming(resource: dict, other: str) -> list[str]:
    """The columns of a table in which each cell names a row of another."""
    keys = resource["schema"].get("foreignKeys", [])
    return [key["fields"][0] for key in keys if key["reference"]["resource"] == other]


def tuples(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, with their place in the table as ``Index``."""
    return rows.itertuples()  # whose cells are of any type for a type checker


def describe_table(resource: dict) -> str:
    """A resource's title, description and columns with units, as text for ``help``."""
    lines = [resource["title"] + ". " + resource["description"], "", "Columns:"]
    for field in resource["schema"]["fields"]:
        unit = f", {field['unit']}" if field.get("unit") else ""
        lines.append(f"  {field['name']} ({field['type']}{unit}): {field['description']}")
    return "\n".join(lines)


def entry_of(resource: str) -> str:
    """The name by which ``recording`` gives the entry of a resource in ``datapackage.json``."""
    return f"{DESCRIPTION}#{resource}"


_RECORD: ContextVar[set[str] | None] = ContextVar("record", default=None)


def is_recording() -> bool:
    """Whether this runs in ``recording``, as the notebooks of a build do."""
    return _RECORD.get() is not None


@contextmanager
def recording() -> Iterator[set[str]]:
    """Records what is read: gives a set that grows by the name of each resource of which any
    ``Data`` loaded inside reads rows, by ``entry_of`` it where it reads what the package says of
    it, and by ``DESCRIPTION`` where it reads all that, as ``with recording() as names``.
    """
    names: set[str] = set()
    before = _RECORD.set(names)
    try:
        yield names
    finally:
        _RECORD.reset(before)


class Data:
    """The tables of the data package, each a DataFrame, read when first asked for.

    ``data = load()`` gives one; ``data.events`` is the table of events, ``help(data)`` lists
    all tables with their columns and units, ``data.fields("events")`` gives the same as a table;
    ``data.find("day paid")`` looks for columns by words, ``data.sources_of("events")`` gives the
    sources that a table cites.
    """

    def __init__(self, folder: Path, package: dict, read: Read = read_table):
        self._folder = folder
        self._package = package
        self._read = _RECORD.get()
        self._reader = read
        self._resources = {attribute(one["name"]): one for one in package["resources"]}
        self._tables: dict[str, pd.DataFrame] = {}
        self._categories: dict[tuple[str, str], pd.DataFrame] = {}
        self._labels: dict[tuple[str, str, str], dict[Any, str]] = {}

    if TYPE_CHECKING:  # ``load`` gives every table a property

        def __getattr__(self, table: str) -> pd.DataFrame: ...

    def _note(self, name: str) -> None:
        if self._read is not None:
            self._read.add(name)

    @property
    def folder(self) -> Path:
        """The folder of the package."""
        for resource in self._package["resources"]:
            self._note(resource["name"])  # who asks for it may read any file
        return self._folder

    @property
    def package(self) -> dict:
        """The description of the package, ``datapackage.json``."""
        self._note(DESCRIPTION)
        return self._package

    @property
    def names(self) -> list[str]:
        """Names of all tables as attributes of this object."""
        self._note(DESCRIPTION)
        return list(self._resources)

    def resource(self, table: str) -> dict:
        """The entry of ``table`` in ``datapackage.json``; ``KeyError`` where there is none."""
        if found := self._resources.get(attribute(table)):
            self._note(entry_of(found["name"]))
            return found
        raise KeyError(f"no table {table!r}; there are {', '.join(self.names)}")

    def categories(self, table: str, field: str) -> pd.DataFrame:
        """The coded values of a column in their order: index ``value``; columns ``label`` and
        what else the description says of them, such as ``colour`` or ``symbol`` (missing: "").

        Raises ``KeyError`` for a column without ``categories`` in ``datapackage.json``.
        """
        import pandas as pd

        fields, key = self.resource(table)["schema"]["fields"], (attribute(table), field)
        if key not in self._categories:
            listed = [one.get("categories") for one in fields if one["name"] == field]
            if not listed or listed[0] is None:
                raise KeyError(f"no categories for the column {field!r} of {table!r}")
            self._categories[key] = pd.DataFrame(listed[0]).fillna("").set_index("value")
        return self._categories[key].copy(deep=False)  # pandas copies what is changed

    def labels(self, table: str, field: str, key: str = "label") -> dict[Any, str]:
        """The labels of a column's coded values, in their order; for ``Series.map``.

        ``key`` asks for other words of the description; a value without them keeps its label.
        """
        values, of_key = self.categories(table, field), (attribute(table), field, key)
        if of_key not in self._labels:
            self._labels[of_key] = values[key].where(values[key] != "", values.label).to_dict()
        return self._labels[of_key].copy()

    def label(self, table: str, field: str, value: str) -> str:
        """The label of one coded value. Raises ``KeyError`` for a value that has none."""
        return self.labels(table, field)[value]

    def table(self, table: str) -> pd.DataFrame:
        """The table of that name as a DataFrame of its own (changing it changes nothing here)."""
        resource = self.resource(table)
        self._note(resource["name"])
        name = attribute(resource["name"])
        if name not in self._tables:
            self._tables[name] = self._reader(self._folder, resource)
        return self._tables[name].copy(deep=False)  # pandas copies what is changed

    def noted(self) -> tuple[Data, set[str]]:
        """This data, and a set that grows by what is read from it, as ``recording`` says."""
        view = copy.copy(self)
        view._read = set()
        return view, view._read

    def narrowed(self, **tables: pd.DataFrame) -> Data:
        """This data with the tables named replaced, so that a function draws a selection of rows.

        What is given stays as it is.
        """
        view = copy.copy(self)
        view._tables = {**self._tables, **tables}
        return view

    def fields(self, table: str) -> pd.DataFrame:
        """Columns of ``table``: name, title, type, unit, description; one row each."""
        import pandas as pd

        fields = pd.DataFrame(self.resource(table)["schema"]["fields"])
        columns = ["name", "title", "type", "unit", "description"]
        return fields.reindex(columns=columns).astype("object").fillna("")

    def find(self, words: str) -> pd.DataFrame:
        """The columns of all tables in which ``words`` stand, all of them, upper or lower case: in
        the column's name, title, unit or description, or in the name of its table. Columns: table,
        column, title, description, unit, type.
        """
        import pandas as pd

        every = pd.concat([self.fields(name).assign(table=name) for name in self.names])
        every = every.rename(columns={"name": "column"})
        every = every[["table", "column", "title", "description", "unit", "type"]]
        text = every.drop(columns="type").agg(" ".join, axis=1).str.casefold()
        wanted = words.casefold().split()
        found = [all(word in one for word in wanted) for one in text]
        return every[found].reset_index(drop=True)

    def sources_of(self, table: str) -> pd.DataFrame:
        """The sources that a table cites, as rows of ``data.sources`` in their order: in its own
        columns, in its table of links (``event-sources`` for events), or for the table as a whole.
        A table that cites none has none: claims cite through their evidence, which
        ``facts.evidence.flat`` follows.
        """
        own = self.resource(table)
        addresses = {source["path"] for source in own.get("sources", [])}
        cited: set[str] = set()
        for one in self.package["resources"]:
            names = _naming(one, "sources")
            links = set(names) | set(_naming(one, own["name"]))
            if one is own or (
                len(links) == 2 and links == set(one["schema"].get("primaryKey", []))
            ):
                rows = self.table(one["name"])
                cited.update(*(rows[name] for name in names))
        rows = self.table("sources")
        return rows[rows.id.isin(cited) | rows.url.isin(addresses)].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"Data({len(self.names)} tables: {', '.join(self.names)})"


def load(folder: str | Path | None = None, read: Read = read_table) -> Data:
    """Open the data package; tables are read when first used.

    ``folder`` holds ``datapackage.json``; by default it is that of ``data_folder``. Raises
    ``FileNotFoundError`` where there is no package. ``read`` is what reads a table.
    """
    folder = Path(folder) if folder else data_folder()
    package = read_package(folder)
    # A property per table: tab completion and help() then know the tables and their columns.
    tables = {
        attribute(r["name"]): property(partial(Data.table, table=r["name"]), doc=describe_table(r))
        for r in package["resources"]
    }
    return type("Data", (Data,), {"__doc__": Data.__doc__, **tables})(folder, package, read)
