"""`explain` cut phone_match off at 0, and JSON showed it as it was."""

from earmark.cli.explain import _reasons
from earmark.transcript import WrittenEntry


def test_explain_prints_what_the_verifier_weighs() -> None:
    entry = WrittenEntry("a", "a", 0.0, 1.0, 1.0, 2.0, phone_match=0.34, log_odds=1.0)
    assert "phone match +0.3" in next(_reasons(entry, "accepted"))
