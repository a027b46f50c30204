"""The 169 targets and the articles to which our reading links them."""

from __future__ import annotations

import pandas as pd

from briefing.check import parallels
from briefing.dataset import Data
from briefing.facts.rights import BOUND, instruments, with_articles

# Values of target-rights.strength, and that of a target without a link.
DIRECT, SUPPORTING, NONE = parallels.DIRECT, parallels.SUPPORTING, "none"


def strengths(data: Data) -> list[str]:
    """The values of ``target-rights.strength``, the strongest first."""
    return list(data.labels("target-rights", "strength"))


def by_strength(data: Data, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """How many of ``rows`` have each strength, a column each, for each value of the column ``key``
    (the index).
    """
    counts = rows.groupby([key, "strength"]).size().unstack(fill_value=0)
    return counts.reindex(columns=strengths(data), fill_value=0)


def decided(data: Data) -> pd.DataFrame:
    """One row per target: ``target``, ``goal``, ``label``, for each strength (``direct``,
    ``supporting``) the number of links, ``strength`` of the strongest, ``reason`` for none.

    ``strength`` is none for a target without a link; ``reason`` then says why ("" where nobody has
    decided).
    """
    count = by_strength(data, data.target_rights, "target")
    strongest = count.gt(0).idxmax(axis=1)
    return (
        data.targets.merge(count.assign(strength=strongest), on="target", how="left")
        .merge(data.targets_without_link, on="target", how="left")
        .fillna({**dict.fromkeys(count.columns, 0), "strength": NONE, "reason": ""})
        .astype(dict.fromkeys(count.columns, int))
    )


def links(data: Data) -> pd.DataFrame:
    """One row per link, in the order of the targets, the direct ones first.

    Columns of ``data.target_rights`` and ``data.targets``, those of ``rights.with_articles``,
    ``standing`` of the instrument for Belarus and ``named``, the label of the right.
    """
    order, given = strengths(data), data.target_rights
    given = given.sort_values("strength", key=lambda of: of.map(order.index), kind="stable")
    rows = with_articles(data, data.targets.merge(given, on="target"))
    rights = data.rights[["right", "label"]].rename(columns={"label": "named"})
    standing = instruments(data)[["instrument", "standing"]]
    return rows.merge(standing, on="instrument").merge(rights, on="right")


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one target: ``goal``, ``right``, for each strength
    (``direct``, ``supporting``) the list of targets, and ``strength``, that of the strongest link.

    A target that has links of both strengths to a right stands in ``direct`` alone.
    """
    rows = links(data).drop_duplicates(["target", "right"])
    found = rows.groupby(["goal", "right", "strength"]).target.agg(list).unstack()
    found = found.reindex(columns=strengths(data))
    strongest = found.notna().idxmax(axis=1)
    found = found.map(lambda cell: cell if isinstance(cell, list) else [])
    return found.assign(strength=strongest).reset_index()


def wholly_unbound(data: Data) -> pd.DataFrame:
    """Targets that are linked, but to no treaty that bound Belarus on 10 December 2020: the columns
    of ``decided``.
    """
    every = links(data)
    bound = every[every.standing == BOUND].target
    rows = decided(data)
    return rows[(rows.strength != NONE) & ~rows.target.isin(bound)]


def only_through(data: Data, *keys: str) -> list[str]:
    """Targets whose links all lead to the instruments or articles named, by code or article id."""
    rows = links(data)
    outside = rows[~(rows.instrument.isin(keys) | rows.article_id.isin(keys))].target
    return [target for target in dict.fromkeys(rows.target) if target not in set(outside)]
