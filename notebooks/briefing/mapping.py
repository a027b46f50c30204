"""The mapping of the 169 targets to articles of human rights law, counted. It is our own reading, and so is every number here.

Pure functions on the tables of the data package; they know nothing of charts or pages.
"""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data

DIRECT, SUPPORTING, NONE = "direct", "supporting", "none"


def links(data: Data) -> pd.DataFrame:
    """One row per link of a target to an article, in the order of the targets: the columns of ``data.target_rights``, ``goal`` and ``label`` of the target."""
    return data.targets.merge(data.target_rights, on="target")


def decided(data: Data) -> pd.DataFrame:
    """One row per target: ``target``, ``goal``, ``label``, ``direct`` and ``supporting`` (numbers of links), ``strength`` of its strongest link, ``reason`` for none.

    ``strength`` is direct, supporting or none; where it is none, ``reason`` says why ("" where nobody has decided).
    """
    count = data.target_rights.groupby(["target", "strength"]).size().unstack(fill_value=0).reindex(columns=[DIRECT, SUPPORTING], fill_value=0).reset_index()
    rows = data.targets.merge(count, on="target", how="left").merge(data.targets_without_link, on="target", how="left")
    rows = rows.fillna({DIRECT: 0, SUPPORTING: 0, "reason": ""}).astype({DIRECT: int, SUPPORTING: int})
    rows["strength"] = rows[SUPPORTING].map(lambda n: SUPPORTING if n else NONE).mask(rows[DIRECT] > 0, DIRECT)
    return rows


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one target: ``goal``, ``right``, ``direct`` and ``supporting`` as lists of targets, none in both.

    A target that has links of both strengths to a right stands in ``direct``.
    """
    rows = links(data).sort_values("strength", kind="stable").drop_duplicates(["target", "right"])  # "direct" sorts first
    order = {target: n for n, target in enumerate(data.targets.target)}
    found = rows.groupby(["goal", "right", "strength"]).target.agg(lambda s: sorted(s, key=order.get)).unstack().reindex(columns=[DIRECT, SUPPORTING])
    return found.map(lambda cell: cell if isinstance(cell, list) else []).reset_index()


def uncovered(data: Data) -> pd.DataFrame:
    """Goals and rights that are linked at the level of the goal but by none of its targets: ``goal``, ``right``."""
    goals = data.goal_rights[["goal", "right"]].drop_duplicates()
    both = goals.merge(pairs(data)[["goal", "right"]], how="left", indicator="found")
    return both[both.found == "left_only"].drop(columns="found").sort_values(["goal", "right"]).reset_index(drop=True)


def links_summary(data: Data) -> list[str]:
    """Lines that say how many targets are decided, and how many direct and supporting links each goal and each instrument has."""
    targets, rows = decided(data), links(data)
    kinds = targets.strength.value_counts()
    open_ = int(((targets.strength == NONE) & (targets.reason == "")).sum())
    lines = [
        f"Targets and articles: {len(targets) - open_} of {len(targets)} targets decided, {kinds.get(DIRECT, 0)} with a direct link, "
        f"{kinds.get(SUPPORTING, 0)} with supporting links only, {kinds.get(NONE, 0) - open_} without a link and with a reason"]
    for column, order, name in (("goal", data.goals.goal, "goal {}"), ("instrument", data.instruments.instrument, "{}")):
        found = rows.groupby([column, "strength"]).size().unstack(fill_value=0).reindex(columns=[DIRECT, SUPPORTING], fill_value=0)
        for key in (k for k in order if k in found.index):
            direct, supporting = found.loc[key]
            lines.append(f"Targets and articles, {name.format(key)}: {direct} direct + {supporting} supporting = {direct + supporting} links")
    return lines
