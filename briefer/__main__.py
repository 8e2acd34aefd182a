"""`python -m briefer` and the `briefer` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; `--version` alone is answered before anything is imported for it."""
    if sys.argv[1:] == ["--version"]:
        from briefer import __version__  # noqa: PLC0415 - see above

        sys.stdout.write(f"briefer {__version__}\n")
        return
    from briefer.cli import run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
