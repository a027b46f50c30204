"""The rule on parallel guarantees: which links of a target ask for which others.

One of the rules that a schema cannot state; our own reading, like the links themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from briefing.dataset import Data, tuples

DIRECT, SUPPORTING = "direct", "supporting"
EVERYONE, ALL = "everyone", "all"
KEPT, EXCUSED, MISSING = "kept", "excused", "missing"

# Whom a target means that speaks of all people.
GROUPS_OF_ALL = {"women", "children", "disabled", "migrants", "racial-groups"}
# Guarantees that a target can ask for in so many words.
EQUALITY = {"equality", "equality-before-law", "equality-women"}

LINK = ["target", "guarantee", "article_id"]  # what a row asks for, and what a gap excuses
COLUMNS = [*LINK, "provision", "right", "scope", "because_of", "state"]


def parallels(data: Data) -> pd.DataFrame:
    """One row per target, guarantee and instrument where the rule on parallel guarantees asks for a
    link: is it there?

    Columns: ``target``, ``guarantee``, ``article_id``, ``provision``, ``right`` and ``scope`` of
    the first provision that the instrument has for the guarantee (a link to any of them will do);
    ``because_of``, the ids of the links that ask for it (empty where the words of the target do, in
    ``data.target_reach``); ``state``: kept, excused (by a row of ``data.parallel_gaps``) or
    missing.
    """
    instrument = data.articles.set_index("id").instrument.to_dict()
    guarantees: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    named: dict[str, set[str]] = defaultdict(set)  # the guarantees of an article
    for row in tuples(data.parallels):
        guarantees[row.guarantee][instrument[row.article_id]].append(row)
        named[row.article_id].add(row.guarantee)
    links: dict[str, list] = defaultdict(list)
    words: dict[str, set[str]] = defaultdict(set)
    for link in tuples(data.target_rights):
        links[link.target].append(link)
    for one in tuples(data.target_reach):
        words[one.target].add(one.reach)
    gaps = set(data.parallel_gaps[LINK].itertuples(index=False, name=None))

    found: list[tuple] = []
    for target in data.targets.target:
        touched = words[target].union(*(named[link.article_id] for link in links[target]))
        # Most guarantees are not touched: no link is to their articles, no word asks for them.
        for name in (name for name in guarantees if name in touched):
            near = [link for link in links[target] if name in named[link.article_id]]
            asked = _asked_for(name, guarantees[name], near, words[target])
            for first, because_of, kept in asked:
                asked_for = (target, name, first.article_id)
                excused = asked_for in gaps or ("", *asked_for[1:]) in gaps
                state = KEPT if kept else EXCUSED if excused else MISSING
                found.append(
                    (*asked_for, first.provision, first.right, first.scope, because_of, state)
                )
    return pd.DataFrame(found, columns=COLUMNS)


def _asked_for(
    guarantee: str, instruments: dict[str, list], links: list, words: set[str]
) -> Iterator[tuple[Any, list[str], bool]]:
    """The instruments that a target asks for, by its ``words`` and its ``links`` to articles of the
    guarantee: the first provision, the ids of the links that ask, whether a link is there.
    """
    home = {row.article_id: key for key, rows in instruments.items() for row in rows}
    there: dict[str, list] = {key: [] for key in instruments}  # links to articles of each
    callers: dict[str, list] = {key: [] for key in instruments}  # those that may ask for others
    for link in links:
        key = home[link.article_id]
        there[key].append(link)
        if any(_belongs(link, row) for row in instruments[key]):
            callers[key].append(link)
    for key, rows in instruments.items():
        first = rows[0]
        because_of = [
            link.id
            for other, calling in callers.items()
            if other != key
            for link in calling
            if _asks(guarantee, instruments[other][0].scope, first.scope, link.strength, words)
        ]
        in_words = guarantee in words and _asks(guarantee, EVERYONE, first.scope, SUPPORTING, words)
        if because_of or in_words:
            yield first, because_of, any(_fulfils(link, row) for link in there[key] for row in rows)


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
    equal = guarantee in EQUALITY
    for_all = ALL in words and strength == DIRECT and not equal and other in GROUPS_OF_ALL
    return scope == EVERYONE and (other in words or for_all)


def unparallel(rows: pd.DataFrame) -> pd.DataFrame:
    """Of ``parallels``, what is neither there nor excused: its columns without ``state``."""
    return rows[rows.state == MISSING].drop(columns="state").reset_index(drop=True)


def needless_gaps(data: Data, rows: pd.DataFrame) -> pd.Series:
    """Whether a row of ``data.parallel_gaps`` excuses nothing in ``rows`` of ``parallels``."""
    excused = rows[rows.state == EXCUSED]
    used = pd.MultiIndex.from_frame(pd.concat([excused[LINK], excused[LINK].assign(target="")]))
    gaps = data.parallel_gaps
    return pd.Series(~pd.MultiIndex.from_frame(gaps[LINK]).isin(used), gaps.index, dtype=bool)
