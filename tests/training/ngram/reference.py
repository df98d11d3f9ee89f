"""Modified Kneser-Ney written out from the formulas: dictionaries, no shortcuts."""

import math
from collections import Counter

DISCOUNTS = {1: 0.5, 2: 1.0, 3: 1.5}  # where counts of counts allow no estimate


class KneserNey:
    """p(w | h) of a text, over all n-grams or over those seen more than ``least[n - 1]`` times."""

    def __init__(self, sentences, words, order, least=None):
        self.words = words  # <s> not among them
        self.raw = Counter()
        for sentence in sentences:
            padded = ["<s>", *sentence, "</s>"]
            for n in range(1, order + 1):
                for i in range(len(padded) - n + 1):
                    self.raw[tuple(padded[i : i + n])] += 1
        del self.raw[("<s>",)]  # never predicted
        self.order = order
        least = least or [0] * order
        self.kept = {g for g, c in self.raw.items() if len(g) == 1 or c > least[len(g) - 1]}
        standard = self.adjusted(set(self.raw))
        self.discounts = {n: self.discounts_of(n, standard) for n in range(1, order + 1)}
        self.a = self.adjusted(self.kept)

    def adjusted(self, kept):
        """Counts of the highest order and of sentence beginnings; else what the longer n-grams leave."""
        a = {}
        for gram in sorted(self.raw, key=len, reverse=True):
            if len(gram) == self.order or gram[0] == "<s>":
                a[gram] = self.raw[gram]
            longer = gram[1:]
            if longer:
                a[longer] = a.get(longer, 0) + (1 if gram in kept else a[gram])
        return a

    def discounts_of(self, n, standard):
        counts = Counter(c for gram, c in standard.items() if len(gram) == n)
        found = {}
        for k in (1, 2, 3):
            try:
                y = counts[1] / (counts[1] + 2 * counts[2])
                found[k] = k - (k + 1) * y * counts[k + 1] / counts[k]
            except ZeroDivisionError:
                return DISCOUNTS
        return found if all(0 < d <= k for k, d in found.items()) else DISCOUNTS

    def p(self, word, history):
        history = tuple(history)[-(self.order - 1) :] if self.order > 1 else ()
        n = len(history) + 1
        lower = self.p(word, history[1:]) if history else 1 / len(self.words)
        grams = {g: c for g, c in self.a.items() if len(g) == n and g[:-1] == history}
        if (history and history not in self.kept and history != ("<s>",)) or not grams:
            return lower
        total = sum(grams.values())
        discount = {g: self.discounts[n][min(3, c)] if g in self.kept else c for g, c in grams.items()}
        gram = (*history, word)
        own = max(0.0, grams[gram] - discount[gram]) if gram in grams else 0.0
        return (own + sum(discount.values()) * lower) / total

    def score(self, sentence):
        padded = ["<s>", *sentence, "</s>"]
        return sum(math.log(self.p(padded[i], padded[:i])) for i in range(1, len(padded)))
