import pytest
from pieces import alphabet_of, trained

SENTENCES = """
the president of ukraine spoke to the press in the morning
she was born in fremont and moved to san francisco
the doctor prescribed semaglutide for the patient
he said that the king and the queen would not come
don't let o'brien's boat leave the harbour before the storm
quick brown foxes jump over lazy dogs while the zebra waits
many voices sang the old song about a river and its valley
we know exactly which question the judge wants to examine
zelenskyy answered every question in the evening
vitamin pills and mri scans are next on the list
""".strip().split("\n")


def train_tokenizer(model_type="unigram"):
    return trained(SENTENCES * 3, 70, model_type=model_type, character_coverage=1.0)


@pytest.fixture(scope="session")
def list_tokenizer():
    return train_tokenizer()


@pytest.fixture(scope="session")
def vocabulary_of():
    return alphabet_of


@pytest.fixture(scope="session")
def alphabet(list_tokenizer):
    return alphabet_of(list_tokenizer)


@pytest.fixture(scope="session")
def bpe_tokenizer():
    return train_tokenizer("bpe")
