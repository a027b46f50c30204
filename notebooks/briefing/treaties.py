"""From which day a treaty bound Belarus: dates only, no drawing and no text."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data


def bound_from(data: Data) -> pd.Series:
    """Per instrument the day from which it bound Belarus; missing where Belarus had not joined.

    A State is bound, or a party, once it has consented and the treaty is in force for it (Vienna
    Convention on the Law of Treaties, articles 2 and 24). So this is the later of two days: that
    of ratification, accession or approval plus the waiting time that the treaty sets, and that
    of the treaty's own entry into force. Where one of these was not found in a source it is the
    earliest possible day: see ``is_exact``.
    """
    joined = data.treaty_status.set_index("instrument").joined
    waiting = data.waiting_times.set_index("instrument").waiting
    ready = [day + _offset(waiting.get(code, "P0D")) for code, day in joined.items()]
    own = pd.Series(ready, joined.index)
    # A year or month stands for its first day, the earliest possible.
    in_force = _in_force(data).reindex(joined.index).map(pd.Timestamp, na_action="ignore")
    return own.where(~(in_force > own), in_force).where(joined.notna()).rename("bound_from")


def is_exact(data: Data) -> pd.Series:
    """Per instrument whether ``bound_from`` is the day itself.

    False where the treaty's waiting time or the day of its entry into force was not found.
    """
    joined = data.treaty_status.set_index("instrument").joined
    found = _in_force(data).str.len().eq(len("1976-03-23")).reindex(joined.index, fill_value=False)
    return joined.notna() & found & joined.index.isin(data.waiting_times.instrument)


def _in_force(data: Data) -> pd.Series:
    texts = data.instruments.set_index("instrument").in_force
    return texts[texts != ""]


def _offset(waiting: str) -> pd.DateOffset:
    """``P30D`` and ``P3M`` (durations of ISO 8601) as pandas adds them to a day."""
    number = int(waiting[1:-1])
    return pd.DateOffset(days=number) if waiting[-1] == "D" else pd.DateOffset(months=number)
