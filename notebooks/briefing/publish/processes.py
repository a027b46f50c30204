"""Work in processes of its own, several at a time.

Where a system can fork safely, the libraries are loaded once and every process begins with them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from briefing.publish.plan import PACKAGE

# macOS has libraries that break in a forked process, and Windows does not fork: there a clean
# interpreter starts.
FORKS = sys.platform == "linux"
PROCESSES: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:
    rooms = (PACKAGE / "reading", PACKAGE / "charts")
    drawing = [f"briefing.{room.name}.{file.stem}" for room in rooms for file in room.glob("*.py")]
    # The first of which has to be the first. What only the check needs, its own process loads.
    first = [f"briefing.publish.{name}" for name in ("deaf", "startup", "execute")]
    shell = ["IPython.core.interactiveshell", "IPython.core.completer", "IPython.core.magics"]
    # what Plotly would load at the first figure
    figures = [f"plotly.graph_objs.{kind}" for kind in ("scatter.marker", "bar.marker")]
    layouts = [f"plotly.graph_objs.layout.{part}" for part in ("annotation", "shape")]
    PROCESSES.set_forkserver_preload([*first, *shell, *sorted(drawing), *figures, *layouts])


class Ended(Exception):
    """A process that ended before its work was done; ``code`` is its exit code."""

    def __init__(self, code: int | None):
        super().__init__(code)
        self.code = code


def warm_up() -> None:
    """Begin to load the libraries for the processes, where they can share them; returns at once."""
    if FORKS:
        from multiprocessing import forkserver

        forkserver.ensure_running()


class Workers:
    """Processes that each do one piece of work, as many at once as there are cores; on leaving,
    none goes on.

    ``seconds`` says of each piece by its name how long it took, and ``ready`` how long it was until
    a process had its libraries and began with the first.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.ready: float | None = None
        self._began = time.time()
        self._threads = ThreadPoolExecutor(os.cpu_count() or 2)
        self._processes: list[multiprocessing.process.BaseProcess] = []
        self._left = threading.Event()
        # Windows removes no file that one of them still has open.
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            if process.pid:
                process.terminate()
        self._scratch.cleanup()

    @property
    def scratch(self) -> Path:
        """A folder for what processes write, gone on leaving."""
        return Path(self._scratch.name)

    def begin(self, name: str, work: Callable, *arguments: object) -> Future:
        """Begin ``work(*arguments)``, a function of a module, in a process of its own.

        The future gives what it returns and raises what it raises, or ``Ended``.
        """
        return self._threads.submit(self._answered, name, work, arguments)

    def _answered(self, name: str, work: Callable, arguments: tuple) -> Any:
        here, there = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=_answer, args=(there, work, arguments), daemon=True)
        self._processes.append(process)
        process.start()
        if self._left.is_set():
            process.terminate()  # nobody waits for it any more
        there.close()
        try:
            answer, error, began, self.seconds[name] = here.recv()
            self.ready = self.ready or began - self._began
        except EOFError:
            process.join()
            raise Ended(process.exitcode) from None
        finally:
            here.close()
        process.join()
        if error:
            raise error
        return answer


def _answer(there: Connection, work: Callable, arguments: tuple) -> None:
    """Do a piece of work, in a process that does nothing else, and send what comes of it."""
    from briefing.publish.startup import short_lived  # which changes the process that imports it

    began = time.time()
    # Whoever stops the build from the keyboard stops its first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    short_lived()
    answer, failed = None, None
    try:
        answer = work(*arguments)
    except Exception as error:
        failed = error
    there.send((answer, failed, began, time.time() - began))


def _end_with_parent() -> None:
    """End this process when the build is gone, however it was ended."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
    os._exit(1)
