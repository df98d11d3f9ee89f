#include "lm/ngram_counts.h"

#include <algorithm>
#include <queue>
#include <stdexcept>

#include "lm/ngram.h"

namespace earmark {

namespace {

constexpr std::size_t kReadAhead = 1 << 15;  // records of one run in memory while merging

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Reads one sorted run from its beginning.
class RunReader {
 public:
  explicit RunReader(std::FILE* file) : file_(file) { advance(); }
  bool done() const { return at_ == block_.size(); }
  const NgramCount& now() const { return block_[at_]; }
  void advance() {
    if (++at_ < block_.size()) return;
    block_.resize(kReadAhead);
    // Runs may be read by one reader after the other, so every read says where.
    std::fseek(file_, static_cast<long>(offset_ * sizeof(NgramCount)), SEEK_SET);
    block_.resize(std::fread(block_.data(), sizeof(NgramCount), kReadAhead, file_));
    offset_ += block_.size();
    at_ = 0;
  }

 private:
  std::FILE* file_;
  std::vector<NgramCount> block_;
  std::size_t at_ = 0, offset_ = 0;
};

}  // namespace

void for_each_sentence(std::string_view text,
                       const std::function<void(const std::vector<std::string_view>&)>& sentence) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    words.clear();
    while (at < end) {
      const std::size_t begin = at;
      while (at < end && !is_space(text[at])) ++at;
      if (at > begin) words.push_back(text.substr(begin, at - begin));
      while (at < end && is_space(text[at])) ++at;
    }
    if (!words.empty()) sentence(words);
    at = end + 1;
  }
}

void VocabularyCounter::add(std::string_view text) {
  for_each_sentence(text, [&](const std::vector<std::string_view>& words) {
    tokens_ += words.size();
    for (const std::string_view word : words) {
      const auto found = counts_.find(word);
      if (found != counts_.end()) {
        ++found->second;
      } else {
        counts_.emplace(word, 1);
      }
    }
  });
}

std::vector<std::string> VocabularyCounter::choose(std::size_t most, std::uint64_t least, bool with_class) const {
  std::vector<std::string> out{"<unk>", "<s>", "</s>"};
  if (with_class) out.emplace_back(kBoostClass);
  const auto fixed = static_cast<std::ptrdiff_t>(out.size());
  std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
  for (const auto& [word, count] : counts_) {
    const bool reserved = std::find(out.begin(), out.begin() + fixed, word) != out.begin() + fixed;
    if (count >= least && !reserved) ranked.emplace_back(count, word);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  ranked.resize(std::min(ranked.size(), most));
  for (const auto& [count, word] : ranked) out.emplace_back(word);
  std::sort(out.begin() + fixed, out.end());
  return out;
}

NgramCounter::NgramCounter(const std::vector<std::string>& words, WordId other, int order, std::size_t memory,
                           std::string folder)
    : other_(other),
      order_(order),
      room_(std::max<std::size_t>(1024, memory / sizeof(NgramKey))),
      folder_(std::move(folder)) {
  if (order < 1 || order > kMaxOrder) {
    throw std::invalid_argument("n-grams of order " + std::to_string(order) + ", expected 1 to " +
                                std::to_string(kMaxOrder));
  }
  if (words.size() >= static_cast<std::size_t>(kMostWords)) {
    throw std::runtime_error("a vocabulary of " + std::to_string(words.size()) + " words, at most " +
                             std::to_string(kMostWords - 1) + " can be numbered");
  }
  for (std::size_t i = 0; i < words.size(); ++i) ids_.emplace(words[i], static_cast<WordId>(i));
}

NgramCounter::~NgramCounter() {
  for (std::FILE* file : runs_) std::fclose(file);
}

void NgramCounter::add(std::string_view text) {
  for_each_sentence(text, [&](const std::vector<std::string_view>& words) {
    NgramKey key;
    for (int slot = 0; slot < order_; ++slot) key.set(slot, kSentenceBegin);
    const auto push = [&](WordId word) {
      for (int slot = order_ - 1; slot > 0; --slot) key.set(slot, key.word(slot - 1));
      key.set(0, word);
      if (buffer_.size() == room_) spill();
      buffer_.push_back(key);
    };
    for (const std::string_view word : words) {
      const auto found = ids_.find(word);
      others_ += found == ids_.end();
      push(found == ids_.end() ? other_ : found->second);
    }
    push(kSentenceEnd);
    ++sentences_;
    tokens_ += words.size() + 1;
  });
}

std::vector<NgramCount> NgramCounter::sort_buffer() {
  std::sort(buffer_.begin(), buffer_.end());
  std::vector<NgramCount> counts;
  for (std::size_t i = 0, end; i < buffer_.size(); i = end) {
    for (end = i; end < buffer_.size() && buffer_[end] == buffer_[i];) ++end;
    counts.push_back({buffer_[i], end - i});
  }
  return counts;
}

void NgramCounter::spill() {
  std::sort(buffer_.begin(), buffer_.end());
  const std::string path = folder_ + "/ngrams-" + std::to_string(runs_.size());
  std::FILE* const file = std::fopen(path.c_str(), "w+b");
  if (file == nullptr) throw std::runtime_error("cannot write counts to " + path);
  runs_.push_back(file);
  bool written = true;
  for (std::size_t i = 0, end; i < buffer_.size(); i = end) {
    for (end = i; end < buffer_.size() && buffer_[end] == buffer_[i];) ++end;
    const NgramCount record{buffer_[i], end - i};
    written = written && std::fwrite(&record, sizeof record, 1, file) == 1;
  }
  if (!written || std::fflush(file) != 0) {
    throw std::runtime_error("the disk of " + folder_ + " is full: counts of n-grams go there; name another folder");
  }
  buffer_.clear();
}

void NgramCounter::finish() {
  if (runs_.empty()) {
    in_memory_ = sort_buffer();
  } else {
    spill();
  }
  buffer_ = {};
}

void NgramCounter::for_each(const std::function<void(const NgramCount&)>& visit) const {
  for (const NgramCount& record : in_memory_) visit(record);
  std::vector<RunReader> readers;
  for (std::FILE* file : runs_) readers.emplace_back(file);
  const auto later = [&](std::size_t a, std::size_t b) { return readers[b].now().key < readers[a].now().key; };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> queue(later);
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (!readers[i].done()) queue.push(i);
  }
  while (!queue.empty()) {
    NgramCount record{readers[queue.top()].now().key, 0};
    while (!queue.empty() && readers[queue.top()].now().key == record.key) {
      const std::size_t run = queue.top();
      queue.pop();
      record.count += readers[run].now().count;
      readers[run].advance();
      if (!readers[run].done()) queue.push(run);
    }
    visit(record);
  }
}

}  // namespace earmark
