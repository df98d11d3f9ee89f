"""Rows that spell a text, unsure in one place: what a model puts out that reads an i for an e."""

import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
LABELS = [" ", *LETTERS, ""]  # as pyctcdecode takes them


def spelt(tokens, labels, blank, unsure=None, meant=None, silence=0):
    """(3T, V) log-probabilities of ``tokens``; at the place ``unsure`` half as likely ``meant``."""
    p = np.full((3 * len(tokens) + silence, len(labels)), 1e-4)
    p[:, blank] = 1.0
    for number, token in enumerate(tokens):
        p[3 * number, labels.index(token)] = 10.0
    if unsure is not None:
        p[3 * unsure, labels.index(meant)] = 5.0
    return np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def call(name="frimont", labels=LABELS, silence=0):
    """Rows of "call frimont now"."""
    return spelt(f"call {name} now", labels, labels.index(""), 7, "e", silence)
