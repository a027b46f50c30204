"""Charts of the epidemic: cases and restrictions on one clock, deaths from all causes."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from briefing import prose
from briefing.charts.timeline import MONTHS, mark_days
from briefing.dataset import ELECTION_WEEK, Data
from briefing.facts import epidemic as facts
from briefing.reading.epidemic import published
from briefing.reading.timeline import DAY
from briefing.theme import BLUE, COLOURS, INK, MUTED, PALE, VERMILLION, fill, finish


def _weekly_bars(figure: go.Figure, row: int, weeks: pd.Series, what: str, colour: str) -> None:
    """Bars of a count per week, indexed by the Monday."""
    figure.add_bar(
        x=weeks.index,
        y=weeks,
        marker_color=colour,
        name=what.capitalize(),
        row=row,
        col=1,
        showlegend=False,
        hovertemplate=f"Week from %{{x|%-d %b %Y}}<br>%{{y:,}} reported {what}<extra></extra>",
    )


def _stringency_lines(figure: go.Figure, row: int, weeks: pd.DataFrame, names: dict) -> None:
    """A line per country, Belarus last and so on top; all others have one entry in the legend."""
    others = f"{prose.in_words(len(names) - 1).capitalize()} other states"
    for n, (code, country) in enumerate(reversed(names.items())):
        ours = code == "BLR"
        figure.add_scatter(
            x=weeks.index,
            y=weeks[code],
            mode="lines",
            row=row,
            col=1,
            name=country if ours else others,
            legendgroup=str(ours),
            showlegend=ours or n == 0,
            line=dict(color=BLUE if ours else PALE, width=3 if ours else 1),
            hovertemplate=f"{country}, week from %{{x|%-d %b %Y}}<br>%{{y:.0f}}<extra></extra>",
        )


def _words_of_clock(
    data: Data, cases: pd.Series, index: pd.DataFrame, names: dict[str, str]
) -> dict[str, str]:
    """Title, alternative text and note of the clock."""
    mean, others = index.mean(), index.drop(columns="BLR")
    lower = int((others.min(axis=1) < index["BLR"]).sum())
    return dict(
        title=(
            f"Through two waves of reported cases, {names[mean.idxmin()]} had on average the least"
            f" stringent measures of {prose.in_words(len(names))} states"
        ),
        alt=(
            "Three panels over the weeks of 2020. Reported cases in Belarus form a plateau from"
            " late April to the end of May and rise again from October, to"
            f" {prose.number(cases.max())} in the week from {prose.day(cases.idxmax())}. The"
            " mean stringency of the year, as the mean of its weeks, is"
            f" {prose.number(mean['BLR'], 1)} for Belarus and"
            f" {prose.number(others.mean().min(), 1)} or more for the"
            f" other {prose.in_words(others.shape[1])}; in {prose.count(lower, 'week')} at"
            " least one of them stood lower than Belarus."
        ),
        note=(
            "Cases and deaths are those officially reported, in the JHU CSSE version of"
            f" {published(data, 'jhu-csse-covid19')}; they are not actual infections or"
            " deaths. The index counts formal measures, not how they were kept. Its final version"
            " rates Belarus higher than the version public on the day of the speech (see below);"
            " the two are not mixed here."
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
        "Reported new cases a week",
        "Reported COVID-19 deaths a week",
        "Stringency, 0 to 100 (final version)",
    ]
    figure = make_subplots(
        rows=3,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.11,
        row_heights=[0.36, 0.28, 0.36],
        subplot_titles=panels,
    )
    _weekly_bars(figure, 1, ours.new_cases, "cases", VERMILLION)
    _weekly_bars(figure, 2, ours.new_deaths, "deaths", INK)
    _stringency_lines(figure, 3, index, names)
    mark_days(figure, speech_label="right")
    for title in figure.layout.annotations[: len(panels)]:
        title.update(x=0, xanchor="left", font=dict(size=13, color=MUTED))
    figure.layout.annotations[0].update(yshift=32)  # above the labels of the two days
    figure.update_xaxes(range=["2020-01-06", "2021-01-04"], **MONTHS)
    figure.update_yaxes(tickformat=",", nticks=4, rangemode="tozero")
    legend = dict(y=-0.1, yanchor="top", traceorder="reversed")
    figure.update_layout(margin=dict(t=64), legend=legend)
    frame = ours[["new_cases", "new_deaths"]].join(index["BLR"]).reset_index()
    columns = ["Week from", "Reported new cases", "Reported deaths", "Stringency (final)"]
    return finish(
        figure,
        id="clock",
        height=620,
        narrow=dict(
            height=620, **{axis: dict(dtick="M3") for axis in ("xaxis", "xaxis2", "xaxis3")}
        ),
        sources=["jhu-csse-covid19", "oxcgrt-final"],
        data=frame.set_axis(columns, axis=1),
        **_words_of_clock(data, ours.new_cases, index, names),
    )


def stringency_versions(data: Data) -> go.Figure:
    """Two versions of the stringency index for Belarus: public on the day of the speech, and
    final.
    """
    ours = facts.of_belarus(facts.of_2020(data.stringency_weekly)).set_index("week_start")
    early, final = ours.stringency_on_day.dropna(), ours.stringency_final
    figure = go.Figure()
    public, issued = f"As public on {DAY}", published(data, "oxcgrt-final")
    for weeks, name, hover, look in [
        (early, public, f"as public on {DAY}", dict(color=VERMILLION, dash="dash")),
        (final, f"Final version, {issued}", "final version", dict(color=BLUE)),
    ]:
        figure.add_scatter(
            x=weeks.index,
            y=weeks,
            mode="lines",
            name=name,
            line=dict(width=3, **look),
            hovertemplate=f"Week from %{{x|%-d %b %Y}}: %{{y:.1f}}, {hover}<extra></extra>",
        )
    figure.update_yaxes(range=[0, 100], title_text="Stringency, 0 to 100")
    figure.update_xaxes(**MONTHS)
    week = pd.Timestamp(ELECTION_WEEK)
    frame = ours[["stringency_on_day", "stringency_final"]].reset_index()
    return finish(
        figure,
        id="stringency-versions",
        height=320,
        narrow=dict(xaxis=dict(dtick="M4"), legend=dict(orientation="v")),
        title="What could be read on the day of the speech was lower still",
        alt=(
            "Two lines of the stringency index for Belarus in 2020. In the week from"
            f" {prose.day(week)} the version public on {DAY} shows"
            f" {prose.number(early[week], 1)}, the final version of {issued[-4:]} shows"
            f" {prose.number(final[week], 1)}."
        ),
        note="Both are weekly means. Who quotes the index should say which version.",
        sources=["oxcgrt-2020-12-10", "oxcgrt-final"],
        data=frame.set_axis(["Week from", public, "Final version"], axis=1),
    )


# ---- Deaths


def _monthly_bars(figure: go.Figure, months: pd.DataFrame, statuses: pd.DataFrame) -> None:
    """Deaths per month, told apart by whether they are official."""
    for status in statuses.itertuples():
        part = months[months.status == status.Index]
        name = f"2020, {status.label}" + (f" ({status.by})" if status.by else "")
        figure.add_bar(
            x=part.date,
            y=part.deaths,
            name=name,
            marker=fill(COLOURS[status.colour], status.pattern),
            hovertemplate="%{x|%B %Y}: %{y:,} deaths from all causes<extra>" + name + "</extra>",
        )


def _monthly_lines(figure: go.Figure, months: pd.DataFrame) -> None:
    """Deaths of the year before and reported COVID-19 deaths, to be read beside the bars."""
    figure.add_scatter(
        x=months.date,
        y=months.before,
        name="Same month of 2019, official",
        mode="lines+markers",
        line=dict(color=INK, width=1.5),
        marker=dict(size=7, symbol="line-ew-open"),
        hovertemplate="Same month of 2019: %{y:,}<extra></extra>",
    )
    figure.add_scatter(
        x=months.date,
        y=months.reported,
        name="Reported COVID-19 deaths",
        mode="lines+markers",
        line=dict(color=VERMILLION, width=2),
        marker=dict(size=6, symbol="diamond"),
        hovertemplate="%{x|%B %Y}: %{y:,} reported COVID-19 deaths<extra></extra>",
    )


def _mark_unofficial(
    figure: go.Figure, months: pd.DataFrame, statuses: pd.DataFrame, y: float
) -> None:
    """Shade the months that are not official, and write at ``y`` which are which."""
    days = {status: part.date for status, part in months.groupby("status")}
    if not {"official", "not-official"} <= set(days):
        return
    first, last = days["not-official"].min(), days["not-official"].max()
    margin, shade = pd.Timedelta(days=15), COLOURS[statuses.colour["not-official"]]
    look = dict(fillcolor=shade, opacity=0.08, line_width=0, layer="below")
    figure.add_vrect(x0=first - margin, x1=last + margin, **look)
    middles = {"not-official": first + (last - first) / 2, "official": days["official"].mean()}
    for status, x in middles.items():
        text, colour = f"<b>{statuses.label[status]}</b>", COLOURS[statuses.colour[status]]
        font = dict(color=colour, size=14)
        figure.add_annotation(x=x, y=y, text=text, showarrow=False, font=font)


def _words_of_deaths(data: Data) -> dict[str, str]:
    """Title, alternative text and note of the deaths by month."""
    quarter = facts.second_quarter(data)
    more = prose.number(quarter["now"] - quarter["before"])
    now, before, reported = (prose.number(quarter[key]) for key in ("now", "before", "reported"))
    status = data.categories("deaths-monthly", "status").loc["not-official"]
    day = data.events.set_index("id").date[facts.DEATHS_PUBLISHED]
    return dict(
        title=(
            f"Official data end in June: {more} more deaths in the second quarter than in 2019,"
            f" {reported} reported as COVID-19"
        ),
        alt=(
            "Bars of deaths from all causes per month of 2020 in Belarus. January to June are"
            " official; July to December are not official and hatched. In the second quarter"
            f" {now} people died against {before} a year earlier, {more} more; {reported} COVID-19"
            " deaths were reported in those months."
        ),
        note=(
            "Months after June 2020 are not official: Belarus published none, and they come from"
            f" data that the {status.by} group released, which run {status.above} a month"
            " above the official ones where both exist. More deaths than a year before are not a"
            " count of COVID-19 deaths. The months to June were in a UN statistical database by"
            f" {day:%B %Y}, before the speech; the later ones were not found to be public on its"
            " day."
        ),
    )


def deaths(data: Data) -> go.Figure:
    """Deaths from all causes in Belarus per month of 2020 beside 2019, with official and other
    months told apart.
    """
    months, statuses = facts.deaths_by_month(data), data.categories("deaths-monthly", "status")
    top = float(months.deaths.max())
    figure = go.Figure()
    _monthly_bars(figure, months, statuses[statuses.index.isin(months.status)])
    _monthly_lines(figure, months)
    _mark_unofficial(figure, months, statuses, top * 1.13)
    figure.update_yaxes(tickformat=",", range=[0, top * 1.2], title_text="Deaths a month")
    figure.update_xaxes(tickformat="%b", dtick="M1")
    figure.update_layout(legend=dict(y=-0.12, yanchor="top"))
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
        height=440,
        narrow=dict(height=500, xaxis=dict(dtick="M2"), legend=dict(orientation="v", y=-0.1)),
        sources=["economist-excess-deaths", "world-mortality", *first_seen],
        data=frame,
        **_words_of_deaths(data),
    )
