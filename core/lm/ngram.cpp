#include "lm/ngram.h"

#include <algorithm>
#include <bit>

namespace earmark {

namespace {

constexpr std::uint64_t kMany = 64;  // nodes from which guessing where a word stands beats halving

std::uint64_t hash_spelling(std::string_view word) {
  std::uint64_t h = word.size();
  for (; word.size() >= 8; word.remove_prefix(8)) {
    std::uint64_t x;
    std::memcpy(&x, word.data(), sizeof x);
    h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
    h ^= h >> 32;
  }
  std::uint64_t x = 0;
  if (!word.empty()) std::memcpy(&x, word.data(), word.size());
  h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
  h ^= h >> 32;
  return h * 0xD6E8FEB86659FD93ULL;  // both halves are used
}

}  // namespace

void NgramModel::index_words() {
  slots_.assign(std::bit_ceil(std::size_t{2} * header_.words), {0, kNoWord});
  for (WordId w = 0; w < words(); ++w) {
    const std::uint64_t hash = hash_spelling(word(w));
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].word != kNoWord) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), w};
  }
}

WordId NgramModel::id(std::string_view spelling) const {
  const std::uint64_t hash = hash_spelling(spelling);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot].word != kNoWord; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].tag == hash >> 32 && word(slots_[slot].word) == spelling) return slots_[slot].word;
  }
  return kUnknownWord;
}

// Where the children of a node stand in the next level.
NgramModel::Range NgramModel::children(int level, std::uint64_t node) const {
  const std::uint8_t* const bits = levels_[level].children;
  if (level == 0) {
    std::uint32_t range[2];
    std::memcpy(range, bits + node * sizeof(std::uint32_t), sizeof range);
    return {range[0], range[1]};
  }
  const auto word_at = [&](std::uint64_t index) {
    std::uint64_t x;
    std::memcpy(&x, bits + 8 * index, sizeof x);
    return x;
  };
  if (node == 0) return {0, levels_[level].samples[0]};
  // The 1 of node - 1 has `node - 1` ones and all children of the nodes so far before it.
  const std::uint64_t sample = (node - 1) / kSampleEvery;
  std::uint64_t left = (node - 1) % kSampleEvery;  // ones to pass after the sampled one
  std::uint64_t at = levels_[level].samples[sample];
  std::uint64_t index = at / 64;
  std::uint64_t window = word_at(index) & (~std::uint64_t{0} << (at % 64));
  for (std::uint64_t ones; (ones = static_cast<std::uint64_t>(std::popcount(window))) <= left; left -= ones) {
    window = word_at(++index);
  }
  for (; left > 0; --left) window &= window - 1;
  at = 64 * index + static_cast<std::uint64_t>(std::countr_zero(window));
  window &= window - 1;
  while (window == 0) window = word_at(++index);
  const std::uint64_t next = 64 * index + static_cast<std::uint64_t>(std::countr_zero(window));
  return {at - (node - 1), next - node};
}

bool NgramModel::find(const Level& level, Range range, WordId word, std::uint64_t* node) const {
  const auto target = static_cast<std::uint32_t>(word);
  const auto word_at = [&](std::uint64_t i) {
    return static_cast<std::uint32_t>(read_bits(level.records, i * level.record_bits, level.word_bits));
  };
  // Ids are spread evenly enough for the target's place among `words()` to tell about where it stands
  // among its neighbours: three guesses do what ten halvings would.
  std::uint64_t begin = range.begin, size = range.end - range.begin;
  std::uint32_t low = 0, high = header_.words;  // low <= word_at(begin), all words < high
  while (size > kMany) {
    const std::uint64_t guess = begin + size * (target - low) / (high - low);
    const std::uint64_t step = size / 16 + 4;
    const std::uint64_t from = guess < begin + step ? begin : guess - step;
    const std::uint64_t to = std::min(guess + step, begin + size - 1);
    const std::uint32_t at_from = word_at(from), at_to = word_at(to);
    if (target < at_from) {
      high = at_from;
      size = from - begin;
    } else if (target >= at_to) {
      low = at_to;
      size -= to - begin;
      begin = to;
    } else {
      low = at_from;
      high = at_to;
      begin = from;
      size = to - from;
    }
  }
  while (size > 1) {  // no branch to mispredict
    const std::uint64_t half = size / 2;
    begin += word_at(begin + half) <= target ? half : 0;
    size -= half;
  }
  *node = begin;
  return word_at(begin) == target;
}

// The last order - 1 words, whichever of them tell a history from others.
LmState NgramModel::after(const LmState& state, WordId word) const {
  LmState next;
  next.length = static_cast<std::uint8_t>(std::min(state.length + 1, order_ - 1));
  for (int k = 0; k < next.length; ++k) next.words[k] = k == 0 ? word : state.words[k - 1];
  return next;
}

double NgramModel::score(const LmState& state, WordId word, LmState* next) const {
  if (scorer_ != nullptr) {
    if (next != nullptr) *next = after(state, word);
    return scorer_->score(state, word);
  }
  const int most = order();
  double total = prob(levels_[0], static_cast<std::uint64_t>(word));
  if (next != nullptr) *next = LmState{};
  std::uint64_t node = static_cast<std::uint64_t>(word);
  int matched = 1;  // words of the longest n-gram found, `word` included
  for (;; ++matched) {
    if (next != nullptr && matched < most) {
      float weight;
      if (backoff(levels_[matched - 1], node, &weight)) next->length = static_cast<std::uint8_t>(matched);
      next->words[matched - 1] = matched == 1 ? word : state.words[matched - 2];
      next->backoff[matched - 1] = weight;
    }
    if (matched > state.length) break;
    const Range range = children(matched - 1, node);
    if (range.begin == range.end || !find(levels_[matched], range, state.words[matched - 1], &node)) break;
    total = prob(levels_[matched], node);
  }
  for (int k = matched - 1; k < state.length; ++k) total += state.backoff[k];
  if (next != nullptr) {  // equal histories have equal states
    for (int k = next->length; k < kMaxOrder - 1; ++k) next->words[k] = 0, next->backoff[k] = 0.0F;
  }
  return total;
}

void NgramModel::encode(std::string_view text, std::vector<WordId>& ids) const {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) ids.push_back(id(text.substr(begin, at - begin)));
  }
}

double NgramModel::score_ids(std::span<const WordId> ids) const {
  LmState states[2] = {begin_, {}};
  int now = 0;
  double total = 0.0;
  for (const WordId word : ids) {
    total += score(states[now], word, &states[1 - now]);
    now = 1 - now;
    if (word == kSentenceEnd) states[now] = begin_;
  }
  return total;
}

double NgramModel::score_text(std::string_view text, bool bos, bool eos, std::size_t* scored,
                              std::size_t* unknown) const {
  std::vector<WordId> ids;
  encode(text, ids);
  if (eos) ids.push_back(kSentenceEnd);
  LmState states[2] = {bos ? begin() : empty(), {}};
  double total = 0.0;
  std::size_t unknowns = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    total += score(states[i % 2], ids[i], &states[1 - i % 2]);
    unknowns += ids[i] == kUnknownWord;
  }
  if (scored != nullptr) *scored = ids.size();
  if (unknown != nullptr) *unknown = unknowns;
  return total;
}

}  // namespace earmark
