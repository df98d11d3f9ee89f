import json

from earmark.cli import doctor
from earmark.cli import main as cli


def test_the_self_test_passes(capsys):
    assert cli.main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["self_test"]["passed"] and found["self_test"]["text"] == doctor.SAID
    assert all(found["packages"].values())
    assert found["models"]["english"]["bytes"] > 1e7


def test_what_is_missing_and_what_fails_is_printed(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "installed", lambda name: None if name in ("av", "numpy") else "1.0")
    monkeypatch.setattr(doctor, "SAID", "we moved to Reykjavik")
    assert cli.main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "numpy MISSING" in told and "av              -" in told
    assert "self-test FAILED: 'we moved from Fremont', expected 'we moved to Reykjavik'" in told
