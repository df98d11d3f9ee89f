// Language models as pyctcdecode's beam asks them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compat/spellings.h"
#include "lm/ngram.h"

namespace earmark {

// Scores the words of one search. States are numbered as they come; 0 is the one before the first word.
class BeamLm {
 public:
  struct Scored {
    double score;        // nats, weighted
    std::int32_t state;  // after the word, without the end of the sentence
  };

  virtual ~BeamLm() = default;
  // last: the sentence may end behind the word, and its end counts.
  virtual Scored score(std::int32_t state, const std::string& word, bool last) = 0;
  // Nats that the beginning of a word costs while the word is open.
  virtual double beginning(const std::string& letters) = 0;
};

struct BeamLmOptions {
  double weight;          // alpha
  double word_bonus;      // beta: nats a word, after the weight
  double unknown_offset;  // of unknown words: a base-10 logarithm in words, nats in beginnings, as in pyctcdecode
  bool boundary;          // the audio begins and ends where a sentence does
};

// score(word | state) = alpha * (ln p + ln 10 * unknown_offset where the word is unknown) + beta
class NgramBeamLm : public BeamLm {
 public:
  // known: words that are not unknown, beside those that the model lacks; null: all of the model's words, and every
  // beginning is unknown. start: the state before the first word. Both models must outlive the search.
  NgramBeamLm(const NgramModel& model, const Spellings* known, const BeamLmOptions& options, const LmState& start);

  Scored score(std::int32_t state, const std::string& word, bool last) override;
  double beginning(const std::string& letters) override;
  const LmState& state(std::int32_t number) const { return states_[number]; }

 private:
  const NgramModel& model_;
  const Spellings* known_;
  BeamLmOptions options_;
  std::vector<LmState> states_;
};

}  // namespace earmark
