import xml.etree.ElementTree as ElementTree

from earmark.evaluation.html.svg import Bar, Point, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"


def test_lines_are_drawn_over_sizes():
    series = {"a & b": [Point(1000, 80), Point(0, 90, 88, 92)], "peer": [Point(0, 70), Point(1000, 10)]}
    drawn = ElementTree.fromstring(line_chart("F1", series, "entries", "%", 100))
    lines = [line.get("points") for line in drawn.iter(f"{SVG}polyline")]
    assert len(lines) == 2
    places = [[tuple(map(float, place.split(","))) for place in line.split()] for line in lines]
    assert places[0][0][0] < places[0][1][0]  # longer lists stand further right
    assert places[0][0][1] < places[0][1][1] < places[1][1][1]  # less is lower, and y grows downwards
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "a & b" in texts and "1,000" in texts and "100" in texts


def test_longer_bars_for_more():
    drawn = ElementTree.fromstring(bar_chart("F1", [Bar("none", 20, 10, 30), Bar("all", 80)]))
    widths = [float(r.get("width")) for r in drawn.iter(f"{SVG}rect") if r.get("fill") != "#fff"]
    assert widths[1] == 4 * widths[0] > 0
    assert [text.text for text in drawn.iter(f"{SVG}text")][-1] == "80.0"


def test_nothing_but_zero_can_be_drawn():
    ElementTree.fromstring(line_chart("x", {"a": [Point(0, 0)]}, "", ""))
    ElementTree.fromstring(bar_chart("x", [Bar("a", 0)]))
