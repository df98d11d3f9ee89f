"""What a list and each of its techniques add to the time of the search: processor time, one thread.

    python benchmarks/search_time.py --data ../shared/data --work runs/accuracy

Prints a table. Other work on the machine changes processor time little; the least of several rounds counts.
"""

from __future__ import annotations

import time
import warnings
from typing import Any

from accuracy import common_parser
from development import DevelopmentSet

from earmark import Recognizer

SIZE, CLIPS, ROUNDS = 1000, 60, 4
ROWS: dict[str, tuple[bool, dict[str, Any]]] = {  # row -> with the list, decode options
    "no list": (False, {}),
    "list of 1,000, all that is on by default": (True, {}),
    "without the guard": (True, {"verification.enabled": False}),
    "without entry search": (True, {"second_pass.entry_search": False}),
    "without both": (True, {"verification.enabled": False, "second_pass.entry_search": False}),
}


def main() -> None:
    """Measure and print."""
    arguments = common_parser(__doc__).parse_args()
    warnings.simplefilter("ignore", UserWarning)
    recognizer = Recognizer(arguments.model, {"search.threads": 1})
    one = DevelopmentSet("librispeech-dev", arguments.data, arguments.work, recognizer)
    words = recognizer.compile(one.never(SIZE)[0])
    pieces = [e for heard in one.heard[:CLIPS] for e in heard.segments]
    seconds = sum(heard.seconds for heard in one.heard[:CLIPS])
    arrays, phones = [e.log_probs for e in pieces], [e.phone_log_probs for e in pieces]
    least = dict.fromkeys(ROWS, float("inf"))
    for _ in range(ROUNDS):
        for name, (listed, options) in ROWS.items():
            search = recognizer.with_options(options)._search
            begin = time.process_time()
            search.decode_batch(arrays, words if listed else None, 1, phones)
            least[name] = min(least[name], time.process_time() - begin)
    print("| search | ms a second of audio | of no list |\n|---|---|---|")
    for name, spent in least.items():
        print(f"| {name} | {1000 * spent / seconds:.1f} | {spent / least['no list']:.2f} |")


if __name__ == "__main__":
    main()
