#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "decode/search.h"
#include "bindings.h"
#include "ctc/check.h"
#include "ctc/forward.h"
#include "decode/greedy.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using OptionalMatrix = std::optional<Matrix>;

// One utterance for Search.search_batch: keeps the arrays and the list that the core reads.
class PyUtterance {
 public:
  PyUtterance(Matrix emissions, OptionalMatrix unbiased, OptionalMatrix phones,
              std::optional<std::pair<Vector<std::int32_t>, Matrix>> attention, std::shared_ptr<const BiasIndex> index)
      : emissions_(std::move(emissions)),
        unbiased_(std::move(unbiased)),
        phones_(std::move(phones)),
        attention_(std::move(attention)),
        index_(std::move(index)) {}

  Utterance core() const {
    Utterance utterance{view(emissions_), view(unbiased_ ? *unbiased_ : emissions_)};
    if (phones_) utterance.phones = view(*phones_);
    if (attention_) {
      const auto& [entries, mass] = *attention_;
      utterance.attention = {{entries.data(), entries.size()}, view(mass)};
    }
    utterance.index = index_.get();
    return utterance;
  }

 private:
  Matrix emissions_;
  OptionalMatrix unbiased_, phones_;
  std::optional<std::pair<Vector<std::int32_t>, Matrix>> attention_;
  std::shared_ptr<const BiasIndex> index_;
};

std::vector<std::vector<Hypothesis>> search_batch(const Search& self, const std::vector<const PyUtterance*>& batch,
                                                  std::int32_t nbest, std::size_t threads) {
  std::vector<Utterance> utterances;
  for (const PyUtterance* utterance : batch) utterances.push_back(utterance->core());
  const nb::gil_scoped_release release;
  return self.search_batch(utterances, nbest, threads);
}

Hypothesis best_tokens(const Matrix& log_probs, Token blank) {
  const Emissions emissions = view(log_probs);
  check_token(blank, log_probs.shape(1));
  check_log_probs(emissions, "emissions");
  return greedy(emissions, blank);
}

double log_prob_of(const Matrix& log_probs, const std::vector<Token>& tokens, Token blank) {
  const Emissions emissions = view(log_probs);
  check_token(blank, log_probs.shape(1));
  for (const Token token : tokens) {
    check_token(token, log_probs.shape(1));
    if (token == blank) throw std::invalid_argument("the tokens hold the blank, " + std::to_string(blank));
  }
  check_log_probs(emissions, "emissions");
  return ctc_log_prob(emissions, tokens, blank);
}

}  // namespace

void bind_search(nb::module_& module) {
  nb::class_<PhoneLexicon>(module, "PhoneLexicon")
      .def(
          "__init__",
          [](PhoneLexicon* self, std::vector<std::string> words, std::shared_ptr<const Pronunciations> lexicon,
             std::vector<std::int32_t> columns, std::int32_t phones, std::int32_t blank, std::int32_t boundary) {
            new (self) PhoneLexicon(std::move(words), std::move(lexicon), std::move(columns), phones, blank, boundary);
          },
          "words"_a, "lexicon"_a, "columns"_a, "phones"_a, nb::kw_only(), "blank"_a, "boundary"_a,
          nb::call_guard<nb::gil_scoped_release>());
  nb::class_<ListedSounds>(module, "ListedSounds")
      .def(nb::init<std::vector<std::string>, std::shared_ptr<const Pronunciations>>(), "words"_a, "readings"_a,
           nb::call_guard<nb::gil_scoped_release>());
  nb::class_<PyUtterance>(module, "Utterance")
      .def(nb::init<Matrix, OptionalMatrix, OptionalMatrix, std::optional<std::pair<Vector<std::int32_t>, Matrix>>,
                    std::shared_ptr<const BiasIndex>>(),
           "emissions"_a.noconvert(), nb::kw_only(), "unbiased"_a.none() = nb::none(), "phones"_a.none() = nb::none(),
           "attention"_a.none() = nb::none(), "index"_a.none() = nb::none());
  nb::class_<Search>(module, "Search")
      .def(
          "__init__",
          [](Search* self, std::shared_ptr<const TokenTable> table, std::shared_ptr<const NgramModel> lm,
             std::shared_ptr<const PhoneLexicon> phone_lexicon, const Options& options) {
            std::shared_ptr<const WordLm> word_lm;
            if (lm != nullptr) word_lm = std::make_shared<WordLm>(std::move(lm));
            new (self) Search(std::move(table), options, word_lm, phone_lexicon);
          },
          "table"_a, "lm"_a.none(), "phone_lexicon"_a.none(), "options"_a,
          nb::call_guard<nb::gil_scoped_release>())
      .def("search_batch", &search_batch, "batch"_a, "nbest"_a, "threads"_a);

  module.def("greedy", &best_tokens, "log_probs"_a.noconvert(), "blank"_a, nb::call_guard<nb::gil_scoped_release>());
  module.def("ctc_log_prob", &log_prob_of, "log_probs"_a.noconvert(), "tokens"_a, "blank"_a,
             nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace earmark::bindings
