from benchmarks.common import page
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


def test_remarks_written_by_hand_outlive_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "FIGURES", tmp_path)
    page.write_page("some", "# Some\n")
    assert (tmp_path / "some.md").read_text() == "# Some\n"
    (tmp_path / "some.md").write_text(f"# Old\n\n{page.BY_HAND}\n\nA remark.\n")
    page.write_page("some", "# New\n")
    assert (tmp_path / "some.md").read_text() == f"# New\n\n{page.BY_HAND}\n\nA remark.\n"


def test_tables_of_no_row_and_sections_of_no_part_are_left_out():
    assert page.table(("a", "b"), []) == "" and page.section("Title", "", "\n") == ""
    assert page.table(("a", "b"), [(1, "x")]) == "| a | b |\n|---|---|\n| 1 | x |\n"
    assert page.percent(0.1234, (0.1, 0.2)) == "12.3 (10.0-20.0)" and page.percent(None) == "-"
