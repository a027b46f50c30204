"""Goals, rights and treaties: the links of our tables, and what bound Belarus on the day."""

from __future__ import annotations

import pandas as pd

from briefing import dataset
from briefing.dataset import Data
from briefing.treaties import bound_from, is_exact

SPEECH = pd.Timestamp(dataset.SPEECH)


FAMILIES = {
    "civil": "Civil rights",
    "political": "Political rights",
    "economic": "Economic rights",
    "social": "Social rights",
    "cultural": "Cultural rights",
    "development": "Development",
}


BASIS = {"ohchr-table": "OHCHR table, seen in a copy", "our-reading": "Our reading"}


BOTH = "Both"


GROUPS = ("Core UN human rights instruments", "Other treaties", "ILO conventions")


JOINED = {"ratification": "ratified", "accession": "acceded", "approval": "approved"}


DECLARATION, NOT_JOINED, BOUND, UNKNOWN = (
    "declaration, not a treaty",
    "not a party",
    "bound",
    "not looked into",
)


def links(data: Data) -> pd.DataFrame:
    """One row per goal, right and article, with what belongs to it.

    Columns of ``data.goal_rights`` and: ``goal_title``, ``label`` and ``family`` of the right,
    ``short_title`` of the article, ``article_source``, ``standing`` (bound, not a party,
    declaration) and ``belarus`` (the same in words).
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})[
        ["article_id", "short_title", "article_source"]
    ]
    treaties = instruments(data)[["instrument", "standing", "belarus", "source"]].rename(
        columns={"source": "instrument_source"}
    )
    rows = data.goal_rights.merge(
        data.goals[["goal", "short_title"]].rename(columns={"short_title": "goal_title"}), on="goal"
    )
    return (
        rows.merge(data.rights[["right", "label", "family"]], on="right")
        .merge(articles, on="article_id")
        .merge(treaties, on="instrument")
    )


def provision(row) -> str:
    """``ICCPR 9(1)``; the code alone for a whole instrument; ``UDHR 27 (printed as 25)`` where the
    copy errs.
    """
    if row.article_id == row.instrument:
        return row.instrument
    number = row.article_id.removeprefix(row.instrument).strip()
    return (
        f"{row.instrument} {row.provision}"
        if row.provision.split("(")[0] == number
        else f"{row.article_id} (printed as {row.provision})"
    )


def titled(provision: str, title: str) -> str:
    """``ICCPR 7: Freedom from torture``, or the provision alone where the article has no title."""
    return f"{provision}: {title}" if title else provision


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one row: ``goal``, ``right``, ``basis`` (a key of
    ``MARKS``), ``articles`` by basis as text.
    """
    rows = data.goal_rights
    rows["cited"] = [provision(r) for r in rows.itertuples()]
    found = (
        rows.groupby(["goal", "right", "basis"])
        .cited.agg(", ".join)
        .unstack(fill_value="")
        .reindex(columns=list(BASIS), fill_value="")
        .reset_index()
    )
    ours, copied = found["our-reading"] != "", found["ohchr-table"] != ""
    found["basis"] = [
        BOTH if a and b else "our-reading" if a else "ohchr-table"
        for a, b in zip(ours, copied, strict=True)
    ]
    return found


def instruments(data: Data) -> pd.DataFrame:
    """Every instrument with the status of Belarus.

    Columns of ``data.instruments`` and ``data.treaty_status`` and: ``group`` (one of ``GROUPS`` or
    declarations), ``standing`` on 10 December 2020, ``bound_from`` (day from which the treaty bound
    Belarus) and ``exact`` (False where that is only the earliest possible day), ``belarus``
    (standing with these years), ``left`` (day on which it stopped being bound),
    ``complaints_on_day`` (individual complaints against Belarus on that day, in words), ``anchor``
    of its row.
    """
    names = {"note": "status_note", "confidence": "status_confidence"}
    status = data.treaty_status.rename(columns=names)
    rows = data.instruments.merge(status, on="instrument", how="left")
    core, labour = rows.core_un.astype(bool), rows.kind == "convention-labour"
    rows["group"] = "Other treaties"
    rows["group"] = (
        rows.group.mask(core, GROUPS[0])
        .mask(labour, GROUPS[2])
        .mask(rows.kind == "declaration", "Declarations")
    )
    rows["standing"] = (
        rows.status_on_day.map({"party": BOUND, "not-a-party": NOT_JOINED})
        .fillna(UNKNOWN)
        .mask(rows.kind == "declaration", DECLARATION)
    )
    rows["left"] = rows.later_effect
    rows["bound_from"] = rows.instrument.map(bound_from(data))
    rows["exact"] = rows.instrument.map(is_exact(data)).eq(True)
    rows["belarus"] = [_standing(row) for row in rows.itertuples()]
    rows["complaints_on_day"] = _complaints(rows)
    rows["anchor"] = "treaty-" + rows.instrument.str.lower()
    return rows


def _standing(row) -> str:
    """``bound since 1976 (ratified 1973)``; ``bound (ratified 1973)`` where the day is not exact."""
    if row.standing != BOUND:
        return row.standing
    since = f"bound since {row.bound_from.year}" if row.exact else BOUND
    left = f", left {row.left.year}" if pd.notna(row.left) else ""
    return f"{since} ({JOINED[row.mode]} {row.joined.year}{left})"


def _complaints(rows: pd.DataFrame) -> list[str]:
    """Per instrument: open, not open, by which protocol, or by a declaration of the State. A note
    names the way where it is not joining itself.
    """
    way = rows.note.str.extract(r"Complaints: (.*?)\.")[0].fillna("")
    protocol = way.str.extract(r"through ([A-Z0-9-]+)")[0]
    bound = set(rows[rows.standing == BOUND].instrument)
    said = []
    for row, text, through in zip(rows.itertuples(), way, protocol, strict=True):
        if not row.complaints:
            said.append("none provided for")
        elif isinstance(through, str):
            said.append(f"{'open' if through in bound else 'not open'}, through {through}")
        elif text:
            said.append("only by a separate declaration, not looked into")
        else:
            said.append("open" if row.instrument in bound else "not open")
    return said


def core(data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The core UN human rights treaties and protocols that bound Belarus on 10 December 2020, and
    those it had not joined.
    """
    rows = instruments(data)
    rows = rows[rows.core_un.astype(bool)]
    return rows[rows.standing == BOUND], rows[rows.standing == NOT_JOINED]


def disputed(data: Data) -> pd.DataFrame:
    """The core instruments on whose dates or status sources disagree.

    Columns of ``instruments``; how they disagree stands in ``status_note``.
    """
    rows = instruments(data)
    return rows[rows.core_un.astype(bool) & rows.status_confidence.isin(["medium", "low"])]


def complaint_protocols(data: Data) -> pd.DataFrame:
    """The instruments that were themselves open for individual complaints against Belarus on 10
    December 2020.
    """
    rows = instruments(data)
    return rows[rows.complaints_on_day == "open"]


def treaty_sources(data: Data, *codes: str) -> list[str]:
    """Ids of the sources for the status of Belarus under the instruments named."""
    rows = data.treaty_sources
    return list(dict.fromkeys(s for code in codes for s in rows[rows.instrument == code].source))


def bound_sources(data: Data, *codes: str) -> list[str]:
    """Ids of the sources for the day from which the instruments named bound Belarus.

    They are those of joining, of the treaty's entry into force and of its waiting time.
    """
    own = data.instruments.set_index("instrument").source
    waiting = data.waiting_times.set_index("instrument").source
    found = [
        source
        for code in codes
        for source in (*treaty_sources(data, code), own.get(code), waiting.get(code))
    ]
    return list(dict.fromkeys(s for s in found if s))


def targets_linked(data: Data) -> dict:
    """How many targets the Danish Institute for Human Rights links to instruments: ``linked``,
    ``of`` (all targets), ``source``.
    """
    row = data.target_counts[data.target_counts.linked.notna()].iloc[0]
    return {"linked": int(row.linked), "of": len(data.targets), "source": row.source}


def union(bases: pd.Series) -> str:
    kinds = set(bases)
    return kinds.pop() if len(kinds) == 1 else BOTH
