"""Tables against their schema: types and constraints by frictionless, keys; said for a person.

Frictionless judges the description of the package and every cell. Its own walk over a package
opens a table again for each foreign key that leads there, and copies every field each time, which
took twice as long as the rest of the check; so rows and keys are gone through here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.check.fault import Fault, Said, sentence, short
from briefing.dataset import DESCRIPTION, read_package, read_rows

if TYPE_CHECKING:
    from frictionless import Schema

FEW = 12  # values that a message can list


def schema_faults(folder: Path, sound: Collection[str] = ()) -> Iterator[Fault]:
    """Faults of types, constraints and keys, in files that can be read as text; not of tables that
    are among ``sound`` with all that they refer to.
    """
    described = read_package(folder)["resources"]
    refers = {entry["name"]: {entry["name"], *_referred(entry)} for entry in described}
    stale = [name for name, others in refers.items() if not others <= set(sound)]
    needed = {other for name in stale for other in refers[name]}
    if not stale:
        return
    from frictionless import Package, system  # which take a while to load

    try:
        with system.use_context(trusted=False):
            package = Package.from_descriptor(read_package(folder))
        tables = {
            entry["name"]: Table(folder, entry, resource.schema)
            for entry, resource in zip(described, package.resources, strict=True)
            if entry["name"] in needed
        }
    except Exception as error:  # frictionless raises on a descriptor that is no package
        yield Fault(DESCRIPTION, None, None, sentence(error), "repair or restore the file.")
        return
    for name in stale:
        yield from tables[name].faults(tables)


def _referred(resource: dict) -> Iterator[str]:
    """The tables to which the foreign keys of a table lead."""
    keys = resource["schema"].get("foreignKeys", [])
    return (key["reference"]["resource"] for key in keys if key["reference"]["resource"])


class Row(NamedTuple):
    """A row: its number in the file, its cells as text, and what frictionless reads in them.

    ``values`` are ``None`` where a cell is empty, missing or of another type. ``broken`` names
    per column the constraints that its cell does not keep, or ``type``.
    """

    number: int
    cells: dict[str, str | None]
    values: dict[str, Any]
    broken: dict[str, list[str]]
    beyond: list[str]  # cells to the right of the last column

    def key(self, columns: list[str]) -> tuple | None:
        """The values in ``columns``, ``None`` where there is none at all."""
        values = tuple(self.values.get(name) for name in columns)
        return None if set(values) == {None} else values

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the row."""
        empty = all(value is None for value in self.values.values())
        return empty and not any("type" in names for names in self.broken.values())


class Table:
    """A table as frictionless reads it, each file once, and what is wrong with it."""

    def __init__(self, folder: Path, resource: dict, schema: Schema):
        self.name, self.path, self.schema = resource["name"], resource["path"], schema
        self.fields = {field["name"]: field for field in resource["schema"]["fields"]}
        # Most cells of a column are alike: each is read once.
        readers = {field.name: cache(field.create_cell_reader()) for field in schema.fields}
        _header, *lines = read_rows(folder, resource)
        self.rows = [_row(number, cells, readers) for number, cells in enumerate(lines, 2)]

    def faults(self, tables: dict[str, Table]) -> list[Fault]:
        """All faults in the order of the rows; ``tables`` are those of the package by name."""
        found = [*self._of_rows(), *self._of_unique_columns(), *self._of_primary_key()]
        for key in self.schema.foreign_keys:
            found += self._of_foreign_key(key["fields"], key["reference"], tables)
        return sorted(found, key=lambda fault: fault.row or 0)

    def _of_rows(self) -> Iterator[Fault]:
        """Rows that are empty, too long or too short; cells that their column does not allow."""
        for row in self.rows:
            if row.blank:
                yield Fault(self.name, row.number, None, *BLANK)
                continue
            for name, constraints in row.broken.items():
                for constraint in constraints:
                    said = _say_cell(str(row.cells[name]), self.fields[name], constraint)
                    yield Fault(self.name, row.number, name, *said)
            for cell in row.beyond:
                what = f"the row has more cells than the {len(self.fields)} columns: {short(cell)}."
                yield Fault(self.name, row.number, None, what, BEYOND)
            for name in (name for name, cell in row.cells.items() if cell is None):
                what = f"the row ends before the column {name}."
                yield Fault(self.name, row.number, name, what, CUT)

    def _of_unique_columns(self) -> Iterator[Fault]:
        for name, field in self.fields.items():
            if not field.get("constraints", {}).get("unique"):
                continue
            last: dict[Any, int] = {}  # where a value was seen
            for row in self.rows:
                value = row.values[name]
                if value is not None and value in last:
                    what = f"{short(value)} stands in row {last[value]} already, {ONE_OF_ITS_KIND}"
                    yield Fault(
                        self.name, row.number, name, what, "change or remove one of the two."
                    )
                last[value] = row.number

    def _of_primary_key(self) -> Iterator[Fault]:
        names = self.schema.primary_key
        above: set[tuple] = set()
        for row in self.rows if names else ():
            key = row.key(names)
            if key is None or key in above:
                yield Fault(self.name, row.number, ", ".join(names), *_say_key(row, names))
            else:
                above.add(key)

    def _of_foreign_key(
        self, names: list[str], reference: dict, tables: dict[str, Table]
    ) -> Iterator[Fault]:
        other, columns = reference["resource"] or self.name, reference["fields"]
        if other not in tables:
            what = f"refers to the table {other}, which does not exist."
            yield Fault(DESCRIPTION, None, None, f"{self.name} {what}", "correct the name.")
            return
        say = cache(tables[other].say_missing)
        known = {row.key(columns) for row in tables[other].rows}
        for row in self.rows:
            key = row.key(names)
            if key is not None and key not in known:
                said = say(tuple(row.cells[name] or "" for name in names), tuple(columns))
                yield Fault(self.name, row.number, ", ".join(names), *said)

    def say_missing(self, cells: tuple[str, ...], columns: tuple[str, ...]) -> Said:
        """What to say of ``cells`` elsewhere that are not in ``columns`` of this table."""
        cell, near = ", ".join(cells), None
        if len(columns) == 1:
            known = {row.cells.get(columns[0]): None for row in self.rows}
            near = _near(cell, known)
            if near and f"{near}0" in known:  # 8,1 may be what is left of 8.10
                near = None
        what = f"{short(cell)} is not in the table {self.name}"
        mend = f"did you mean {short(near)}? Otherwise" if near else "correct the name, or"
        return (
            f"{what} ({self.path}, column {', '.join(columns)}).",
            f"{mend} add the missing row to {self.path} first.",
        )


def _row(number: int, cells: list[str], readers: Mapping[str, Callable]) -> Row:
    """A row of the file, read cell by cell; what is not there is read as ``None``."""
    row = Row(number, {}, {}, {}, cells[len(readers) :])
    for (name, reader), cell in zip_longest(readers.items(), cells[: len(readers)]):
        row.cells[name] = cell
        row.values[name], broken = reader(cell)
        if broken:
            row.broken[name] = list(broken)
    return row


# ---- What is said

BLANK = "the line is empty.", "remove it; also at the end of a file no line stands empty."
BEYOND = "remove the cell, or put quotation marks around a text that holds a comma."
CUT = "add the missing cells; an empty one still needs its comma."
ONE_OF_ITS_KIND = "and no two rows may share it."
BOUNDS = f"correct the value; if it is right, change the bounds of the column in {DESCRIPTION}."
KINDS = {
    "date": "a date that exists (YYYY-MM-DD)",
    "integer": "a whole number (1234)",
    "number": "a number (1234.5)",
}


def _say_cell(cell: str, field: dict, constraint: str) -> Said:
    """What to say of a cell that does not keep a constraint, or is not of the type."""
    if constraint == "type":
        return _say_type(cell, field)
    allowed = field["constraints"][constraint]
    match constraint:
        case "required":
            what = f"this cell is empty, and every row needs {_a(field['title'])}."
            return what, f"fill this cell ({field['description']})."
        case "enum":
            return f"{short(cell)} is none of the values of this column.", _choose(cell, allowed)
        case "pattern":
            form = FORMS.get(allowed, f"in the form of the column ({allowed})")
            return f"{short(cell)} is not {form}.", f"write it so ({field['description']})."
        case "minimum" | "maximum":
            bound = {"minimum": "less than {0}, the least", "maximum": "more than {0}, the most"}
            what = f"{short(cell)} is {bound[constraint].format(allowed)}"
            return f"{what} that this column may hold.", BOUNDS
        case "maxLength":
            what = f"{short(cell)} has {len(cell)} characters, and there is room for {allowed}."
            mend = "say it shorter."
        case _:
            what = f"{short(cell)} is not what the column allows ({constraint}: {allowed})."
            mend = f"see the column in {DESCRIPTION}."
    return what, mend


def _say_type(cell: str, field: dict) -> Said:
    """What to say of a cell that is no date of the calendar, number, yes or no."""
    if field["type"] == "boolean":
        words = [*field["trueValues"], *field["falseValues"]]
        return f"{short(cell)} is neither yes nor no.", _choose(cell, words)
    return f"{short(cell)} is not {KINDS.get(field['type'], field['type'])}.", "correct the value."


def _say_key(row: Row, names: list[str]) -> Said:
    """What to say of a row that has no key, or that of a row above."""
    if missing := [name for name in names if not row.cells[name]]:
        cells = "this cell" if len(missing) == 1 else "these cells"
        what = f"the row has no {' and no '.join(missing)}, by which it is known."
        return what, f"fill {cells}."
    key = ", ".join(f"{name} {short(row.cells[name])}" for name in names)
    return (
        f"a row with {key} stands above already.",
        "remove this row, or give it a key of its own.",
    )


def _a(title: str) -> str:
    return f"{'an' if title[:1].lower() in 'aeio' else 'a'} {title[:1].lower()}{title[1:]}"


def _near(cell: str, values: Collection) -> str | None:
    """The value most like a misspelt cell, upper or lower case."""
    folded = {str(value).casefold(): str(value) for value in values}
    found = get_close_matches(str(cell).strip().casefold(), folded, 1, 0.6)
    return folded[found[0]] if found else None


def _choose(cell: str, values: list) -> str:
    """The mend of a cell that holds one of ``values``: the nearest, all where they are few."""
    near, listed = _near(cell, values), f"a value listed for the column in {DESCRIPTION}"
    if len(values) <= FEW:
        listed = f"one of {', '.join(map(str, values))}"
    return f"did you mean {short(near)}? Write {listed}." if near else f"write {listed}."


FORMS = {  # patterns of datapackage.json in words
    "^[a-z0-9]+(-[a-z0-9]+)*$": "a short name of small letters, digits and hyphens (like-this-1)",
    "^[a-z]{2,3}$": "a language code of two or three small letters (en)",
    "^[A-Z]{3}$": "a code of three capital letters",
    '^https?://[^\\s"<>]+$': "a web address that begins with http:// or https://",
    "^#[0-9A-F]{6}$": "a colour as # and six digits or capital letters A to F (#1A2B3C)",
    "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$": "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    "^[0-9]{4}-[0-9]{2}$": "a month as YYYY-MM",
    "^[0-9]{1,2}\\.[0-9a-f]{1,2}$": "the code of a target (8.10, 1.a)",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$": "a time of day as HH:MM",
    "^[0-9]+$": "a number in plain digits",
}
