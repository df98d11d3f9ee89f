from earmark.evaluation.alignment import align
from earmark.evaluation.entities import EntityCounts, Inventory, count_entities


def count(reference, hypothesis, entities, inventory=()):
    return count_entities(
        align(reference.split(), hypothesis.split()), entities, Inventory([*entities, *inventory])
    )


def test_entity_at_its_place_is_found():
    assert count("we met saoirse ronan", "he met saoirse ronan", ["Saoirse Ronan"]) == EntityCounts(found=1)


def test_entity_half_written_is_missed():
    assert count("we met saoirse ronan", "we met searsha ronan", ["Saoirse Ronan"]) == EntityCounts(missed=1)


def test_entity_written_elsewhere_is_missed_and_invented():
    found = count("oslo is far away from here", "it is far away from oslo", ["Oslo"])
    assert found == EntityCounts(missed=1, invented=1)


def test_every_mention_counts():
    assert count("oslo or oslo", "oslo or also", ["Oslo"]) == EntityCounts(found=1, missed=1)


def test_distractor_where_nobody_said_it_is_invented():
    assert count("it was free for a month", "it was fremont", [], ["Fremont"]) == EntityCounts(invented=1)


def test_listed_word_that_was_said_is_no_false_alarm():
    assert count("the oslo fjord", "the oslo fjord", [], ["Oslo"]) == EntityCounts()


def test_longest_entry_wins():
    found = count("in new york city", "in new york city", ["New York City"], ["New York", "York"])
    assert found == EntityCounts(found=1)


def test_entity_that_is_not_in_the_text_is_told():
    assert count("we met her", "we met her", ["Oslo"]) == EntityCounts(unlocated=1)


def test_written_form_does_not_matter():
    assert count("in łódź".replace("łódź", "lodz"), "in lodz", ["Łódź"]) == EntityCounts(found=1)


def test_an_entity_is_found_with_the_ending_that_was_said():
    assert count("zelenskyy's speech", "zelenskyy's speech", ["Zelenskyy"]) == EntityCounts(found=1)
    assert count("new york's mayor", "new york's mayor", ["New York"]) == EntityCounts(found=1)
    assert count("the foxes came", "the foxes came", ["Fox"]) == EntityCounts(found=1)


def test_a_wrong_ending_misses_the_entity_and_is_no_false_alarm():
    for reference, hypothesis in (
        ("zelenskyy's speech", "zelenskyy speech"),
        ("zelenskyy spoke", "zelenskyy's spoke"),
        ("the zelenskyys came", "the zelenskyy's came"),
    ):
        assert count(reference, hypothesis, ["Zelenskyy"]) == EntityCounts(missed=1)


def test_an_entry_with_an_ending_in_place_of_another_word_is_a_false_alarm():
    assert count("their hearts broke", "their harts broke", [], ["Hart"]) == EntityCounts(invented=1)
    assert count("in new yorks", "in new jersey's", [], ["New Jersey"]) == EntityCounts(invented=1)


def test_an_entity_that_only_stands_with_an_ending_is_located():
    assert count("the nguyens moved", "the winds moved", ["Nguyen"]) == EntityCounts(missed=1)
