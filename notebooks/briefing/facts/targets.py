"""The 169 targets and the articles to which our reading links them."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data
from briefing.facts.rights import BOUND, instruments, with_articles

DIRECT, SUPPORTING = "direct", "supporting"  # the values of target-rights.strength
NONE = "none"  # of a target without a link


def by_strength(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """How many of ``rows`` have each strength: ``direct`` and ``supporting``, for each value of
    ``keys`` (the index).
    """
    counts = rows.groupby([*keys, "strength"]).size().unstack(fill_value=0)
    return counts.reindex(columns=[DIRECT, SUPPORTING], fill_value=0)


def decided(data: Data) -> pd.DataFrame:
    """One row per target: ``target``, ``goal``, ``label``, ``direct`` and ``supporting`` (numbers
    of links), ``strength`` of its strongest link, ``reason`` for none.

    ``strength`` is direct, supporting or none; where it is none, ``reason`` says why ("" where
    nobody has decided).
    """
    count = by_strength(data.target_rights, "target").reset_index()
    rows = (
        data.targets.merge(count, on="target", how="left")
        .merge(data.targets_without_link, on="target", how="left")
        .fillna({DIRECT: 0, SUPPORTING: 0, "reason": ""})
        .astype({DIRECT: int, SUPPORTING: int})
    )
    strength = pd.Series(NONE, rows.index).mask(rows[SUPPORTING] > 0, SUPPORTING)
    return rows.assign(strength=strength.mask(rows[DIRECT] > 0, DIRECT))


def links(data: Data) -> pd.DataFrame:
    """One row per link, in the order of the targets, the direct ones first.

    Columns of ``data.target_rights`` and ``data.targets``, those of ``rights.with_articles``,
    ``standing`` of the instrument for Belarus and ``named``, the label of the right.
    """
    order = list(data.labels("target-rights", "strength"))
    rights = data.rights[["right", "label"]].rename(columns={"label": "named"})
    given = data.target_rights
    given = given.sort_values("strength", key=lambda of: of.map(order.index), kind="stable")
    rows = with_articles(data, data.targets.merge(given, on="target"))
    return rows.merge(instruments(data)[["instrument", "standing"]], on="instrument").merge(
        rights, on="right"
    )


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one target: ``goal``, ``right``, ``direct`` and
    ``supporting`` as lists of targets, none in both.

    A target that has links of both strengths to a right stands in ``direct``.
    """
    rows = links(data).drop_duplicates(["target", "right"])
    found = rows.groupby(["goal", "right", "strength"]).target.agg(list).unstack()
    found = found.reindex(columns=[DIRECT, SUPPORTING])
    return found.map(lambda cell: cell if isinstance(cell, list) else []).reset_index()


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
