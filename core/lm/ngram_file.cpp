// Reading, checking and writing n-gram models; scoring is in ngram.cpp.
#include <array>
#include <bit>
#include <fstream>
#include <stdexcept>

#ifndef _WIN32
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include "lm/ngram.h"
#include "lm/ngram_pack.h"
#include "lm/ngram_trie.h"

static_assert(std::endian::native == std::endian::little, "the file format is little-endian");

namespace earmark {

namespace {

[[noreturn]] void damaged(const std::string& name, const std::string& why) {
  throw std::runtime_error(name + " is damaged (" + why + "): copy or train the language model again");
}

std::size_t read_varint(const std::uint8_t*& at, const std::uint8_t* end, const std::string& name) {
  std::size_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (at == end) break;
    const std::uint8_t byte = *at++;
    value |= static_cast<std::size_t>(byte & 127) << shift;
    if (byte < 128) return value;
  }
  damaged(name, "its words end early");
}

}  // namespace

bool NgramModel::wrote(std::string_view head) {
  return head.starts_with(std::string_view(kNgramMagic.data(), kNgramMagic.size()));
}

std::shared_ptr<const NgramModel> NgramModel::open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the language model " + path + ": no such readable file");
  std::array<char, 8> magic{};
  file.read(magic.data(), magic.size());
  if (file.gcount() == 0) throw std::runtime_error(path + " is empty, expected a language model");
  if (magic != kNgramMagic) throw std::runtime_error(path + " is not a model that earmark wrote: train it again");
  file.clear();
  std::shared_ptr<NgramModel> model(new NgramModel());
#ifdef _WIN32
  file.seekg(0, std::ios::end);
  model->owned_.resize(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(model->owned_.data()), static_cast<std::streamsize>(model->owned_.size()));
  model->attach(model->owned_.data(), model->owned_.size(), path);
#else
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  struct stat status{};
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    if (descriptor >= 0) ::close(descriptor);
    throw std::runtime_error("cannot read the language model " + path);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (data == MAP_FAILED) throw std::runtime_error("cannot map the language model " + path + " into memory");
  model->mapped_ = size;
  model->data_ = static_cast<const std::uint8_t*>(data);  // unmapped whatever happens from here on
  model->attach(model->data_, size, path);
#endif
  return model;
}

std::shared_ptr<const NgramModel> NgramModel::pack(const NgramTrie& trie, std::uint32_t bits) {
  std::shared_ptr<NgramModel> model(new NgramModel());
  model->owned_ = pack_trie(trie, bits);
  model->attach(model->owned_.data(), model->owned_.size(), "the model");
  return model;
}

std::shared_ptr<const NgramModel> NgramModel::scored_by(const NgramTrie& words, int order,
                                                        std::unique_ptr<const HistoryScorer> scorer) {
  if (order < 1 || order > kMaxOrder) {
    throw std::runtime_error("the n-grams have up to " + std::to_string(order) + " words, expected 1 to " +
                             std::to_string(kMaxOrder));
  }
  std::shared_ptr<NgramModel> model(new NgramModel());
  model->owned_ = pack_trie(words, 0);
  model->attach(model->owned_.data(), model->owned_.size(), "the n-gram model");
  model->order_ = order;
  model->begin_ = LmState{};
  if (order > 1) {
    model->begin_.words[0] = kSentenceBegin;
    model->begin_.length = 1;
  }
  model->scorer_ = std::move(scorer);
  return model;
}

void NgramModel::save(const std::string& path) const {
  if (scorer_ != nullptr) throw std::runtime_error("n-grams that are scored elsewhere cannot be written to " + path);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(data_), static_cast<std::streamsize>(header_.bytes));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path + ": is the folder there, and room on the disk?");
}

NgramModel::~NgramModel() {
#ifndef _WIN32
  if (mapped_ > 0) munmap(const_cast<std::uint8_t*>(data_), mapped_);
#endif
}

void NgramModel::attach(const std::uint8_t* data, std::size_t size, const std::string& name) {
  if (size < sizeof header_) damaged(name, std::to_string(size) + " bytes are less than its header");
  data_ = data;
  std::memcpy(&header_, data, sizeof header_);
  check(data, size, name);
  for (std::uint32_t n = 0; n < header_.order; ++n) {
    const NgramLevelHeader& from = header_.levels[n];
    Level& to = levels_[n];
    to.count = from.count;
    to.word_bits = n == 0 ? 0 : header_.word_bits;
    to.prob_bits = from.prob_bits;
    to.backoff_bits = from.backoff_bits;
    to.record_bits = to.word_bits + to.prob_bits + to.backoff_bits;
    to.records = data + from.records;
    to.children = data + from.children;
    to.samples = reinterpret_cast<const std::uint32_t*>(data + from.samples);
    to.prob_codes = reinterpret_cast<const float*>(data + from.prob_codes);
    to.backoff_codes = reinterpret_cast<const float*>(data + from.backoff_codes);
  }
  read_strings(data, name);
  index_words();
  score(LmState{}, kSentenceBegin, &begin_);
}

void NgramModel::check(const std::uint8_t* data, std::size_t size, const std::string& name) const {
  if (header_.version != kNgramVersion) {
    throw std::runtime_error(name + " is a language model of format " + std::to_string(header_.version) +
                             ", this earmark reads format " + std::to_string(kNgramVersion) +
                             ": train it again, or install the earmark it was made with");
  }
  if (header_.bytes != size) {
    damaged(name, std::to_string(size) + " bytes, its header says " + std::to_string(header_.bytes));
  }
  if (file_checksum(data, size) != header_.checksum) damaged(name, "its checksum does not match");
  const auto fits = [&](std::uint64_t begin, std::uint64_t bytes) { return begin <= size && bytes <= size - begin; };
  bool right = header_.order >= 1 && header_.order <= kMaxOrder && header_.words >= 3 &&
               header_.words < kMostWords && fits(header_.strings, header_.strings_bytes);
  for (std::uint32_t n = 0; right && n < header_.order; ++n) {
    const NgramLevelHeader& level = header_.levels[n];
    const std::uint64_t bits = (n == 0 ? 0 : header_.word_bits) + level.prob_bits + level.backoff_bits;
    right = level.prob_bits <= kRawBits && level.backoff_bits <= kRawBits &&
            fits(level.records, (level.count * bits + 7) / 8 + kPadding) &&
            fits(level.children, level.children_bytes) && (n > 0 || level.count == header_.words);
  }
  if (!right) damaged(name, "its sections reach beyond its end");
}

void NgramModel::read_strings(const std::uint8_t* data, const std::string& name) {
  const std::uint8_t* at = data + header_.strings;
  const std::uint8_t* const end = at + header_.strings_bytes;
  std::size_t last = 0;
  for (std::uint32_t i = 0; i < header_.words; ++i) {
    const std::size_t begin = strings_.size();
    const std::size_t shared = read_varint(at, end, name), rest = read_varint(at, end, name);
    if (shared > begin - last || rest > static_cast<std::size_t>(end - at)) damaged(name, "a word is too long");
    string_begin_.push_back(static_cast<std::uint32_t>(begin));
    for (std::size_t k = 0; k < shared; ++k) strings_.push_back(strings_[last + k]);
    strings_.insert(strings_.end(), at, at + rest);
    at += rest;
    last = begin;
  }
  string_begin_.push_back(static_cast<std::uint32_t>(strings_.size()));
  if (header_.words > 3 && word(3) == kBoostClass) boost_class_ = 3;
}

}  // namespace earmark
