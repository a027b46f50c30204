"""How the research adds up: rows, verdicts, links, in lines for the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from briefing.check.parallels import EXCUSED, KEPT, parallels
from briefing.check.rules import research_ids
from briefing.dataset import Data, load
from briefing.facts.evidence import tally
from briefing.facts.targets import DIRECT, NONE, SUPPORTING, decided, links


def summary(folder: Path | None = None) -> list[str]:
    """Lines that say how many rows each table holds and how the research adds up."""
    data = load(folder)
    tables = [(r["title"], len(data.table(r["name"]))) for r in data.package["resources"]]
    return [
        *(f"{title}: {rows:,} rows" for title, rows in tables),
        *batches_summary(data),
        verdicts_summary(data),
        parallels_summary(data),
        *links_summary(data),
    ]


def batches_summary(data: Data) -> list[str]:
    """For each batch of the research, how many rows were carried over and why others were not."""
    lines = []
    titles = data.research.set_index("batch").title
    for batch, (researched, kept, left) in research_ids(data).items():
        reasons: Counter[str] = Counter(data.left_out.reason[data.left_out.research_id.isin(left)])
        why = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
        carried = f"{len(kept)} carried over + {len(left)} left out{f' ({why})' if left else ''}"
        lines.append(f"{titles[batch]}: {carried} = {researched} researched")
    return lines


def verdicts_summary(data: Data) -> str:
    """How many statements have each verdict, in the order of the verdicts."""
    said = [f"{number} {verdict}" for verdict, number in tally(data).items()]
    return f"Statements by verdict: {', '.join(said)}"


def parallels_summary(data: Data) -> str:
    """How many parallels between targets the links keep, and how many are excused."""
    state = parallels(data).state.value_counts()
    return f"Parallels: {state.get(KEPT, 0)} kept, {state.get(EXCUSED, 0)} excused"


def links_summary(data: Data) -> list[str]:
    """Lines that say how many targets are decided, and how many direct and supporting links each
    goal and each instrument has.
    """
    targets, rows = decided(data), links(data)
    kinds = targets.strength.value_counts()
    open_ = int(((targets.strength == NONE) & (targets.reason == "")).sum())
    direct, supporting = kinds.get(DIRECT, 0), kinds.get(SUPPORTING, 0)
    lines = [
        (
            f"Targets and articles: {len(targets) - open_} of {len(targets)} targets decided,"
            f" {direct} with a direct link, {supporting} with supporting links only,"
            f" {kinds.get(NONE, 0) - open_} without a link and with a reason"
        )
    ]
    for column, order, name in (
        ("goal", data.goals.goal, "goal {}"),
        ("instrument", data.instruments.instrument, "{}"),
    ):
        found = pd.crosstab(rows[column], rows.strength)
        found = found.reindex(columns=[DIRECT, SUPPORTING], fill_value=0)
        for key in order[order.isin(found.index)]:
            direct, supporting = found.loc[key]
            lines.append(
                f"Targets and articles, {name.format(key)}: {direct} direct + {supporting}"
                f" supporting = {direct + supporting} links"
            )
    return lines
