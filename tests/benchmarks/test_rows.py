from benchmarks.common.rows import cached, fingerprint


def test_a_row_is_measured_once_for_each_key(tmp_path):
    asked = []

    def measure():
        asked.append(1)
        return {"f1": 0.5}

    assert [cached(tmp_path / "rows", ["a", 1], measure) for _ in range(3)] == [{"f1": 0.5}] * 3
    assert len(asked) == 1
    cached(tmp_path / "rows", ["a", 2], measure)
    assert len(asked) == 2


def test_what_could_not_be_measured_is_asked_again(tmp_path):
    assert cached(tmp_path, ["a"], lambda: None) is None
    assert cached(tmp_path, ["a"], lambda: {"f1": 1.0}) == {"f1": 1.0}


def test_the_state_of_the_code_has_a_name():
    assert len(fingerprint()) == 16 and fingerprint() == fingerprint()
