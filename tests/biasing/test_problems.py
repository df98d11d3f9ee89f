import pytest

from earmark.biasing.problems import Problems
from earmark.errors import WordListError


def test_no_problem_raises_nothing():
    problems = Problems("names.txt", "line")
    with problems.at(3):
        pass
    problems.check()


def test_problems_are_sorted_by_place():
    problems = Problems("names.txt", "line")
    problems.add(9, "late")
    with problems.at(2):
        raise WordListError("early")
    with pytest.raises(WordListError) as error:
        problems.check()
    assert str(error.value) == "names.txt line 2: early\nnames.txt line 9: late"


def test_other_errors_pass_through():
    with pytest.raises(KeyError), Problems("names.txt", "line").at(1):
        raise KeyError("a mistake of ours")
