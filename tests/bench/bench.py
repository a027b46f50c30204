"""Measurements that no test asserts, since they depend on the machine: what counts are the ratios
of one run.

    python tests/bench/bench.py pages    this build beside stock nbconvert, and Jupyter Book 1
                                         where it is installed
    python tests/bench/bench.py readers  each page as a reader meets it: its length on screen and
                                         paper, tab stops, scrolling, charts that come alive
    python tests/bench/bench.py profile  where the time of a build goes
    python tests/bench/bench.py size     this build against the size of its data

``make bench`` runs the first three, ``make bench-size`` the last. They print Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil
import synthetic
from briefing.dataset import ROOT
from reader import ROUNDS, Seen, browser, look, middle, opened, read

BUILD = [sys.executable, "-m", "briefing", "build"]
# A build that draws no images: drawing takes as long as it takes Chromium.
NO_BROWSER = {"BROWSER_PATH": os.devnull}
# Who uses the project has its bytecode, and the package of the folder in which a build runs.
NOT_INHERITED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")


# ---- Builds


def run(command: list, folder: Path, **environment: str) -> tuple[float, str]:
    """Run a command to its end; the seconds it took, and what it said. Raises ``RuntimeError``
    where it fails.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(map(str, command))}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}"
        )
    return time.perf_counter() - started, done.stdout


def project(folder: Path) -> Path:
    """A copy of what a build reads, in ``folder``, with the committed chart images."""
    left = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("data", "notebooks", "exports/charts"):
        shutil.copytree(ROOT / name, folder / name, ignore=left)
    shutil.copyfile(ROOT / "requirements.lock", folder / "requirements.lock")
    return folder


@dataclass
class Maker:
    """What makes pages of the notebooks in ``folder``: a command, the folder in which its pages are
    then, and what it remembers.
    """

    name: str
    folder: Path
    command: list
    pages: Path
    memory: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    def build(self) -> tuple[float, str]:
        """Run the command; the seconds it took, and what it said."""
        return run(self.command, self.folder / "notebooks")

    def forget(self) -> None:
        """Throw away what it wrote and remembers, except images of charts."""
        for pattern in self.memory:
            for path in self.folder.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def change_a_row(self, n: int) -> str:
        """Change a cell of a table that one page shows, to a text that is another for each ``n``
        and is returned.
        """
        text = f"17:{n + 11}"
        synthetic.change(
            self.folder / "data",
            "internet-outages",
            lambda rows: [{**rows[0], "start_utc": text}, *rows[1:]],
        )
        return text

    def change_the_look(self, file: str) -> None:
        """Add a line to a file of the template, which changes no page."""
        path = self.folder / "notebooks/briefing/publish/template" / file
        path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")

    def files(self) -> list[Path]:
        """The pages of the notebooks."""
        return [
            self.pages / f"{notebook.stem}.html"
            for notebook in sorted((self.folder / "notebooks").glob("*.ipynb"))
        ]


def ours(base: Path) -> Maker:
    """This build, with a copy of the project of its own."""
    folder = project(base / "ours")
    return Maker("this build", folder, BUILD, folder / "exports", (".cache", "exports/*.html"))


def makers(base: Path) -> list[Maker]:
    """This build, stock nbconvert and Jupyter Book 1 where it is installed, each with a copy of the
    project of its own.
    """
    stock = project(base / "stock")
    notebooks = [path.name for path in sorted((stock / "notebooks").glob("*.ipynb"))]
    found = [
        ours(base),
        Maker(
            "stock nbconvert",
            stock,
            [
                sys.executable,
                "-m",
                "jupyter",
                "nbconvert",
                "--to",
                "html",
                "--execute",
                *notebooks,
                "--output-dir",
                stock / "html",
            ],
            stock / "html",
        ),
    ]
    book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent)) or shutil.which(
        "jupyter-book"
    )
    if book and re.search(
        r"Jupyter Book\s*: 1\.",
        subprocess.run([book, "--version"], capture_output=True, text=True, check=False).stdout,
    ):  # version 2 needs the network
        folder = project(base / "book")
        (folder / "notebooks/_config.yml").write_text(
            "title: Briefing\nexecute:\n  execute_notebooks: cache\nonly_build_toc_files: true\n",
            encoding="utf-8",
        )
        chapters = "".join(
            f"  - file: {Path(name).stem}\n" for name in notebooks if name != "index.ipynb"
        )
        (folder / "notebooks/_toc.yml").write_text(
            f"format: jb-book\nroot: index\nchapters:\n{chapters}", encoding="utf-8"
        )
        found.append(
            Maker(
                "Jupyter Book",
                folder,
                [book, "build", ".", "--path-output", folder / "out"],
                folder / "out/_build/html",
                ("out",),
            )
        )
    return found


LOOKS = {"style": "assets/page.css", "template": "parts.html.j2"}


def time_builds(found: list[Maker]) -> None:
    """Fill in the ``seconds`` of each maker: ``cold`` from nothing, ``warm`` with nothing changed,
    ``change`` after a row changed, and of this build ``style`` and ``template`` after one of these.

    One that remembers nothing does everything again, which is measured once a round. A ``change``
    that does not reach the page is none: its time is left out. Raises ``RuntimeError`` where this
    build executes a notebook although only its looks changed.
    """
    times: dict[tuple[str, str], list[float]] = {}
    for n in range(ROUNDS):
        for maker in found:
            maker.forget()
            times.setdefault((maker.name, "cold"), []).append(maker.build()[0])
            if maker.memory:
                times.setdefault((maker.name, "warm"), []).append(maker.build()[0])
                text = maker.change_a_row(n)
                seconds, _ = maker.build()
                if text in (maker.pages / "timeline.html").read_text("utf-8"):
                    times.setdefault((maker.name, "change"), []).append(seconds)
            for what, file in LOOKS.items() if maker.command == BUILD else ():
                maker.change_the_look(file)
                seconds, said = maker.build()
                times.setdefault((maker.name, what), []).append(seconds)
                if "executed" in said:
                    raise RuntimeError(f"After a change of {file} notebooks ran:\n{said}")
    for (name, what), taken in times.items():
        next(maker for maker in found if maker.name == name).seconds[what] = statistics.median(
            taken
        )


# ---- The tables


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def machine() -> str:
    """When and on what kind of machine this ran."""
    return (
        f"{date.today():%d %B %Y}, {os.cpu_count()} cores, {platform.system()}"
        f" {platform.machine()}, Python {platform.python_version()}"
    )


CHANGES = {
    "warm": "nothing changed",
    "change": "one row changed",
    "style": "a style changed",
    "template": "a template changed, nothing executed",
}


def pages() -> str:
    """This build beside others: times of builds, and what a reader meets."""
    with tempfile.TemporaryDirectory() as base, browser() as chromium:
        found = makers(Path(base))
        time_builds(found)
        met = {maker.name: look(chromium, maker.files()) for maker in found}
        stock = found[1]
        charts = len(list((ROOT / "exports/charts").glob("*.js")))

        def seconds(maker: Maker, what: str, of: Maker) -> str:
            if what in maker.seconds:
                return (
                    f"{maker.seconds[what]:.2f} s ({maker.seconds[what] / of.seconds['cold']:.2f})"
                )
            return "not noticed" if maker.memory and what == "change" else "everything again"

        def milliseconds(times: list[float]) -> str:
            return f"{middle(times)} (slowest {max(times):.0f})" if times else "never"

        rows = [
            ["all pages from nothing (of stock)", *(seconds(m, "cold", stock) for m in found)],
            *(
                [f"{what} (of its own from nothing)", *(seconds(m, key, m) for m in found)]
                for key, what in CHANGES.items()
            ),
            [
                "HTML, all pages",
                *(f"{sum(f.stat().st_size for f in m.files()) / 1000:,.0f} kB" for m in found),
            ],
            [
                "HTML, largest page",
                *(f"{max(f.stat().st_size for f in m.files()) / 1000:,.0f} kB" for m in found),
            ],
            ["requests to other hosts", *(str(met[m.name].strangers) for m in found)],
            [
                f"charts a reader sees, of {charts}, offline",
                *(str(met[m.name].charts) for m in found),
            ],
            ["axe violations", *(str(met[m.name].violations) for m in found)],
            ["first content painted", *(milliseconds(met[m.name].paints) for m in found)],
            [
                "first chart live, once a pointer moves over it",
                *(milliseconds(met[m.name].lives) for m in found),
            ],
        ]
        return f"{machine()}, Chromium {chromium.version}; medians of {ROUNDS} rounds\n\n" + table(
            ["", *(m.name for m in found)], rows
        )


def readers() -> str:
    """Each page of ``exports`` as a reader meets it."""
    head = ["page", "height at 1280 px", "at 360 px", "tab stops", "A4 sheets"]
    head += ["longest task while scrolling", "first chart live", "each further one"]
    rows = []
    with browser() as chromium:
        for file in sorted((ROOT / "exports").glob("*.html")):
            one = read(chromium, file)
            lengths = f"{one.heights[1280]:,} px", f"{one.heights[360]:,} px"
            times = middle(one.tasks) if any(one.tasks) else "under 50 ms"
            lives = middle(one.first), middle(one.further)
            rows.append([file.stem, *lengths, str(one.stops), str(one.sheets), times, *lives])
        version = chromium.version
    return f"{machine()}, Chromium {version}; medians of {ROUNDS} rounds\n\n{table(head, rows)}"


def profile() -> str:
    """How long each step of a build takes, from nothing and after a row changed."""
    columns: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as base:
        maker = ours(Path(base))

        def build(what: str) -> None:
            seconds, _ = maker.build()
            memory = json.loads((maker.folder / ".cache/exports/build.json").read_text("utf-8"))
            steps = memory["seconds"]
            columns[what] = {"interpreter": seconds - steps.pop("all"), **steps, ALL: seconds}

        maker.build()  # which leaves bytecode
        maker.forget()
        shutil.rmtree(maker.pages / "charts")
        build("from nothing, images too")
        maker.forget()
        build("from nothing")
        maker.change_a_row(0)
        build("one row changed")
    steps = dict.fromkeys(step for column in columns.values() for step in column)
    rows = [
        [step, *(f"{column.get(step, 0):.2f}" for column in columns.values())]
        for step in sorted(steps, key=lambda step: STEPS.index(step.partition(" ")[0]))
    ]
    head = f"{machine()}; seconds of one build each, some steps side by side"
    return f"{head}\n\n{table(['', *columns], rows)}"


ALL = "all"
# The first words of the steps of a build, in the order in which they are told.
STEPS = [
    *("interpreter", "read", "libraries", "load", "check", "execute", "export"),
    *("images", "downloads", "assets", "put", ALL),
]


SIZES = {  # packages as tests/bench/synthetic.py grows them, and how many notebooks
    "as it is": {},
    "10 times the events": {"events": 10},
    "10 times the sources": {"sources": 10},
    "10 times the funding rows": {"funding": 10},
    "10 times all three": {"events": 10, "sources": 10, "funding": 10},
    "100 times the events": {"events": 100},
    "50 notebooks": {"notebooks": 50},
}
FRAMES = """async () => {
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    for (let n = 0; n < 120; n++) {
        scrollBy(0, document.documentElement.scrollHeight / 120);
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
    }
    return frames;
}"""


def peak_memory(command: list, folder: Path, **environment: str) -> float:
    """The most memory that a command and the processes it started held at once, in MB; shared
    memory counts once where the system tells.
    """
    process = psutil.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while process.poll() is None:
        now = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                memory = one.memory_full_info()
                now += getattr(memory, "pss", memory.rss)
            except psutil.Error:  # ended between the two calls
                continue
        most = max(most, now)
        time.sleep(0.1)
    return most / 1e6


def size() -> str:
    """Time and memory of a build and the largest page in a browser, against the size of the
    package.
    """
    rows, first = [], 0.0
    with browser() as chromium:
        for name, times in SIZES.items():
            with tempfile.TemporaryDirectory() as base:
                folder = project(Path(base) / "project")
                if "notebooks" in times:
                    synthetic.more_notebooks(folder / "notebooks", times["notebooks"])
                else:
                    shutil.rmtree(folder / "data")
                    synthetic.grown(folder / "data", **times)
                command = [*BUILD, "--force"]
                taken = statistics.median(
                    run(command, folder / "notebooks", **NO_BROWSER)[0] for _ in range(ROUNDS)
                )
                first = first or taken
                memory = peak_memory(command, folder / "notebooks", **NO_BROWSER)
                largest = max(
                    (folder / "exports").glob("*.html"), key=lambda page: page.stat().st_size
                )
                page = opened(chromium, largest, Seen())
                page.wait_for_function("!document.querySelector('.scroll:not(.shown)')")
                frames = page.evaluate(FRAMES)
                page.context.close()
                rows.append(
                    [
                        name,
                        f"{taken:.1f} s ({taken / first:.2f})",
                        f"{memory:,.0f} MB",
                        f"{largest.stem}: {largest.stat().st_size / 1e6:.2f} MB",
                        f"{statistics.median(frames):.0f} ms (slowest {max(frames):.0f})",
                    ]
                )
    return f"{machine()}; chart images not drawn; medians of {ROUNDS} rounds\n\n" + table(
        [
            "",
            "build (of the first)",
            "peak memory",
            "largest page",
            "a frame while scrolling through it",
        ],
        rows,
    )


TABLES = {"pages": pages, "readers": readers, "profile": profile, "size": size}


def main() -> None:
    """Measure and print one of the tables."""
    parser = argparse.ArgumentParser(description="Measure the build and its pages.")
    parser.add_argument("what", choices=TABLES)
    print(TABLES[parser.parse_args().what]())


if __name__ == "__main__":
    main()
