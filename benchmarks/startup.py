"""What a start of briefer costs, in CPU time, beside `llm` (the best-known command line for models).

    python benchmarks/startup.py [--llm PATH] [--runs 9]

Each command is run in turn, round by round, so that a busy machine slows all of them alike; the figures are medians of
user plus system time of the whole process, and ratios of them. Without `--llm`, llm is installed into a temporary
environment first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

VERSION_LIMIT = 1 / 7
HELP_LIMIT = 1 / 4


def cpu_seconds(command: list[str]) -> float:
    """User plus system seconds of one run of the command.

    Raises:
        SystemExit: the command fails.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} exited {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def install_llm(folder: Path) -> str:
    """The path of an `llm` command in a new environment below `folder`."""
    venv.create(folder, with_pip=True)
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "llm"], check=True
    )
    return str(folder / "bin" / "llm")


def main() -> None:
    """Measure, print the table, and fail where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--llm", help="an installed llm command")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    briefer = str(Path(sys.executable).with_name("briefer"))
    with tempfile.TemporaryDirectory() as folder:
        llm = options.llm or install_llm(Path(folder) / "llm")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "briefer --version": [briefer, "--version"],
            "briefer --help": [briefer, "--help"],
            "briefer brief --help": [briefer, "brief", "--help"],
            "llm --version": [llm, "--version"],
            "llm --help": [llm, "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs + 1):  # the first round fills the disk cache
            for name, command in commands.items():
                times[name].append(cpu_seconds(command))
    medians = {name: statistics.median(seconds[1:]) for name, seconds in times.items()}
    print(f"{'command':<24}{'CPU ms':>8}{'x llm --help':>14}   (n = {options.runs}, medians)")
    for name, seconds in medians.items():
        print(f"{name:<24}{seconds * 1000:>8.0f}{seconds / medians['llm --help']:>14.3f}")
    slow = [
        name
        for name, limit, peer in (
            ("briefer --version", VERSION_LIMIT, "llm --version"),
            ("briefer --help", HELP_LIMIT, "llm --help"),
            ("briefer brief --help", HELP_LIMIT, "llm --help"),
        )
        if medians[name] > limit * medians[peer]
    ]
    if slow:
        raise SystemExit(f"over the limit: {', '.join(slow)}")


if __name__ == "__main__":
    main()
