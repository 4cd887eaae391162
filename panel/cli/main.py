"""How a command begins and ends: whatever goes wrong is one line on stderr and an exit code."""

import os
import signal
import sys
from io import TextIOWrapper
from types import FrameType, TracebackType

from panel.cli.progress import say
from panel.errors import Interrupted, PanelError


def main() -> None:
    """Run the command line and exit with a code of `panel.errors`, or with 5 for something partial."""
    sys.excepthook = _unexpected
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = _command()
    except PanelError as error:
        say(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        say("interrupted")
        code = Interrupted.exit_code
    except BrokenPipeError:  # the reader of our output went away; there is nobody left to tell
        _drop_output()
        code = 1
    sys.exit(_flushed(code))


def _command() -> int:
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - stays open for as long as the process
    if sys.stdout is None:
        raise PanelError("stdout is closed; send it to a file or to /dev/null")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A file or a pipe gets UTF-8, which pages and JSON are made of; a terminal keeps what it can show.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    # Here, so that Ctrl-C during the imports is heard.
    from panel.cli.commands import run

    return run()


def _flushed(code: int) -> int:
    """The exit code, or 1 when what was printed could not be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            say(f"stdout: cannot be written ({error.strerror}); check where it goes")
        _drop_output()
        return 1
    return code


def _drop_output() -> None:
    # The interpreter flushes once more when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _terminated(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM is taken as Ctrl-C, also where Ctrl-C is ignored, as it is for a shell's background jobs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if os.environ.get("PANEL_TRACEBACK"):
        return sys.__excepthook__(kind, error, trace)
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    say(f"unexpected: {type(error).__name__}: {error}; PANEL_TRACEBACK=1 shows where")
