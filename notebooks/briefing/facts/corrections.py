"""What the briefing itself had wrong, counted by version."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data, version_number


def versions(data: Data) -> pd.DataFrame:
    """Number of corrections by version, newest first: ``version``, ``date``, ``corrections``."""
    rows = data.corrections.groupby(["version", "date"]).size().rename("corrections").reset_index()
    return newest_first(rows).reset_index(drop=True)


def newest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a ``version``, those of the newest first and else in the order given."""
    numbers = rows.version.map(version_number)
    return rows.loc[numbers.sort_values(ascending=False, kind="stable").index]
