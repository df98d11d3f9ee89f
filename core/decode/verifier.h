// Every listed entry that a search writes is weighed, without its list, against what would stand there otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "decode/results.h"
#include "ctc/token_table.h"
#include "lm/word_lm.h"
#include "bias/bias_index.h"
#include "decode/options.h"
#include "phones/phone_lexicon.h"

namespace earmark {

// A listed entry in a path and what it was weighed against.
struct Rival {
  std::size_t hit;                // of the path
  std::vector<Token> tokens;      // that would stand in the place of the entry's
  std::vector<Token> sequence;    // the path with them
};

// How tokens part into words, and when two sequences count as the same.
struct Writing {
  std::shared_ptr<const TokenTable> table;
  bool by_text;  // where they spell the same words; else only where the tokens are equal

  bool same(std::span<const Token> a, std::span<const Token> b) const;
};

// What stands in other paths where `path` has a listed entry, each once, spliced into it: at most `most` for each
// of its hits. Pieces that hold an entry themselves, or that are the same text, are no rivals. A piece is what
// begins after the word before the entry ends and ends before the next begins.
std::vector<Rival> rivals_of(const Hypothesis& path, std::span<const Hypothesis> others, const Writing& writing, std::size_t most);

// The same text stands in another path, in the place of the hit.
bool stands_in(const Hypothesis& other, const Hypothesis& path, const Hit& hit, const Writing& writing);

// The path's tokens with the rivals of some of its hits, numbered in order, in their places.
std::vector<Token> without(const Hypothesis& path, std::span<const std::size_t> hits, const TokenTable& table);

// Takes the odds that an entry was said from what it says without the list, a logistic regression
// (confidence measures: Jiang 2005, "Confidence measures for speech recognition: A survey"):
//
//   odds = bias + acoustic * A + phones * P + words * W + heard * H / n + sure * C + length * min(n, 12)
//          - caution * c - share * ln(K / 1000), twice that where K is less
//          + attention * (a - 1/2), where an adapter looked for it
//
// A, P and W are what the entry scores above its best rival: log p_ctc, phone evidence and language model, the
// entry's words as words like others; H what its n phones score below the best that can be heard there; C the mean
// log confidence of its tokens; c how much the list says it sounds like a common word; a the adapter's mean
// attention. The more entries K a list has, the less likely is each, and the more of them are heard by chance.
class Verifier {
 public:
  // options: the search's, whose weights of the last pass count without the list. word_lm, phone_lexicon: may be null.
  Verifier(std::shared_ptr<const TokenTable> table, const Options& options, const WordLm* word_lm,
           const PhoneLexicon* phone_lexicon);

  const Writing& writing() const { return writing_; }

  // Everything that Hit says of the path's hits, but their boosts. others: where rivals are looked for.
  // searched: the emissions as a search without a list has them; emissions: as they came; listed, phones,
  // attention: null for none; confusability: of every entry, empty for none; entries: how many the list favours.
  void weigh(Hypothesis& path, std::span<const Hypothesis> others, const Emissions& emissions, const Emissions& searched,
             const BiasIndex* listed, const Emissions* phones, const Attention* attention,
             std::span<const float> confusability, std::size_t entries) const;

 private:
  void compare(Hypothesis& path, std::span<const Hypothesis> others, const Emissions& searched, const BiasIndex* listed,
               const Emissions* phones) const;
  void hear(Hypothesis& path, const BiasIndex* listed, const Emissions* phones) const;
  double odds(const Verdict& v, std::span<const float> confidences) const;

  Writing writing_;
  Options options_;  // everything as words like others, exactly
  const WordLm* word_lm_;
  const PhoneLexicon* phone_lexicon_;
};

}  // namespace earmark
