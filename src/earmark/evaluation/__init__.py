"""Measuring: WER, U-WER and B-WER, entities, false alarms, speed, with intervals."""
