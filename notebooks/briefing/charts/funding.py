"""Charts of the money: stated and recorded, funding and spending, four measures."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from briefing import money, prose
from briefing.charts.stack import Stack
from briefing.dataset import Data
from briefing.facts import funding as facts
from briefing.look import BACKGROUND, BLUE, COLOURS, INK, MUTED, PALE
from briefing.money import DOLLARS, Money
from briefing.reading.funding import (
    NO_DATE,
    axis,
    capital,
    dates,
    day_of,
    in_own_unit,
    of_stated,
    period,
    short_day_of,
    value_and_unit,
    whole,
)
from briefing.theme import escape, finish, wrap

TEXT = 46  # characters of a line that fit the narrowest chart


def _bold(text: str) -> str:
    return f"<b>{text}</b>"


def _millions(amount: Money) -> float:
    return amount.value / 1e6


# ---- Stated beside recorded

# Greys of the agencies, the largest first; a fifth agency begins again.
SHADES = (MUTED, PALE, COLOURS["light"], INK)


def stated_and_recorded(data: Data, found: str = "Found in public records") -> go.Figure:
    """The stated total as one unsplit bar above a bar of what the agencies' records hold, which
    ``found`` names.
    """
    said, view, amounts = facts.stated(data), facts.default_view(data), facts.sums(data, "agency")
    stated, recorded = money.of(said), money.total(view)
    unit, first = axis(recorded, stated), amounts.index[0]
    stack = Stack()
    stack.write(f"{_bold('Stated by the UN')} on {short_day_of(said.date)}", 12, 0)
    amount, _ = value_and_unit(data, said)
    _pieces(stack, [(stated, BLUE, f"{in_own_unit(data, said)}, {day_of(said.date)}")])
    _inside(stack, f"{amount}, no breakdown found")
    stack.write(f"{_bold(found)}: {whole(recorded)}", 12, 14)
    _record(stack, view, amounts)
    height = stack.close(title_text=f"Million {unit}")
    stack.figure.update_layout(barmode="overlay")
    years = period(view[view.agency == first])
    spent_only = [a for a in amounts.index if (view[view.agency == a].kind == "expenditure").all()]
    runs = "without a date" if years == NO_DATE else f"for {years}"
    told = [
        f"{agency} {prose.number(amount.value)} ({dates(view[view.agency == agency])})"
        for agency, amount in amounts.items()
    ]
    return finish(
        stack.figure,
        id="stated-and-recorded",
        height=height,
        title=(
            f"Records hold {_millions(recorded):.2f} million {unit}, but"
            f" {prose.percent(amounts.iloc[0] / recorded)} of that is {first} money {runs}"
        ),
        alt=(
            f"Two bars. One, in one piece: {in_own_unit(data, said)}, stated by the UN; no"
            f" breakdown found. The other, found in public records, together {whole(recorded)}:"
            f" {'; '.join(told)}."
        ),
        note=(
            "The two bars count different things over different periods. Neither explains the"
            " other." + _spent_only(spent_only)
        ),
        sources=[said.source, *view.source],
        data=_table_of_both(data),
    )


def _spent_only(agencies: list[str]) -> str:
    """That agencies are counted by what they spent."""
    told = f" The part of {prose.listing(agencies)} is what was spent: no figure for money received"
    return f"{told} was found." if agencies else ""


def _pieces(stack: Stack, pieces: list[tuple[Money, str, str]]) -> None:
    """Add a bar of one or more pieces, each with its colour and what it says when touched."""
    ends = pd.Series([_millions(amount) for amount, _, _ in pieces]).cumsum()
    stack.figure.add_bar(
        x=[_millions(amount) for amount, _, _ in pieces],
        base=[0, *ends[:-1]],
        y=[stack.y + 16] * len(pieces),
        orientation="h",
        width=26,
        marker=dict(
            color=[colour for _, colour, _ in pieces], line=dict(color=BACKGROUND, width=1)
        ),
        showlegend=False,
        hovertext=[hover for _, _, hover in pieces],
        hoverinfo="text",
    )
    stack.y += 32


def _inside(stack: Stack, text: str) -> None:
    """Write in the first piece of the last bar."""
    where = dict(x=0, xanchor="left", xshift=6, y=stack.y - 16, yanchor="middle")
    stack.marks.write(**where, text=text, showarrow=False, font=dict(size=12, color=BACKGROUND))


def _record(stack: Stack, view: pd.DataFrame, amounts: pd.Series) -> None:
    """Add the bar of the agencies: the largest is named in it, the others below their pieces."""
    shades = [SHADES[n % len(SHADES)] for n in range(len(amounts))]
    years = {agency: period(view[view.agency == agency]) for agency in amounts.index}
    names = [
        f"{_bold(escape(agency))} {prose.number(amount.value)}, {years[agency]}"
        for agency, amount in amounts.items()
    ]
    _pieces(stack, list(zip(amounts, shades, names, strict=True)))
    _inside(stack, names[0])
    for name, shade in list(zip(names, shades, strict=True))[1:]:
        where = dict(x=1, xref="paper", xanchor="right", y=stack.y, yanchor="top", showarrow=False)
        stack.marks.write(**where, text=name, xshift=-16, font=dict(size=12))
        stack.marks.write(**where, text="■", font=dict(size=14, color=shade))
        stack.y += 18


def _table_of_both(data: Data) -> pd.DataFrame:
    """The table behind the chart."""
    said, view, amounts = facts.stated(data), facts.default_view(data), facts.sums(data, "agency")
    stated, recorded = money.of(said), money.total(view)
    days = f"stated on {day_of(facts.first_stated(data))} and {day_of(said.date)}"
    rows = [
        ("Stated by the UN", stated.value, f"{days}; no breakdown found"),
        *[
            (f"{agency}, own records", amount.value, dates(view[view.agency == agency]))
            for agency, amount in amounts.items()
        ],
        (f"{prose.count(len(amounts), 'agency', 'agencies')} together", recorded.value, "mixed"),
    ]
    unit = capital(axis(recorded, stated))
    return pd.DataFrame(rows, columns=["What", unit, "Period and day of the record"])


# ---- Funding and spending


def spending(data: Data, as_of: str = facts.SPENT_BY) -> go.Figure:
    """For each agency what stands on record as funding and what it had booked as spent by
    ``as_of``, as a pair of marks.
    """
    rows = facts.funded_and_spent(data, as_of)
    recorded, booked = money.total(facts.default_view(data)), facts.booked(facts.spent(data, as_of))
    unit, day, stack = axis(recorded, booked, Money(0, DOLLARS)), prose.day(as_of), Stack()
    legend = f"○ funding on record<br>● booked as spent by {day}"
    stack.write(legend, 12, 0, MUTED)
    for row in rows.itertuples():
        pair = f"○ {_number(row.funded)}, ● {_spent(row, as_of)}"
        stack.write(f"{_bold(escape(row.agency))}: {pair}")
        _pair(stack, row)
    height = stack.close(title_text=f"Million {unit}")
    told = [
        f"{r.agency}: {_number(r.funded)} on record, {_spent(r, as_of)} spent."
        for r in rows.itertuples()
    ]
    return finish(
        stack.figure,
        id="funding-spending-goods",
        height=height,
        title=(
            f"{capital(unit)}: {prose.number(recorded.value)} on record,"
            f" {prose.number(booked.value)} booked as spent by {day}"
        ),
        alt="A pair of marks for each agency, funding and spending. " + " ".join(told),
        note=(
            "The two marks of an agency show one stream of money from two sides. They must not be"
            " added." + _overspent(data, rows)
        ),
        sources=[*facts.default_view(data).source, *facts.spent(data, as_of).source],
        data=_table_of_spending(rows, unit),
    )


def _overspent(data: Data, rows: pd.DataFrame) -> str:
    """Why agencies show more spent than on record: the two are counted over different times."""
    over, view = rows[rows.spent > rows.funded], facts.default_view(data)
    if over.empty:
        return ""
    years = period(view[view.agency.isin(over.agency)])
    counted = "has no date" if years == NO_DATE else f"is that of {years}"
    return (
        f" More is shown as spent than as funding for {prose.listing(over.agency)}: the funding"
        f" counted {counted}, the spending runs to {prose.day(over.until.max())}."
    )


def _number(value: float) -> str:
    return "no amount found" if pd.isna(value) else prose.number(value)


def _spent(row, as_of: str) -> str:
    """What an agency had booked, with the day where its last figure is older than ``as_of``."""
    earlier = pd.notna(row.spent) and row.until < pd.Timestamp(as_of)
    return _number(row.spent) + (f" to {prose.day(row.until)}" if earlier else "")


def _pair(stack: Stack, row) -> None:
    """Add the two marks of an agency on their line."""
    ends = [value / 1e6 for value in (row.funded, row.spent)]
    stack.figure.add_scatter(
        x=ends,
        y=[stack.y + 10] * 2,
        mode="lines+markers",
        line=dict(color=PALE, width=2),
        marker=dict(
            size=[16, 9],
            color=[BACKGROUND, BLUE],
            line=dict(color=[INK, BLUE], width=[2, 0]),
            opacity=1,  # Plotly would let marks of several sizes shine through
        ),
        cliponaxis=False,
        showlegend=False,
        hovertext=[
            f"{escape(row.agency)}, {what}: {_number(value)}"
            for what, value in (("on record", row.funded), ("spent", row.spent))
        ],
        hoverinfo="text",
    )
    stack.y += 20


def _table_of_spending(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The table behind the chart."""
    return pd.DataFrame(
        {
            "Agency": rows.agency,
            f"Funding on record ({unit})": rows.funded,
            f"Booked as spent ({unit})": rows.spent,
            "Last day counted": rows.until,
            "Note": rows.note,
        }
    )


# ---- Four measures


def measures(data: Data) -> go.Figure:
    """Four measures of recorded money beside the stated total, each with its weakness."""
    rows, said = facts.measures(data), facts.stated(data)
    stated, (amount, _) = money.of(said), value_and_unit(data, said)
    total, unit = _millions(stated), axis(stated, *map(money.of, rows.itertuples()))
    stack = Stack()
    stack.write(f"{_bold('┊')} {amount}, stated by the UN", 12, 0)
    for row in rows.itertuples():
        share = f"{of_stated(data, row.share)} of the total"
        stack.write(_bold(wrap(row.title, TEXT - 4)), 13, 10)
        stack.write(escape(f"{whole(money.of(row))}, {share}"), above=2)
        stack.mark(total)
        stack.bar(row.amount / 1e6, dict(color=PALE), wrap(row.definition))
        stack.write(wrap(f"But: {row.weakness}", TEXT), 12, 2, MUTED)
    end = max(rows.amount.max(), stated.value) / 1e6 * 1.04
    height = stack.close(title_text=f"Million {unit}", range=[0, end])
    told = [
        f"{r.title}: {whole(money.of(r))}, {of_stated(data, r.share, 1)}. Weakness: {r.weakness}"
        for r in rows.itertuples()
    ]
    low, high = of_stated(data, rows.share.min()), of_stated(data, rows.share.max())
    return finish(
        stack.figure,
        id="measures",
        height=height,
        title=f"From {low} to {high} of the stated total, depending on what is counted",
        alt=f"Four bars beside a line at {in_own_unit(data, said)}. " + " ".join(told),
        note="All four measures are worked out here and stand in no source.",
        sources=[*facts.default_view(data).source, *data.spent_to_date.source],
        data=_table_of_measures(data, rows, unit),
    )


def _table_of_measures(data: Data, rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The table behind the chart."""
    return pd.DataFrame(
        {
            "Measure": rows.title,
            capital(unit): rows.amount.round(),
            "Per cent of the stated total": [of_stated(data, s, 1) for s in rows.share],
            "How it is computed": rows.definition,
            "Weakness": rows.weakness,
        }
    )
