// Options of the search. They have no defaults here: earmark.decoding.DecodeOptions holds each with its reason.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "bias/boosting_options.h"

namespace earmark {

struct SearchOptions {
  std::int32_t beam;       // hypotheses kept a frame
  std::int32_t top_k;      // tokens that may extend a hypothesis, entries' tokens aside
  double token_threshold;  // nats below the frame's best that a token may be
  double beam_threshold;   // nats below the best hypothesis that another may fall
};

// Applied to the sub-words' emissions where there is a language model, and to the phones' always.
struct CalibrationOptions {
  double temperature;
  double blank_penalty;  // nats taken from the blank in every frame
  double phone_temperature;
};

// Listed words in place of the language model's class of rare words.
struct ClassLmOptions {
  bool enabled;
  double log_weight;  // ln p(entry | class) at weight 1, beside the share of one in K; before lm.weight
};

struct LmOptions {
  double weight;          // alpha
  double word_bonus;      // beta: nats a word, after the weight
  double unknown_word;    // nats, before the weight, of a word that the model does not know
  double unknown_letter;  // nats, before the weight, of each of its letters
  bool sentence_end;      // the audio ends where a sentence does
};

struct PhoneScoreOptions {
  double weight;         // gamma
  double boundary_skip;  // nats, before the weight, of two words without a boundary between them
  double floor;          // nats below a frame's best phone that another may score
  double unknown_word;   // nats, before the weight, of a word without a pronunciation
};

// The pass over the words that the phones propose, and its own weights.
struct SecondPassOptions {
  bool enabled;
  double lm_weight;     // alpha
  double word_bonus;    // beta
  double phone_weight;  // gamma
  bool entry_search;    // propose listed entries by their pronunciations
};

// Possessives, plurals and others of listed entries.
struct EndingOptions {
  bool enabled;
  double context_weight;  // a nat of the words around, when an entry is written
  double log_weight;      // nats of any ending against none, likewise
};

struct VerificationOptions {
  bool enabled;
  double bias;  // nats of log-odds; more keeps more entries
};

// Trained weights of the verifier's logistic regression (verifier.h): a file of the model.
struct VerifierWeights {
  double bias;           // nats
  double phones;         // a nat of weighted phone evidence
  double lm;             // a nat of the weighted language model
  double phone_match;    // a nat a phone below the best possible match
  double confidence;     // a nat of a token's confidence, mean of the entry's
  double length;         // a phone, to twelve
  double confusability;  // an entry that sounds like a common word
  double list_size;      // a nat of the list's length
  double attention;      // an adapter's attention, all of it against none of it
  double context;        // a nat of the words around
  double rarity;         // a nat of the language model: a rare word against the alternative
  double short_list;     // a nat of ln(1000 / entries)
  double weight;         // a factor e of the entry's weight
  double named;          // an entry that is displayed with other capitals than its words
  double spelled;        // an entry of letters and digits that its words spell out
  double homophone_bias;     // of an entry that sounds exactly like the alternative: nats
  double homophone_context;  // likewise, a nat of the words around
  double homophone_rarity;   // likewise, a nat of the language model: a rare word against the alternative
};

struct Options {
  SearchOptions search;
  CalibrationOptions calibration;
  BoostingOptions boosting;
  ClassLmOptions class_lm;
  LmOptions lm;
  PhoneScoreOptions phones;
  SecondPassOptions second_pass;
  EndingOptions endings;
  VerificationOptions verification;
  VerifierWeights verifier;
};

struct Range {
  double low = -1000.0;
  double high = 1000.0;
};

// Visits every option as visit(section, name, value[, range]): the one list of their names and ranges.
template <typename AnyOptions, typename Visit>
void for_each_option(AnyOptions& o, Visit&& visit) {
  constexpr Range nats{0.0, 1000.0}, share{0.0, 1.0}, weight{0.0, 100.0}, temperature{0.1, 100.0}, any{};
  constexpr Range threshold{0.0, std::numeric_limits<double>::infinity()};
  visit("search", "beam", o.search.beam, Range{1, 4096});
  visit("search", "top_k", o.search.top_k, Range{1, 65536});
  visit("search", "token_threshold", o.search.token_threshold, threshold);
  visit("search", "beam_threshold", o.search.beam_threshold, threshold);
  visit("calibration", "temperature", o.calibration.temperature, temperature);
  visit("calibration", "blank_penalty", o.calibration.blank_penalty, nats);
  visit("calibration", "phone_temperature", o.calibration.phone_temperature, temperature);
  visit("boosting", "mode", o.boosting.mode);
  visit("boosting", "gap_share", o.boosting.gap_share, Range{0.0, 10.0});
  visit("boosting", "gap_cap", o.boosting.gap_cap, nats);
  visit("boosting", "reach", o.boosting.reach, nats);
  visit("boosting", "bonus", o.boosting.bonus, nats);
  visit("boosting", "first_share", o.boosting.first_share, share);
  visit("boosting", "static_reward", o.boosting.static_reward, nats);
  visit("boosting", "suppress_penalty", o.boosting.suppress_penalty, nats);
  visit("boosting", "scale_with_lm", o.boosting.scale_with_lm, weight);
  visit("class_lm", "enabled", o.class_lm.enabled);
  visit("class_lm", "log_weight", o.class_lm.log_weight, any);
  visit("lm", "weight", o.lm.weight, weight);
  visit("lm", "word_bonus", o.lm.word_bonus, any);
  visit("lm", "unknown_word", o.lm.unknown_word, any);
  visit("lm", "unknown_letter", o.lm.unknown_letter, any);
  visit("lm", "sentence_end", o.lm.sentence_end);
  visit("phones", "weight", o.phones.weight, weight);
  visit("phones", "boundary_skip", o.phones.boundary_skip, nats);
  visit("phones", "floor", o.phones.floor, nats);
  visit("phones", "unknown_word", o.phones.unknown_word, nats);
  visit("second_pass", "enabled", o.second_pass.enabled);
  visit("second_pass", "lm_weight", o.second_pass.lm_weight, weight);
  visit("second_pass", "word_bonus", o.second_pass.word_bonus, any);
  visit("second_pass", "phone_weight", o.second_pass.phone_weight, weight);
  visit("second_pass", "entry_search", o.second_pass.entry_search);
  visit("endings", "enabled", o.endings.enabled);
  visit("endings", "context_weight", o.endings.context_weight, weight);
  visit("endings", "log_weight", o.endings.log_weight, any);
  visit("verification", "enabled", o.verification.enabled);
  visit("verification", "bias", o.verification.bias, any);
  visit("verifier", "bias", o.verifier.bias, any);
  visit("verifier", "phones", o.verifier.phones, any);
  visit("verifier", "lm", o.verifier.lm, any);
  visit("verifier", "phone_match", o.verifier.phone_match, any);
  visit("verifier", "confidence", o.verifier.confidence, any);
  visit("verifier", "length", o.verifier.length, any);
  visit("verifier", "confusability", o.verifier.confusability, any);
  visit("verifier", "list_size", o.verifier.list_size, any);
  visit("verifier", "attention", o.verifier.attention, any);
  visit("verifier", "context", o.verifier.context, any);
  visit("verifier", "rarity", o.verifier.rarity, any);
  visit("verifier", "short_list", o.verifier.short_list, any);
  visit("verifier", "weight", o.verifier.weight, any);
  visit("verifier", "named", o.verifier.named, any);
  visit("verifier", "spelled", o.verifier.spelled, any);
  visit("verifier", "homophone_bias", o.verifier.homophone_bias, any);
  visit("verifier", "homophone_context", o.verifier.homophone_context, any);
  visit("verifier", "homophone_rarity", o.verifier.homophone_rarity, any);
}

// Throws std::invalid_argument, naming the first option that is out of its range.
void check(const Options& options);

// Nats, before the language model's weight, that a word which it does not know costs.
inline double unknown_cost(const LmOptions& options, std::string_view word) {
  const auto letters = std::count_if(word.begin(), word.end(), [](unsigned char byte) {
    return (byte & 0xC0) != 0x80;  // not the later bytes of one UTF-8 letter
  });
  return options.unknown_word + options.unknown_letter * static_cast<double>(letters);
}

}  // namespace earmark
