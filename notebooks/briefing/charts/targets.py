"""Charts of the targets and the rights that they are linked to."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.charts.grid import Columns, Grid, Mark, family_rows, goal_columns, marks_of
from briefing.dataset import Data
from briefing.facts import rights as rights_facts
from briefing.facts import targets as facts
from briefing.facts.targets import DIRECT, NONE, SUPPORTING
from briefing.theme import INK, finish, wrap

NOTE = (
    "All links are our own reading. How many there are measures how much the wording touches and"
    " how far we read on, not how much a goal or right matters."
)


# What a link of each strength is in the legends and tables of the two charts; another strength has
# its label. Marks are told apart by shape: a full square, an open circle, an open square.
MARKS_OF_TARGETS = {DIRECT: "At least one direct link", SUPPORTING: "Supporting links only"}
MARKS_OF_FIELDS = {DIRECT: "At least one target directly", SUPPORTING: "In support only"}
COLUMNS_OF_TARGETS = {DIRECT: "With a direct link", SUPPORTING: "Supporting links only"}
COLUMNS_OF_FIELDS = {DIRECT: "Targets linked directly", SUPPORTING: "Targets linked in support"}
NO_LINK = Mark("No link", "square-open", INK, 13)


def targets(data: Data) -> go.Figure:
    """All targets by goal, one mark each: linked directly, in support only, or not at all."""
    rows, goals = facts.decided(data), data.goals
    names = [f"{goal.goal} {goal.short_title}" for goal in goals.itertuples()]
    cells = _target_cells(data, rows)
    places = list(range(1, int(cells.column.max()) + 1))
    grid = Grid(
        pd.DataFrame({"key": goals.goal, "label": names, "group": "Targets of goal"}),
        Columns(places, [""] * len(places)),
    )
    marks = marks_of(data, "target-rights", "strength", **MARKS_OF_TARGETS)
    grid.put_all({**marks, NONE: NO_LINK}, cells)
    by_goal = rows.groupby(["goal", "strength"]).size().unstack(fill_value=0)
    by_goal = by_goal.reindex(columns=[*marks, NONE], fill_value=0)
    kinds = by_goal.sum()
    headings = {**_columns(data, COLUMNS_OF_TARGETS), NONE: NO_LINK.name}
    return finish(
        grid.close((26, 42)).figure,
        id="targets",
        **grid.size,
        title=(
            f"By our reading {kinds[DIRECT]} of {len(rows)} targets ask for something that an"
            f" article guarantees; {kinds[SUPPORTING]} more only support one, and {kinds[NONE]}"
            " touch none of those used"
        ),
        alt=(
            f"{len(rows)} marks, one a target, in {len(goals)} rows, one a goal. {kinds[DIRECT]}"
            f" full squares: at least one direct link. {kinds[SUPPORTING]} open circles:"
            f" supporting links only. {kinds[NONE]} open squares: no link, targets"
            f" {prose.listing(rows[rows.strength == NONE].target)}. "
        )
        + " ".join(
            f"Goal {goal}: {of[DIRECT]} direct, {of[SUPPORTING]} supporting, {of[NONE]} none."
            for goal, of in by_goal.iterrows()
        ),
        note=f"The text in a mark is the second part of the target's number. {NOTE}",
        sources=["open-sdg-targets"],
        data=pd.DataFrame(
            {"Goal": names, "Targets": by_goal.sum(axis=1).array}, by_goal.index
        ).join(by_goal.rename(columns=headings)),
    )


def _columns(data: Data, names: dict[str, str]) -> dict[str, str]:
    """The heading of each strength."""
    labels = data.labels("target-rights", "strength")
    return {strength: names.get(strength, label) for strength, label in labels.items()}


def _target_cells(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """One cell per target in the row of its goal, naming its articles or why there are none."""
    articles = (
        facts.links(data).groupby("target").cited.agg(lambda of: ", ".join(dict.fromkeys(of)))
    )
    why = rows.target.map(articles).fillna(rows.reason)
    hover = [
        f"<b>{row.target} {wrap(row.label)}</b><br>{wrap(text)}"
        for row, text in zip(rows.itertuples(), why, strict=True)
    ]
    return pd.DataFrame(
        {
            "key": rows.goal,
            "column": rows.groupby("goal").cumcount() + 1,
            "mark": rows.strength,
            "text": rows.target.str.split(".").str[1],
            "hover": hover,
        }
    )


def matrix(data: Data) -> go.Figure:
    """Goals by rights: in each field the number of the goal's targets that are linked to the right;
    the shape says whether one of them is directly.
    """
    rows, found = family_rows(rights_facts.by_family(data)), facts.pairs(data)
    found = found.merge(data.rights, on="right")
    cells = _matrix_cells(data, found)
    marks = marks_of(data, "target-rights", "strength", **MARKS_OF_FIELDS)
    grid = Grid(rows, goal_columns(data))
    grid.put_all(marks, cells)
    kinds = cells["mark"].value_counts().reindex(list(marks), fill_value=0)
    found["total"] = cells.text.astype(int)
    most = found.sort_values(["total", "goal"], ascending=[False, True]).iloc[0]
    return finish(
        grid.close((26, 38)).figure,
        id="target-matrix",
        **grid.size,
        title=(
            f"Target by target, goals and rights meet in {len(found)} fields: in {kinds[DIRECT]} at"
            f" least one target asks for the right itself, in {kinds[SUPPORTING]} targets only"
            " support it"
        ),
        alt=(
            f"Grid of {len(rows)} rights by {len(data.goals)} goals with {len(found)} marks, each"
            f" with the number of linked targets. {kinds[DIRECT]} full squares: at least one"
            f" target directly. {kinds[SUPPORTING]} open circles: in support only. The highest"
            f" number, {most.total}, stands where goal {most.goal} meets {most.label.lower()}."
        ),
        note=f"The number counts targets, not links. {NOTE}",
        sources=[],
        data=pd.DataFrame(
            {
                "Right": rows.label.array,
                "Family": rows.group.array,
                **{
                    name: _targets_by_right(found, strength, rows.key)
                    for strength, name in _columns(data, COLUMNS_OF_FIELDS).items()
                },
            }
        ),
    )


def _matrix_cells(data: Data, found: pd.DataFrame) -> pd.DataFrame:
    """One cell per goal and right; pointed at, it lists the targets by strength."""
    labels = data.labels("target-rights", "strength")
    hover = [
        f"<b>Goal {row['goal']}</b><br>{wrap(row['label'])}"
        + "".join(
            f"<br>{label.capitalize()}: {wrap(', '.join(row[strength]))}"
            for strength, label in labels.items()
            if row[strength]
        )
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "key": found.right,
            "column": found.goal,
            "mark": found.strength,
            "text": sum(found[strength].str.len() for strength in labels).astype(str),
            "hover": hover,
        }
    )


def _targets_by_right(found: pd.DataFrame, strength: str, rights: pd.Series) -> list[str]:
    """For each of ``rights`` its targets of that strength, as text."""
    listed = found.explode(strength).dropna(subset=strength).groupby("right")[strength]
    return list(rights.map(listed.agg(", ".join)).fillna(""))
