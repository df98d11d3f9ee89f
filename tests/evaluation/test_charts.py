import builtins
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from earmark.errors import OptionsError
from earmark.evaluation.charts import Bar, Point, bar_chart, check_plotting, line_chart, svg

SVG = "{http://www.w3.org/2000/svg}"


def test_lines_are_drawn_over_sizes():
    series = {"a & b": [Point(1000, 80), Point(0, 90, 88, 92)], "peer": [Point(0, 70), Point(1000, 10)]}
    figure = line_chart("F1", series, "entries", "%", 100)
    (axes,) = figure.axes
    lines = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_xdata().tolist() for line in lines] == [[0, 1000], [0, 1000]]
    assert [line.get_ydata().tolist() for line in lines] == [[90, 80], [70, 10]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "1,000"]
    assert axes.get_ylim() == (0, 100)
    (whisker,) = [line for line in axes.lines if line.get_marker() != "o"]
    assert whisker.get_ydata().tolist() == [88, 92]


def test_longer_bars_for_more():
    figure = bar_chart("F1", [Bar("none", 20, 10, 30), Bar("all", 80)])
    (axes,) = figure.axes
    assert [patch.get_width() for patch in axes.patches] == [20, 80]
    assert [text.get_text() for text in axes.texts] == ["20.0", "80.0"]


def test_a_figure_is_one_element_with_its_text_and_name():
    drawn = svg(bar_chart("F1 & more", [Bar("every name", 20)]), 'the "name"')
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and root.get("aria-label") == 'the "name"'
    assert "F1 & more" in [text.text for text in root.iter(f"{SVG}text")]
    assert drawn == svg(bar_chart("F1 & more", [Bar("every name", 20)]), 'the "name"')  # the same every time


def test_nothing_but_zero_can_be_drawn():
    ElementTree.fromstring(svg(line_chart("x", {"a": [Point(0, 0)]}, "", ""), "x"))
    ElementTree.fromstring(svg(bar_chart("x", [Bar("a", 0)]), "x"))


def test_a_missing_library_is_told_in_one_sentence(monkeypatch):
    real = builtins.__import__

    def refuse(name, *arguments, **named):
        if name.partition(".")[0] == "matplotlib":
            raise ModuleNotFoundError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.delitem(sys.modules, "matplotlib", raising=False)
    with pytest.raises(OptionsError, match=r"charts need the package matplotlib: pip install matplotlib"):
        check_plotting()
