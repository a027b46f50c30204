"""Faults of the files as text: description, headers, quotes, cells, dates, zeros that were lost.

These come first, since frictionless and pandas read what is no sound text, and read it differently.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from briefing.check.fault import Fault, Said, sentence, short
from briefing.check.text import damage
from briefing.dataset import DESCRIPTION, first_day, home_folder, read_package, read_rows

# How a cell of a type is written; frictionless and pandas both take more, and not the same.
WHOLE, DECIMAL, DATE = r"-?[0-9]{1,15}", r"-?[0-9]{1,15}(\.[0-9]+)?", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CELLS = {
    "integer": (re.compile(WHOLE), "a whole number in plain digits (1234)"),
    "number": (re.compile(DECIMAL), "a number in plain digits with a point (1234.5)"),
    "date": (re.compile(DATE), "a date as YYYY-MM-DD"),
}
TYPES = {"string", "boolean", *CELLS}

# Tables that the first rules read; the notebooks name what else they need.
NEEDED = {
    *("sources", "research", "left-out", "corrections"),
    *("events", "event-sources", "topics", "figures", "policy-documents"),
    *("paragraphs", "claims", "evidence", "searches"),
    *("goal-rights", "goal-right-sources", "goal-right-gaps", "articles"),
    *("targets", "target-rights", "targets-without-link", "target-reach"),
    *("parallels", "parallel-gaps", "instruments", "treaty-status", "waiting-times"),
    "contributions",
}


# ---- The description of the package


def description_faults(folder: Path) -> Iterator[Fault]:
    """Faults of ``datapackage.json`` that would keep a table from being read, or leave one out."""
    row: int | None = None
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        json.dumps(package, ensure_ascii=False).encode("utf-8")
    except (OSError, ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        found = [sentence(f"not readable: {type(error).__name__}: {short(error, 200)}")]
    else:
        found = list(_of_description(package, folder))
    for what in found:
        yield Fault(DESCRIPTION, row, None, what, "repair or restore the file.")


def _of_description(package: object, folder: Path) -> Iterator[str]:
    """What is wrong with the description of the package, whatever it is."""
    package = package if isinstance(package, dict) else {}
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        yield "it is no data package with a list of resources."
        return
    yield from _of_package(package, folder)
    for number, one in enumerate(resources, 1):
        yield from _of_resource(one, number)


def _of_package(package: dict, folder: Path) -> Iterator[str]:
    """What the package as a whole lacks, and files that it leaves out."""
    for key in ("title", "version", "licenses"):
        if not package.get(key):
            yield f"the package has no {key}."
    homepage = package.get("homepage", "")
    try:
        home_folder(homepage if isinstance(homepage, str) else repr(homepage))
    except ValueError:
        yield f"homepage is {homepage!r}, and no address like https://example.org/briefing/."
    names = {str(one.get("name")) for one in package["resources"]}
    for missing in sorted(NEEDED - names):
        yield f"there is no table {missing}, which the pages need."
    for text in _texts(package):
        if found := damage(text):
            yield " ".join(found)
    described = {str(one.get("path")) for one in package["resources"]}
    for file in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")):
        if file not in described:
            yield f"{file} is described by no resource, so that nothing would read it."


def _texts(part: object) -> Iterator[str]:
    """Titles and descriptions anywhere in the description of the package; pages show them."""
    if isinstance(part, dict):
        yield from (part[k] for k in ("title", "description") if isinstance(part.get(k), str))
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


def _of_resource(one: dict, number: int) -> Iterator[str]:
    """What the entry of one table lacks, or must not set."""
    name, schema = one.get("name") or f"resource {number}", one.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    own = {*one, *(schema or ())} - ({"encoding"} if one.get("encoding") == "utf-8" else set())
    if not _has_texts(one, "name", "path", "title", "description"):
        yield f"{name} lacks a name, path, title or description."
    elif not (isinstance(fields, list) and fields and all(isinstance(f, dict) for f in fields)):
        yield f"{name} has no schema with fields."
    elif extra := {"dialect", "encoding", "missingValues"} & own:
        yield (
            f"{name} sets {', '.join(sorted(extra))}; every table is UTF-8 with commas, and an"
            " empty cell is an empty cell."
        )
    else:
        for field in fields:
            if what := _of_field(field):
                yield f"{name}: the field {field.get('name')!r} {what}"


def _has_texts(part: dict, *keys: str) -> bool:
    return all(isinstance(part.get(key), str) and part[key] for key in keys)


def _of_field(field: dict) -> str:
    """What the description of one column lacks; "" where nothing."""
    if not _has_texts(field, "name", "type", "title", "description") or field["type"] not in TYPES:
        types = ", ".join(sorted(TYPES))
        return f"lacks a name, title or description, or its type is none of {types}."
    if field["type"] == "boolean" and not (field.get("trueValues") and field.get("falseValues")):
        return "does not say which words are yes and no."
    if what := _of_categories(field):
        return what
    return "" if _bounds_hold(field) else NO_BOUNDS


NO_BOUNDS = (
    "is marked partialDate, but is no string, or does not give minimum and maximum as YYYY, YYYY-MM"
    " or YYYY-MM-DD."
)


def _bounds_hold(field: dict) -> bool:
    """Whether a field is no partial date, or one with two days between which it lies."""
    if "partialDate" not in field:
        return True
    try:
        first, last = (first_day(field["partialDate"][key]) for key in ("minimum", "maximum"))
    except (TypeError, KeyError, ValueError):
        return False
    return field["type"] == "string" and first <= last


def _of_categories(field: dict) -> str:
    """What is wrong with the labels of a column's coded values; "" where nothing is."""
    constraints = field.get("constraints")
    enum = constraints.get("enum") if isinstance(constraints, dict) else None
    listed = {json.dumps(value) for value in enum} if isinstance(enum, list) else set()
    if "categories" not in field:
        return "has an enum without categories, which label its values." if listed else ""
    given = field["categories"]
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return "has categories that are no list of values with their labels."
    if not all(one.get("value") and one.get("label") for one in given):
        return "has categories without a value or a label."
    values = [json.dumps(one["value"]) for one in given]
    if len(set(values)) < len(values) or set(values) != listed:
        return "does not have the same values in categories and enum, each once."
    return ""


# ---- Cells


def cell_faults(folder: Path, sound: Collection[str] = ()) -> Iterator[Fault]:
    """Faults of every file, read strictly: encoding, header, quotes, cells, lost zeros; not of
    tables among ``sound``.
    """
    resources = read_package(folder)["resources"]
    known = cache(damage)  # most cells stand in many rows
    for resource in resources:
        if resource["name"] not in sound:
            yield from _file_faults(folder, resource, known)
    if not {"targets", *_refer_to_targets(resources)} <= set(sound):
        yield from zero_faults(folder, resources)


def _file_faults(
    folder: Path, resource: dict, damage: Callable[[str], Said | None]
) -> Iterator[Fault]:
    """Faults of one file; reading goes on behind a cell that is damaged, and no further else."""
    table, row = resource["name"], 0
    try:
        for row, cells in enumerate(read_rows(folder, resource), 1):
            if row == 1 and (fault := _header_fault(resource, cells)):
                yield fault
                return
            # Here rows may be of any length: how many cells they have is counted afterwards.
            for field, cell in zip(resource["schema"]["fields"], cells, strict=False):
                if not cell:
                    continue
                if found := damage(cell) or (_value_fault(field, cell) if row > 1 else None):
                    yield Fault(table, row, field["name"], *found)
        if not row:
            yield Fault(table, None, None, "the source is empty.", "repair the file.")
    except csv.Error as error:
        mend = "close the quote that was left open, or double a quote inside a cell."
        yield Fault(table, row + 1, None, sentence(error), mend)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"byte {error.object[error.start]:#04x} is no text in UTF-8."
        mend = "save the file as UTF-8; a spreadsheet calls it “CSV UTF-8”."
        yield Fault(table, line, None, what, mend)
    except OSError:
        what = f"there is no file {resource['path']} that can be read."
        mend = f"restore the file, or remove its resource from {DESCRIPTION}."
        yield Fault(table, None, None, what, mend)


def _header_fault(resource: dict, header: list[str]) -> Fault | None:
    """How a header differs from the columns of the schema."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    if header == names:
        return None
    missing, extra = [n for n in names if n not in header], [n for n in header if n not in names]
    differs = [f"it lacks {', '.join(missing)}"] if missing else []
    differs += [f"it has {', '.join(map(short, extra))}"] if extra else []
    what = "; ".join(differs) or "its columns stand in another order, or twice"
    if not any(name in names for name in header):
        what = "no column of the table stands in it"
    return Fault(
        resource["name"],
        1,
        None,
        f"the header is not that of the schema: {what}.",
        f"name the columns as in {DESCRIPTION}, in the same order; a new column is described there"
        " first.",
    )


def _value_fault(field: dict, cell: str) -> Said | None:
    """What is wrong with a cell of a number, a date or a partial date."""
    if field["type"] in CELLS and not CELLS[field["type"]][0].fullmatch(cell):
        return f"{short(cell)} is not {CELLS[field['type']][1]}.", "write it in that form."
    if field["type"] == "date" or "partialDate" in field:
        return _date_fault(cell, field.get("partialDate"))
    return None


def _date_fault(cell: str, bounds: dict | None) -> Said | None:
    """What is wrong with a date, or with a partial date that has to lie within ``bounds``."""
    try:
        first_day(cell)
    except ValueError:
        form = "YYYY, YYYY-MM or YYYY-MM-DD" if bounds else "YYYY-MM-DD"
        what = f"{short(cell)} is no date that exists, written as {form}."
        return what, "correct the year, month or day."
    if not bounds:
        return None
    first, last = bounds["minimum"], bounds["maximum"]
    if first <= cell[: len(last)] <= last:
        return None
    what = f"{short(cell)} lies outside the dates that this column may hold, {first} to {last}."
    return (
        what,
        f"correct the date; if it is right, widen the bounds of the column in {DESCRIPTION}.",
    )


# ---- Identifiers that lost a zero


def zero_faults(folder: Path, resources: list[dict]) -> Iterator[Fault]:
    """Codes such as 8.10 that a spreadsheet saved as the number 8.1, itself a code.

    What shows it is the order: in the table of codes each goal counts 1, 2, 3 ...; in a table that
    refers to it the rows of 8.1 stand together, and not after those of 8.2 to 8.9.
    """
    tables = {resource["name"]: resource for resource in resources}
    names = ["targets", *_refer_to_targets(resources)]
    try:
        columns = {name: _column(folder, tables[name], "target") for name in names}
    except (OSError, ValueError, KeyError, csv.Error):
        return  # said elsewhere
    codes = columns.pop("targets")
    if found := list(_in_order(codes)):
        yield from found
        return
    for name, column in columns.items():
        yield from _astray(name, column, codes)


def _refer_to_targets(resources: list[dict]) -> list[str]:
    """Tables with a column ``target`` that refers to the table of targets."""
    return [
        one["name"]
        for one in resources
        for key in one["schema"].get("foreignKeys", [])
        if key["reference"]["resource"] == "targets" and key["fields"] == ["target"]
    ]


def _column(folder: Path, resource: dict, name: str) -> list[str]:
    """One column of a table, without its header."""
    header, *rows = read_rows(folder, resource)
    at = header.index(name)
    return [row[at] if at < len(row) else "" for row in rows]


def _in_order(codes: list[str]) -> Iterator[Fault]:
    """Codes of the table of targets that are not the next of their goal."""
    for row, (before, code) in enumerate(pairwise(["", *codes]), 2):
        goal, _, last = before.rpartition(".")
        due = f"{goal}.{int(last) + 1}" if last.isdigit() else ""
        if due.endswith("0") and code == due.rstrip("0"):
            yield _lost("targets", row, code, due, f"it stands after {before}")
        elif code in codes[: row - 2]:
            mend = "give each target its own code; 8.10 is not 8.1."
            yield Fault("targets", row, "target", f"{code} stands here for the second time.", mend)


def _lost(table: str, row: int, code: str, due: str, why: str) -> Fault:
    what = f"{code} has probably lost its zero in a spreadsheet: {why}, where {due} is due."
    mend = (
        f"write {due}, and edit the file as text, or import this column of it as text; if {code} is"
        f" meant, move the row to the others of {code}."
    )
    return Fault(table, row, "target", what, mend)


def _astray(table: str, column: list[str], codes: list[str]) -> Iterator[Fault]:
    """Rows of a code that stand where the code with a zero would."""
    order = {code: n for n, code in enumerate(codes)}
    for due in (code for code in codes if code.endswith("0") and code.rstrip("0") in order):
        code, goal, home = due.rstrip("0"), due.partition(".")[0] + ".", None
        for row, here in enumerate(column, 2):
            if here != code:
                continue
            before = next((c for c in reversed(column[: row - 2]) if c != code), "")
            after = next((c for c in column[row - 1 :] if c != code), "")
            if before.startswith(goal) and order.get(before, -1) > order[code]:
                yield _lost(table, row, code, due, f"it stands after {before}")
            elif after == due:
                yield _lost(table, row, code, due, f"it stands before {due}")
            elif after.startswith(goal) and order[code] < order.get(after, -1) < order[due]:
                continue  # a second list in the order of the targets
            elif home not in (None, (before, after)):
                yield _lost(table, row, code, due, f"it stands apart from the rows of {code} above")
            else:
                home = before, after
