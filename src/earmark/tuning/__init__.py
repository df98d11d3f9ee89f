"""Tuning: decode options that do best on a development set, and whether that is more than noise."""
