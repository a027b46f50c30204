"""Validation of the data package: files as text, frictionless for its schema, rules beyond it.

Every fault has one form: file, table, row, column, what is wrong, how to mend it. Rows are
numbered as in a text editor or spreadsheet: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from briefing.check import needs, rules  # noqa: F401 - the order in which the rules run
from briefing.check.fault import Fault
from briefing.check.files import NEEDED, cell_faults, description_faults
from briefing.check.rule import RULES
from briefing.check.schema import schema_faults
from briefing.dataset import DATA, DESCRIPTION, Data, data_folder, load, read_package

__all__ = ["NEEDED", "RULES", "Fault", "faults"]


Reads = dict[str, list[str]]  # the tables that each rule read, by its name


def rule_faults(data: Data, sound: Collection[str] = (), reads: Reads | None = None) -> list[Fault]:
    """Faults that a schema cannot state: spans, attribution, completeness, what charts need.

    A rule that read only tables among ``sound``, as ``reads`` says, does not run again; what the
    others read is added there.
    """
    found: list[Fault] = []
    reads = {} if reads is None else reads
    for rule in RULES:
        name = f"{rule.__module__}.{rule.__name__}"
        if name not in reads or not set(reads[name]) <= set(sound):
            view, read = data.noted()
            found += rule(view)
            reads[name] = sorted(one for one in read if not one.startswith(DESCRIPTION))
    return found


def faults(
    folder: Path | None = None, sound: Collection[str] = (), reads: Reads | None = None
) -> list[Fault]:
    """All faults of the package in ``folder``; rules run only once the schema holds.

    Returns an empty list for sound data. Never raises on damaged data.

    Tables among ``sound`` are as they were when a check with the same description of the package
    found nothing, and ``reads`` is what that check left there: nothing is looked at again that
    rests on these tables alone.
    """
    folder = folder or data_folder()
    finds: tuple[Callable[[], Iterable[Fault]], ...] = (
        lambda: description_faults(folder),
        lambda: cell_faults(folder, sound),
        lambda: schema_faults(folder, sound),
        lambda: rule_faults(load(folder), sound, reads),
    )
    for find in finds:
        if found := list(find()):
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
