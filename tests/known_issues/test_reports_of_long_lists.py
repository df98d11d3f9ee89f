"""A report on a list searched all its diagnostics for every entry: two minutes for 100,000."""

from earmark.biasing import WordList
from earmark.biasing.bias_list import BiasList
from earmark.biasing.check import check_words
from earmark.models.opening import describe_model
from earmark.pronouncing import bundle_compiler


def test_problems_are_collected_once(monkeypatch, model_folder):
    compiler = bundle_compiler(describe_model(str(model_folder)), None)
    words = WordList.of(["six", "日本", "keys", "中国", *(f"old {'x' * n} boats" for n in range(20))])
    compiled = compiler.compile(words)
    collected = []
    problems = BiasList.problems.fget

    def counted(self):
        collected.append(self)
        return problems(self)

    monkeypatch.setattr(BiasList, "problems", property(counted))
    found = check_words(words, compiler, compiled)
    assert [entry.problem is None for entry in found.entries][:4] == [True, False, True, False]
    assert len(collected) == 1
