"""The Python packages of the JupyterLite site: without what a kernel in the browser has no use for,
and with the list from which Pyodide loads them.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from pathlib import Path

from briefing import prose
from briefing.publish.downloads import archive
from briefing.publish.pieces import sha256
from briefing.publish.plan import PACKAGE, files_in

PLACE = "/lib/python{python}/site-packages"  # where Pyodide puts packages
DATA = "briefing_data"  # the folder of the tables there

# Files of wheels that the site leaves out, by the distribution's name.
LOCALES = "|".join(["root", "en", "en_001", "en_150", prose.LOCALE])
IDLE = {
    "babel": rf"babel/locale-data/(?!({LOCALES})\.dat)",
    "jedi": r"jedi/third_party/django-stubs/",
    "pandas": r"pandas/tests/",
    # The library for browsers stands once in the site, as an extension of JupyterLab; the other
    # file is for FigureWidget, which needs anywidget.
    "plotly": r"plotly/labextension/|[^/]+\.data/|plotly/package_data/"
    r"(plotly\.min\.js|widgetbundle\.js|datasets/)",
}
# What a page leaves out of the package: it is built elsewhere.
ASIDE = ("publish", "__main__.py")


@dataclass(frozen=True)
class Wheel:
    """A wheel of the site: its ``file``, its ``content``, and the words of its makers on it;
    ``trimmed`` says whether files were left out.
    """

    file: str
    content: bytes
    trimmed: bool = False
    depends: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, content: bytes) -> Wheel:
        """A wheel as its makers publish it, without what is idle here."""
        idle = IDLE.get(file.partition("-")[0].lower())
        if not idle:
            return cls(file, content)
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            names = [name for name in whole.namelist() if not name.endswith("/")]
            kept = {name: whole.read(name) for name in names if not re.match(idle, name)}
        return cls(file, archive(kept, zipfile.ZIP_DEFLATED), trimmed=len(kept) < len(names))

    @property
    def metadata(self) -> Message:
        """The metadata of the package, as its wheel has them."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            return message_from_string(wheel.read(name).decode("utf-8"))

    @property
    def name(self) -> str:
        """The name of the distribution, normalised."""
        return re.sub(r"[-_.]+", "-", self.file.partition("-")[0]).lower()

    @property
    def entry(self) -> dict:
        """The wheel in Pyodide's list of packages."""
        return {
            "name": self.name,
            "version": self.file.split("-")[1],
            "file_name": self.file,
            "install_dir": "site",
            "sha256": sha256(self.content),
            "package_type": "package",
            "imports": [],
            "depends": self.depends,
            "unvendored_tests": False,
            "shared_library": False,
        }


def own(data: Path, version: str) -> Wheel:
    """The package ``briefing`` and the tables of ``data`` as one wheel."""
    inside = [
        file for file in files_in(PACKAGE, ".py") if file.relative_to(PACKAGE).parts[0] not in ASIDE
    ]
    files = {f"briefing/{file.relative_to(PACKAGE).as_posix()}": file for file in inside}
    files |= {f"{DATA}/{file.relative_to(data).as_posix()}": file for file in files_in(data)}
    about = f"briefing-{version}.dist-info"
    words = {
        "METADATA": f"Metadata-Version: 2.4\nName: briefing\nVersion: {version}\n"
        "License-Expression: MIT AND CC-BY-4.0\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: briefing\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        "RECORD": "",
    }
    contents = {name: file.read_bytes() for name, file in files.items()}
    contents |= {f"{about}/{name}": text.encode("utf-8") for name, text in words.items()}
    return Wheel(f"briefing-{version}-py3-none-any.whl", archive(contents, zipfile.ZIP_DEFLATED))
