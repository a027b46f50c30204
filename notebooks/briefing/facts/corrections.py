"""What the briefing itself had wrong, counted by version."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data


def versions(data: Data) -> pd.DataFrame:
    """Number of corrections by version, newest first: ``version``, ``date``, ``corrections``."""
    rows = data.corrections.groupby(["version", "date"]).size().rename("corrections").reset_index()
    return rows.sort_values("date", ascending=False, kind="stable").reset_index(drop=True)
