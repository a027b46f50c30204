"""Goals, rights and treaties: the links of our tables, and what bound Belarus on a day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from briefing.dataset import Data
from briefing.treaties import bound_from, is_exact

COPIED, READ = "ohchr-table", "our-reading"  # the values of goal-rights.basis
BOTH = "both"  # the basis of a goal and a right that meet on more than one

BOUND, NOT_JOINED = "party", "not-a-party"  # the values of treaty-status.status_on_day

# Codes of what is worked out and so stands in no column; ``reading.rights`` has their words. What
# an instrument is that has no status, what it was to Belarus on a day other than that of the
# speech, and whether individual complaints were open.
DECLARATION, UNKNOWN = "declaration", "unknown"
OUTSIDE, PENDING, LEFT = "outside", "pending", "left"
OPEN, SHUT, NO_COMPLAINTS, BY_DECLARATION = "open", "shut", "none", "by-declaration"
NOT_BOUND = "not-bound"  # no complaints, as Belarus was not a party to the instrument itself

CORE = "Core UN human rights instruments"  # the first group; instruments.kind has the others


def provision(row) -> str:
    """``ICCPR 9(1)``; the code alone for a whole instrument; ``UDHR 27 (printed as 25)`` where the
    copy errs.
    """
    if not row.article:
        return row.instrument
    if row.provision.split("(")[0] == row.article:
        return f"{row.instrument} {row.provision}"
    return f"{row.article_id} (printed as {row.provision})"


def with_articles(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` of links with what belongs to their article, in their order.

    Added columns: ``article`` (its number, "" for a whole instrument), ``short_title``,
    ``article_source`` and ``cited`` (see ``provision``).
    """
    articles = data.articles.rename(columns={"id": "article_id", "source": "article_source"})
    wanted = ["article_id", "article", "short_title", "article_source"]
    rows = rows.merge(articles[wanted], on="article_id")
    return rows.assign(cited=[provision(row) for row in rows.itertuples()])


def links(data: Data) -> pd.DataFrame:
    """One row per goal, right and article, with what belongs to it.

    Columns of ``data.goal_rights`` and ``with_articles``, and: ``goal_title``, ``label`` and
    ``family`` of the right, ``standing`` (see ``instruments``) and ``instrument_source``.
    """
    goals = data.goals[["goal", "short_title"]].rename(columns={"short_title": "goal_title"})
    treaties = instruments(data)[["instrument", "standing", "source"]]
    return (
        with_articles(data, data.goal_rights)
        .merge(goals, on="goal")
        .merge(data.rights[["right", "label", "family"]], on="right")
        .merge(treaties.rename(columns={"source": "instrument_source"}), on="instrument")
    )


def pairs(data: Data) -> pd.DataFrame:
    """Goals and rights that meet in at least one row.

    Columns ``goal``, ``right``, ``basis`` (a value of ``goal-rights.basis`` or ``BOTH``) and, for
    each of these values, the articles as text.
    """
    rows = with_articles(data, data.goal_rights).groupby(["goal", "right", "basis"])
    return _by_basis(data, rows.cited.agg(", ".join)).reset_index()


def _by_basis(data: Data, texts: pd.Series) -> pd.DataFrame:
    """Texts indexed by basis last, a column for each basis, and ``basis``: the one that has a text,
    or ``BOTH``.
    """
    bases = data.categories("goal-rights", "basis").index
    found = texts.unstack(fill_value="").reindex(columns=bases, fill_value="")
    there = found != ""
    return found.assign(basis=there.idxmax(axis=1).mask(there.sum(axis=1) > 1, BOTH))


def by_family(data: Data) -> pd.DataFrame:
    """The rights in the order of their families: ``data.rights`` and ``family_name``, which sorts
    as the families do.
    """
    names = data.labels("rights", "family")
    order = pd.CategoricalDtype(list(names.values()), ordered=True)
    rights = data.rights.assign(family_name=lambda of: of.family.map(names).astype(order))
    return rights.sort_values("family_name", kind="stable")


def links_by_family(data: Data, table: str, field: str) -> pd.DataFrame:
    """How many rows of ``table`` (goal-rights, target-rights) each family of rights has: a row per
    family (its name is the index, in their order), a column per value of the coded ``field``.
    """
    rows, names = data.table(table), by_family(data).set_index("right").family_name
    counts = rows.groupby([rows.right.map(names), field], observed=True).size()
    values = list(data.labels(table, field))
    return counts.unstack(fill_value=0).reindex(columns=values, fill_value=0)


def touched(data: Data) -> pd.DataFrame:
    """The paragraphs of the running text and what they touch, by our reading.

    One row per paragraph: ``paragraph`` (its name), ``summary``, and as text ``rights`` and
    ``articles``, each once, in the order of ``data.speech_links``; "" where it touches none.
    """
    links = data.speech_links.merge(data.rights[["right", "label"]], on="right")
    found = links.groupby("paragraph").agg(
        rights=("label", lambda of: "; ".join(dict.fromkeys(of))),
        articles=("article_id", lambda of: ", ".join(dict.fromkeys(of))),
    )
    rows = data.paragraphs[data.paragraphs.kind == "text"].sort_values("position")
    rows = rows[["paragraph", "summary"]].merge(found, on="paragraph", how="left")
    return rows.astype({"rights": "object", "articles": "object"}).fillna("")


def groups(data: Data) -> list[str]:
    """The groups of instruments, in their order; the column ``group`` of ``instruments``."""
    return list(dict.fromkeys([CORE, *data.categories("instruments", "kind").group]))


def instruments(data: Data) -> pd.DataFrame:
    """Every instrument with the status of Belarus.

    Columns of ``data.instruments`` and ``data.treaty_status`` (``note`` and ``confidence`` of the
    latter as ``status_note`` and ``status_confidence``; ``mode`` and ``later_change`` by their
    labels) and: ``group`` (one of ``groups``), ``standing`` on 10 December 2020 (a value of
    ``status_on_day``, ``DECLARATION`` or ``UNKNOWN``), ``bound_from`` (day from which the treaty
    bound Belarus) and ``exact`` (False where that is only the earliest possible day), ``verb``
    (ratified, acceded ...), ``left`` (day on which it stopped being bound), ``disputed`` (sources
    disagree on its status or days), ``complaints_on_day`` (individual complaints against Belarus
    on that day: ``NOT_BOUND``, ``OPEN``, ``SHUT``, ``NO_COMPLAINTS`` or ``BY_DECLARATION``).
    """
    names = {"note": "status_note", "confidence": "status_confidence", "later_effect": "left"}
    rows = data.instruments.merge(
        data.treaty_status.rename(columns=names), on="instrument", how="left"
    )
    kinds = data.categories("instruments", "kind")
    modes = data.categories("treaty-status", "mode")
    rows["group"] = rows.kind.map(kinds.group).mask(rows.core_un.astype(bool), CORE)
    known = rows.status_on_day.fillna(UNKNOWN)
    rows["standing"] = known.mask(rows.kind == "declaration", DECLARATION)
    rows["bound_from"] = rows.instrument.map(bound_from(data))
    rows["exact"] = rows.instrument.map(is_exact(data)).eq(True)
    rows["verb"], rows["mode"] = rows["mode"].map(modes.verb), rows["mode"].map(modes.label)
    rows["later_change"] = rows.later_change.map(data.labels("treaty-status", "later_change"))
    rows["disputed"] = rows.status_confidence.isin(["medium", "low"])
    bound = set(rows[rows.standing == BOUND].instrument)
    rows["complaints_on_day"] = [_complaints(row, bound) for row in rows.itertuples()]
    return rows


def _complaints(row, bound: set[str]) -> str:
    """Whether complaints under an instrument were open."""
    if row.standing == NOT_JOINED:
        return NOT_BOUND
    if not row.complaints:
        return NO_COMPLAINTS
    if not row.complaints_through:
        return BY_DECLARATION
    return OPEN if row.complaints_through in bound else SHUT


def treaties_on(data: Data, day: date) -> pd.DataFrame:
    """Every instrument with what it was to Belarus on ``day``: ``instruments`` and ``on_day``
    (``BOUND``, ``OUTSIDE``, ``PENDING`` or ``LEFT``).

    Counted from the day from which the treaty bound Belarus (``briefing.treaties.bound_from``).
    What is no treaty, or was not looked into, keeps its ``standing``.
    """
    rows = instruments(data)
    return rows.assign(on_day=[_on(row, pd.Timestamp(day)) for row in rows.itertuples()])


def _on(row, day: pd.Timestamp) -> str:
    if row.standing not in (BOUND, NOT_JOINED):
        return row.standing
    if pd.isna(row.joined) or row.joined > day:
        return OUTSIDE
    if pd.notna(row.left) and row.left <= day:
        return LEFT
    return PENDING if row.bound_from > day else BOUND


def core(data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The core UN human rights treaties and protocols that bound Belarus on 10 December 2020, and
    those it had not joined.

    What bound it is what ``treaty-status`` has as a party on that day; the check holds the dates
    of each against it.
    """
    rows = instruments(data)
    rows = rows[rows.core_un.astype(bool)]
    return rows[rows.standing == BOUND], rows[rows.standing == NOT_JOINED]


def disputed(data: Data) -> pd.DataFrame:
    """The core instruments on whose dates or status sources disagree.

    Columns of ``instruments``; how they disagree stands in ``status_note``.
    """
    rows = instruments(data)
    return rows[rows.core_un.astype(bool) & rows.disputed]


def complaint_protocols(data: Data) -> pd.DataFrame:
    """The instruments that were themselves open for individual complaints against Belarus on 10
    December 2020.
    """
    rows = instruments(data)
    return rows[(rows.complaints_on_day == OPEN) & (rows.complaints_through == rows.instrument)]


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
