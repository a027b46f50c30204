"""The targets page: all 169 targets decided, like articles described alike, and what charts and
views make of the links.
"""

from __future__ import annotations

import json
import re

import nbformat
import pandas as pd
import pytest
from briefing import check, links, load, prose
from briefing.charts import targets as charts
from briefing.check import parallels as rule
from briefing.check.rules import uncovered
from briefing.facts import research
from briefing.facts import rights as rights_facts
from briefing.facts import targets as facts
from briefing.reading import rights as rights_reading
from briefing.reading import targets as reading
from conftest import NOTEBOOKS, add_category, edit

pytestmark = pytest.mark.usefixtures("remembering")

INSTRUMENTS = {
    "UDHR",
    "ICERD",
    "ICCPR",
    "ICESCR",
    "CEDAW",
    "CAT",
    "CRC",
    "CRC-OP-AC",
    "CRC-OP-SC",
    "CMW",
    "CRPD",
    "CPED",
    "DRTD",
    "UNDRIP",
    "AARHUS",
    "ILO-C029",
    "ILO-C087",
    "ILO-C098",
    "ILO-C100",
    "ILO-C105",
    "ILO-C111",
    "ILO-C138",
    "ILO-C182",
}


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


# ---- The mapping


def test_every_target_is_decided_once(data):
    linked, left = set(data.target_rights.target), set(data.targets_without_link.target)
    assert linked | left == set(data.targets.target) and len(linked | left) == 169  # of the goals
    assert not linked & left, "a target is linked or left out with a reason, never both"
    assert (data.targets_without_link.reason.str.len() > 40).all()


def test_no_link_twice(data):
    rows = data.target_rights
    assert rows.id.is_unique and rows.id.str.fullmatch(r"TR-\d{3,4}").all()
    assert not rows.duplicated(["target", "instrument", "provision"]).any()


def test_strength_is_one_of_two(data):
    assert set(data.target_rights.strength) == {facts.DIRECT, facts.SUPPORTING}


def test_rationales_say_something_of_their_own(data):
    rows = (
        data.targets.merge(data.target_rights, on="target")
        .merge(
            data.articles[["id", "short_title"]].rename(columns={"id": "article_id"}),
            on="article_id",
        )
        .merge(data.rights[["right", "label"]].rename(columns={"label": "named"}), on="right")
    )
    assert (
        rows.rationale.str.len().min() > 20
        and rows.rationale.is_unique
        and rows.rationale.str.endswith(".").all()
    )
    for row in rows.itertuples():
        titles = words(f"{row.label} {row.short_title} {row.named}")
        assert len(words(row.rationale) - titles) >= 3, (
            f"{row.id} only repeats titles: {row.rationale}"
        )


def test_provisions_belong_to_their_articles(data):
    articles = data.articles.set_index("id")
    assert (
        articles.index.is_unique
        and (articles.short_title[data.target_rights.article_id] != "").all()
    )
    for row in data.target_rights.itertuples():
        article = articles.loc[row.article_id]
        assert article.instrument == row.instrument
        assert (
            row.provision == "whole convention"
            if article.article == ""
            else re.fullmatch(rf"{article.article}(\(\w+\))*", row.provision)
        ), row.id


def test_the_codebook_names_what_is_used(data):
    rows = data.target_rights
    assert set(rows.instrument) >= INSTRUMENTS
    text = data.target_codebook.set_index("id").text
    assert (
        f"uses {rows.instrument.nunique()} instruments" in text["what-it-covers"]
        and "eight labour conventions" in text["what-it-covers"]
    )
    assert set(rows[(rows.article_id == "ICCPR 6") & (rows.strength == facts.DIRECT)].target) == {
        "16.1"
    }, "the codebook's rule on the right to life"
    hygiene = rows[
        (rows.article_id == "ICESCR 12")
        & (rows.provision == "12(2)(b)")
        & (rows.strength == facts.DIRECT)
    ]
    assert set(hygiene.target) == {
        "3.9",
        "6.2",
        "6.3",
        "11.6",
        "12.4",
    }, "pollution, waste and sanitation in people's surroundings only"


def test_goal_level_is_covered_or_explained(data):
    open_ = set(map(tuple, uncovered(data).to_numpy()))
    gaps = data.goal_right_gaps
    assert (
        set(map(tuple, gaps[["goal", "right"]].to_numpy())) == open_
        and not gaps.duplicated(["goal", "right"]).any()
    )
    assert (gaps.reason.str.len() > 60).all() and gaps.reason.is_unique


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    [
        (
            "goal_right_gaps",
            lambda t: t.iloc[1:],
            "column right: goal 3 is linked to social-security, but none of its targets is.",
        ),
        (
            "goal_right_gaps",
            lambda t: t.assign(right=["health", *t.right[1:]]),
            "goal-right-gaps, row 2, column right: goal 3 and health: a target is linked",
        ),
        (
            "targets_without_link",
            lambda t: t.iloc[1:],
            "column target: 10.5 is linked to nothing and has no reason.",
        ),
        (
            "targets_without_link",
            lambda t: t.assign(target=["16.3", *t.target[1:]]),
            "targets-without-link, row 2, column target: 16.3 has a link.",
        ),
    ],
    ids=[
        "gap without a reason",
        "reason without a gap",
        "target without a reason",
        "reason without a need",
    ],
)
def test_what_is_not_linked_is_explained_once(package, table, change, expected):
    edit(package, f"rights/{table}.csv", change)
    assert [fault for fault in map(str, check.faults(package)) if expected in fault]


# ---- Parallel guarantees

WITHOUT = (
    "TR-001 links 1.1 to UDHR 25, but not to ICESCR 11, which guarantees the same (living-standard,"
    " 11(1))."
)


def without_parallel(table):
    """Target 1.1 with the Declaration's living standard, but without the covenant's."""
    return table[table.id != "TR-002"]


def excuse(table):
    """The same parallel, excused."""
    row = {
        "target": "1.1",
        "guarantee": "living-standard",
        "article_id": "ICESCR 11",
        "reason": "Tried by a test.",
    }
    return table.iloc[:1].assign(**row)


def test_a_link_without_its_parallel_is_a_fault(package):
    edit(package, "rights/target_rights.csv", without_parallel)
    assert f"target-rights, row 2, column article_id: {WITHOUT}" in " ".join(
        map(str, check.faults(package))
    )


def test_an_excused_parallel_is_none(package):
    edit(package, "rights/target_rights.csv", without_parallel)
    edit(package, "rights/parallel_gaps.csv", excuse)
    faults = " ".join(map(str, check.faults(package)))
    assert WITHOUT not in faults and "parallel-gaps" not in faults


def test_a_needless_excuse_is_a_fault(package):
    edit(package, "rights/parallel_gaps.csv", excuse)
    assert (
        "parallel-gaps, row 2, column article_id: 1.1, living-standard, ICESCR 11: nothing is"
        " excused" in " ".join(map(str, check.faults(package)))
    )


def test_an_article_for_a_group_calls_for_everyones(package):
    edit(
        package,
        "rights/target_rights.csv",
        lambda t: t[~((t.target == "4.1") & t.instrument.isin(["UDHR", "ICESCR"]))],
    )
    missing = rule.unparallel(rule.parallels(load(package))).query(
        "target == '4.1' and guarantee == 'education'"
    )
    assert set(missing.article_id) == {"UDHR 26", "ICESCR 13"} and set(missing.scope) == {
        rule.EVERYONE
    }


def test_a_target_that_asks_for_equality_needs_the_general_articles(package):
    edit(
        package,
        "rights/target_rights.csv",
        lambda t: t[~((t.target == "10.1") & t.right.eq("equality"))],
    )
    missing = rule.unparallel(rule.parallels(load(package))).query(
        "target == '10.1' and guarantee == 'equality'"
    )
    assert (
        set(missing.article_id) == {"UDHR 2", "ICCPR 2", "ICESCR 2"}
        and not missing.because_of.map(len).any()
    )


def test_paragraphs_are_told_apart(package):
    health = {"target": "3.8", "article_id": "ICERD 5"}
    edit(
        package,
        "rights/target_rights.csv",
        lambda t: t.assign(
            provision=t.provision.mask(
                (t[list(health)] == pd.Series(health)).all(axis=1), "5(e)(i)"
            )
        ),
    )
    rows = rule.parallels(load(package)).query(
        "target == '3.8' and guarantee == 'health' and article_id == 'ICERD 5'"
    )
    assert list(rows.state) == [rule.MISSING], "5(e)(i), on work, is no link to 5(e)(iv), on health"


def test_parallels_stand_side_by_side(data):
    instruments = data.parallels.article_id.map(data.articles.set_index("id").instrument)
    assert (instruments.groupby(data.parallels.guarantee).nunique() >= 2).all()
    assert (
        data.parallels[data.parallels.scope == rule.EVERYONE]
        .groupby("guarantee")
        .size()
        .reindex(data.parallels.guarantee.unique())
        >= 1
    ).all()
    assert (data.parallels.groupby("guarantee").label.nunique() == 1).all()
    assert not data.parallels.duplicated(["guarantee", "article_id", "provision"]).any()
    assert (data.parallel_gaps.reason.str.len() > 40).all() and not data.parallel_gaps.duplicated(
        ["target", "guarantee", "article_id"]
    ).any()


def test_the_summary_counts_parallels(data):
    rows = rule.parallels(data)
    line = (
        f"Parallels: {(rows.state == rule.KEPT).sum()} kept,"
        f" {(rows.state == rule.EXCUSED).sum()} excused"
    )
    assert line in research.summary()


# ---- Counts


def test_decided_counts_what_the_links_say(data):
    rows = facts.decided(data).set_index("target")
    assert len(rows) == 169 and rows.direct.sum() + rows.supporting.sum() == len(data.target_rights)
    assert rows.strength["10.5"] == facts.NONE and "financial markets" in rows.reason["10.5"]
    assert rows.strength["16.3"] == facts.DIRECT and rows.strength["15.1"] == facts.SUPPORTING
    assert (
        (rows.reason != "").sum()
        == (rows.strength == facts.NONE).sum()
        == len(data.targets_without_link)
    )


def test_a_target_nobody_decided_is_not_counted(package):
    edit(package, "rights/targets_without_link.csv", lambda t: t[t.target != "10.5"])
    data = load(package)
    assert research.links_summary(data)[0].startswith(
        "Targets and articles: 168 of 169 targets decided"
    )


def test_summary_adds_up(data):
    first, *lines = research.links_summary(data)
    assert first.startswith("Targets and articles: 169 of 169 targets decided")
    counts = {
        name: tuple(map(int, numbers))
        for line in lines
        for name, *numbers in re.findall(
            r", (.+): (\d+) direct \+ (\d+) supporting = (\d+) links", line
        )
    }
    assert set(counts) == {f"goal {n}" for n in range(1, 18)} | set(data.target_rights.instrument)
    assert all(direct + supporting == total for direct, supporting, total in counts.values())
    for part in (
        [c for n, c in counts.items() if n.startswith("goal")],
        [c for n, c in counts.items() if not n.startswith("goal")],
    ):
        assert sum(total for _, _, total in part) == len(data.target_rights)


def test_a_strength_more_is_an_edit_of_the_description_alone(package):
    look = {"symbol": "cross", "colour": "green", "size": 9}
    add_category(package, "target-rights", "strength", value="remote", label="remote", **look)
    edit(
        package,
        "rights/target_rights.csv",
        lambda t: t.assign(strength=t.strength.mask(t.target == "15.1", "remote")),
    )
    changed = load(package)
    assert facts.decided(changed).set_index("target").strength["15.1"] == "remote"
    assert set(facts.decided(load()).strength) == {facts.DIRECT, facts.SUPPORTING, facts.NONE}
    for figure in (charts.targets(changed), charts.matrix(changed)):
        assert "remote" in {trace.name for trace in figure.data}
        assert "marks (cross): remote" in figure.layout.meta["alt"]
    assert re.search(r"Goal 15: [^.]*, 1 remote, ", charts.targets(changed).layout.meta["alt"])
    assert "15.1" in reading.articles_table(changed).frame.remote.sum()
    assert "Remote links" in [column.title for column in reading.standing_table(changed).columns]


def test_words_of_a_strength_follow_its_description(package):
    path = package / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    [table] = [one for one in described["resources"] if one["name"] == "target-rights"]
    [strength] = [one for one in table["schema"]["fields"] if one["name"] == "strength"]
    strength["categories"][0] |= {"symbol": "circle", "mark_of_target": "Asked for"}
    path.write_text(json.dumps(described), "utf-8")
    figure = charts.targets(load(package))
    assert re.search(r" \d+ dots: asked for\. ", figure.layout.meta["alt"])
    assert "Asked for" in {trace.name for trace in figure.data}


def test_a_target_counts_once_for_a_right(data):
    pairs = facts.pairs(data).set_index(["goal", "right"])
    both = pairs.direct[(16, "justice")] + pairs.supporting[(16, "justice")]
    assert len(both) == len(set(both)) and "16.3" in pairs.direct[(16, "justice")]
    assert {"4.1", "4.3"} <= set(pairs.direct[(4, "education")]) and "4.2" in pairs.supporting[
        (4, "education")
    ]
    assert all(
        not set(r.direct) & set(r.supporting) and (r.direct or r.supporting)
        for r in pairs.itertuples()
    )


def test_what_bound_belarus(data):
    links = facts.links(data)
    status = data.treaty_status.set_index("instrument").status_on_day
    kinds = data.instruments.set_index("instrument").kind
    used = set(links.instrument)
    assert (
        set(links[links.standing == rights_facts.NOT_JOINED].instrument)
        == {i for i in used if status.get(i) == "not-a-party"}
        >= {"CMW", "CPED"}
    )
    assert (
        set(links[links.standing == rights_facts.DECLARATION].instrument)
        == {i for i in used if kinds[i] == "declaration"}
        >= {"UDHR", "DRTD", "UNDRIP"}
    )
    table = reading.standing_table(data).frame
    assert (
        table.total.sum() == len(data.target_rights)
        and table.standing.iloc[0] == rights_facts.BOUND
    )
    assert set(facts.wholly_unbound(data).target) == set(data.target_rights.target) - set(
        links[links.standing == rights_facts.BOUND].target
    )


def test_leaving_a_treaty_before_the_speech_changes_the_count(package):
    before = len(facts.wholly_unbound(load(package)))
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(
            status_on_day=t.status_on_day.mask(t.instrument == "ICESCR", "not-a-party")
        ),
    )
    assert len(facts.wholly_unbound(load(package))) > before


# ---- Charts


def test_chart_of_targets_has_a_mark_for_each(data):
    figure = charts.targets(data)
    marks = {
        trace.name: len(trace.x) for trace in figure.data if trace.name and trace.mode == "markers"
    }
    kinds = facts.decided(data).strength.value_counts()
    assert (
        list(marks.values()) == [kinds["direct"], kinds["supporting"], kinds["none"]]
        and sum(marks.values()) == 169
    )
    assert len({trace.marker.symbol for trace in figure.data if trace.name in marks}) == 3, (
        "strength must be told apart by shape"
    )
    texts = [text for trace in figure.data if trace.mode == "text" for text in trace.text if text]
    assert sorted(texts) == sorted([t.split(".")[1] for t in data.targets.target])
    left = set(data.targets_without_link.target)
    assert (
        prose.listing([target for target in data.targets.target if target in left])
        in figure.layout.meta["alt"]
    )


def test_matrix_counts_targets(data):
    figure, pairs = charts.matrix(data), facts.pairs(data)
    direct, support = (trace for trace in figure.data if trace.name and trace.mode == "markers")
    assert len(direct.x) == pairs.direct.map(bool).sum() and len(direct.x) + len(support.x) == len(
        pairs
    )
    assert (
        f"meet {len(pairs)} times" in figure.layout.meta["title"]
        and "our own reading" in figure.layout.meta["note"]
    )
    numbers = [
        int(text)
        for trace in figure.data
        if trace.mode == "text" and not trace.hovertext
        for text in trace.text
        if text
    ][-len(pairs) :]
    assert sum(numbers) == (pairs.direct.str.len() + pairs.supporting.str.len()).sum()


def test_the_matrix_says_how_many_links_each_family_has(data):
    figure, family = charts.matrix(data), data.rights.set_index("right").family
    found = data.target_rights.groupby([data.target_rights.right.map(family), "strength"]).size()
    for key, name in data.labels("rights", "family").items():
        direct, supporting = (found.get((key, of), 0) for of in (facts.DIRECT, facts.SUPPORTING))
        said = f"{prose.number(direct)} direct, {prose.number(supporting)} supporting"
        assert f"<b>{name}</b>: {said}" in figure.layout.yaxis.ticktext


def test_the_twin_grids_lead_to_each_other():
    for page, other in (
        ("rights", "targets.ipynb#target-matrix"),
        ("targets", "rights.ipynb#matrix"),
    ):
        notebook = nbformat.read(NOTEBOOKS / f"{page}.ipynb", as_version=4)
        assert (
            sum("[Switch to: " in c.source and f"]({other})" in c.source for c in notebook.cells)
            == 1
        )


@pytest.mark.parametrize("make", [charts.targets, charts.matrix])
def test_marks_and_words_fit_a_phone(data, make):
    figure = make(data)
    narrow, axis, columns = figure.layout.meta["narrow"], figure.layout.yaxis, figure.layout.xaxis
    room = (narrow["height"] - narrow["margin"]["t"] - narrow["margin"]["b"]) / (
        axis.range[0] - axis.range[1]
    )
    size = max(t.marker.size + 2 for t in figure.data if t.mode == "markers" and t.name)
    assert room >= 11 + size and narrow["yaxis"]["ticklabelposition"] == "inside"
    assert size <= 340 / (columns.range[1] - columns.range[0]), (
        "marks side by side must not overlap at 360 pixels"
    )
    assert figure.layout.height <= 100 + 24 * len(axis.ticktext), "taller than its rows need"


# ---- Tables: goal, target, article; article, targets


def test_goal_views_hold_every_link_once(data):
    views = reading.goal_views(data)
    assert [t.id for t in views.tables] == [f"targets-goal-{n}" for n in range(1, 18)]
    rows = [row for view in views.payload()["views"] for row in view["rows"]]
    named = {row["id"] for row in rows if row.get("id")}
    assert (
        len(rows) == len(data.target_rights)
        and named == {links.anchor("target", t) for t in data.target_rights.target}
        and "target-16-3" in named
    )
    instruments = {row["id"] for row in reading.articles_table(data).payload()["rows"]}
    ids = []
    for row in rows:
        _, right, article, strength, why, status = row["cells"]
        assert (
            article["href"].removeprefix("target-articles.html#") in instruments
            and ": " in article["text"]
            and right["text"]
        )
        assert strength["text"] in (facts.DIRECT, facts.SUPPORTING)
        assert status["text"] in (
            "Belarus was bound",
            "Belarus was not a party",
            "declaration, not a treaty",
        )
        ids.append(re.search(r"\((TR-\d+)\)$", why["text"])[1])
    assert sorted(ids) == sorted(data.target_rights.id)


def test_the_anchor_stands_on_the_first_row_of_a_target(data):
    seen = set()
    for view in reading.goal_views(data).payload()["views"]:
        for row in view["rows"]:
            target = row["cells"][0]["text"].split()[0]
            assert bool(row.get("id")) == (target not in seen)
            seen.add(target)


def test_a_doubt_stands_beside_its_link(data):
    texts = " ".join(
        row["cells"][4]["text"]
        for view in reading.goal_views(data).payload()["views"]
        for row in view["rows"]
    )
    notes = data.target_rights[data.target_rights.reviewer_note != ""]
    assert len(notes) > 20 and all(
        f"Open to dispute: {note}" in texts for note in notes.reviewer_note
    )


def test_articles_lead_to_targets(data):
    table = reading.articles_table(data)
    rows, frame = table.payload()["rows"], table.frame
    anchors = [row["id"] for row in rows if row["id"]]
    assert len(rows) == data.target_rights.article_id.nunique()
    whole = (frame.article == "").sum()
    assert f"{len(rows) - whole} articles and {whole} whole instruments" in table.title
    assert sorted(anchors) == sorted(
        links.anchor("instrument", code) for code in data.target_rights.instrument.unique()
    )
    first = frame[frame.anchor != ""]
    assert (first.index == frame.drop_duplicates("instrument").index).all()
    torture = next(row["cells"] for row in rows if row["cells"][1]["text"].startswith("ICCPR 7:"))
    assert {"5.2", "16.1"} <= set(torture[2]["text"].split(", "))
    assert torture[4]["text"] == "bound" and torture[4]["href"] == "treaties.html#treaty-iccpr"
    assert set(frame[frame.instrument == "CMW"].was) == {"not a party"}
    numbers = pd.to_numeric(frame[frame.instrument == "CRC"].article)
    assert list(numbers) == sorted(numbers)


def test_instruments_table_adds_up(data):
    table = reading.instruments_table(data)
    assert len(
        table.frame
    ) == data.target_rights.instrument.nunique() and table.frame.total.sum() == len(
        data.target_rights
    )
    for row in (row["cells"] for row in table.payload()["rows"]):
        assert [row[n]["text"] for n in (1, 3)] == [f"{row[n]['sort']:,.0f}" for n in (1, 3)]
    treaties = {row["id"] for row in rights_reading.treaties_table(data).payload()["rows"]}
    assert all(
        row["cells"][4]["href"].removeprefix("treaties.html#") in treaties
        for row in table.payload()["rows"]
    )


def test_targets_that_rest_on_development_and_order_alone(data):
    found = facts.only_through(data, "DRTD", "UDHR 28")
    rows = data.target_rights[data.target_rights.target.isin(found)]
    assert found and set(found) == {
        target
        for target, of in data.target_rights.groupby("target")
        if ((of.instrument == "DRTD") | (of.article_id == "UDHR 28")).all()
    }
    assert set(rows.instrument) <= {"DRTD", "UDHR"}


def test_our_count_and_the_institutes_never_share_a_chart(data):
    for figure in (charts.targets(data), charts.matrix(data)):
        assert "156" not in str(figure.to_dict()) and "Danish" not in str(figure.layout.meta)
