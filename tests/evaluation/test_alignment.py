from hypothesis import given
from hypothesis import strategies as st

from earmark.evaluation.alignment import align

words = st.lists(st.sampled_from(["a", "b", "c", "dd"]), max_size=8)


def test_every_kind_of_edit_is_told():
    found = align(
        ["the", "old", "big", "cat", "sat", "on", "mats"],
        ["the", "cat", "sits", "on", "mats", "over", "there"],
    )
    assert found.matches == {0: 0, 3: 1, 5: 3, 6: 4}
    assert found.deletions == (1, 2)
    assert found.substitutions == ((4, 2),)
    assert found.insertions == (5, 6)


@given(words, words)
def test_edits_account_for_every_word(reference, hypothesis):
    found = align(reference, hypothesis)
    assert sorted([*found.matches, *(r for r, _ in found.substitutions), *found.deletions]) == list(
        range(len(reference))
    )
    assert sorted([*found.matches.values(), *(h for _, h in found.substitutions), *found.insertions]) == list(
        range(len(hypothesis))
    )
    assert all(reference[r] == hypothesis[h] for r, h in found.matches.items())


def test_phrase_is_found_only_unbroken():
    assert align(["x", "new", "york", "y"], ["new", "york", "y"]).spoken_at(1, 2) == 0
    assert align(["x", "new", "york", "y"], ["x", "new", "big", "york", "y"]).spoken_at(1, 2) is None
    assert align(["x", "new", "york", "y"], ["x", "new", "yorks", "y"]).spoken_at(1, 2) is None
    assert align(["x", "new", "york"], ["x", "york"]).spoken_at(1, 2) is None
