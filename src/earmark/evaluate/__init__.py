"""Measuring: WER, U-WER and B-WER, entities, false alarms, speed, with intervals."""

from earmark.evaluate.lists import build_lists
from earmark.evaluate.manifest import Condition, Utterance, load_manifest
from earmark.evaluate.report import Measure, Report
from earmark.evaluate.run import evaluate

__all__ = ["Condition", "Measure", "Report", "Utterance", "build_lists", "evaluate", "load_manifest"]
