"""Charts of the year 2020: lanes of events, the clock, deaths, contested counts, documents."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from briefing import prose
from briefing.charts.lanes import Lanes
from briefing.charts.stack import LINE, Stack
from briefing.dataset import ELECTION_WEEK, SPEECH_DAY, Data
from briefing.facts import timeline as facts
from briefing.facts.timeline import ELECTION
from briefing.reading.timeline import DAY, DOCUMENT_NOTE, figures_frame, published, says
from briefing.theme import (
    BLUE,
    COLOURS,
    FIXED_LEGEND,
    INK,
    MUTED,
    PALE,
    VERMILLION,
    escape,
    fill,
    finish,
    wrap,
)

MONTHS = dict(tickformat="%b\n%Y", dtick="M2")  # a date axis, labelled every second month

# The days between which the lanes show events: the year of the speech, with a little room.
FIRST, LAST = pd.Timestamp("2019-12-20"), pd.Timestamp("2021-01-12")


def mark_days(figure: go.Figure, election: bool = True, speech_label: str = "left") -> None:
    """Draw the day of the election and of the speech across all panels, labelled above the first.

    ``speech_label`` is the side of the label that touches its line.
    """
    days = [(ELECTION, "election", "right")] * election + [(SPEECH_DAY, "speech", speech_label)]
    for day, label, side in days:
        figure.add_vline(x=day, line=dict(color=INK, width=1, dash="dot"))
        figure.add_annotation(
            x=day,
            y=1,
            xref="x",
            yref="paper",
            text=f"{day.day} {day:%b}<br>{label}",
            showarrow=False,
            yanchor="bottom",
            align=side,
            xanchor=side,
            font=dict(size=12, color=INK),
            xshift=3 if side == "left" else -3,
        )


# ---- The year in lanes


def _hovers(data: Data, events: pd.DataFrame) -> list[str]:
    """What a mark says of its event: title, date, lane and place in the speech."""
    lanes, places = data.labels("events", "lane"), data.labels("events", "in_speech")
    return [
        f"<b>{wrap(e.title)}</b><br>{prose.span(e.date, e.end_date, e.precision)}"
        f"<br>{escape(lanes[e.lane])}<br>{escape(places[e.in_speech])}"
        for e in events.itertuples()
    ]


def _words_of_lanes(data: Data, shown: pd.DataFrame, dates: str, outside: int) -> dict[str, str]:
    """Title, alternative text and note of the lanes."""
    lanes = data.labels("events", "lane")
    number = shown.lane.value_counts().reindex(list(lanes), fill_value=0)
    by_lane = prose.listing([f"{label} {number[lane]}" for lane, label in lanes.items()])
    later = (shown.date >= ELECTION).sum()
    named = shown[shown.number > 0].sort_values("number")
    labels = [
        f"{prose.span(e.date, e.end_date, e.precision)}: {e.label}" for e in named.itertuples()
    ]
    return dict(
        title=(
            f"{later} of {prose.count(len(shown), 'event')} came on or after election day,"
            f" {prose.day(ELECTION)}"
        ),
        alt=(
            f"Timeline of {prose.count(len(shown), 'event')} from {dates} in"
            f" {prose.in_words(len(lanes))} lanes: {by_lane}. Named are {len(named)} of them."
            f" {'; '.join(labels)}"
        ).strip()
        + ".",
        note=(
            "A bar marks an event that its source dates to a span, a month or a quarter. The lanes"
            " count this record, not the year: another choice of events would have other peaks."
            f" {prose.count(outside, 'event')} of the record lie outside the dates shown."
        ),
    )


def lanes(
    data: Data,
    events: pd.DataFrame | None = None,
    start: pd.Timestamp = FIRST,
    end: pd.Timestamp = LAST,
) -> go.Figure:
    """The year in lanes: one mark per event, those with a label named beside their mark.

    ``events`` are rows of ``data.events`` (all by default); those outside ``start`` to ``end``
    are left out of the picture and counted in its note.
    """
    events = data.events if events is None else events
    shown = facts.within(events, start, end)
    shown = shown.assign(number=facts.numbered(data, shown), hover=_hovers(data, shown))
    picture = Lanes(start, end)
    for lane, label in data.labels("events", "lane").items():
        picture.add(label, shown[shown.lane == lane])
    mark_days(picture.figure, speech_label="right")
    height = picture.close(**MONTHS)
    both = [*picture.figure.layout.annotations, *picture.heads.layout["annotations"]]
    picture.figure.update_layout(annotations=[*both, *picture.labels.layout["annotations"]])
    dates = f"{prose.day(start)} to {prose.day(end)}"
    numbers = [*both, *picture.numbers.layout["annotations"]]
    return finish(
        picture.figure,
        id="lanes",
        height=height + 84,
        narrow=dict(height=height + 84, xaxis=dict(dtick="M3"), annotations=numbers),
        sources=[],
        data="events",
        **_words_of_lanes(data, shown, dates, len(events) - len(shown)),
    )


# ---- What the speech names


def mentions(data: Data) -> go.Figure:
    """Events per lane that the speech names, implies or does not mention, as parts of a bar."""
    counts, lanes = facts.mentions(data), data.labels("events", "lane")
    places, stack, middles = data.categories("events", "in_speech"), Stack(), []
    for lane, number in counts.iterrows():
        stack.write(f"<b>{escape(lanes[lane])}</b>", 13, above=12)
        parts = [
            f'<span style="color:{COLOURS[place.colour]}">■</span>'
            f" {number[place.Index]} {escape(place.short)}"
            for place in places.itertuples()
        ]
        stack.write(" &nbsp; ".join(parts), above=1)
        middles.append(stack.y + 10)
        stack.y += 18
    for place in places.itertuples():
        stack.figure.add_bar(
            x=counts[place.Index],
            y=middles,
            orientation="h",
            width=12,
            marker=dict(color=COLOURS[place.colour], line=dict(color=MUTED, width=0.5)),
            hovertext=[f"{wrap(lanes[lane])}: {place.short}" for lane in counts.index],
            hovertemplate="%{hovertext}: %{x}<extra></extra>",
        )
    height = stack.close(visible=False) - 36
    stack.figure.update_layout(barmode="stack", margin_b=4)
    totals = counts.sum()
    by_lane = [
        f"{lanes[lane]}: {', '.join(f'{n[p.Index]} {p.short}' for p in places.itertuples())}."
        for lane, n in counts.iterrows()
    ]
    frame = counts.rename(index=lanes, columns=places.label)
    return finish(
        stack.figure,
        id="mentions",
        height=height,
        title=(
            f"The speech names {totals['named']} of {totals.sum()} events and leaves out"
            f" {totals['no']}"
        ),
        alt=f"A bar for each lane, in parts. {' '.join(by_lane)}",
        note=(
            "“Implied” is our reading: a paragraph plainly points to the event without naming it."
            " A speech is no chronicle; leaving something out is no fault."
        ),
        sources=["speech-en"],
        data=frame.rename_axis(index="Lane", columns=None).reset_index(),
    )


# ---- The clock


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


# ---- Contested counts


def contested(data: Data, topics: list[str], *, id: str, title: str, note: str = "") -> go.Figure:
    """Counts of the same thing by different counters: a bar each, under its topic, labelled with
    who says it.

    ``topics`` are ids of ``data.topics``, best of one unit. Every bar carries its attribution
    and hedge as text; colour and pattern repeat the kind of speaker.
    """
    rows = facts.numbers_of(data, topics)
    units = list(dict.fromkeys(rows.unit))
    if len(units) > 1:  # said beside each number then
        rows["scope"] = (rows.unit + ", " + rows.scope).str.removesuffix(", ")
    rows["says"] = [says(data, row) for row in rows.itertuples()]
    rows["legend"] = ~rows.who_kind.duplicated()  # one entry for each kind of speaker
    speakers, stack, words = data.categories("figures", "who_kind"), Stack(), []
    for topic, of_topic in rows.groupby("title", sort=False):
        stack.write(f"<b>{wrap(topic, 40)}</b>", 13, above=17)
        for row in of_topic.itertuples():
            text, speaker = wrap(row.says, 50), speakers.loc[row.who_kind]
            stack.write(text, above=6)
            marker = fill(COLOURS[speaker.colour], speaker.pattern)
            stack.bar(float(row.value), marker, f"{text}<br>{wrap(row.note)}")
            entry = dict(name=speaker.label, legendgroup=row.who_kind, showlegend=row.legend)
            stack.figure.data[-1].update(**entry)
        words.append(f"{topic}: {'; '.join(of_topic.says)}.")
    top = float(rows.value.max()) or 1  # an axis needs a length where all counts are 0
    height = stack.close(range=[0, top * 1.04], tickformat=",") + 24
    legend = dict(y=1, **FIXED_LEGEND)
    stack.figure.update_layout(showlegend=True, legend=legend, margin=dict(t=48, b=32))
    return finish(
        stack.figure,
        id=id,
        height=height,
        title=title,
        alt=f"Bars of {prose.listing(units)} by who counted. {' '.join(words)}",
        note=note,
        narrow=dict(legend=dict(font=dict(size=11))),
        sources=list(rows.source),
        data=figures_frame(data, rows),
    )


# ---- Policy documents


def _from_the_speech(days: int) -> str:
    """How far a document lies from the speech, in words."""
    if not days:
        return "on the day of the speech"
    return f"{prose.count(abs(days), 'day')} {'after' if days > 0 else 'before'} the speech"


def _mark_document(stack: Stack, document) -> None:
    """Add a line from the day of the speech to that of the document."""
    later = document.days > 0
    colour, symbol = (BLUE, "circle") if later else (MUTED, "square")
    stack.mark(SPEECH_DAY, height=14)
    stack.figure.add_scatter(
        x=[SPEECH_DAY, document.adopted],
        y=[stack.y + 10] * 2,
        mode="lines+markers",
        line=dict(color=colour, width=3),
        marker=dict(size=[0, 11], color=colour, symbol=symbol, line=dict(width=0), opacity=1),
        hovertext=["", wrap(document.official_name)],
        hoverinfo="text",
    )
    stack.y += 20


def _around_the_speech(stack: Stack, days: pd.Series) -> int:
    """Name the day of the speech on top, and close the stack on an axis that holds ``days`` too;
    return its height.
    """
    room = pd.Timedelta(days=39)
    every = [*days.dropna(), SPEECH_DAY]
    first, last = min(every) - room, max(every) + room
    # placed on paper, where Plotly keeps a text off the edges
    at, words = (SPEECH_DAY - first) / (last - first), "day of the speech"
    look = dict(xref="paper", xanchor="auto", yanchor="top", showarrow=False, font=dict(size=12))
    stack.marks.write(x=at, y=0, text=words, **look)
    return stack.close(range=[first, last], visible=False) - 36


def _words_of_documents(rows: pd.DataFrame) -> dict[str, str]:
    """Title and alternative text of the documents."""
    words = [
        f"{row.name_in_speech}: "
        + ("no date found." if pd.isna(row.adopted) else f"{row.act}, {prose.day(row.adopted)}.")
        for row in rows.itertuples()
    ]
    later, undated = (rows.days > 0).sum(), rows.days.isna().sum()
    return dict(
        title=(
            f"Of {prose.count(len(rows), 'document')} that the speech names, {later} came out"
            f" after it and {undated} could not be dated"
        ),
        alt=f"The documents on a time axis around {DAY}. {' '.join(words)}",
    )


def documents(data: Data) -> go.Figure:
    """Policy documents that the speech names, each against the day of the speech; those without a
    date are listed apart.
    """
    rows, stack = facts.documents(data), Stack()
    stack.y = LINE  # below the name of the day of the speech
    for row in rows[rows.adopted.notna()].itertuples():
        stack.write(f"<b>“{wrap(row.name_in_speech, 40)}”</b>", above=10)
        distance = f"{prose.day(row.adopted)}, {_from_the_speech(row.days)}"
        stack.write(distance, above=1)
        _mark_document(stack, row)
    undated = rows[rows.adopted.isna()]
    if len(undated):
        stack.write("<b>No date found</b>", above=18)
        for row in undated.itertuples():
            stack.write(f"“{wrap(row.name_in_speech, 44)}”", above=3)
    height = _around_the_speech(stack, rows.adopted)
    stack.figure.update_layout(margin_b=4)
    frame = pd.DataFrame(
        {
            "As named in the speech": rows.name_in_speech.array,
            "Official name": rows.official_name.array,
            "Act": rows.act.array,
            "Date": ["not found" if pd.isna(day) else prose.day(day) for day in rows.adopted],
            f"State on {DAY}": rows.state_on_day.array,
        }
    )
    return finish(
        stack.figure,
        id="documents",
        height=height,
        note=DOCUMENT_NOTE,
        sources=prose.event_sources(data, *data.policy_document_events.event),
        data=frame,
        **_words_of_documents(rows),
    )
