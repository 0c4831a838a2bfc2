"""The command line. A command parses, calls what the API offers, and prints."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of ``attache``: errors that are addressed to the user are printed without a traceback."""
    from attache.cli.app import app
    from attache.errors import AttacheError

    try:
        app()
    except AttacheError as error:
        print(f"attache: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our pipe (head, less) has gone: that is its right.
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("attache: stopped; everything before the last batch is stored", file=sys.stderr)
        sys.exit(130)
