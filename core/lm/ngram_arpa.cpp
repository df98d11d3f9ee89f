#include "lm/ngram_arpa.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "lm/ngram.h"

namespace earmark {

namespace {

constexpr double kLn10 = std::numbers::ln10;
constexpr float kNoProbability = -100.0F * static_cast<float>(kLn10);  // <unk> of a model without it, as KenLM
constexpr float kBlank = std::numeric_limits<float>::quiet_NaN();      // to be filled from back-off

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Takes the first field off `text`; empty when there is none.
std::string_view take(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && !is_space(text[end])) ++end;
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end);
  return field;
}

template <typename Number>
bool parse(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void ArpaReader::fail(const std::string& what) const {
  throw std::runtime_error(name_ + ", line " + std::to_string(line_) + ": " + what);
}

void ArpaReader::feed(std::string_view block) {
  std::size_t begin = 0;
  for (std::size_t end; (end = block.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
    ++line_;
    if (rest_.empty()) {
      read_line(trim(block.substr(begin, end - begin)));
    } else {
      rest_.append(block.substr(begin, end - begin));
      read_line(trim(rest_));
      rest_.clear();
    }
  }
  rest_.append(block.substr(begin));
  if (section_ == Section::kBefore && rest_.size() > 1 << 20) {
    fail("no line end in a megabyte: this is no ARPA file, which starts with \\data\\");
  }
}

void ArpaReader::read_line(std::string_view line) {
  if (line.empty() || section_ == Section::kAfter) return;
  if (line == "\\data\\") {
    section_ = Section::kCounts;
  } else if (section_ == Section::kBefore) {
    if (line_ > 1000) fail("no \\data\\ so far: this is no ARPA file");
  } else if (line == "\\end\\") {
    section_ = Section::kAfter;
  } else if (line.front() == '\\' && line.ends_with("-grams:")) {
    section_ = Section::kNgrams;
    int order = 0;
    if (!parse(line.substr(1, line.size() - 8), order) || order != order_ + 1 ||
        order > static_cast<int>(expected_.size())) {
      fail("'" + std::string(line) + "' out of turn, expected \\" + std::to_string(order_ + 1) +
           "-grams: after 'ngram " + std::to_string(order_ + 1) + "=' was announced");
    }
    order_ = order;
    if (order == 2) number_words();
  } else if (section_ == Section::kCounts) {
    read_count(line);
  } else {
    read_ngram(line);
  }
}

void ArpaReader::read_count(std::string_view line) {
  const std::size_t equals = line.find('=');
  int order = 0;
  std::uint64_t count = 0;
  if (!line.starts_with("ngram ") || equals == std::string_view::npos ||
      !parse(trim(line.substr(6, equals - 6)), order) || !parse(trim(line.substr(equals + 1)), count)) {
    fail("'" + std::string(line) + "', expected a count such as 'ngram 1=2000'");
  }
  if (order != static_cast<int>(expected_.size()) + 1 || order > kMaxOrder) {
    fail("order " + std::to_string(order) + ", expected " + std::to_string(expected_.size() + 1) +
         "; orders up to " + std::to_string(kMaxOrder) + " are read");
  }
  expected_.push_back(count);
  entries_.emplace_back().reserve(std::min<std::uint64_t>(count, 1 << 28));
}

void ArpaReader::read_ngram(std::string_view line) {
  const std::string_view text = line;
  float prob = 0.0F, backoff = 0.0F;
  if (!parse(take(line), prob) || !(prob <= 0.0F)) {
    fail("'" + std::string(text) + "', expected a base-10 logarithm of a probability, then " +
         std::to_string(order_) + " words");
  }
  Entry entry{NgramKey{}, static_cast<float>(prob * kLn10), 0.0F};
  for (int slot = order_ - 1; slot >= 0; --slot) {
    std::string word(take(line));
    if (word == "<UNK>") word = "<unk>";
    if (word.empty()) fail("'" + std::string(text) + "', expected " + std::to_string(order_) + " words");
    if (order_ == 1) {
      if (!ids_.emplace(word, static_cast<WordId>(words_.size())).second) {
        throw RepeatedWord(name_ + ", line " + std::to_string(line_) + ": '" + word + "' for the second time");
      }
      if (words_.size() + 4 >= static_cast<std::size_t>(kMostWords)) {
        fail("more than " + std::to_string(kMostWords - 4) + " words, train with a smaller vocabulary");
      }
      entry.key.set(0, static_cast<WordId>(words_.size()));
      words_.push_back(word);
    } else {
      const auto id = ids_.find(word);
      if (id == ids_.end()) fail("'" + word + "' is not among the 1-grams");
      entry.key.set(slot, id->second);
    }
  }
  const std::string_view weight = take(line);
  if (!weight.empty() && (!parse(weight, backoff) || !std::isfinite(backoff))) {
    fail("'" + std::string(weight) + "' is no back-off weight, expected a base-10 logarithm");
  }
  if (!trim(line).empty()) {
    fail("'" + std::string(text) + "', expected " + std::to_string(order_) + " words and at most one weight");
  }
  entry.backoff = static_cast<float>(backoff * kLn10) + 0.0F;  // -0 + 0 = 0: contexts are marked later
  entries_[order_ - 1].push_back(entry);
}

// <unk>, <s>, </s>, the class when there is one, then by spelling.
void ArpaReader::number_words() {
  for (const char* needed : {"<s>", "</s>"}) {
    if (!ids_.contains(needed)) fail("the 1-grams lack " + std::string(needed));
  }
  if (ids_.emplace("<unk>", static_cast<WordId>(words_.size())).second) {
    NgramKey key;
    key.set(0, static_cast<WordId>(words_.size()));
    entries_[0].push_back({key, kNoProbability, 0.0F});
    words_.emplace_back("<unk>");
  }
  std::vector<std::string> sorted{"<unk>", "<s>", "</s>"};
  if (ids_.contains(std::string(kBoostClass))) sorted.emplace_back(kBoostClass);
  const auto fixed = static_cast<std::ptrdiff_t>(sorted.size());
  for (const std::string& word : words_) {
    if (std::find(sorted.begin(), sorted.begin() + fixed, word) == sorted.begin() + fixed) sorted.push_back(word);
  }
  std::sort(sorted.begin() + fixed, sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) ids_[sorted[i]] = static_cast<WordId>(i);
  for (Entry& entry : entries_[0]) entry.key.set(0, ids_[words_[entry.key.word(0)]]);
  words_ = std::move(sorted);
}

NgramTrie ArpaReader::finish() {
  ++line_;
  if (section_ != Section::kAfter) {
    const std::string last = std::exchange(rest_, {});
    read_line(trim(last));
  }
  if (section_ == Section::kBefore) fail("no \\data\\ section: this is no ARPA file");
  if (section_ != Section::kAfter) fail("the file ends without \\end\\: it was cut short");
  if (order_ == 0 || order_ != static_cast<int>(expected_.size())) {
    fail("n-grams up to order " + std::to_string(order_) + ", announced were " + std::to_string(expected_.size()));
  }
  for (int n = 1; n <= order_; ++n) {
    if (entries_[n - 1].size() != expected_[n - 1]) {
      fail(std::to_string(entries_[n - 1].size()) + " " + std::to_string(n) + "-grams, announced were " +
           std::to_string(expected_[n - 1]));
    }
  }
  if (order_ == 1) number_words();
  complete();
  build_levels();
  mark_contexts();
  fill_blanks();
  return std::move(trie_);
}

// Every n-gram's suffix and context have to be there; contexts are marked.
void ArpaReader::complete() {
  const auto by_key = [](const Entry& a, const Entry& b) { return a.key < b.key; };
  for (int n = order_; n >= 1; --n) {
    auto& entries = entries_[n - 1];
    std::sort(entries.begin(), entries.end(), by_key);
    for (std::size_t i = 1; i < entries.size(); ++i) {
      if (entries[i].key == entries[i - 1].key) fail("an n-gram of order " + std::to_string(n) + " stands there twice");
    }
    if (n == 1) break;
    auto& shorter = entries_[n - 2];
    std::sort(shorter.begin(), shorter.end(), by_key);
    std::vector<Entry> missing;
    for (const Entry& entry : entries) {
      for (const NgramKey& key : {entry.key.suffix(n - 1), entry.key.context(n)}) {
        const Entry blank{key, kBlank, 0.0F};
        if (!std::binary_search(shorter.begin(), shorter.end(), blank, by_key)) missing.push_back(blank);
      }
    }
    std::sort(missing.begin(), missing.end(), by_key);
    const auto same = [](const Entry& a, const Entry& b) { return a.key == b.key; };
    missing.erase(std::unique(missing.begin(), missing.end(), same), missing.end());
    const auto middle = static_cast<std::ptrdiff_t>(shorter.size());
    shorter.insert(shorter.end(), missing.begin(), missing.end());
    std::inplace_merge(shorter.begin(), shorter.begin() + middle, shorter.end(), by_key);
  }
}

void ArpaReader::build_levels() {
  trie_.words = words_;
  for (int n = 1; n <= order_; ++n) {
    NgramLevel& level = trie_.levels.emplace_back();
    const auto& entries = entries_[n - 1];
    for (const Entry& entry : entries) {
      level.word.push_back(entry.key.word(n - 1));
      level.prob.push_back(entry.prob);
      if (n < order_) level.backoff.push_back(entry.backoff);
    }
    if (n == order_) break;
    std::size_t child = 0;
    const auto& longer = entries_[n];
    for (const Entry& entry : entries) {
      level.child.push_back(static_cast<std::uint32_t>(child));
      while (child < longer.size() && longer[child].key.suffix(n) == entry.key) ++child;
    }
    level.child.push_back(static_cast<std::uint32_t>(child));
  }
}

void ArpaReader::mark_contexts() {
  for (int n = 2; n <= order_; ++n) {
    NgramFinder contexts(trie_);
    auto& backoff = trie_.levels[n - 2].backoff;
    for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t) {
      float& weight = backoff[contexts.find(key.context(n), n - 1)];
      weight = context_backoff(weight);
    });
  }
}

void ArpaReader::fill_blanks() {
  for (int n = 2; n < order_; ++n) {
    NgramFinder contexts(trie_), suffixes(trie_);
    for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t node) {
      float& prob = trie_.levels[n - 1].prob[node];
      if (!std::isnan(prob)) return;
      const auto context = contexts.find(key.context(n), n - 1);
      prob = trie_.levels[n - 2].prob[suffixes.find(key, n - 1)] +
             (context == NgramTrie::kAbsent ? 0.0F : trie_.levels[n - 2].backoff[context]);
    });
  }
}

}  // namespace earmark
