"""Words on the series of the epidemic."""

from __future__ import annotations

from briefing import prose
from briefing.dataset import Data


def published(data: Data, source: str) -> str:
    """The month in which the version of a source came out: ``June 2023``."""
    return prose.partial_date(data.sources.set_index("id").published[source][:7])
