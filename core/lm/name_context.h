// How much a sentence speaks for a name in one of its places, and against the ordinary word that sounds like it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

// Two words before a place and two after it, the nearest in the middle: "<s>" and "</s>" beyond the ends, "<rare>"
// for words that the language model does not know.
using WordContext = std::array<std::string_view, 4>;

// Logistic regression over the word of a place, its neighbours and combinations of them: ln of the odds that a proper
// name stands there and not that word. Neighbours that are names themselves count as one word, too. Trained on cased
// text, where capitals mark names and each name takes the place of a word drawn at random. Likewise of a word with an
// ending and without it, whatever the word. Immutable and thread-safe.
class NameContext {
 public:
  static constexpr std::size_t kWords = 5, kFeatures = 23;
  static constexpr int kBits = 27;  // of a feature's number
  static constexpr std::string_view kRare = "<rare>";
  using Number = std::uint32_t;
  using Features = std::array<Number, kFeatures>;

  // Throws std::runtime_error where the file is missing, of another kind or damaged.
  static std::shared_ptr<const NameContext> open(const std::string& path);
  // numbers: of the features that have a weight, and name_number() of every name; strictly ascending. weights: of
  // each, times `scale`; a name's is not used. Throws std::invalid_argument where they do not fit together.
  NameContext(std::span<const Number> numbers, std::vector<std::int8_t> weights, float scale, float bias);

  static std::uint64_t hash(std::string_view word);
  static Number name_number(std::uint64_t word);
  // hashes, is_name: of the word of a place between its neighbours, in their order in the sentence.
  static Features features(const std::array<std::uint64_t, kWords>& hashes, const std::array<bool, kWords>& is_name);

  double log_odds(const WordContext& around, std::string_view word = kRare) const;
  std::size_t size() const { return weights_.size(); }
  void save(const std::string& path) const;

 private:
  NameContext() = default;
  std::optional<std::int8_t> find(Number number) const;
  void index(std::span<const std::uint8_t> counts);

  // By the upper bits of a number: where its lower bits stand.
  std::vector<std::uint32_t> buckets_;
  std::vector<std::uint16_t> lower_;
  std::vector<std::int8_t> weights_;
  float scale_ = 0.0F, bias_ = 0.0F;
};

}  // namespace earmark
