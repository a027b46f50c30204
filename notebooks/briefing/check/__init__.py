"""Validation of the data package: files as text, frictionless for its schema, rules beyond it.

Every fault has one form: file, table, row, column, what is wrong, how to mend it. Rows are
numbered as in a text editor or spreadsheet: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from briefing.check import needs, rules  # noqa: F401 - the order in which the rules run
from briefing.check.fault import DESCRIPTION, Fault
from briefing.check.files import NEEDED, cell_faults, description_faults
from briefing.check.rule import RULES
from briefing.check.schema import schema_faults
from briefing.dataset import DATA, Data, data_folder, load, read_package

__all__ = ["NEEDED", "RULES", "Fault", "faults"]


def rule_faults(data: Data) -> Iterator[Fault]:
    """Faults that a schema cannot state: spans, attribution, completeness, what charts need."""
    for rule in RULES:
        yield from rule(data)


def faults(folder: Path | None = None) -> list[Fault]:
    """All faults of the package in ``folder``; rules run only once the schema holds.

    Returns an empty list for sound data. Never raises on damaged data.
    """
    folder = folder or data_folder()
    for find in (description_faults, cell_faults, schema_faults, lambda of: rule_faults(load(of))):
        if found := list(find(folder)):
            return _with_files(found, folder)
    return []


def _with_files(found: list[Fault], folder: Path) -> list[Fault]:
    """The faults with their files: from the project's root for its own data, else as given."""
    place = Path("data") if folder.resolve() == DATA else folder
    try:
        files = {one["name"]: one["path"] for one in read_package(folder)["resources"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        files = {}  # the fault says so
    return [
        replace(fault, file=(place / files.get(fault.table, DESCRIPTION)).as_posix())
        for fault in found
    ]
