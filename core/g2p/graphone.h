// Letters to phones and phones to letters by one joint n-gram model.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "lm/ngram.h"

namespace earmark {

// A code point, or the number of a phone.
using Symbol = std::uint32_t;

struct Rendering {
  std::vector<Symbol> symbols;  // phones of a spelling, letters of a pronunciation
  double log_prob;              // nats: of letters and phones together, summed over the cuts found
};

struct GraphoneBeam {
  std::size_t most = 24;  // cuts followed from one place of the input
  double width = 9.0;     // nats below the best that a cut is followed
};

// A graphone is a few letters and the phones that they stand for; the n-gram's words are graphones, written
// `ph:f` or `x:k,s`. For letters g and phones f
//   p(g, f) = sum over sequences of graphones u_1 .. u_n that spell g and say f of
//             product of p(u_i | u_1 .. u_(i-1)) times p(</s> | u_1 .. u_n)
// (Bisani & Ney, Joint-sequence models for grapheme-to-phoneme conversion, 2008), with at most
// kMostFree graphones in a row that add nothing to the given side. Beam search goes through the given
// side; cuts with the same history and output are one (GraphoneSearch). Immutable and thread-safe.
class Graphones {
 public:
  static constexpr int kMostFree = 2;
  static constexpr std::size_t kLongest = 2;  // symbols on a side of a graphone

  struct Output {
    WordId graphone;
    std::array<Symbol, kLongest> symbols;
    std::uint8_t length;
  };

  // `phones`: symbols by number. Throws std::invalid_argument where a word of the model is no graphone.
  Graphones(std::shared_ptr<const NgramModel> model, const std::vector<std::string>& phones);

  const NgramModel& model() const { return *model_; }
  std::size_t size() const { return size_; }
  // Number of the row that says what can stand for none, one or two symbols of the given side; -1: nothing can.
  std::int32_t row_of_letters(std::span<const Symbol> letters) const { return row_of(by_letters_, letters); }
  std::int32_t row_of_phones(std::span<const Symbol> phones) const { return row_of(by_phones_, phones); }
  const std::vector<Output>& row(std::int32_t number) const { return rows_[number]; }

 private:
  using Table = std::unordered_map<std::uint64_t, std::int32_t>;

  static std::int32_t row_of(const Table& table, std::span<const Symbol> symbols);
  void add(WordId graphone, std::span<const Symbol> letters, std::span<const Symbol> phones);
  void add_to(Table& table, std::span<const Symbol> given, WordId graphone, std::span<const Symbol> output);

  std::shared_ptr<const NgramModel> model_;
  Table by_letters_, by_phones_;
  std::vector<std::vector<Output>> rows_;
  std::size_t size_ = 0;
};

}  // namespace earmark
