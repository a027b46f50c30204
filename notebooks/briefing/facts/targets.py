"""The 169 targets and the articles to which our reading links them."""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data
from briefing.facts.rights import BOUND, instruments

DIRECT, SUPPORTING, NONE = "direct", "supporting", "none"


def _with_goals(data: Data) -> pd.DataFrame:
    """One row per link of a target to an article, in the order of the targets: the columns of
    ``data.target_rights``, ``goal`` and ``label`` of the target.
    """
    return data.targets.merge(data.target_rights, on="target")


def decided(data: Data) -> pd.DataFrame:
    """One row per target: ``target``, ``goal``, ``label``, ``direct`` and ``supporting`` (numbers
    of links), ``strength`` of its strongest link, ``reason`` for none.

    ``strength`` is direct, supporting or none; where it is none, ``reason`` says why ("" where
    nobody has decided).
    """
    count = (
        data.target_rights.groupby(["target", "strength"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=[DIRECT, SUPPORTING], fill_value=0)
        .reset_index()
    )
    rows = data.targets.merge(count, on="target", how="left").merge(
        data.targets_without_link, on="target", how="left"
    )
    rows = rows.fillna({DIRECT: 0, SUPPORTING: 0, "reason": ""}).astype(
        {DIRECT: int, SUPPORTING: int}
    )
    rows["strength"] = (
        rows[SUPPORTING].map(lambda n: SUPPORTING if n else NONE).mask(rows[DIRECT] > 0, DIRECT)
    )
    return rows


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one target: ``goal``, ``right``, ``direct`` and
    ``supporting`` as lists of targets, none in both.

    A target that has links of both strengths to a right stands in ``direct``.
    """
    rows = (
        _with_goals(data)
        .sort_values("strength", kind="stable")
        .drop_duplicates(["target", "right"])
    )  # "direct" sorts first
    order = {target: n for n, target in enumerate(data.targets.target)}
    found = (
        rows.groupby(["goal", "right", "strength"])
        .target.agg(lambda s: sorted(s, key=order.get))
        .unstack()
        .reindex(columns=[DIRECT, SUPPORTING])
    )
    return found.map(lambda cell: cell if isinstance(cell, list) else []).reset_index()


def links(data: Data) -> pd.DataFrame:
    """One row per link: the columns of ``data.target_rights`` and ``data.targets``, ``standing`` of the instrument for
    Belarus, ``named`` right, ``short_title`` of the article, ``cited`` provision.
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})[
        ["article_id", "short_title", "article_source"]
    ]
    rows = (
        _with_goals(data)
        .merge(articles, on="article_id")
        .merge(instruments(data)[["instrument", "standing"]], on="instrument")
    )
    order = pd.Series(range(len(data.target_rights)), index=data.target_rights.id)
    targets = pd.Series(range(len(data.targets)), index=data.targets.target)
    rows = (
        rows.assign(
            o=rows.target.map(targets),
            s=rows.strength.map([DIRECT, SUPPORTING].index),
            n=rows.id.map(order),
        )
        .sort_values(["o", "s", "n"])
        .drop(columns=["o", "s", "n"])
    )
    rows["cited"] = [
        r.instrument if r.article_id == r.instrument else f"{r.instrument} {r.provision}"
        for r in rows.itertuples()
    ]
    return rows.merge(
        data.rights[["right", "label", "family"]].rename(columns={"label": "named"}), on="right"
    ).reset_index(drop=True)


def anchor(target: str) -> str:
    """The id of a target's first row: ``16.10`` is ``target-16-10``."""
    return "target-" + target.replace(".", "-")


def wholly_unbound(data: Data) -> pd.DataFrame:
    """Targets that are linked, but to no treaty that bound Belarus on 10 December 2020: the columns
    of ``decided``.
    """
    every = links(data)
    bound = every[every.standing == BOUND].target
    rows = decided(data)
    return rows[(rows.strength != NONE) & ~rows.target.isin(bound)]


def only_through(data: Data, *keys: str) -> list[str]:
    """Targets all of whose links lead to the instruments or articles named, by code or article id."""
    rows = links(data)
    outside = rows[~(rows.instrument.isin(keys) | rows.article_id.isin(keys))].target
    return [target for target in dict.fromkeys(rows.target) if target not in set(outside)]
