"""How the research adds up: rows, verdicts, links, in lines for the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from briefing.check.parallels import EXCUSED, KEPT, parallels
from briefing.check.rules import research_ids
from briefing.dataset import Data, load
from briefing.facts.targets import DIRECT, NONE, SUPPORTING, decided, links


def verdicts_summary(data: Data) -> str:
    """How many statements have each verdict, in the order in which the schema names them."""
    fields = {field["name"]: field for field in data.resource("claims")["schema"]["fields"]}
    counts = Counter(data.claims.verdict)
    said = [f"{counts[one]} {one}" for one in fields["verdict"]["constraints"]["enum"]]
    return f"Statements by verdict: {', '.join(said)}"


def left_out(data: Data, *batches: str) -> pd.DataFrame:
    """The rows of ``data.left_out`` that belong to batches of ``data.research``."""
    patterns = data.research.set_index("batch").id_pattern[list(batches)]
    pattern = f"({'|'.join(patterns)})[a-z]?"  # a letter marks a part of a researched row
    return data.left_out[data.left_out.research_id.str.fullmatch(pattern)]


def summary(folder: Path | None = None) -> list[str]:
    """Lines that say how many rows each table holds and how the research adds up."""
    data = load(folder)
    lines = [
        f"{r['title']}: {len(data.table(r['name'])):,} rows" for r in data.package["resources"]
    ]
    titles = data.research.set_index("batch").title
    for batch, (researched, kept, left) in research_ids(data).items():
        reasons = Counter(data.left_out.reason[data.left_out.research_id.isin(left)])
        why = (
            f" ({', '.join(f'{n} {reason}' for reason, n in sorted(reasons.items()))})"
            if left
            else ""
        )
        lines.append(
            f"{titles[batch]}: {len(kept)} carried over + {len(left)} left out{why} = {researched}"
            " researched"
        )
    lines.append(verdicts_summary(data))
    state = parallels(data).state.value_counts()
    lines.append(f"Parallels: {state.get(KEPT, 0)} kept, {state.get(EXCUSED, 0)} excused")
    return lines + links_summary(data)


def links_summary(data: Data) -> list[str]:
    """Lines that say how many targets are decided, and how many direct and supporting links each
    goal and each instrument has.
    """
    targets, rows = decided(data), links(data)
    kinds = targets.strength.value_counts()
    open_ = int(((targets.strength == NONE) & (targets.reason == "")).sum())
    lines = [
        f"Targets and articles: {len(targets) - open_} of {len(targets)} targets decided,"
        f" {kinds.get(DIRECT, 0)} with a direct link, {kinds.get(SUPPORTING, 0)} with supporting"
        f" links only, {kinds.get(NONE, 0) - open_} without a link and with a reason"
    ]
    for column, order, name in (
        ("goal", data.goals.goal, "goal {}"),
        ("instrument", data.instruments.instrument, "{}"),
    ):
        found = (
            rows.groupby([column, "strength"])
            .size()
            .unstack(fill_value=0)
            .reindex(columns=[DIRECT, SUPPORTING], fill_value=0)
        )
        for key in (k for k in order if k in found.index):
            direct, supporting = found.loc[key]
            lines.append(
                f"Targets and articles, {name.format(key)}: {direct} direct + {supporting}"
                f" supporting = {direct + supporting} links"
            )
    return lines
