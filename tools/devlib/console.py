"""Words to the person at the screen, and the one way to stop with a sentence."""

import sys
import time


class Stop(Exception):
    """The command cannot go on; its text is one sentence for the person."""


def say(text):
    """Print one line at once, so that a log shows it while a step still runs."""
    print(text, flush=True)


def warn(text):
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """Announce a long step and say how long it took."""

    def __init__(self, text):
        """Remember what the step is called."""
        self.text = text

    def __enter__(self):
        """Announce the step."""
        say(f"-> {self.text} …")
        self.started = time.monotonic()
        return self

    def __exit__(self, kind, error, trace):
        """Say how long it took, unless it failed."""
        if kind is None:
            say(f"   done in {time.monotonic() - self.started:.0f} s")
