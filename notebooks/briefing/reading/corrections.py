"""What the briefing itself had wrong: what was said, what is right, since when."""

from __future__ import annotations

from briefing import prose
from briefing.dataset import Data
from briefing.facts.corrections import newest_first
from briefing.tables import Column, Table


def corrections_table(data: Data) -> Table:
    """Every correction, newest version first; each row is anchored by the id of its correction."""
    rows = newest_first(data.corrections)
    sources = data.correction_sources.groupby("correction").source.agg(list)
    frame = rows.assign(
        what=rows.kind.map(data.labels("corrections", "kind")),
        since=[f"version {r.version}, {prose.day(r.date)}" for r in rows.itertuples()],
        sources=[sources.get(correction, []) for correction in rows.id],
    )
    return Table(
        frame,
        "all-corrections",
        "Every correction: what was said, what is right, since when",
        anchor="id",
        stack=True,
        columns=(
            Column("subject", "Subject (leads to where it now stands)", link="page"),
            Column("what", "Kind", filter=True),
            Column("said", "What was said"),
            Column("right", "What is right"),
            Column("since", "Corrected since", filter=True, sort="date"),
            Column("sources", "Sources", sources=True),
        ),
    )
