// How much the words around a place speak for a name there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

// Two words before a place and two after it, the nearest in the middle: "<s>" and "</s>" beyond the ends, "<rare>"
// for words that the language model does not know.
using WordContext = std::array<std::string_view, 4>;

// Logistic regression over the words around a place and pairs of them: ln of the odds that a proper name stands there.
// Features are hashed (Weinberger et al. 2009, "Feature hashing for large scale multitask learning"), weights have
// eight bits. Trained on cased text, where capitals inside a sentence mark names. Immutable and thread-safe.
class NameContext {
 public:
  static constexpr std::size_t kFeatures = 7;
  using Features = std::array<std::uint32_t, kFeatures>;

  // Throws std::runtime_error where the file is missing, of another kind or damaged.
  static std::shared_ptr<const NameContext> open(const std::string& path);
  // Throws std::invalid_argument where the number of weights is no power of two.
  NameContext(std::vector<std::int8_t> weights, float scale, float bias);

  static std::uint64_t hash(std::string_view word);
  // Numbers of a context's features, below `size`, a power of two, from the hashes of its words.
  static Features features(const std::array<std::uint64_t, 4>& hashes, std::size_t size);

  double log_odds(const WordContext& context) const;
  std::size_t size() const { return weights_.size(); }
  void save(const std::string& path) const;

 private:
  std::vector<std::int8_t> weights_;
  float scale_, bias_;
};

}  // namespace earmark
