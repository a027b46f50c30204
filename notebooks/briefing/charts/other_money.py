"""Charts of money that is not the UN's stated total: loans and state spending, other countries."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import money, prose
from briefing.charts.stack import Stack
from briefing.dataset import Data
from briefing.facts import funding as facts
from briefing.look import BACKGROUND, BLUE, MUTED, PALE
from briefing.money import DOLLARS, Money
from briefing.reading.funding import (
    axis,
    capital,
    dollars_alone,
    in_dollars_too,
    in_own_unit,
    when,
)
from briefing.theme import finish, wrap

TEXT = 47  # characters of a line that fit the narrowest chart

GREY, OPEN = dict(color=PALE), dict(color=BACKGROUND, line=dict(color=MUTED, width=1.5))


def _bold(text: str) -> str:
    return f"<b>{text}</b>"


# ---- Loans, packages and state spending

LARGEST = 8  # sums that are drawn; the page of every row has all


def scale(data: Data) -> go.Figure:
    """The largest loans, packages and state spending beside the stated total."""
    every, said = facts.scale_rows(data), facts.stated(data)
    stated = money.of(said)
    rows = _with_words(data, every.head(LARGEST))
    unit, stack = axis(stated, Money(0, DOLLARS)), Stack()
    stack.write(_legend(rows), 12, 0, MUTED)
    for row in rows.itertuples():
        words = f"{row.short_title or row.title}: {row.dollars}"
        stack.write(wrap(f"{words} ({row.stands})", TEXT))
        look = GREY if row.real else OPEN
        told = [row.title, row.rate, f"The same sum: {row.stages}" if row.stages else ""]
        hover = "<br>".join(map(wrap, filter(None, told)))
        stack.bar(row.usd / 1e6, look, hover)
    stack.write(_bold(f"Stated by the UN: {in_own_unit(data, said)}"))
    stack.bar(stated.value / 1e6, dict(color=BLUE))
    height = stack.close(title_text=f"Million {unit}", tickformat=",")
    return finish(stack.figure, id="scale", height=height, **_say_scale(data, rows, len(every)))


def _legend(rows: pd.DataFrame) -> str:
    """What full and open bars mean, with the words that stand in brackets beside open ones."""
    open_ones = ", ".join(dict.fromkeys(rows[~rows.real].stands))
    full = "■ granted, paid or budgeted"
    return full + (f"<br>{wrap(f'□ none of these: {open_ones}', TEXT)}" if open_ones else "")


def _with_words(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Sums with their words: ``own`` and ``dollars`` (amounts), ``said`` (what the amount is),
    ``stands`` (its status, or what it is where it has none) and ``stages`` (other records of it).
    """
    kinds, known = (data.labels("contributions", column) for column in ("kind", "status"))
    words = [[kinds[row.kind].lower(), known.get(row.status, "")] for row in rows.itertuples()]
    return rows.assign(
        own=[in_own_unit(data, row) for row in rows.itertuples()],
        dollars=[dollars_alone(data, row) for row in rows.itertuples()],
        said=[", ".join(filter(None, pair)) for pair in words],
        stands=[status or kind for kind, status in words],
        stages=[
            "; ".join(_stage(data, one) for one in facts.stages(data, row).itertuples())
            for row in rows.itertuples()
        ],
    )


def _stage(data: Data, row) -> str:
    """A record of a sum at another stage: its amount, status and time, and whether we infer it."""
    status = data.labels("contributions", "status").get(row.status, "")
    words = ", ".join(filter(None, [in_own_unit(data, row), status, when(row)]))
    return f"{words} (we infer that it is the same sum)" if row.inference else words


def _paid_later(data: Data, rows: pd.DataFrame) -> str:
    """For the note: payments on record for sums that are drawn at an earlier stage."""
    told = ""
    for row in rows.itertuples():
        paid = facts.stages(data, row).query("status == 'disbursed'")
        for one in paid.itertuples():
            told += f" {row.short_title or row.title}, at another stage: {_stage(data, one)}."
    return told


def _say_scale(data: Data, rows: pd.DataFrame, of: int) -> dict:
    """Title, words, sources and table of the sums that are drawn, out of so many."""
    said = facts.stated(data)
    paid = rows[rows.status == "disbursed"]
    largest = (paid if len(paid) else rows).iloc[0]
    found = " reported as paid out" if len(paid) else ""
    frame = pd.DataFrame(
        {
            "What": rows.title,
            "Status": rows.said,
            "As stated": rows.own,
            "In US dollars": rows.dollars,
            "Rate": rows.rate,
            "The same sum at other stages": rows.stages,
            "Note": rows.note,
        }
    )
    told = [
        f"{row.title}: {row.own}{f' ({row.dollars})' if row.rate else ''}, {row.said}."
        for row in rows.itertuples()
    ]
    every = facts.in_dollars(data, data.contributions.query("panel == 'scale'"))
    left_out = [
        f" Not drawn: {r.title}, {in_own_unit(data, r)} ({r.no_rate})."
        for r in every[every.no_rate != ""].itertuples()
    ]
    return dict(
        title=(
            f"Largest sum found{found}: {largest.dollars} ({largest.short_title or largest.title})"
        ),
        alt=f"Bars in million {prose.currency(DOLLARS)}. {' '.join(told)}"
        f" For comparison, stated by the UN: {in_own_unit(data, said)}.",
        note=(
            f"The {prose.in_words(len(rows))} largest of {of} sums. None is recorded as UN money"
            " for the response. They must not be added: EU packages, for one, overlap. Amounts in"
            " other currencies are converted at the average rate of their month."
            + _paid_later(data, rows)
            + "".join(left_out)
        ),
        sources=[
            *rows.source,
            *filter(None, rows.rate_source),
            *(one for row in rows.itertuples() for one in facts.stages(data, row).source),
        ],
        data=frame,
    )


# ---- Beside other countries


def per_inhabitant(data: Data) -> go.Figure:
    """WHO's emergency output of 2020 and 2021 by inhabitant, for each country on record."""
    every = facts.per_inhabitant(data)
    rows, others = every[every.per_inhabitant.notna()], every[every.per_inhabitant.isna()]
    unit, stack = prose.currency(DOLLARS), Stack()
    each = [prose.number(value, 2) for value in rows.per_inhabitant]
    for row, value in zip(rows.itertuples(), each, strict=True):
        ours = row.country == "Belarus"
        amount = in_dollars_too(data, row) if row.rate else prose.number(row.amount)
        text = wrap(f"{row.country}: {value} ({amount} in all)", TEXT)
        stack.write(_bold(text) if ours else text)
        stack.bar(row.per_inhabitant, dict(color=BLUE) if ours else GREY, wrap(row.note))
    height = stack.close(title_text=f"{capital(unit)} for each inhabitant")
    ours = float(rows[rows.country == "Belarus"].per_inhabitant.max())
    beside = rows[rows.country != "Belarus"]
    note = "One agency, one activity, 2020 and 2021 together, as recorded in April 2021."
    for row in others.itertuples():
        why = row.no_rate or "its population is not in the tables"
        note += f" Not drawn: {row.country}, {in_own_unit(data, row)}, since {why}."
    told = [f"{country} {value}." for country, value in zip(rows.country, each, strict=True)]
    fewer = (beside.per_inhabitant < ours).sum()
    return finish(
        stack.figure,
        id="per-inhabitant",
        height=height,
        title=(
            f"WHO recorded {prose.number(ours, 2)} {unit} per person in Belarus, more than in"
            f" {fewer} of {len(beside)} other countries"
        ),
        alt=f"Bars of {unit} for each inhabitant. " + " ".join(told),
        note=note,
        sources=[*every.source, *filter(None, rows.rate_source), "wb-population"],
        data=_table_of_countries(data, rows, each),
    )


def _table_of_countries(data: Data, rows: pd.DataFrame, each: list[str]) -> pd.DataFrame:
    """The table behind the chart; a column of rates only where an amount was converted."""
    frame = pd.DataFrame(
        {
            "Country": rows.country,
            "US dollars": rows.usd,
            "Population 2020": rows.population,
            "US dollars for each inhabitant": each,
            "Note": rows.note,
        }
    )
    if any(rows.rate):
        stated = [f"{in_own_unit(data, r)}; {r.rate}" if r.rate else "" for r in rows.itertuples()]
        frame.insert(2, "As stated, and rate", stated)
    return frame
