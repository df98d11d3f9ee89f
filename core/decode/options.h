// What the search is told; earmark.decoding.DecodeOptions is its Python face and gives the reasons.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace earmark {

enum class Boosting { kOff, kStatic, kAdaptive };

struct Options {
  std::int32_t beam = 64;          // hypotheses kept a frame
  std::int32_t top_k = 16;         // tokens that may extend a hypothesis, entries' tokens aside
  double token_threshold = 9.0;    // nats below the frame's best that a token may be
  double beam_threshold = 16.0;    // nats below the best hypothesis that another may fall
  double blank_skip = 1.0;         // blank probability from which a frame extends nothing
  Boosting boosting = Boosting::kAdaptive;
  double boost_lambda = 0.5;       // 1 lifts an entry's token level with the best
  double boost_cap = 3.0;          // nats
  double boost_reach = 9.0;        // nats below the best token
  double boost_bonus = 2.4;        // nats a token more than level
  double boost_first = 0.0;        // share of it that the first token of a longer entry is paid
  double static_reward = 3.2;      // nats a token
  double suppress_penalty = 2.0;   // nats a token of an entry with weight -1
  // With a language model; nats before lm_weight, where not said otherwise.
  double temperature = 1.6;        // of the emissions, where there is a language model
  double blank_penalty = 1.5;      // nats taken from the blank in every frame, where there is a language model
  double lm_weight = 0.6;          // alpha
  double word_bonus = 1.5;         // beta: nats a word, after lm_weight
  double unknown_penalty = 7.5;    // a word that the model does not know
  double unknown_letter = 1.7;     // each of its letters
  bool lm_end = true;              // the audio ends where a sentence does
  bool class_token = true;         // listed words may stand for the model's class of rare words
  double lm_boost = 0.25;          // share of what entries' tokens are paid without
  double class_score = 0.7;        // ln p(entry | class) at weight 1, beside the share of one in K
  // With pronunciations; nats before phone_weight.
  double phone_weight = 0.3;       // gamma
  double phone_temperature = 1.0;  // of the phone emissions
  double phone_skip = 4.0;         // two words without a boundary between them
  double phone_floor = 12.0;       // the least that a phone may score in a frame
  double phone_unknown = 8.0;      // a word without a pronunciation
  // With both: the second pass over the words that the phones propose, and its own weights.
  bool word_search = true;
  double final_lm_weight = 1.0;    // alpha
  double final_word_bonus = 1.0;   // beta
  double final_phone_weight = 0.7; // gamma
  bool entry_search = true;        // it proposes listed entries that are heard
  // BiasIndex entries are weighed against what would stand there otherwise, and undone at odds below 0 (guard.h).
  bool guard = true;
  double guard_bias = 0.0;         // nats
  double guard_acoustic = 0.0;     // a nat of log p_ctc
  double guard_phones = 0.0;       // a nat of weighted phone evidence
  double guard_words = 0.0;        // a nat of the weighted language model
  double guard_heard = 0.0;        // a nat a phone below the best that can be heard
  double guard_sure = 0.0;         // a nat of a token's confidence, mean of the entry's
  double guard_length = 0.0;       // a phone, to twelve
  double guard_caution = 0.0;      // an entry that sounds like a common word
  double guard_share = 0.0;        // a nat of the list's length
  double guard_attention = 0.0;    // an adapter's attention, all of it against nothing of it
};

// Nats, before the language model's weight, that a word which it does not know costs.
inline double unknown_cost(const Options& options, std::string_view word) {
  const auto letters = std::count_if(word.begin(), word.end(), [](unsigned char byte) {
    return (byte & 0xC0) != 0x80;  // not the later bytes of one UTF-8 letter
  });
  return options.unknown_penalty + options.unknown_letter * static_cast<double>(letters);
}

}  // namespace earmark
