"""What machines and people do to a build: kills at any moment, full disks, closed folders, broken
notebooks.

Afterwards ``exports/`` holds whole files of the old or of the new version and every page has all
its parts, the exit code is not 0, the message says what happened and what to do, and the next build
recovers.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from briefing import check, load
from briefing.__main__ import main
from briefing.publish import startup
from bs4 import BeautifulSoup
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from remembered import templates

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="process groups, limits and mounts are those of POSIX systems"
)

MOMENTS = 10  # kills at a random time
SEED = 20201210
# Without a browser charts have no image; making one is another test's matter.
NO_BROWSER = {"BROWSER_PATH": "/nonexistent/browser"}
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT / "notebooks"), str(ROOT / "tests")]),
}
CHART = """import plotly.graph_objects as go
from briefing import theme
theme.finish(
    go.Figure(go.Bar(x=[1, 2], y=[3, {height}])), id="{id}", title="A chart", alt="Two bars.",
    sources=[], data=data.sources[["id"]], height=300)"""


def write(folder: Path, version: str) -> None:
    """Two small notebooks whose every page, download and chart differs from version to version."""
    folder.mkdir(exist_ok=True)
    load = "from briefing import load\nfrom briefing.prose import cite, say\ndata = load()"
    for name, more in (
        ("index", "say('Home.')"),
        ("chart", CHART.format(id=f"chart-{version}", height=len(version))),
    ):
        cells = [
            new_markdown_cell(f"# {name.title()}"),
            new_code_cell(load),
            new_code_cell(f"say(f'Version {version}{{cite(data, data.sources.id[0])}}.')"),
            new_code_cell(more),
        ]
        for n, cell in enumerate(cells):
            cell.id = f"cell-{n}"
        save(folder, name, cells, nav=f"{name} {version}")


def save(folder: Path, name: str, cells: list, **about: str) -> None:
    nbformat.write(
        new_notebook(cells=cells, metadata={"briefing": about}), folder / f"{name}.ipynb"
    )


class Place:
    """A folder with a small package, two notebooks and exports, in which builds go wrong."""

    def __init__(self, folder: Path, package: Path):
        folder.mkdir(exist_ok=True)
        shutil.copytree(package, folder / "data")
        self._at(folder)
        write(self.notebooks, "a")

    def _at(self, folder: Path) -> Place:
        self.folder, self.exports = folder, folder / "exports"
        self.data, self.notebooks = folder / "data", folder / "notebooks"
        return self

    @classmethod
    def at(cls, folder: Path) -> Place:
        """The place that is already in ``folder``."""
        return cls.__new__(cls)._at(folder)

    def arguments(self) -> list[str]:
        """What the command line gets to build here."""
        folders = {"--data": self.data, "--notebooks": self.notebooks, "--exports": self.exports}
        return ["build", *map(str, chain(*folders.items()))]

    def start(self, **options) -> subprocess.Popen:
        """Begin ``python -m briefing build`` in a process group of its own."""
        with interruptible():
            return subprocess.Popen(
                [sys.executable, "-m", "briefing", *self.arguments()],
                cwd=ROOT / "notebooks",
                env={**ENVIRONMENT, **NO_BROWSER},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                **options,
            )

    def start_slow(self, wait: str) -> subprocess.Popen:
        """Begin a build with one notebook more, ``slow``, which writes the id of its process into
        the file ``running`` and then waits as the statement ``wait`` says; returns when it does.
        """
        running = self.folder / "running"
        writes = f"pathlib.Path({str(running)!r}).write_text(str(os.getpid()))"
        code = f"import os, pathlib, time\n{writes}\n{wait}"
        save(self.notebooks, "slow", [new_markdown_cell("# Slow"), new_code_cell(code)])
        process = self.start()
        until(running.exists)
        return process

    def command(self, **options) -> tuple[int, str]:
        """Build as a user does and wait: the exit code and what was said on the error stream."""
        process = self.start(**options)
        _, said = process.communicate(timeout=300)
        return process.returncode, said

    def build(self) -> tuple[int, str]:
        """The same by the same command line, in this process, which has the libraries already."""
        said = io.StringIO()
        with (
            mock.patch.dict(os.environ, NO_BROWSER),
            mock.patch.object(startup, "short_lived"),  # it would last as long as the tests
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(said),
        ):
            code = main(self.arguments())
        return code, said.getvalue()

    def files(self) -> dict[str, str]:
        """What readers would get now: files of exports with the hash of each."""
        return hashes(self.exports)

    def leftovers(self) -> list[str]:
        """Traces of builds that did not end."""
        return [path.name for path in self.folder.iterdir() if path.name.startswith(".exports")] + [
            path.name for path in self.exports.rglob("*.part")
        ]


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """What starts within listens to the keyboard, even where this process was started by a shell
    that has interrupts ignored, as in the background of a script.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_whole(place: Place, *versions: dict[str, str]) -> None:
    """Each file is one of the known whole ones, and each page finds all that it refers to."""
    known = {(name, content) for version in versions for name, content in version.items()}
    now = place.files()
    assert set(now.items()) <= known, set(now.items()) - known
    pages = [name for name in now if name.endswith(".html")]
    if versions and now:
        assert set(pages) >= {"chart.html", "index.html"} or len(versions) == 1
    for name in pages:
        page = BeautifulSoup((place.exports / name).read_text("utf-8"), "html.parser")
        parts = [
            tag.get(at) for at in ("src", "data-figure") for tag in page.find_all(attrs={at: True})
        ]
        parts += [
            link["href"]
            for link in page.find_all(["a", "link"], href=True)
            if link["href"].startswith(("assets/", "charts/", "data/"))
        ]
        assert parts and [part for part in parts if not (place.exports / part).exists()] == []


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A sound package of few rows, so that a build is soon done."""
    import synthetic

    return synthetic.shrunk(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="module")
def built(small, tmp_path_factory):
    """A place with version ``a`` built, to be copied; and the files of versions ``a`` and ``b``."""
    place = Place(tmp_path_factory.mktemp("built") / "place", small)
    versions = []
    for version in ("b", "a"):
        write(place.notebooks, version)
        assert place.build() == (0, "")
        versions.append(place.files())
    return place.folder, versions[1], versions[0]


@pytest.fixture
def place(built, tmp_path):
    """A place of its own with version ``a`` in its exports and version ``b`` in its notebooks."""
    copy = Place.at(Path(shutil.copytree(built[0], tmp_path / "place")))
    write(copy.notebooks, "b")
    return copy


@pytest.fixture
def a(built):
    return built[1]


@pytest.fixture
def b(built):
    return built[2]


def test_the_package_is_small_and_sound(small):
    data = load(small)
    assert check.faults(small) == []
    assert len(data.events) and len(data.sources) < 50


# ---- Killed at each write: run in a process of its own, which forks a build for each kill


class _Killed:
    """Lets a number of writes happen and kills the process at the next, half done where that can
    be.
    """

    def __init__(self, after: int):
        self.left = after

    def patch(self, module, name: str) -> None:
        original = getattr(module, name)

        def patched(*args, **kwargs):
            self.left -= 1
            if self.left < 0:
                if name == "write_bytes":
                    original(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*args, **kwargs)

        setattr(module, name, patched)


def _made_fast() -> None:
    """Let builds of this process draw and check nothing and execute each notebook once: what is
    tried is how they write.
    """
    from briefing.publish import build as building
    from briefing.publish import execute, processes, share, static

    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
    static.make_images = lambda page, charts, exports, browser: (
        {
            c.id: {
                w: static.Image(f"charts/{page}-{c.id}-{w}.svg", 760, 300, svg)
                for w in ("wide", "narrow")
            }
            for c in charts
        },
        "",
    )
    share.make_pictures = lambda page, charts, images, collection, browser: share.Pictures(
        {c.id: {kind: share.Picture("", "") for kind in share.NAMES} for c in charts},
        share.Picture("", ""),
        missing="",
    )
    building._Build._begin_check = lambda self: None
    executed, real = {}, execute.executing

    def executing(pages, data, workers):
        keys = [(page.name, page.path.read_text("utf-8")) for page in pages]
        for page, key in zip(pages, keys, strict=True):
            if key not in executed:
                with processes.Workers() as own:
                    executed[key] = next(real([page], data, own))
        return iter([executed[key] for key in keys])

    execute.executing = executing
    processes.warm_up = lambda: None


def _build_killed(place: Place, at: int) -> bool:
    """Fork a build that is killed at its write number ``at``; whether it came so far. One that came
    to its end leaves the number of its writes in the file ``writes``.
    """
    from briefing.publish.build import build

    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        assert status in (0, signal.SIGKILL), status
        return status == signal.SIGKILL
    with contextlib.suppress(BaseException):
        killer = _Killed(at)
        for name in ("replace", "write_bytes", "unlink"):
            killer.patch(Path, name)
        build(place.data, place.notebooks, place.exports, lambda line: None)
        (place.folder / "writes").write_text(str(at - killer.left))
        os._exit(0)
    os._exit(1)


def killed_at_writes(folder: str, package: str) -> None:
    """Build in turn two versions, kill the build at its first write, at its second and so on to its
    last; each time look, build again, look. Prints what was done as JSON.
    """
    from briefing.publish.build import build

    place, versions, done = Place(Path(folder), Path(package)), {}, []
    _made_fast()
    with templates():
        for version in "baba":  # the first here, so that what is forked knows notebooks, templates
            write(place.notebooks, version)
            build(place.data, place.notebooks, place.exports, lambda line: None)
            assert versions.setdefault(version, place.files()) == place.files()
        write(place.notebooks, "b")
        assert not _build_killed(place, sys.maxsize)
        for at in range(int((place.folder / "writes").read_text())):
            old, new = (versions[version] for version in ("ba" if at % 2 == 0 else "ab"))
            write(place.notebooks, "a" if at % 2 == 0 else "b")
            killed = _build_killed(place, at)
            assert_whole(place, old, new)
            now = place.files()
            changed = [name for name in now if new.get(name) == now[name] != old.get(name)]
            done.append({"at": at, "killed": killed, "new": len(changed)})
            assert not _build_killed(place, sys.maxsize)
            assert place.files() == new and place.leftovers() == []
    print(json.dumps(done))


class TestKills:
    """The build is ended by force."""

    def test_at_every_write(self, small, tmp_path):
        code = (
            f"import test_faults; test_faults.killed_at_writes({str(tmp_path / 'place')!r},"
            f" {str(small)!r})"
        )
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            cwd=ROOT / "notebooks",
            check=False,
        )
        assert run.returncode == 0, run.stderr[-3000:]
        done = json.loads(run.stdout.splitlines()[-1])
        assert done and all(one["killed"] for one in done)
        # Before files are put in place, while they are, and after.
        changed = [one["new"] for one in done]
        assert changed == sorted(changed) and len(set(changed)) > 5

    def test_at_random_moments(self, place, a, b):
        began = time.perf_counter()
        assert place.command() == (0, "")
        length = time.perf_counter() - began
        chance, killed, n = random.Random(SEED), 0, 0
        while killed < MOMENTS:
            write(place.notebooks, "ab"[n % 2])
            began = time.perf_counter()
            process = place.start()
            try:
                process.wait(chance.uniform(0, length))
                length = time.perf_counter() - began  # less than what was measured before
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=120)
            killed += process.returncode == -signal.SIGKILL
            assert_whole(place, a, b)
            n += 1
        write(place.notebooks, "b")
        assert place.build() == (0, "")
        assert place.files() == b and place.leftovers() == []

    def test_notebooks_do_not_outlive_their_build(self, place, a):
        """Only the build itself is killed, as by a system short of memory; what it started ends
        too.
        """
        process = place.start_slow("time.sleep(90)")
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=45)  # ends when nothing holds its output any more
        notebook = int((place.folder / "running").read_text())
        until(lambda: not alive(notebook), 30)
        assert_whole(place, a)

    def test_interrupted_from_the_keyboard(self, place, a):
        process = place.start_slow("time.sleep(60)")
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode != 0 and "Traceback" not in said and "topped" in said, said
        assert place.files() == a and place.leftovers() == []


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        return (
            Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
            if Path("/proc").exists()
            else True
        )
    except (ProcessLookupError, FileNotFoundError):
        return False


def until(true, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


class TestRefusals:
    """Nothing is written, the message says why, and the next build recovers."""

    @pytest.fixture
    def refused(self, place, a, b):
        def refuse(mend, *expected: str, build=place.build) -> None:
            code, said = build()
            assert code == 1 and "Traceback" not in said, said
            assert all(text in said for text in expected), said
            assert place.files() == a and place.leftovers() == []
            mend()
            assert place.build() == (0, "")
            assert place.files() == b and place.leftovers() == []

        return refuse

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            (
                "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
                ("bad.ipynb", "stopped from outside", "Build again"),
            ),
            ("import os\nos._exit(0)", ("bad.ipynb", "stopped from outside")),
            ("raise SystemExit", ("bad.ipynb", "SystemExit")),
            ("import sys\nsys.exit(0)", ("bad.ipynb", "SystemExit")),
            ("raise KeyboardInterrupt", ("bad.ipynb", "KeyboardInterrupt")),
            ("1 +", ("bad.ipynb", "'1 +'", "SyntaxError", "Nothing was written")),
            ("def f(): f()\nf()", ("bad.ipynb", "RecursionError")),
            ("input('?')", ("bad.ipynb", "input")),
            ("data = __import__('briefing').load()\ndata.nothing", ("bad.ipynb", "AttributeError")),
        ],
        ids=[
            "killed",
            "gone",
            "SystemExit",
            "exit",
            "interrupt",
            "syntax",
            "recursion",
            "input",
            "no table",
        ],
    )
    def test_a_notebook_that_fails(self, place, refused, cell, expected):
        save(place.notebooks, "bad", [new_markdown_cell("# Bad"), new_code_cell(cell)])
        refused((place.notebooks / "bad.ipynb").unlink, *expected)

    def test_a_notebook_that_is_cut(self, place, refused):
        whole = (place.notebooks / "index.ipynb").read_bytes()
        (place.notebooks / "index.ipynb").write_bytes(whole[:-30])
        refused(
            lambda: (place.notebooks / "index.ipynb").write_bytes(whole),
            "index.ipynb: not a readable notebook",
            "nothing was written",
        )

    def test_a_table_that_is_gone(self, place, refused):
        table = place.data / "sources.csv"
        whole = table.read_bytes()
        table.unlink()
        refused(lambda: table.write_bytes(whole), "sources", "Mend:", "nothing was written")

    def test_a_package_that_is_gone(self, place, refused):
        place.data.rename(place.folder / "elsewhere")
        refused(
            lambda: (place.folder / "elsewhere").rename(place.data), "datapackage.json", "Mend:"
        )

    def test_two_builds_at_once(self, place, a, b):
        go_on = f"pathlib.Path({str(place.folder / 'go-on')!r})"
        first = place.start_slow(f"while not {go_on}.exists(): time.sleep(.05)")
        code, said = place.build()
        assert code == 1 and "Another build" in said and "Wait" in said
        assert place.files() == a
        (place.folder / "go-on").touch()
        first.communicate(timeout=120)
        assert first.returncode == 0 and "slow.html" in place.files()
        (place.notebooks / "slow.ipynb").unlink()
        assert place.build() == (0, "") and place.files() == b and place.leftovers() == []

    def test_a_file_larger_than_allowed(self, place, refused):
        """A limit on the size of files, which is what a quota looks like to a process: the
        pages do not fit.
        """
        import resource

        limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))}
        refused(
            lambda: None,
            "Could not",
            "then build again",
            build=lambda: place.command(**limited),
        )

    def test_a_disk_that_is_full(self, mounted, a, b):
        place = mounted
        with contextlib.suppress(OSError):
            (place.folder / "more").write_bytes(bytes(64_000_000))  # as far as it goes
        code, said = place.build()
        assert (
            code == 1
            and "No space left" in said
            and "Free the disk" in said
            and "Traceback" not in said
        ), said
        assert place.files() == a and place.leftovers() == []
        subprocess.run(["mount", "-o", "remount,size=64m", place.folder], check=True)
        assert place.build() == (0, "") and place.files() == b

    def test_a_folder_that_is_read_only(self, mounted, a, b):
        place = mounted
        subprocess.run(["mount", "-o", "remount,ro,size=64m", place.folder], check=True)
        code, said = place.build()
        assert (
            code == 1 and "Could not" in said and "ermissions" in said and "Traceback" not in said
        ), said
        assert place.files() == a
        subprocess.run(["mount", "-o", "remount,rw,size=64m", place.folder], check=True)
        assert place.build() == (0, "") and place.files() == b and place.leftovers() == []

    @pytest.mark.skipif(
        os.name != "nt" and os.geteuid() == 0,
        reason="root may write everywhere; see the test with a mount",
    )
    def test_a_folder_without_permission(self, place, refused):
        for folder in (place.exports, place.exports / "data", place.exports / "charts"):
            folder.chmod(0o555)
        refused(
            lambda: [
                folder.chmod(0o755)
                for folder in (place.exports, place.exports / "data", place.exports / "charts")
            ],
            "Could not",
            "ermissions",
        )

    @pytest.fixture
    def mounted(self, place, tmp_path):
        """The place on a small file system of its own."""
        target = tmp_path / "mounted"
        target.mkdir()
        size = sum(path.stat().st_size for path in place.folder.rglob("*")) + 1_500_000
        mount = (
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", target],
                capture_output=True,
                text=True,
                check=False,
            )
            if shutil.which("mount")
            else None
        )
        if mount is None or mount.returncode:
            pytest.skip("a small file system needs the right to mount one")
        try:
            shutil.copytree(place.folder, target, dirs_exist_ok=True)
            yield Place.at(target)
        finally:
            subprocess.run(["umount", "-l", target], check=False)


class TestRecovery:
    """What an earlier build left behind does no harm."""

    def test_leftovers_of_a_killed_build_go(self, place, b):
        stage = place.folder / ".exports.part-abc123"
        (stage / "charts").mkdir(parents=True)
        (stage / "index.html").write_text("half")
        assert place.build() == (0, "")
        assert place.files() == b and place.leftovers() == []

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b'{"pages": []}',
            b'{"pages": {"index": {}}}',
            b'{"pages": {"index": null}, "inputs": 5}',
            b"\xff",
        ],
    )
    def test_a_damaged_memory_of_the_last_build(self, place, b, content):
        (place.folder / ".cache/exports/build.json").write_bytes(content)
        assert place.build() == (0, "")
        assert place.files() == b

    def test_a_damaged_notebook_in_the_cache(self, place, a, b):
        for file in (place.folder / ".cache/exports").glob("*.ipynb"):
            file.write_bytes(file.read_bytes()[:100])
        write(place.notebooks, "a")
        save(
            place.notebooks,
            "index",
            nbformat.read(place.notebooks / "index.ipynb", as_version=4).cells,
            nav="another name",
        )
        assert place.build() == (0, "")
        write(place.notebooks, "b")
        assert place.build() == (0, "") and place.files() == b

    def test_exports_damaged_by_hand_are_mended(self, place, a, b):
        write(place.notebooks, "a")
        (place.exports / "index.html").write_text("edited by hand")
        (place.exports / "chart.html").unlink()
        (place.exports / "data/more.csv").write_text("a,b")
        assert place.build() == (0, "") and place.files() == a

    def test_two_collections_side_by_side_do_not_touch_each_other(self, place, b, small):
        """They share a parent folder, where a build puts what is not yet done."""
        other = place.folder / "exports-2"
        save(
            place.notebooks,
            "slow",
            [new_markdown_cell("# Slow"), new_code_cell("import time\ntime.sleep(1)")],
        )
        first = place.start()
        place.exports = other
        second = place.start()
        assert {first.wait(120), second.wait(120)} == {0}, (
            first.stderr.read() + second.stderr.read()
        )
        assert hashes(other) == hashes(place.folder / "exports")
