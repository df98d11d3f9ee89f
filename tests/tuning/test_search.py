import pytest
from tuning.made_up import counted

from earmark.tuning.objective import Objective
from earmark.tuning.search import Search, rung_sizes
from earmark.tuning.space import choose

UTTERANCES = 90
SPACE = choose({"words", "adaptive"})
START = {"boosting.gap_share": 0.5, "boosting.bonus": 2.4, "boosting.gap_cap": 3.0}
WORDS = 1000  # an utterance, so that a thousandth shows


def bowl(settings, first, last):
    """Scores that are best at lambda 0.8 and bonus 4, whatever the cap."""
    distance = abs(settings["boosting.gap_share"] - 0.8) + abs(settings["boosting.bonus"] - 4) / 5
    return [counted(errors=round(300 * distance) + 7 * (n % 5), words=WORDS) for n in range(first, last)]


def test_the_best_is_found_and_what_does_not_matter_stays():
    found = Search(SPACE, Objective(), bowl, UTTERANCES).run(START, 60)
    assert found.best.settings["boosting.gap_share"] == pytest.approx(0.8, abs=0.1)
    assert found.best.settings["boosting.bonus"] == pytest.approx(4, abs=0.5)
    assert found.best.settings["boosting.gap_cap"] == 3.0
    assert set(found.costs) == {"boosting.gap_share", "boosting.bonus"} and min(found.costs.values()) > 0.05
    assert len(found.best.scores) == len(found.start.scores) == UTTERANCES


def test_the_same_seed_gives_the_same_settings():
    def run(seed):
        return Search(SPACE, Objective(), bowl, UTTERANCES, seed).run(START, 24).best.settings

    assert run(3) == run(3) != run(4)


def test_most_candidates_are_tried_on_few_utterances():
    asked = []

    def scorer(settings, first, last):
        asked.append((tuple(settings.values()), first, last))
        return bowl(settings, first, last)

    found = Search(SPACE, Objective(), scorer, UTTERANCES).run(START, 40)
    assert found.passes == sum(last - first for _, first, last in asked) / UTTERANCES < 40 * 0.75
    seen = {}
    for settings, first, last in asked:  # every utterance once a candidate, in order
        assert first == seen.get(settings, 0) or first == 0
        seen[settings] = last


def test_nothing_better_leaves_the_start():
    def flat(settings, first, last):
        worse = settings != START
        return [counted(errors=10 + worse, words=100) for _ in range(first, last)]

    found = Search(SPACE, Objective(), flat, UTTERANCES).run(START, 12)
    assert found.best is found.start and found.costs == {}


def test_each_rung_is_told():
    told = []
    Search(SPACE, Objective(), bowl, UTTERANCES, progress=told.append).run(START, 24)
    assert told[0].startswith("round 1 of 3, rung 1 of 2: 12 candidates on 30 utterances, best objective ")
    assert len(told) == 6


@pytest.mark.parametrize(
    ("utterances", "candidates", "sizes"),
    [(169, 40, [19, 57, 169]), (169, 4, [57, 169]), (169, 2, [169]), (20, 100, [20]), (48, 100, [16, 48])],
)
def test_rungs(utterances, candidates, sizes):
    assert rung_sizes(utterances, candidates) == sizes
