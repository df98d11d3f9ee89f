#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "decode/greedy.h"
#include "decode/input_check.h"
#include "decode/search.h"
#include "decode/search_session.h"
#include "bindings.h"
#include "ctc/check.h"
#include "ctc/forward.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using OptionalMatrix = std::optional<Matrix>;

using EntryMass = std::pair<Vector<std::int32_t>, Matrix>;  // (E,) entries and (T, E) attention on each
using SharedIndex = std::shared_ptr<const BiasIndex>;

// One utterance, or a block of its frames: keeps the arrays and the list that the core reads.
class PyUtterance {
 public:
  PyUtterance(Matrix emissions, OptionalMatrix unbiased, OptionalMatrix phones, std::optional<EntryMass> attention,
              SharedIndex index)
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
  std::optional<EntryMass> attention_;
  SharedIndex index_;
};

// A session with the search and the list that it reads; calls from several threads take turns.
class PySession {
 public:
  PySession(std::shared_ptr<const Search> search, SharedIndex index)
      : search_(std::move(search)), index_(std::move(index)), core_(*search_, index_.get()) {}

  void advance(const Matrix& emissions, const OptionalMatrix& phones, const OptionalMatrix& unbiased,
               const std::optional<EntryMass>& attention) {
    const PyUtterance block(emissions, unbiased, phones, attention, nullptr);
    const std::lock_guard lock(mutex_);
    core_.advance(block.core());
  }
  Hypothesis partial() {
    const std::lock_guard lock(mutex_);
    return core_.partial();
  }
  std::vector<Hypothesis> finish(std::int32_t nbest) {
    const std::lock_guard lock(mutex_);
    return core_.finish(nbest);
  }
  std::int32_t frames() const {
    const std::lock_guard lock(mutex_);
    return core_.frames();
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Search> search_;
  SharedIndex index_;
  SearchSession core_;
};

std::vector<Utterance> utterances_of(const std::vector<const PyUtterance*>& batch) {
  std::vector<Utterance> utterances;
  for (const PyUtterance* utterance : batch) {
    if (utterance == nullptr) throw std::invalid_argument("a batch holds None, expected utterances");
    utterances.push_back(utterance->core());
  }
  return utterances;
}

void check_writable(const std::vector<Token>& tokens, const TokenTable& table) {
  for (const Token token : tokens) {
    check_token(token, table.size());
    if (!table.writable(token)) throw std::invalid_argument("the search never writes token " + std::to_string(token));
  }
}

std::vector<std::vector<Hypothesis>> search_batch(const Search& self, const std::vector<const PyUtterance*>& batch,
                                                  std::int32_t nbest, std::size_t threads) {
  const std::vector<Utterance> utterances = utterances_of(batch);
  const nb::gil_scoped_release release;
  return self.search_batch(utterances, nbest, threads);
}

std::vector<std::optional<Corrected>> correct_batch(const Search& self, const std::vector<const PyUtterance*>& batch,
                                                    const std::vector<std::vector<Token>>& given, double threshold,
                                                    std::size_t threads) {
  const std::vector<Utterance> utterances = utterances_of(batch);
  for (const std::vector<Token>& tokens : given) check_writable(tokens, *self.model().table);
  const nb::gil_scoped_release release;
  return self.correct_batch(utterances, given, threshold, threads);
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
  nb::exception<ListError>(module, "ListError", PyExc_ValueError);
  nb::class_<PhoneLexicon>(module, "PhoneLexicon")
      .def(
          "__init__",
          [](PhoneLexicon* self, std::vector<std::string> words, std::shared_ptr<const Pronunciations> lexicon,
             std::vector<std::int32_t> columns, std::int32_t phones, std::int32_t blank, std::int32_t boundary) {
            new (self) PhoneLexicon(std::move(words), std::move(lexicon), std::move(columns), phones, blank, boundary);
          },
          "words"_a, "lexicon"_a, "columns"_a, "phones"_a, nb::kw_only(), "blank"_a, "boundary"_a,
          nb::call_guard<nb::gil_scoped_release>());
  nb::class_<PyUtterance>(module, "Utterance")
      .def(nb::init<Matrix, OptionalMatrix, OptionalMatrix, std::optional<EntryMass>, SharedIndex>(),
           "emissions"_a.noconvert(), nb::kw_only(), "unbiased"_a.none() = nb::none(), "phones"_a.none() = nb::none(),
           "attention"_a.none() = nb::none(), "index"_a.none() = nb::none());
  nb::class_<Corrected>(module, "Corrected")
      .def_ro("given", &Corrected::given)
      .def_ro("hypothesis", &Corrected::hypothesis)
      .def_ro("rejected", &Corrected::rejected)
      .def_prop_ro("places", [](const Corrected& self) {
        std::vector<std::pair<std::int32_t, std::int32_t>> places;
        for (const GivenRange& place : self.places) places.emplace_back(place.first, place.end);
        return places;
      });
  nb::class_<Search>(module, "Search")
      .def(
          "__init__",
          [](Search* self, std::shared_ptr<const TokenTable> table, std::shared_ptr<const NgramModel> lm,
             std::shared_ptr<const PhoneLexicon> phone_lexicon, std::shared_ptr<const NameContext> names,
             std::shared_ptr<const Endings> endings, const Options& options, std::shared_ptr<const Search> ordinary) {
            std::shared_ptr<const WordLm> word_lm;
            if (lm != nullptr) word_lm = std::make_shared<WordLm>(std::move(lm));
            new (self) Search({std::move(table), std::move(word_lm), std::move(phone_lexicon), std::move(names),
                               std::move(endings)},
                              options, std::move(ordinary));
          },
          "table"_a, "lm"_a.none(), "phone_lexicon"_a.none(), "names"_a.none(), "endings"_a.none(), "options"_a,
          "ordinary"_a.none() = nb::none(),
          nb::call_guard<nb::gil_scoped_release>())
      .def("search_batch", &search_batch, "batch"_a, "nbest"_a, "threads"_a)
      .def("correct_batch", &correct_batch, "batch"_a, "given"_a, "threshold"_a, "threads"_a);

  const nb::call_guard<nb::gil_scoped_release> unlocked;
  nb::class_<PySession>(module, "SearchSession")
      .def(nb::init<std::shared_ptr<const Search>, SharedIndex>(), "search"_a, "index"_a.none() = nb::none(), unlocked)
      .def("advance", &PySession::advance, "emissions"_a.noconvert(), "phones"_a.none() = nb::none(),
           "unbiased"_a.none() = nb::none(), "attention"_a.none() = nb::none(), unlocked)
      .def("partial", &PySession::partial, unlocked)
      .def("finish", &PySession::finish, "nbest"_a = 1, unlocked)
      .def_prop_ro("frames", &PySession::frames);

  module.def("greedy", &best_tokens, "log_probs"_a.noconvert(), "blank"_a, nb::call_guard<nb::gil_scoped_release>());
  module.def("ctc_log_prob", &log_prob_of, "log_probs"_a.noconvert(), "tokens"_a, "blank"_a,
             nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace earmark::bindings
