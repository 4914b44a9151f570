"""Starting other programs, with a plain sentence when one fails."""

import os
import re
import subprocess

from .console import Stop

NETWORK = re.compile(
    r"Could not resolve|Temporary failure in name|Network is unreachable"
    r"|Failed to fetch|NewConnectionError|Unable to connect|No route to host",
    re.IGNORECASE,
)
FULL_DISK = re.compile(r"No space left on device|You don't have enough free space")


def explain(what, output):
    """Turn the output of a failed program into one sentence and its last lines."""
    lines = [line for line in output.splitlines() if line.strip()]
    tail = "\n".join(f"    {line}" for line in lines[-12:])
    if FULL_DISK.search(output):
        return f"{what} failed: the disk is full; free some space and run it again."
    if NETWORK.search(output):
        source = "its package source could not be reached"
        return f"{what} failed: {source}; check the network and run it again."
    return f"{what} failed:\n{tail}"


def run(command, what, *, cwd=None, env=None, stdin=None):
    """Run a program to its end and give its output; stop with a sentence if it fails.

    :param what: the sentence's subject, e.g. "Installing system packages"
    """
    try:
        result = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise Stop(f"{what} needs the program '{command[0]}', not found.") from None
    if result.returncode:
        raise Stop(explain(what, result.stdout))
    return result.stdout


def as_root(command):
    """Prefix a command with sudo unless we are root already."""
    return list(command) if os.geteuid() == 0 else ["sudo", *command]
