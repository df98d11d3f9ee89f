"""The script ``earmark``, and ``python -m earmark`` for where it is not on the path."""

import sys


def run() -> int:
    """Import the commands and run one; Ctrl-C while they are imported ends as it does later."""
    try:
        from earmark.cli.main import main
    except KeyboardInterrupt:
        print("earmark: interrupted", file=sys.stderr)
        return 130
    return main()


if __name__ == "__main__":
    sys.exit(run())
