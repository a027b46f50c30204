"""Charts of the targets and the rights that they are linked to."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import grid
from briefing.charts.rights import goal_columns
from briefing.dataset import Data
from briefing.facts import targets as targets_facts
from briefing.facts.rights import FAMILIES
from briefing.facts.targets import links
from briefing.theme import BLUE, INK, VERMILLION, finish, wrap

# Told apart by shape: a full square, an open circle, an open square.
LOOKS = {
    targets_facts.DIRECT: ("square", BLUE, 14),
    targets_facts.SUPPORTING: ("circle-open", VERMILLION, 15),
    targets_facts.NONE: ("square-open", INK, 13),
}


NOTE = (
    "All links are our own reading. How many there are measures how much the wording touches and"
    " how far we read on, not how much a goal or right matters."
)


def targets(data: Data) -> go.Figure:
    """All targets by goal, one mark each: linked directly, in support only, or not at all."""
    rows = targets_facts.decided(data)
    rows["column"] = rows.groupby("goal").cumcount() + 1
    articles = links(data).groupby("target").cited.agg(lambda s: ", ".join(dict.fromkeys(s)))
    goals = data.goals
    lines = pd.DataFrame(
        {
            "key": goals.goal,
            "label": [f"{g.goal} {g.short_title}" for g in goals.itertuples()],
            "group": "Targets of goal",
        }
    )
    cells = pd.DataFrame(
        {
            "key": rows.goal,
            "column": rows.column,
            "mark": rows.strength,
            "text": rows.target.str.split(".").str[1],
            "hover": [
                f"<b>{r.target} {wrap(r.label)}</b><br>{wrap(articles.get(r.target, r.reason))}"
                for r in rows.itertuples()
            ],
        }
    )
    last = int(rows.column.max())
    columns = pd.DataFrame({"column": range(1, last + 1), "text": "", "colour": ""})
    marks = {
        targets_facts.DIRECT: "At least one direct link",
        targets_facts.SUPPORTING: "Supporting links only",
        targets_facts.NONE: "No link",
    }
    figure, height, narrow = grid(
        lines,
        cells,
        columns,
        {key: (name, *LOOKS[key]) for key, name in marks.items()},
        row=(26, 42),
    )
    kinds = rows.strength.value_counts().reindex(list(LOOKS), fill_value=0)
    by_goal = (
        rows.groupby(["goal", "strength"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=list(LOOKS), fill_value=0)
    )
    without = rows[rows.strength == targets_facts.NONE].target
    frame = pd.DataFrame(
        {
            "Goal": lines.label.array,
            "Targets": by_goal.sum(axis=1).array,
            "With a direct link": by_goal[targets_facts.DIRECT].array,
            "Supporting links only": by_goal[targets_facts.SUPPORTING].array,
            "No link": by_goal[targets_facts.NONE].array,
        }
    )
    return finish(
        figure,
        id="targets",
        height=height,
        narrow=narrow,
        title=(
            f"By our reading {kinds[targets_facts.DIRECT]} of {len(rows)} targets ask for something that"
            f" an article guarantees; {kinds[targets_facts.SUPPORTING]} more only support one, and"
            f" {kinds[targets_facts.NONE]} touch none of those used"
        ),
        alt=(
            f"{len(rows)} marks, one a target, in {len(goals)} rows, one a goal."
            f" {kinds[targets_facts.DIRECT]} full squares: at least one direct link."
            f" {kinds[targets_facts.SUPPORTING]} open circles: supporting links only."
            f" {kinds[targets_facts.NONE]} open squares: no link, targets {prose.listing(without)}. "
        )
        + " ".join(
            f"Goal {g}: {c[targets_facts.DIRECT]} direct, {c[targets_facts.SUPPORTING]} supporting,"
            f" {c[targets_facts.NONE]} none."
            for g, c in by_goal.iterrows()
        ),
        note=f"The text in a mark is the second part of the target's number. {NOTE}",
        sources=["open-sdg-targets"],
        data=frame,
    )


def matrix(data: Data) -> go.Figure:
    """Goals by rights: in each field the number of the goal's targets that are linked to the right;
    the shape says whether one of them is directly.
    """
    found = targets_facts.pairs(data).merge(data.rights, on="right")
    rights = data.rights.assign(o=data.rights.family.map(list(FAMILIES).index)).sort_values(
        "o", kind="stable"
    )
    lines = pd.DataFrame(
        {"key": rights.right, "label": rights.label, "group": rights.family.map(FAMILIES)}
    )
    found["total"] = found.direct.str.len() + found.supporting.str.len()
    found["mark"] = [
        targets_facts.DIRECT if direct else targets_facts.SUPPORTING for direct in found.direct
    ]
    hover = [
        f"<b>Goal {r.goal}</b><br>{wrap(r.label)}"
        + "".join(
            f"<br>{word}: {wrap(', '.join(part))}"
            for word, part in (("Direct", r.direct), ("Supporting", r.supporting))
            if part
        )
        for r in found.itertuples()
    ]
    cells = pd.DataFrame(
        {
            "key": found.right,
            "column": found.goal,
            "mark": found["mark"],
            "text": found.total.astype(str),
            "hover": hover,
        }
    )
    marks = {
        targets_facts.DIRECT: "At least one target directly",
        targets_facts.SUPPORTING: "In support only",
    }
    figure, height, narrow = grid(
        lines,
        cells,
        goal_columns(data),
        {key: (name, *LOOKS[key]) for key, name in marks.items()},
        row=(26, 38),
    )
    kinds = found["mark"].value_counts().reindex(list(marks), fill_value=0)
    most = found.sort_values(["total", "goal"], ascending=[False, True]).iloc[0]
    parts = {
        key: found.explode(key).dropna(subset=[key]).groupby("right")[key].agg(", ".join)
        for key in (targets_facts.DIRECT, targets_facts.SUPPORTING)
    }
    frame = pd.DataFrame(
        {
            "Right": lines.label.array,
            "Family": lines.group.array,
            "Targets linked directly": [parts[targets_facts.DIRECT].get(k, "") for k in lines.key],
            "Targets linked in support": [
                parts[targets_facts.SUPPORTING].get(k, "") for k in lines.key
            ],
        }
    )
    return finish(
        figure,
        id="target-matrix",
        height=height,
        narrow=narrow,
        title=(
            f"Target by target, goals and rights meet in {len(found)} fields: in"
            f" {kinds[targets_facts.DIRECT]} at least one target asks for the right itself, in"
            f" {kinds[targets_facts.SUPPORTING]} targets only support it"
        ),
        alt=(
            f"Grid of {len(lines)} rights by {len(data.goals)} goals with {len(found)} marks, each"
            f" with the number of linked targets. {kinds[targets_facts.DIRECT]} full squares: at least"
            f" one target directly. {kinds[targets_facts.SUPPORTING]} open circles: in support only. The"
            f" highest number, {most.total}, stands where goal {most.goal} meets"
            f" {most.label.lower()}."
        ),
        note=f"The number counts targets, not links. {NOTE}",
        sources=[],
        data=frame,
    )
