"""``python -m earmark``, for where the script is not on the path."""

import sys

from earmark.cli.main import main

sys.exit(main())
