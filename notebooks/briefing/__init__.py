"""The evidence briefing on "A call to action for human rights": data, charts, prose, build."""

from __future__ import annotations

from pathlib import Path

from briefing import dataset
from briefing.dataset import DamagedTable, Data

__all__ = ["DamagedTable", "load"]


def load(folder: str | Path | None = None) -> Data:
    """Open the data package; tables are read when first used. Call it again to see what was
    changed in its files since.

    ``folder`` holds ``datapackage.json``; by default it is that of ``BRIEFING_DATA``, else
    ``data/`` of the checkout. Raises ``FileNotFoundError`` where there is no package; what the
    check finds wrong with it, the first use of a table raises as ``DamagedTable``.
    """
    folder = Path(folder) if folder else dataset.data_folder()
    try:
        return dataset.load(folder, _faults)
    except (ValueError, LookupError, TypeError):
        if said := _faults(folder, dataset.DESCRIPTION):
            raise DamagedTable(said) from None
        raise


def _faults(folder: Path, table: str) -> str:
    """What the check says first of a table, and how much there is in all; ``""`` if nothing."""
    from briefing import check  # which takes a while to load

    found = sorted(check.faults(folder), key=lambda fault: fault.table != table)
    more = f" ({len(found)} faults in all: python -m briefing check)" if found[1:] else ""
    return f"{found[0]}{more}" if found else ""
