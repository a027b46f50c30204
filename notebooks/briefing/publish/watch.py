"""While an author works: builds what is saved, and lets the open pages follow.

Three processes share the work. This one serves the pages and waits for changes; a second one
builds, with its libraries loaded, and is replaced where code has changed; that one has its own
for the notebooks.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket

from briefing.publish import BuildError, BusyError, startup
from briefing.publish.collection import Collection
from briefing.publish.media import SUFFIXES
from briefing.publish.plan import PACKAGE, files_in

HOST = "127.0.0.1"  # nobody else's browser
PORT = 8010  # where nothing else is wished for, so that an open page finds its server again
QUIET = 50  # milliseconds without a change that end a group of changes
KINDS = {".ipynb", ".csv", ".json", ".py", ".j2", ".css", ".js", ".jpeg", *SUFFIXES.values()}
HERE = {Path(__file__).name, "served.py"}  # what no new process of the builder renews
PATIENCE = 5.0  # seconds without a word until a build gives way to a newer change
LOCKED = 0.5  # seconds between two looks whether another build has ended
END = 10.0  # seconds that the builder has to put things away

# What the builder answers.
LINE, DONE, FAULT, BUSY, STOPPED = "line", "done", "fault", "busy", "stopped"


def watch(
    data: Path,
    notebooks: Path,
    exports: Path,
    report: Callable[[str], None] = print,
    port: int | None = None,
    browser: bool = True,
) -> None:
    """Build the pages, serve them, and build again after every change, until this process is
    interrupted.

    ``report`` is told what happens; ``browser``: open the first page. Raises ``BuildError`` where
    a folder is missing or cannot be watched, or the ``port`` cannot be had; a build that fails is
    reported, and shown over the open pages.
    """
    for folder, option in ((data, "--data"), (notebooks, "--notebooks")):
        if not folder.is_dir():
            raise BuildError(f"There is no folder {folder}. Name another with {option}.")
    sockets = _listening(port)
    collection = Collection(data, notebooks, exports)
    asyncio.run(_Watch(collection, report).run(sockets, browser))


def _listening(port: int | None) -> list[socket]:
    """Sockets at that port, or at a free one. Raises ``BuildError`` where it cannot be had."""
    from tornado.netutil import bind_sockets

    try:
        return bind_sockets(PORT if port is None else port, HOST)
    except (OSError, OverflowError) as error:
        if port is None:
            return bind_sockets(0, HOST)
        raise BuildError(
            f"Port {port} cannot be had ({getattr(error, 'strerror', None) or error}). End the"
            " program that has it, name another with --port, or leave --port out."
        ) from None


class _Watch:
    """One run, from the first build to the end."""

    def __init__(self, collection: Collection, report: Callable[[str], None]):
        from briefing.publish.served import Site

        self.collection, self.report = collection, report
        self.site = Site(collection.exports)
        self.builder = _Builder(collection, report)
        self.saved: set[Path] = set()
        self.wake, self.ended = asyncio.Event(), threading.Event()

    async def run(self, sockets: list[socket], browser: bool) -> None:
        """Serve and build until a signal ends it."""
        from tornado.httpserver import HTTPServer

        self.loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: self.loop.call_soon_threadsafe(stop.set))
        server = HTTPServer(self.site.application())
        server.add_sockets(sockets)
        address = f"http://{HOST}:{sockets[0].getsockname()[1]}/"
        self.report(f"Serving the pages at {address}; they follow what you save. Ctrl+C ends.")
        work = [
            asyncio.create_task(stop.wait()),
            asyncio.create_task(asyncio.to_thread(self._watch)),
            asyncio.create_task(self._build(address if browser else "")),
        ]
        try:
            first, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in first:
                task.result()  # or what went wrong with it
        finally:
            self.ended.set()
            work[-1].cancel()
            server.stop()
            self.builder.end()
        self.report("Ended. The pages are as the last build left them.")

    def _watch(self) -> None:
        """Take note of what is saved, in a thread of its own."""
        from watchfiles import watch as changes

        collection = self.collection
        folders = {collection.data, collection.notebooks, PACKAGE}
        apart = [one for one in folders if not any(other in one.parents for other in folders)]
        try:
            for group in changes(
                *apart,
                watch_filter=lambda _, path: concerns(Path(path), collection),
                step=QUIET,
                stop_event=self.ended,
            ):
                self.loop.call_soon_threadsafe(self._note, {Path(path) for _, path in group})
        except OSError as error:
            raise BuildError(
                f"The folders cannot be watched: {error}. Build with `make` after each change."
            ) from None

    def _note(self, paths: set[Path]) -> None:
        self.saved |= paths
        self.wake.set()

    async def _build(self, show: str) -> None:
        """Build now and after every change; then open the address ``show``, if there is one."""
        while True:
            await self._once()
            if show:
                # Some browsers end only when their window is closed.
                threading.Thread(target=webbrowser.open, args=(show,), daemon=True).start()
                show = ""
            await self.wake.wait()
            saved, self.saved = self.saved, set()
            self.wake.clear()
            self.report(_named(saved))
            code = {path for path in saved if path.suffix == ".py" and PACKAGE in path.parents}
            if code:
                self.builder.end()
            if {path.name for path in code} & HERE:
                self.report("The watching itself has changed: end it (Ctrl+C) and start it again.")

    async def _once(self) -> None:
        """Build once, as soon as no other build runs, and tell the open pages."""
        waited = False
        while True:
            building = asyncio.create_task(self.builder.build())
            while not building.done():
                await asyncio.wait([building], timeout=1)
                if self.wake.is_set() and self.builder.silent > PATIENCE:
                    self.report("Stopping this build for what was saved since.")
                    self.builder.stop()
            answer, text = building.result()
            if answer != BUSY:
                break
            if not waited:
                self.report("Another build of these pages is running: waiting for its end ...")
            waited = True
            await asyncio.sleep(LOCKED)
        if answer == FAULT:
            self.report(f"{text}\nThe pages are as they were. Mend it and save.")
        if answer != STOPPED:
            self.site.fault = text
        self.site.tell()


def concerns(path: Path, collection: Collection) -> bool:
    """Whether a page may be made from the file, and it is none that an editor keeps for itself."""
    if path.suffix not in KINDS or path.name.startswith((".", "~", "#")):
        return False
    if path.suffix == ".ipynb":
        return path.parent == collection.notebooks
    for folder in (collection.data, collection.notebooks, PACKAGE):
        if folder in path.parents:
            return not any(part.startswith(".") for part in path.relative_to(folder).parts)
    return False


def _named(saved: set[Path]) -> str:
    """What was saved, in a line."""
    first, *others = sorted(path.name for path in saved)
    more = f" and {len(others)} more" if len(others) > 1 else "".join(f" and {o}" for o in others)
    return f"\n{time.strftime('%H:%M:%S')} {first}{more} changed."


class _Builder:
    """A process that builds a collection whenever it is asked. It loads the code when it is first
    asked after it has ended.
    """

    def __init__(self, collection: Collection, report: Callable[[str], None]):
        self.collection, self.report = collection, report
        self.process: multiprocessing.process.BaseProcess | None = None
        self.heard = time.monotonic()

    @property
    def silent(self) -> float:
        """Seconds since it last said something."""
        return time.monotonic() - self.heard

    async def build(self) -> tuple[str, str]:
        """Build: ``DONE``, ``FAULT`` with its message, ``BUSY`` or ``STOPPED``."""
        if not self.process:
            self._start()
        self.heard, self.given_up = time.monotonic(), False
        try:
            self.pipe.send(True)
            while True:
                answer, text = await asyncio.to_thread(self.pipe.recv)
                self.heard = time.monotonic()
                if answer != LINE:
                    return answer, text
                self.report(text)
        except (EOFError, OSError):
            self.end()
            if self.given_up:  # Windows ends it at once
                return STOPPED, ""
            return FAULT, "The process that builds has ended: the terminal says why."

    def _start(self) -> None:
        processes = multiprocessing.get_context("spawn")
        collection = self.collection
        folders = (collection.data, collection.notebooks, collection.exports)
        self.pipe, there = processes.Pipe()
        self.process = processes.Process(target=_serve, args=(there, *folders))
        self.process.start()
        there.close()

    def stop(self) -> None:
        """Let it give up what it builds."""
        self.given_up = True
        if self.process and self.process.pid:
            if os.name == "nt":
                self.process.terminate()
            else:
                os.kill(self.process.pid, signal.SIGINT)

    def end(self) -> None:
        """End the process, and what it has begun."""
        if not self.process:
            return
        self.stop()
        with suppress(OSError):
            self.pipe.send(False)
        self.process.join(END)
        self.process.kill()
        self.process = None


def _serve(pipe: Connection, data: Path, notebooks: Path, exports: Path) -> None:
    """Build whenever ``pipe`` says so, until it says no or nobody is there any more."""
    building = False

    def interrupted(*_: object) -> None:
        nonlocal building
        if building:
            building = False  # what is being put away is not interrupted again
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    startup.short_lived()
    with suppress(EOFError, OSError):
        while pipe.recv():
            try:
                building = True
                answer = _built(pipe, data, notebooks, exports)
                building = False
            except KeyboardInterrupt:
                answer = STOPPED, ""
            pipe.send(answer)
            gc.collect()  # while nobody waits


def _built(pipe: Connection, data: Path, notebooks: Path, exports: Path) -> tuple[str, str]:
    """Build once: what became of it."""
    try:
        from briefing.publish.build import build

        build(data, notebooks, exports, lambda line: pipe.send((LINE, line)))
    except BusyError:
        return BUSY, ""
    except BuildError as error:
        return FAULT, str(error)
    except Exception as error:
        if unread := _unread():
            return FAULT, unread
        traceback.print_exc()
        return FAULT, f"The code failed ({type(error).__name__}: {error}): the terminal says where."
    return DONE, ""


def _unread() -> str:
    """The first file of the code that is no Python, and why; else ``""``."""
    for file in files_in(PACKAGE, ".py"):
        try:
            compile(file.read_bytes(), file, "exec")
        except SyntaxError as error:
            return f"{file.relative_to(PACKAGE)}, line {error.lineno}: {error.msg}"
        except ValueError as error:  # such as a byte of zero
            return f"{file.relative_to(PACKAGE)}: {error}"
    return ""
