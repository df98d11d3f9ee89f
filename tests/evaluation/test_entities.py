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
