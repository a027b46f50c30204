"""Which researched rows were left out of the record."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data


def left_out(data: Data, *batches: str) -> pd.DataFrame:
    """The rows of ``data.left_out`` that belong to batches of ``data.research``."""
    patterns = data.research.set_index("batch").id_pattern[list(batches)]
    pattern = f"({'|'.join(patterns)})[a-z]?"  # a letter marks a part of a researched row
    return data.left_out[data.left_out.research_id.str.fullmatch(pattern)]
