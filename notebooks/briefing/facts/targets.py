"""The 169 targets and the articles to which our reading links them."""

from __future__ import annotations

import pandas as pd

from briefing import mapping
from briefing.dataset import Data
from briefing.facts.rights import BOUND, instruments


def links(data: Data) -> pd.DataFrame:
    """One row per link: the columns of ``mapping.links``, ``standing`` of the instrument for
    Belarus, ``named`` right, ``short_title`` of the article, ``cited`` provision.
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})[
        ["article_id", "short_title", "article_source"]
    ]
    rows = (
        mapping.links(data)
        .merge(articles, on="article_id")
        .merge(instruments(data)[["instrument", "standing"]], on="instrument")
    )
    order = pd.Series(range(len(data.target_rights)), index=data.target_rights.id)
    targets = pd.Series(range(len(data.targets)), index=data.targets.target)
    rows = (
        rows.assign(
            o=rows.target.map(targets),
            s=rows.strength.map([mapping.DIRECT, mapping.SUPPORTING].index),
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
    of ``mapping.decided``.
    """
    every = links(data)
    bound = every[every.standing == BOUND].target
    rows = mapping.decided(data)
    return rows[(rows.strength != mapping.NONE) & ~rows.target.isin(bound)]


def only_through(data: Data, *keys: str) -> list[str]:
    """Targets all of whose links lead to the instruments or articles named, by code or article id."""
    rows = links(data)
    outside = rows[~(rows.instrument.isin(keys) | rows.article_id.isin(keys))].target
    return [target for target in dict.fromkeys(rows.target) if target not in set(outside)]
