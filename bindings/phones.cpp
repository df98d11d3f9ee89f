#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "bindings.h"
#include "ctc/check.h"
#include "phones/lexicon_tree.h"
#include "phones/phone_evidence.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

template <typename Scalar>
std::vector<Scalar> vector_of(const Vector<Scalar>& array) {
  return {array.data(), array.data() + array.size()};
}

// The evidence of one utterance with the pronunciations that it reads. Every call extends the memory of states, so
// calls from several threads take turns.
class Evidence {
 public:
  using State = PhoneEvidence::State;

  Evidence(PhoneEvidence core, std::shared_ptr<const Pronunciations> lexicon)
      : core_(std::move(core)), lexicon_(std::move(lexicon)) {}

  std::size_t states() const {
    const std::lock_guard lock(mutex_);
    return core_.states();
  }
  State extend(State state, std::int32_t word) {
    const std::lock_guard lock(mutex_);
    return core_.extend(check(state), word);
  }
  double score(State state) const {
    const std::lock_guard lock(mutex_);
    return core_.score(check(state));
  }
  double final(State state) const {
    const std::lock_guard lock(mutex_);
    return core_.final(check(state));
  }
  std::int32_t end(State state) const {
    const std::lock_guard lock(mutex_);
    return core_.end(check(state));
  }
  void keep(const std::vector<State>& states) {
    const std::lock_guard lock(mutex_);
    for (const State state : states) check(state);
    core_.keep(states);
  }
  // (score, final) of each sequence of words.
  std::vector<std::tuple<double, double>> score_all(const std::vector<std::vector<std::int32_t>>& sequences) {
    const std::lock_guard lock(mutex_);
    std::vector<std::tuple<double, double>> scores;
    for (const auto& words : sequences) {
      State state = core_.root();
      for (const std::int32_t word : words) state = core_.extend(state, word);
      scores.emplace_back(core_.score(state), core_.final(state));
    }
    return scores;
  }
  // (word, end, score) of the words of the tree that fit after a state.
  std::vector<std::tuple<std::int32_t, std::int32_t, float>> words_after(const LexiconTree& tree, State state,
                                                                         double width, std::size_t most) const {
    const std::lock_guard lock(mutex_);
    LexiconWalk walk(tree, core_.frames(), core_.options());
    const PhoneEvidence::Start start = core_.start(check(state));
    std::vector<std::tuple<std::int32_t, std::int32_t, float>> words;
    for (const MatchedWord& word : walk.words(start.begin, start.mass, width, most)) {
      words.emplace_back(word.word, word.end, word.score);
    }
    return words;
  }

 private:
  State check(State state) const {
    if (!core_.known(state)) throw std::invalid_argument("there is no state " + std::to_string(state));
    return state;
  }

  mutable std::mutex mutex_;
  PhoneEvidence core_;
  std::shared_ptr<const Pronunciations> lexicon_;
};

PhoneEvidence make_evidence(const Matrix& log_probs, const Vector<std::int32_t>& columns, std::int32_t phones,
                            const Pronunciations& lexicon, const PhoneOptions& options) {
  const Emissions emissions = view(log_probs);
  check_log_probs(emissions, "phone emissions");
  PhoneFrames frames(emissions, {columns.data(), columns.size()}, phones, options.floor);
  return PhoneEvidence(std::move(frames), options, &lexicon);
}

}  // namespace

void bind_phones(nb::module_& module) {
  nb::class_<Pronunciations>(module, "Pronunciations")
      .def(
          "__init__",
          [](Pronunciations* self, Vector<Phone> phones, Vector<std::uint32_t> readings,
             Vector<std::uint32_t> words) {
            new (self) Pronunciations(vector_of(phones), vector_of(readings), vector_of(words));
          },
          "phones"_a.noconvert(), "readings"_a.noconvert(), "words"_a.noconvert(),
          nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("words", &Pronunciations::words)
      .def_prop_ro("memory_bytes", &Pronunciations::memory_bytes);

  const nb::call_guard<nb::gil_scoped_release> unlocked;
  nb::class_<Evidence>(module, "PhoneEvidence")
      .def(
          "__init__",
          [](Evidence* self, const Matrix& log_probs, const Vector<std::int32_t>& columns, std::int32_t phones,
             std::shared_ptr<const Pronunciations> lexicon, std::int32_t blank, std::optional<std::int32_t> boundary,
             double boundary_skip, double floor, double unknown_word, double window) {
            const PhoneOptions options{blank, boundary.value_or(kNone), boundary_skip, floor, unknown_word, window};
            PhoneEvidence core = make_evidence(log_probs, columns, phones, *lexicon, options);
            new (self) Evidence(std::move(core), std::move(lexicon));
          },
          "log_probs"_a.noconvert(), "columns"_a.noconvert(), "phones"_a, "lexicon"_a, nb::kw_only(), "blank"_a,
          "boundary"_a.none(), "boundary_skip"_a, "floor"_a, "unknown_word"_a, "window"_a, unlocked)
      .def_prop_ro("states", &Evidence::states)
      .def("extend", &Evidence::extend, "state"_a, "word"_a, unlocked)
      .def("score", &Evidence::score, "state"_a, unlocked)
      .def("final", &Evidence::final, "state"_a, unlocked)
      .def("end", &Evidence::end, "state"_a, unlocked)
      .def("keep", &Evidence::keep, "states"_a, unlocked)
      .def("score_all", &Evidence::score_all, "sequences"_a, unlocked)
      .def("words_after", &Evidence::words_after, "tree"_a, "state"_a, "width"_a, "most"_a, unlocked);

  nb::class_<LexiconTree>(module, "LexiconTree")
      .def(nb::init<const Pronunciations&>(), "lexicon"_a, unlocked)
      .def_prop_ro("nodes", &LexiconTree::nodes);
}

}  // namespace earmark::bindings
