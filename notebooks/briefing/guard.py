"""Tables that are looked at as they are read: who works with a damaged one is told so as the check
tells it, in one line, and not by what pandas makes of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import dataset
from briefing.dataset import Data

if TYPE_CHECKING:
    import pandas as pd

Keys = set[tuple[str, ...]]
ODD = (OSError, ValueError, LookupError, TypeError, csv.Error)  # what reading a bad file raises


class DamagedTable(ValueError):
    """The data breaks its own description; the message is what the check says of it, in one line,
    and IPython shows that line alone.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def load(folder: str | Path | None = None) -> Data:
    """Open the data package; tables are read when first used. Call it again to see what was
    changed in its files since.

    ``folder`` holds ``datapackage.json``; by default it is that of ``BRIEFING_DATA``, else
    ``data/`` of the checkout. Raises ``FileNotFoundError`` where there is no package; what the
    check finds wrong with it, the first use of a table raises as ``DamagedTable``.
    """
    folder = Path(folder) if folder else dataset.data_folder()
    if dataset.is_recording():  # a build, which has the package checked
        return dataset.load(folder)
    try:
        return dataset.load(folder, _Guard(folder).read)
    except (ValueError, LookupError, TypeError):
        if said := _faults(folder, dataset.DESCRIPTION):
            raise DamagedTable(said) from None
        raise


class _Guard:
    """Reads tables of the package in ``folder`` whose cells keep what the description says of
    each; what the check knows beyond that, it says.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._keys: dict[tuple[str, tuple[str, ...]], Keys] = {}

    @cached_property
    def _resources(self) -> dict[str, dict]:
        return {one["name"]: one for one in dataset.read_package(self.folder)["resources"]}

    def read(self, folder: Path, resource: dict) -> pd.DataFrame:
        """``dataset.read_table``. Raises ``DamagedTable`` where the table breaks its description
        and the check says so.
        """
        try:
            frame = dataset.read_table(folder, resource)
            damaged = not self._holds(resource)
        except ODD:
            if said := _faults(folder, resource["name"]):
                raise DamagedTable(said) from None
            raise
        if damaged and (said := _faults(folder, resource["name"])):
            raise DamagedTable(said)
        return frame

    def _columns(self, resource: dict) -> dict[str, list[str]]:
        """The cells of a table as text, by column."""
        rows = dataset.read_rows(self.folder, resource)
        return {name: cells for name, *cells in zip(*rows, strict=True)}

    def _holds(self, resource: dict) -> bool:
        """Whether the cells of a table keep its schema, and what they name in others is there."""
        columns, schema = self._columns(resource), resource["schema"]
        for key in schema.get("foreignKeys", []):
            there = key["reference"]["resource"] or resource["name"]
            named = set(zip(*(columns[name] for name in key["fields"]), strict=True))
            known = self._known(there, tuple(key["reference"]["fields"]))
            if not {names for names in named if any(names)} <= known:
                return False
        return all(_keeps(columns[field["name"]], field) for field in schema["fields"])

    def _known(self, table: str, fields: tuple[str, ...]) -> Keys:
        """What rows of another table may be named by."""
        if (table, fields) not in self._keys:
            columns = self._columns(self._resources[table])
            rows = zip(*(columns[name] for name in fields), strict=True)
            self._keys[table, fields] = set(rows)
        return self._keys[table, fields]


def _keeps(cells: Iterable[str], field: dict) -> bool:
    """Whether the cells of a column keep the constraints of their field in the schema."""
    rules, seen = field.get("constraints", {}), set(cells)
    filled, allowed = seen - {""}, rules.get("enum")
    if field["type"] == "boolean":
        allowed = [*field["trueValues"], *field["falseValues"]]
    number = field["type"] in ("integer", "number")
    least, most = rules.get("minimum"), rules.get("maximum")
    ordered = [float(cell) for cell in filled] if number else filled  # dates as they are written
    return (
        not (rules.get("required") and "" in seen)
        and not (rules.get("unique") and len(filled) < sum(map(bool, cells)))
        and (allowed is None or filled <= set(allowed))
        and (least is None or not ordered or min(ordered) >= least)
        and (most is None or not ordered or max(ordered) <= most)
        and ("pattern" not in rules or all(map(re.compile(rules["pattern"]).search, filled)))
    )


def _faults(folder: Path, table: str) -> str:
    """What the check says first of a table, and how much there is in all; ``""`` if nothing."""
    from briefing import check  # which takes a while to load

    found = sorted(check.faults(folder), key=lambda fault: fault.table != table)
    more = f" ({len(found)} faults in all: python -m briefing check)" if found[1:] else ""
    return f"{found[0]}{more}" if found else ""
