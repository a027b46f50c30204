"""What stands in Markdown, links, contents and names: the page is what JupyterLab shows, or the
build stops and says what to do.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing import links
from briefing.dataset import DATA
from briefing.publish import BuildError
from briefing.publish.addresses import Addresses
from briefing.publish.build import build
from briefing.publish.collection import Collection
from briefing.publish.html import clean
from briefing.publish.markup import Text
from briefing.publish.media import Media
from briefing.publish.pages import PageError, find_pages
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remembered import undrawn


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<b>x</b> a < b & c &nbsp;&lt;i&gt;<br>", "<b>x</b> a &lt; b &amp; c &nbsp;&lt;i&gt;<br>"),
        ("<details><summary>s</summary>t", "<details><summary>s</summary>t</details>"),
        ("</main></div>H<sub>2</sub>O <!-- not shown -->", "H<sub>2</sub>O "),
        ('<a class="cite" id="r1" href="#note-1" aria-label="s">[1]</a>',) * 2,
        ('<p style="text-align:center" data-x="1">y', '<p style="text-align:center">y</p>'),
    ],
)
def test_html_that_is_kept_is_whole(given, kept):
    assert clean(given) == (kept, [])


@pytest.mark.parametrize(
    ("given", "lost"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<style>p {}</style>", "<style>"),
        ("<iframe src='https://e.org'></iframe>", "<iframe>"),
        ("<svg><circle></circle></svg>", "<svg>"),
        ("<form></form>", "<form>"),
        ("<input type='text'>", "<input>"),
        ("<b onclick='alert(1)'>x</b>", "onclick of <b>"),
        ("<b style='position:fixed;color:red'>x</b>", "the style position of <b>"),
        ("<b style='background:url(https://e.org)'>x</b>",) * 2,
    ],
)
def test_html_that_is_lost_is_named(given, lost):
    html, named = clean(given)
    assert len(named) == 1 and (lost == given or named == [lost])
    assert "alert" not in html and "url(" not in html and "position" not in html


# ---- One cell of a page

UN = '[[UN]](<https://e.org/> "source:speech-en")'
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<rect width="40" height="20"/></svg>'
)
REST = {
    "Budget 2021 (Entwurf)": "# Budget: *2021* & `more`\n\n## What it shows",
    "Што-гэта": "# Што гэта\n\n## Што паказвае\n\n## Same\n\n## Same",
}


def write(folder, name, *cells, **about):
    """A notebook of Markdown cells."""
    cells = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = new_notebook(cells=cells, metadata={"briefing": about} if about else {})
    nbformat.write(notebook, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of three notebooks and two pictures."""
    folder = tmp_path_factory.mktemp("words") / "notebooks"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "a map.svg").write_text(SVG, "utf-8")
    (folder / "pictures" / "dot.png").write_bytes(base64.b64decode(DOT))
    acting = SVG.replace("<rect", "<script>alert(1)</script><rect")
    (folder / "pictures" / "acting.svg").write_text(acting, "utf-8")
    (folder / "pictures" / "old.tif").write_bytes(b"II*\0")
    write(folder, "index", "# Home")
    for name, text in REST.items():
        write(folder, name, text)
    return folder


@pytest.fixture(scope="module")
def collection(folder):
    return Collection(DATA, folder, folder.parent / "exports")


@pytest.fixture
def text(collection):
    """The text of the page of the index, to which cells are given."""
    media = Media("index", inside=False)
    addresses = Addresses(collection, collection.page("index"), media, single=False)
    addresses.attachments = {"dot.png": {"image/png": DOT}}
    return Text(collection.sources, addresses.link, addresses.picture, taken={"deaths"})


def html(text, source):
    return BeautifulSoup(text.markdown(source), "html.parser")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"$7.5 million **x** {UN} and $9 million", "$7.5 million x [1] and $9 million"),
        (r"\$5 or US$$ 6 and `$$x$$`", "$5 or US$$ 6 and $$x$$"),
        ("a < b && c > d &nbsp;&lt;b&gt; &amp; &copy;", "a < b && c > d \xa0<b> & ©"),
        ("x <!-- not shown --> y", "x  y"),
        ("```python\n## no *heading* $$x$$ <b>\n```", "## no *heading* $$x$$ <b>"),
        ("\\<b\\> \\*x\\* \\&lt;", "<b> *x* &lt;"),
    ],
)
def test_a_reader_sees_the_words_that_were_written(text, source, shown):
    assert html(text, source).get_text().strip() == shown


@pytest.mark.parametrize(
    ("source", "selector"),
    [
        ("see <b>this</b>", "p > b"),
        ("H<sub>2</sub>O<br>x", "p > sub + br"),
        ("<details><summary>More</summary>\n\n*Then*\n\n</details>", "details > summary + p > em"),
        ("~~no~~", "del"),
        ("| a | b |\n|---|---:|\n| 1 | $2 |", ".scroll[tabindex] > table td:nth-child(2)"),
        ("- [x] one\n- [ ] two", "li > input[disabled][aria-label='not done']"),
        ("https://e.org/a?b=1&c=2", "a[href='https://e.org/a?b=1&c=2']"),
        ("one  \ntwo", "br"),
        (f"$1 {UN} $2", "a.cite[href='#note-1']#r1"),
        ("```python\nx\n```", "pre[tabindex] > code.language-python"),
    ],
)
def test_marks_of_markdown_and_html_are_what_jupyterlab_makes_of_them(text, source, selector):
    assert html(text, source).select(selector)


def test_an_open_tag_ends_with_its_cell(text):
    assert str(text.markdown("<div><b>open")).count("</div>") == 1
    assert text.markdown("next") == "<p>next</p>\n"


@pytest.mark.parametrize(
    "source", ["$$x^2$$", r"\\(x\\)", r"\\[x\\]", "\\begin{align}x\\end{align}"]
)
def test_a_formula_is_refused(text, source):
    with pytest.raises(ValueError, match="is a formula, and pages show none"):
        text.markdown(source)


def test_html_that_no_page_shows_is_refused_by_name(text):
    with pytest.raises(ValueError, match="its HTML has <script> and onclick of <b>"):
        text.markdown("<script>x</script> <b onclick='x'>y</b>")


# ---- Headings


@pytest.mark.parametrize(
    ("source", "text_and_id"),
    [
        ("Under\n---", ("Under", "under")),
        ("## Closed ##", ("Closed", "closed")),
        ("## Сколько *раз*?", ("Сколько раз?", "сколько-раз")),
        ("## ما هذا", ("ما هذا", "ما-هذا")),
        ("## 中文", ("中文", "中文")),
        ("## हिन्दी", ("हिन्दी", "हिन्दी")),
        (f"## **A** `b` [c](index.ipynb) {UN} &amp; d", ("A b c & d", "a-b-c-d")),
        ("## ![A map](pictures/dot.png)", ("A map", "a-map")),
        ("<h2>By hand</h2>", ("By hand", "by-hand")),
        ("<h2 id='mine'>By hand</h2>", ("By hand", "mine")),
        ("## Sources", ("Sources", "sources-2")),
        ("## Note 1", ("Note 1", "note-1-2")),
        ("## R2", ("R2", "r2-2")),
        ("## Deaths", ("Deaths", "deaths-2")),
        ("## !!!", ("!!!", "part")),
    ],
)
def test_a_heading_is_listed_as_it_is_read(text, source, text_and_id):
    page = html(text, f"# Title\n\n{source}")
    heading = text.headings[-1]
    assert (heading.level, heading.text, heading.id) == (2, *text_and_id)
    assert page.h2["id"] == heading.id and text.section() == heading.text


def test_headings_of_the_same_words_have_ids_of_their_own(text):
    text.markdown("# T\n\n## Same\n\n```\n## Same\n```\n\n## Same")
    text.markdown("## Same 2\n\n## Same")
    assert [h.id for h in text.headings] == ["t", "same", "same-2", "same-2-2", "same-3"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("## Part", "of level 2, though no other stands before it: begin it with '# '"),
        ("# A\n\n# B", "'B' is a second heading of the first level"),
        ("# A\n\n## B\n\n#### C", "'C' is of level 4, though the last is of level 2"),
        ("# A\n\n##", "a heading has no words"),
    ],
)
def test_headings_out_of_order_are_refused(text, source, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        text.markdown(source)


# ---- Links

BUDGET = "Budget-2021-Entwurf.html"
WHAT = "%D0%A8%D1%82%D0%BE-%D0%B3%D1%8D%D1%82%D0%B0.html"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("index.ipynb", "index.html"),
        ("./Index.IPYNB", "index.html"),
        ("../notebooks/index.ipynb", "index.html"),
        ("../exports/index.html?a.q=1#home", "index.html?a.q=1#home"),
        ("index.html#home", "index.html#home"),
        ("Budget%202021%20(Entwurf).ipynb", BUDGET),
        ("<Budget 2021 (Entwurf).ipynb>", BUDGET),
        ("budget-2021-entwurf.html", BUDGET),
        ("<Budget 2021 (Entwurf).ipynb#What-it-shows>", f"{BUDGET}#what-it-shows"),
        ("Што-гэта.ipynb", WHAT),
        ("Што-гэта.ipynb#Same", f"{WHAT}#same"),
        (
            "Што-гэта.ipynb#Што-паказвае",
            f"{WHAT}#%D1%88%D1%82%D0%BE-%D0%BF%D0%B0%D0%BA%D0%B0%D0%B7%D0%B2%D0%B0%D0%B5",
        ),
        ("#Home", "#home"),
        ("#row-1", "#row-1"),
        ("../data/timeline/events.csv", "data/events.csv"),
        ("../exports/data/events.csv", "data/events.csv"),
        ("mailto:a@e.org", "mailto:a@e.org"),
        ("HTTPS://e.org/%20?q#x", "HTTPS://e.org/%20?q#x"),
    ],
)
def test_a_link_leads_to_its_page_however_it_is_written(text, link, address):
    assert html(text, f"[x]({link})").a["href"] == address
    assert html(text, f"[x][r]\n\n[r]: {link}").a["href"] == address
    by_hand = html(text, f"a <a href='{link.strip('<>')}'>x</a>").a
    assert by_hand["href"] == address


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("nope.ipynb", "names no page: there is no nope.ipynb"),
        ("nope.html#x", "names no page"),
        ("../README.md", "leads to a file that readers do not have"),
        ("pictures/dot.png", "leads to a file that readers do not have"),
        ("../data/datapackage.json", "leads to a file of the data that readers do not have"),
        ("javascript:alert(1)", "leads to no page: begin it with https://"),
        ("JavaScript:alert(1)", "leads to no page"),
        ("data:text/html,x", "leads to no page"),
        ("file:///etc/passwd", "leads to no page"),
        ("//e.org/x", "leads to no page"),
        ("/timeline.html", "leads to no page"),
        ("", "leads to no page"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(text, link, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        text.markdown(f"[x](<{link}>)")
    with pytest.raises(ValueError, match=re.escape(said)):
        text.markdown(f"a <a href='{link}'>x</a>")


def test_a_page_of_the_briefing_that_a_collection_leaves_out_is_named_without_a_link(text):
    assert text.markdown("[The days](days.ipynb#2020-08-09)") == "<p>The days</p>\n"


# ---- Pictures


@pytest.mark.parametrize(
    "picture",
    [
        "![A map](<pictures/a map.svg>)",
        "![A map](pictures/a%20map.svg)",
        "![A map](attachment:dot.png)",
        f"![A map](data:image/png;base64,{DOT})",
        "<img src='pictures/dot.png' alt='A map' width='20'>",
    ],
)
def test_a_picture_stands_beside_the_page(text, picture):
    image = html(text, picture).img
    assert image["alt"] == "A map" and re.fullmatch(r"media/index-\w+\.(png|svg)", image["src"])


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ("![](pictures/dot.png)", "has no alternative text: say what it shows"),
        ("<img src='pictures/dot.png'>", "has no alternative text"),
        ("![x](pictures/nope.png)", "is not there: put the file into the folder of the notebooks"),
        ("![x](../../secret.png)", "is not there"),
        ("![x](https://e.org/x.png)", "pages load nothing from elsewhere"),
        ("![x](//e.org/x.png)", "pages load nothing from elsewhere"),
        ("![x](attachment:nope.png)", "the cell has no attached picture 'nope.png'"),
        ("![x](pictures/old.tif)", "save it as PNG, JPEG, GIF, WebP or SVG"),
        ("![x](data:image/png;base64,QUJD)", "save it as PNG, JPEG, GIF, WebP or SVG"),
        ("![x](pictures/acting.svg)", "is an SVG with <script>, which no page shows"),
        ("![x](data:image/png;base64,!)", "is damaged"),
    ],
)
def test_a_picture_that_no_page_can_show_is_refused(text, picture, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        text.markdown(picture)


def test_a_page_that_is_one_file_keeps_links_to_its_own_anchors_alone(collection):
    media = Media("index", inside=True)
    link = Addresses(collection, collection.page("index"), media, single=True).link
    assert link("index.ipynb#home") == link("#home") == "#home"
    assert link("Што-гэта.ipynb#same") == link("../data/timeline/events.csv") == ""


def test_links_are_the_same_wherever_the_pages_are_built(folder, tmp_path):
    other = Collection(DATA, folder, tmp_path / "site")
    media = Media("index", inside=False)
    link = Addresses(other, other.page("index"), media, single=False).link
    assert link("../exports/data/events.csv") == link("../data/timeline/events.csv")
    assert link("../exports/index.html") == "index.html"


# ---- Notebooks and their names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Index", "index"], "would both become"),
        (["a b", "a-b"], "would both become a-b.html"),
        (["???"], "no address can be made of this name"),
        (["x" * 120], "no address can be made of this name"),
    ],
)
def test_names_that_give_no_address_are_refused(tmp_path, names, said):
    try:
        for name in names:
            write(tmp_path, name, "# T")
    except OSError:
        pytest.skip("this disk knows no such names")
    if len(list(tmp_path.iterdir())) == len(names):
        with pytest.raises(PageError, match=re.escape(said)):
            find_pages(tmp_path)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Budget 2021.v2 (Entwurf) #1 50% & 'x'?", "Budget-2021-v2-Entwurf-1-50-x"),
        ("U\u0308bersicht", "Übersicht"),
        ("што_гэта", "што_гэта"),
    ],
)
def test_a_name_becomes_what_a_disk_and_an_address_can_hold(name, page):
    assert links.page_name(name) == page


def damaged(change):
    """A notebook as JSON with one change."""
    notebook = new_notebook(cells=[new_markdown_cell("# T")], metadata={"briefing": {}})
    change(notebook)
    return json.dumps(notebook)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda n: n.metadata.briefing.update(order="first"), "briefing.order: 'first'; write a"),
        (lambda n: n.metadata.briefing.update(nav=5), "briefing.nav: 5; write a text"),
        (lambda n: n.metadata.briefing.update(record=["x"]), "briefing.record: ['x']; write"),
        (lambda n: n.metadata.briefing.update(record="one"), "a record of 'one', which is no page"),
        (lambda n: n.metadata.update(briefing="x"), "metadata briefing: not a group"),
        (lambda n: n.cells[0].metadata.update(tags="no-code"), "cell 1 has tags that are not"),
        (lambda n: n.cells[0].pop("source"), "cell 1 has no source"),
        (lambda n: n.cells[0].pop("metadata"), "not a readable notebook"),
        (lambda n: n.update(cells="x"), "one.ipynb: "),
        (lambda n: n.cells[0].update(cell_type="x"), "cell 1 is no cell"),
        (lambda n: n.cells[0].update(source="text"), "no heading; begin the first Markdown"),
        (lambda n: n.cells[0].update(source="# $$x$$"), "the cell that begins '# $$x$$'"),
    ],
)
def test_a_damaged_notebook_is_named_with_what_to_write(tmp_path, change, said):
    (tmp_path / "one.ipynb").write_text(damaged(change), "utf-8")
    with pytest.raises(PageError, match=re.escape(said)) as raised:
        find_pages(tmp_path)
    assert "one.ipynb" in str(raised.value)


# ---- One collection of everything

EVERYTHING = f"""# Home

## Same

## Same

Costs $7.5 million **x** {UN} and $9 million, a < b, <b>bold</b><br>H<sub>2</sub>O.

<details><summary>More</summary>

- [x] done
- [ ] open

</details>

| a | b |
|---|--:|
| [budget](<Budget 2021 (Entwurf).ipynb#What-it-shows>) | $2 |

```python
print("x")
```

![A black box](<pictures/a map.svg>) ![A dot](attachment:dot.png)

[Што](Што-гэта.ipynb#Што-паказвае) and [same](#same-2) and [rows](../data/timeline/events.csv)."""


@pytest.fixture(scope="module")
def built(folder):
    """The collection as pages."""
    cell = new_markdown_cell(EVERYTHING, attachments={"dot.png": {"image/png": DOT}})
    write(folder, "index", cell, nav="Home & more")
    exports = folder.parent / "exports"
    with undrawn():
        build(DATA, folder, exports, lambda line: None)
    return exports


def test_every_link_of_the_pages_can_be_followed(built, browser):
    page = browser.new_page()
    for file in ("index", "Budget-2021-Entwurf", "Што-гэта"):
        page.goto((built / f"{file}.html").as_uri())
        hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        for href in dict.fromkeys(href for href in hrefs if href.startswith("file:")):
            path, _, at = href.partition("#")
            assert Path(url2pathname(urlsplit(path).path)).exists(), href
            if at and ".html" in path:
                page.goto(href)
                assert page.evaluate("!!document.querySelector(':target')"), href
    page.close()


def test_a_page_of_everything_is_whole_and_accessible(built, visits):
    visit = visits(built, "index", width=320)
    page = visit.page
    assert page.locator("nav.contents li a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    ) == ["#same", "#same-2", "#sources"]
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert visit.strangers() == [] and visit.said == []
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.locator("a[rel=next]").inner_text() == "Next: Budget: 2021 & more"


@undrawn()
def test_a_picture_that_changed_makes_its_page_anew(built, folder):
    before = (built / "index.html").read_text("utf-8")
    (folder / "pictures" / "a map.svg").write_text(SVG.replace("40", "44"), "utf-8")
    lines = []
    assert build(DATA, folder, built, lines.append)
    assert [line.split(":")[0].strip() for line in lines if "exported" in line] == ["index"]
    assert (built / "index.html").read_text("utf-8") != before
    assert len(list((built / "media").iterdir())) == 2


@undrawn()
def test_what_stands_beside_the_notebooks_counts_for_what_they_call(built, folder):
    write(folder, "aided", "# Aided", new_code_cell("import aid\nprint(aid.SAID)"))
    for said in ("one", "and another"):
        (folder / "aid.py").write_text(f"SAID = '{said}'\n", "utf-8")
        assert build(DATA, folder, built, lambda line: None)
        assert f"<pre>{said}\n</pre>" in (built / "aided.html").read_text("utf-8")
    for left in ("aid.py", "aided.ipynb"):
        (folder / left).unlink()
    build(DATA, folder, built, lambda line: None)


def test_a_link_to_an_anchor_that_is_gone_stops_the_build(built, folder):
    before = {file: file.read_bytes() for file in built.rglob("*.html")}
    write(folder, "Што-гэта", "# Што гэта\n\n## Other")
    with pytest.raises(BuildError) as raised:
        build(DATA, folder, built, lambda line: None)
    said = str(raised.value)
    assert "index.ipynb: the cell that begins '# Home': the link to" in said
    assert "has no 'што-паказвае'; mend it" in said
    assert {file: file.read_bytes() for file in built.rglob("*.html")} == before
