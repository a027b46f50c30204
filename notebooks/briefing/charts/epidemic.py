"""Charts of the epidemic: cases and restrictions on one clock, deaths from all causes."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from briefing import prose
from briefing.charts.timeline import MONTHS, mark_days
from briefing.dataset import ELECTION_WEEK, Data
from briefing.facts import epidemic as facts
from briefing.look import BLUE, COLOURS, INK, MUTED, PALE
from briefing.reading.epidemic import lowest_week, published, where_deaths_come_from
from briefing.reading.timeline import DAY
from briefing.theme import FIXED_LEGEND, Marks, escape, finish

# ---- The clock


def _weekly_bars(figure: go.Figure, row: int, weeks: pd.Series, what: str) -> None:
    """Bars of a count of Belarus per week, indexed by the Monday."""
    figure.add_bar(
        x=weeks.index,
        y=weeks,
        marker_color=BLUE,
        row=row,
        col=1,
        showlegend=False,
        hovertemplate=f"Week from %{{x|%-d %b %Y}}<br>%{{y:,}} reported {what}<extra></extra>",
    )


def _apart(heights: pd.Series, gap: float) -> pd.Series:
    """Heights at least ``gap`` apart, in their order and near to where they were."""
    ranks = pd.Series(range(len(heights)), index=heights.sort_values().index) * gap
    free = heights.sort_values() - ranks
    return (free.cummax() + free[::-1].cummin()[::-1]) / 2 + ranks


def _stringency_lines(figure: go.Figure, row: int, weeks: pd.DataFrame, names: dict) -> None:
    """A line per country with its name at the end, Belarus last and so on top."""
    last = weeks.ffill().iloc[-1]
    labels, marks = _apart(last, 9), Marks()
    for code, country in reversed(names.items()):
        ours = code == "BLR"
        figure.add_scatter(
            x=weeks.index,
            y=weeks[code],
            mode="lines",
            row=row,
            col=1,
            name=country,
            showlegend=False,
            line=dict(color=BLUE if ours else PALE, width=3 if ours else 1),
            hovertemplate=f"{country}, week from %{{x|%-d %b %Y}}<br>%{{y:.0f}}<extra></extra>",
        )
        marks.write(
            x=weeks.index[-1],
            xref=f"x{row}",
            y=last[code],
            yref=f"y{row}",
            ax=12,
            ay=labels[code],
            axref="pixel",
            ayref=f"y{row}",
            arrowhead=0,
            arrowwidth=1,
            arrowcolor=PALE,
            text=f"<b>{country}</b>" if ours else country,
            font=dict(size=12, color=BLUE if ours else INK),
            xanchor="left",
        )
    marks.add_to(figure)


def _short_week(weeks: pd.DataFrame) -> str:
    """A sentence on the last bar where its week is not whole."""
    last, days = weeks.index[-1], weeks.days_in_week.iloc[-1]
    if days == 7:
        return ""
    count = prose.in_words(days)
    return f" The last bar, the week from {prose.day(last)}, holds {count} days only."


def _words_of_clock(
    data: Data, ours: pd.DataFrame, index: pd.DataFrame, names: dict[str, str]
) -> dict[str, str]:
    """Title, alternative text and note of the clock."""
    cases, low = ours.new_cases, lowest_week(ours.new_cases)
    mean, others = index.mean(), index.drop(columns="BLR")
    lower = int((others.min(axis=1) < index["BLR"]).sum())
    means = [f"{names[code]} {prose.number(mean[code], 1)}" for code in mean.sort_values().index]
    return dict(
        title=(
            f"{names[mean.idxmin()]} had on average the least strict measures of"
            f" {prose.in_words(len(names))} states in 2020"
        ),
        alt=(
            "Three panels over the weeks of 2020. Reported cases in Belarus form a plateau from"
            f" late April to the end of May, fall to {prose.number(cases[low])} in the week from"
            f" {prose.day(low)} and then rise, faster from October, to"
            f" {prose.number(cases.max())} in the week from {prose.day(cases.idxmax())}. The"
            " stringency of measures, 0 to 100, as the mean of the weeks of the year:"
            f" {prose.listing(means)}. In {prose.count(lower, 'week')} at least one other state"
            " stood lower than Belarus."
        ),
        note=(
            "Cases and deaths are those officially reported, as Johns Hopkins University (JHU CSSE)"
            f" collected them, version of {published(data, 'jhu-csse-covid19')}; they are not all"
            f" infections or deaths.{_short_week(ours)}"
            " Stringency counts formal measures, not how they were kept; its version is that of"
            f" {published(data, 'oxcgrt-final')}."
        ),
    )


def clock(data: Data) -> go.Figure:
    """Reported cases, reported deaths and stringency of Belarus per week of 2020, with other
    states as comparators for stringency.

    Stringency is the final version of the index throughout.
    """
    ours = facts.of_belarus(facts.of_2020(data.covid_weekly)).set_index("week_start")
    index, labels = facts.stringency(data), data.labels("stringency-weekly", "country_iso3")
    names = {code: labels[code] for code in index}
    panels = [
        f"{names['BLR']}: reported cases a week",
        f"{names['BLR']}: reported deaths a week",
        "How strict measures were, 0 to 100",
    ]
    figure = make_subplots(
        rows=3,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.1,
        row_heights=[0.26, 0.2, 0.54],
        subplot_titles=panels,
    )
    for title in figure.layout.annotations:
        title.update(x=0, xanchor="left", font=dict(size=13, color=MUTED))
    figure.layout.annotations[0].update(yshift=32)  # above the labels of the two days
    _weekly_bars(figure, 1, ours.new_cases, "cases")
    _weekly_bars(figure, 2, ours.new_deaths, "deaths")
    _stringency_lines(figure, 3, index, names)
    mark_days(figure, "right", panels=3)
    figure.update_xaxes(range=["2020-01-06", "2021-01-04"], **MONTHS)
    figure.update_yaxes(tickformat=",", nticks=4, rangemode="tozero")
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], row=3)
    room = 16 + 8 * max(map(len, names.values()))  # for the names at the right
    figure.update_layout(margin=dict(t=64, r=room))
    frame = ours[["new_cases", "new_deaths"]].join(index, how="outer").reset_index()
    columns = ["Week from", "Reported new cases", "Reported deaths"]
    columns += [f"Stringency (final), {country}" for country in names.values()]
    return finish(
        figure,
        id="clock",
        height=540,
        narrow={axis: dict(dtick="M3") for axis in ("xaxis", "xaxis2", "xaxis3")},
        sources=["jhu-csse-covid19", "oxcgrt-final"],
        data=frame.set_axis(columns, axis=1),
        **_words_of_clock(data, ours, index, names),
    )


def _version(figure: go.Figure, weeks: pd.Series, name: str, line: dict, below: bool) -> None:
    """A line of one version of the index, with its name above or below it, right of its rise."""
    figure.add_scatter(
        x=weeks.index,
        y=weeks,
        mode="lines",
        name=name,
        showlegend=False,
        line=dict(width=3, **line),
        hovertemplate=f"Week from %{{x|%-d %b %Y}}: %{{y:.1f}}, {name}<extra></extra>",
    )
    at = weeks.index[len(weeks) // 3]
    figure.add_annotation(
        x=at,
        y=weeks[at],
        text=escape(name),
        xanchor="left",
        showarrow=False,
        yanchor="top" if below else "bottom",
        yshift=-2 if below else 2,
        font=dict(size=12, color=line["color"]),
    )


def stringency_versions(data: Data) -> go.Figure:
    """Two versions of the stringency index for Belarus: public on the day of the speech, and
    final.
    """
    ours = facts.of_belarus(facts.of_2020(data.stringency_weekly)).set_index("week_start")
    early, final = ours.stringency_on_day.dropna(), ours.stringency_final
    country = data.label("stringency-weekly", "country_iso3", "BLR")
    names = [f"as public on {DAY}", f"final version, {published(data, 'oxcgrt-final')}"]
    lower = early.mean() < final[early.index].mean()
    figure = go.Figure()
    _version(figure, early, names[0], dict(color=INK, dash="dot"), below=lower)
    _version(figure, final, names[1], dict(color=BLUE), below=not lower)
    figure.update_yaxes(range=[-10, 100], tickvals=[0, 25, 50, 75, 100])  # 0 clear of the months
    figure.update_xaxes(**MONTHS)
    week = pd.Timestamp(ELECTION_WEEK)
    frame = ours[["stringency_on_day", "stringency_final"]].reset_index()
    return finish(
        figure,
        id="stringency-versions",
        height=260,
        narrow=dict(xaxis=dict(dtick="M4")),
        title=(
            f"On the day of the speech the index showed {'lower' if lower else 'higher'} values for"
            f" {country} than its final version"
        ),
        alt=(
            f"Two lines of the stringency index for {country} in 2020, 0 to 100. In the week from"
            f" {prose.day(week)} the version public on {DAY} shows"
            f" {prose.number(early[week], 1)}, the final version of"
            f" {published(data, 'oxcgrt-final')[-4:]} shows {prose.number(final[week], 1)}."
        ),
        note=f"Weekly means for {country}, 0 to 100.",
        sources=["oxcgrt-2020-12-10", "oxcgrt-final"],
        data=frame.set_axis(["Week from", *(f"Stringency, {name}" for name in names)], axis=1),
    )


# ---- Deaths

DAYS = pd.Timedelta(days=1)
MONTH = 26 * DAYS  # the width of a bar


def _monthly_bars(figure: go.Figure, months: pd.DataFrame, statuses: pd.DataFrame) -> list[dict]:
    """Draw deaths per month, told apart by whether they are official; return the labels."""
    labels = []
    for status in statuses.itertuples():
        part = months[months.status == status.Index]
        name = status.label + (f" ({status.by})" if status.by else "")
        figure.add_bar(
            x=part.date,
            y=part.deaths,
            name=name,
            showlegend=False,
            width=MONTH / pd.Timedelta(milliseconds=1),
            marker=dict(color=COLOURS[status.colour], line=dict(color=MUTED, width=1)),
            hovertemplate="%{x|%B %Y}: %{y:,} deaths from all causes<extra>" + name + "</extra>",
        )
        middle = part.date.min() + (part.date.max() - part.date.min()) / 2
        text = f"<b>{status.label}</b>" + (f"<br>({status.by})" if status.by else "")
        labels.append(dict(x=middle, y=1, yref="paper", yanchor="top", text=text, colour=INK))
    return labels


def _reported(figure: go.Figure, months: pd.DataFrame, statuses: pd.DataFrame) -> list[dict]:
    """Draw reported COVID-19 deaths at the foot of the other bars; return their numbers."""
    figure.add_bar(
        x=months.date,
        y=months.reported,
        name="reported as COVID-19",
        width=MONTH / pd.Timedelta(milliseconds=1),
        marker=dict(color=INK),
        hovertemplate="%{x|%B %Y}: %{y:,} reported COVID-19 deaths<extra></extra>",
    )
    return [
        dict(
            x=month.date,
            y=month.reported,
            yanchor="bottom",
            text=prose.number(month.reported),
            colour=INK if statuses.colour[month.status] == "light" else "white",
        )
        for month in months.itertuples()
    ]


def _year_before(figure: go.Figure, months: pd.DataFrame) -> None:
    """A line across each bar: the deaths of the same month of the year before."""
    ends = [[day - MONTH / 2, day + MONTH / 2, None] for day in months.date]
    figure.add_scatter(
        x=[end for pair in ends for end in pair],
        y=[y for before in months.before for y in (before, before, None)],
        name="same month of 2019, official",
        mode="lines",
        line=dict(color=INK, width=3),
        hovertemplate="Same month of 2019: %{y:,}<extra></extra>",
    )


def _texts(written: list[dict], size: int) -> list[dict]:
    """Annotations of one size from texts with a ``colour``."""
    return [
        {key: value for key, value in text.items() if key != "colour"}
        | dict(showarrow=False, font=dict(size=size, color=text["colour"]))
        for text in written
    ]


def _words_of_deaths(data: Data) -> dict[str, str]:
    """Title, alternative text and note of the deaths by month."""
    quarter = facts.second_quarter(data)
    more = prose.number(quarter["now"] - quarter["before"])
    now, before, reported = (prose.number(quarter[key]) for key in ("now", "before", "reported"))
    return dict(
        title=(
            f"April to June 2020: {more} more deaths than in 2019, {reported} reported as COVID-19"
        ),
        alt=(
            "Bars of deaths from all causes per month of 2020 in Belarus. January to June are"
            " official; July to December are not official and lighter. In the second quarter"
            f" {now} people died against {before} a year earlier, {more} more; {reported} COVID-19"
            " deaths were reported in those months."
        ),
        note=where_deaths_come_from(data),
    )


def deaths(data: Data) -> go.Figure:
    """Deaths from all causes in Belarus per month of 2020 beside 2019, with official and other
    months told apart.
    """
    months, statuses = facts.deaths_by_month(data), data.categories("deaths-monthly", "status")
    top = float(months[["deaths", "before"]].max(axis=None))
    figure = go.Figure()
    written = _monthly_bars(figure, months, statuses[statuses.index.isin(months.status)])
    written += _reported(figure, months, statuses)
    _year_before(figure, months)
    figure.update_yaxes(tickformat=",", range=[0, top * 1.24], nticks=5)
    figure.update_xaxes(tickformat="%b", tickvals=months.date, tickangle=0, showgrid=False)
    figure.update_layout(barmode="overlay", legend=FIXED_LEGEND, annotations=_texts(written, 12))
    frame = pd.DataFrame(
        {
            "Month": [f"{day:%B %Y}" for day in months.date],
            "Deaths, 2020": months.deaths.array,
            "Status": months.status.map(statuses.label).array,
            "Deaths, same month of 2019": months.before.array,
            "Reported COVID-19 deaths": months.reported.array,
        }
    )
    first_seen = prose.event_sources(data, facts.DEATHS_PUBLISHED)
    return finish(
        figure,
        id="deaths",
        height=400,
        narrow=dict(
            xaxis=dict(tickvals=months.date[::2]),
            legend=dict(orientation="v"),
            margin=dict(l=8, r=8, t=56),
            annotations=_texts(written, 10),
        ),
        sources=["economist-excess-deaths", "world-mortality", *first_seen],
        data=frame,
        **_words_of_deaths(data),
    )
