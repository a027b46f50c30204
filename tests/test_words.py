"""What stands in Markdown, links, contents and names: the page is what JupyterLab shows, or the
build stops and says what to do.
"""

from __future__ import annotations

import pytest
from briefing.publish.html import clean


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
