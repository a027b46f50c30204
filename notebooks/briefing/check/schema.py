"""What frictionless finds, said for a person: what is wrong with the cell, and how to mend it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from frictionless import Package, system

from briefing.check.fault import DESCRIPTION, Fault, sentence, short
from briefing.check.files import read_rows
from briefing.dataset import read_package

FEW = 12  # values that a message can list


def schema_faults(folder: Path) -> Iterator[Fault]:
    """Faults that frictionless finds: types, constraints, keys, foreign keys, damaged files."""
    try:
        with system.use_context(trusted=False):
            report = Package(str(folder / DESCRIPTION)).validate()
    except Exception as error:  # frictionless raises on a descriptor that is no package
        yield Fault(DESCRIPTION, None, None, sentence(error), "repair or restore the file.")
        return
    for error in report.errors:
        yield Fault(DESCRIPTION, None, None, sentence(error.note), "repair or restore the file.")
    say = Sayer(folder)
    for task in report.tasks:
        for error in task.errors:
            yield say.fault(task.name, error)


class Sayer:
    """Says errors of frictionless in plain words, and what would be allowed instead."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.resources = {one.get("name"): one for one in read_package(folder)["resources"]}
        self.values = lru_cache(maxsize=None)(self._values)

    def fault(self, table: str, error) -> Fault:
        """The fault that an error of frictionless stands for."""
        if "label" in error.type or "header" in error.type:
            return Fault(table, 1, None, *OTHERWISE)
        say = getattr(self, "_" + error.type.replace("-", "_"), None)
        other = sentence(error.note or error.message), "repair the file."
        what, mend = say(table, error) if say else other
        column = getattr(error, "field_name", None)
        if error.type == "foreign-key":
            column = ", ".join(error.field_names)
        if error.type == "primary-key":
            column = ", ".join(self.resources[table]["schema"]["primaryKey"])
        return Fault(table, getattr(error, "row_number", None), column, what, mend)

    # ---- Cells

    def _constraint_error(self, table: str, error) -> tuple[str, str]:
        """A cell that is empty, none of the values, of another form, too small or large."""
        name = re.match(r'constraint "(\w+)"', error.note)[1]
        field = self._field(table, error.field_name)
        allowed = field["constraints"][name]
        cell = error.cell
        return {
            "required": lambda: (
                f"this cell is empty, and every row needs {_a(field['title'])}.",
                f"fill this cell ({field['description']}).",
            ),
            "enum": lambda: (
                f"{short(cell)} is none of the values of this column.",
                _choose(cell, allowed),
            ),
            "pattern": lambda: _form(cell, field),
            "minimum": lambda: (
                f"{short(cell)} is less than {allowed}, the least that this column may hold.",
                BOUNDS,
            ),
            "maximum": lambda: (
                f"{short(cell)} is more than {allowed}, the most that this column may hold.",
                BOUNDS,
            ),
        }.get(
            name,
            lambda: (
                f"{short(cell)} is not what the column allows ({name}: {allowed}).",
                f"see the column in {DESCRIPTION}.",
            ),
        )()

    def _type_error(self, table: str, error) -> tuple[str, str]:
        """A cell that is no date of the calendar, number, yes or no."""
        field = self._field(table, error.field_name)
        if field["type"] == "boolean":
            words = [*field["trueValues"], *field["falseValues"]]
            return f"{short(error.cell)} is neither yes nor no.", _choose(error.cell, words)
        kinds = {
            "date": "a date that exists (YYYY-MM-DD)",
            "integer": "a whole number (1234)",
            "number": "a number (1234.5)",
        }
        return (
            f"{short(error.cell)} is not {kinds.get(field['type'], field['type'])}.",
            "correct the value.",
        )

    def _unique_error(self, table: str, error) -> tuple[str, str]:
        row = re.search(r'position "?(\d+)', error.note)
        other = f"row {row[1]}" if row else "another row"
        return (
            f"{short(error.cell)} stands in {other} already, and no two rows may share it.",
            "change or remove one of the two.",
        )

    # ---- Rows

    def _primary_key(self, table: str, error) -> tuple[str, str]:
        names = self.resources[table]["schema"]["primaryKey"]
        cells = dict(
            zip(
                (f["name"] for f in self.resources[table]["schema"]["fields"]),
                error.cells,
                strict=False,
            )
        )
        if missing := [name for name in names if not cells.get(name)]:
            return (
                f"the row has no {' and no '.join(missing)}, by which it is known.",
                f"fill {'this cell' if len(missing) == 1 else 'these cells'}.",
            )
        return (
            (
                f"a row with {', '.join(f'{name} {short(cells[name])}' for name in names)} stands"
                " above already."
            ),
            "remove this row, or give it a key of its own.",
        )

    def _foreign_key(self, table: str, error) -> tuple[str, str]:
        cell, other = ", ".join(error.field_cells), error.reference_name or table
        known = (
            self.values(other, error.reference_field_names[0])
            if len(error.field_cells) == 1
            else ()
        )
        path = self.resources.get(other, {}).get("path", other)
        near = _near(cell, known)
        if near and f"{near}0" in known:  # 8,1 may be what is left of 8.10
            near = None
        return (
            (
                f"{short(cell)} is not in the table {other} ({path}, column"
                f" {', '.join(error.reference_field_names)})."
            ),
            (f"did you mean {short(near)}? Otherwise " if near else "correct the name, or ")
            + f"add the missing row to {path} first.",
        )

    def _blank_row(self, table: str, error) -> tuple[str, str]:
        return "the line is empty.", "remove it; also at the end of a file no line stands empty."

    def _extra_cell(self, table: str, error) -> tuple[str, str]:
        count = len(self.resources[table]["schema"]["fields"])
        return (
            f"the row has more cells than the {count} columns: {short(error.cell)}.",
            "remove the cell, or put quotation marks around a text that holds a comma.",
        )

    def _missing_cell(self, table: str, error) -> tuple[str, str]:
        return (
            f"the row ends before the column {error.field_name}.",
            "add the missing cells; an empty one still needs its comma.",
        )

    # ---- What is allowed

    def _field(self, table: str, name: str) -> dict:
        return next(
            field for field in self.resources[table]["schema"]["fields"] if field["name"] == name
        )

    def _values(self, table: str, column: str) -> tuple[str, ...]:
        """What stands in a column of another table; nothing where that cannot be read."""
        try:
            header, *rows = read_rows(self.folder, self.resources[table])
            return tuple(dict.fromkeys(row[header.index(column)] for row in rows))
        except (OSError, ValueError, KeyError, IndexError, csv.Error):
            return ()


# The header was compared before; frictionless guesses how cells are parted, and guessed otherwise.
OTHERWISE = (
    "the header is right, but the file can be read in two ways.",
    'part cells by commas, and put double quotation marks (") around text that needs any.',
)
BOUNDS = f"correct the value; if it is right, change the bounds of the column in {DESCRIPTION}."


def _a(title: str) -> str:
    return f"{'an' if title[:1].lower() in 'aeio' else 'a'} {title[:1].lower()}{title[1:]}"


def _near(cell: str, values) -> str | None:
    """The value most like a misspelt cell, upper or lower case."""
    folded = {str(value).casefold(): str(value) for value in values}
    found = get_close_matches(str(cell).strip().casefold(), folded, 1, 0.6)
    return folded[found[0]] if found else None


def _choose(cell: str, values: list) -> str:
    """The mend of a cell that holds one of ``values``: the nearest, all where they are few."""
    near = _near(cell, values)
    listed = (
        f"one of {', '.join(map(str, values))}"
        if len(values) <= FEW
        else f"a value listed for the column in {DESCRIPTION}"
    )
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


def _form(cell: str, field: dict) -> tuple[str, str]:
    """What is wrong with a cell that has to be written in a certain form."""
    pattern = field["constraints"]["pattern"]
    form = FORMS.get(pattern, f"in the form of the column ({pattern})")
    return f"{short(cell)} is not {form}.", f"write it so ({field['description']})."
