"""A process that imports this no longer hears Ctrl+C: who pressed it ends the first process, which
ends the others.

The server of processes loads this before all else, or Ctrl+C in its first second would fill the
terminal.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
