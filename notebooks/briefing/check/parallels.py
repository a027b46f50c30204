"""The rule on parallel guarantees: which links of a target ask for which others.

One of the rules that a schema cannot state; our own reading, like the links themselves.
"""

from __future__ import annotations

import pandas as pd

from briefing.dataset import Data

DIRECT, SUPPORTING = "direct", "supporting"
EVERYONE, ALL = "everyone", "all"


GROUPS_OF_ALL = {
    "women",
    "children",
    "disabled",
    "migrants",
    "racial-groups",
}  # whom a target means that speaks of all people


EQUALITY = {
    "equality",
    "equality-before-law",
    "equality-women",
}  # guarantees that a target can ask for in so many words


KEPT, EXCUSED, MISSING = "kept", "excused", "missing"


def parallels(data: Data) -> pd.DataFrame:
    """One row per target, guarantee and instrument where the rule on parallel guarantees asks for a
    link: is it there?

    Columns: ``target``, ``guarantee``, ``article_id``, ``provision``, ``right`` and ``scope`` of
    the first provision that the instrument has for the guarantee (a link to any of them will do);
    ``because_of``, the ids of the links that ask for it (empty where the words of the target do, in
    ``data.target_reach``); ``state``: kept, excused (by a row of ``data.parallel_gaps``) or
    missing.
    """
    instrument = data.articles.set_index("id").instrument
    reach = {target: set(rows.reach) for target, rows in data.target_reach.groupby("target")}
    gaps = set(
        data.parallel_gaps[["target", "guarantee", "article_id"]].itertuples(index=False, name=None)
    )
    linked = {
        target: list(rows.itertuples()) for target, rows in data.target_rights.groupby("target")
    }
    guarantees = [
        (
            name,
            {
                key: list(one.itertuples())
                for key, one in rows.groupby(rows.article_id.map(instrument), sort=False)
            },
        )
        for name, rows in data.parallels.groupby("guarantee", sort=False)
    ]
    named = data.parallels.groupby("article_id").guarantee.agg(set)
    found = []
    for target in data.targets.target:
        links_, words = linked.get(target, []), reach.get(target, set())
        touched = words.union(*(named.get(link.article_id, ()) for link in links_))
        for name, instruments in guarantees:
            if name not in touched:
                continue  # most are: no link is to one of its articles, and no word asks for it
            callers = {
                key: [link for link in links_ if any(_belongs(link, row) for row in rows)]
                for key, rows in instruments.items()
            }
            for key, (first, *more) in instruments.items():
                by = [
                    link.id
                    for other, calling in callers.items()
                    if other != key
                    for link in calling
                    if _asks(name, instruments[other][0].scope, first.scope, link.strength, words)
                ]
                in_words = name in words and _asks(name, EVERYONE, first.scope, SUPPORTING, words)
                if not by and not in_words:
                    continue
                kept = any(_fulfils(link, row) for link in links_ for row in (first, *more))
                excused = (target, name, first.article_id) in gaps or (
                    "",
                    name,
                    first.article_id,
                ) in gaps
                state = KEPT if kept else EXCUSED if excused else MISSING
                found.append(
                    (
                        target,
                        name,
                        first.article_id,
                        first.provision,
                        first.right,
                        first.scope,
                        by,
                        state,
                    )
                )
    return pd.DataFrame(
        found,
        columns=[
            "target",
            "guarantee",
            "article_id",
            "provision",
            "right",
            "scope",
            "because_of",
            "state",
        ],
    )


def _belongs(link, row) -> bool:
    """Whether a link is to the guarantee of a row of ``parallels``: the article, inside its
    paragraph, filed under its right.
    """
    return (
        link.article_id == row.article_id
        and link.provision.startswith(row.provision)
        and row.right in ("", link.right)
    )


def _fulfils(link, row) -> bool:
    """Whether a link covers the provision of a row: the paragraph, a part of it, or the whole that
    holds it, under any right.
    """
    return link.article_id == row.article_id and (
        link.provision.startswith(row.provision) or row.provision.startswith(link.provision)
    )


def _asks(guarantee: str, scope: str, other: str, strength: str, words: set[str]) -> bool:
    """Whether a link to a provision of ``scope`` asks for one of scope ``other``, by the words that
    say whom the target reaches.

    Everyone's provision is asked for by any other, a group's only by everyone's: where the target
    names the group, or where it speaks of all people and is linked directly (equality asks for the
    name).
    """
    if other == EVERYONE:
        return True
    for_all = (
        ALL in words and strength == DIRECT and guarantee not in EQUALITY and other in GROUPS_OF_ALL
    )
    return scope == EVERYONE and (other in words or for_all)


def unparallel(rows: pd.DataFrame) -> pd.DataFrame:
    """Of ``parallels``, what is neither there nor excused: its columns without ``state``."""
    return rows[rows.state == MISSING].drop(columns="state").reset_index(drop=True)


def needless_gaps(data: Data, rows: pd.DataFrame) -> pd.Series:
    """Per row of ``data.parallel_gaps``: whether it excuses nothing in ``rows`` of ``parallels``."""
    gaps = data.parallel_gaps
    excused = rows[rows.state == EXCUSED]
    used = {
        key
        for row in excused.itertuples()
        for key in (
            (row.target, row.guarantee, row.article_id),
            ("", row.guarantee, row.article_id),
        )
    }
    return pd.Series(
        [
            key not in used
            for key in gaps[["target", "guarantee", "article_id"]].itertuples(
                index=False, name=None
            )
        ],
        gaps.index,
        dtype=bool,
    )
