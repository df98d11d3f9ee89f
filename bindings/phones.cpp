#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "bindings.h"
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

// An utterance's evidence together with what it reads: Python may drop either.
struct Evidence {
  std::shared_ptr<const Pronunciations> lexicon;
  PhoneEvidence core;

  PhoneEvidence::State check(PhoneEvidence::State state) const {
    if (!core.known(state)) throw std::invalid_argument("there is no state " + std::to_string(state));
    return state;
  }
};

Evidence make_evidence(const Matrix& log_probs, const Vector<std::int32_t>& columns, std::int32_t phones,
                       std::shared_ptr<const Pronunciations> lexicon, const PhoneOptions& options) {
  const Emissions emissions = view(log_probs);
  const nb::gil_scoped_release release;
  PhoneFrames frames(emissions, {columns.data(), columns.size()}, phones, options.floor);
  const Pronunciations* words = lexicon.get();
  return {std::move(lexicon), PhoneEvidence(std::move(frames), options, words)};
}

// (score, final) of each sequence of words.
std::vector<std::tuple<double, double>> score_all(Evidence& self,
                                                  const std::vector<std::vector<std::int32_t>>& sequences) {
  const nb::gil_scoped_release release;
  std::vector<std::tuple<double, double>> scores;
  for (const auto& words : sequences) {
    PhoneEvidence::State state = self.core.root();
    for (const std::int32_t word : words) state = self.core.extend(state, word);
    scores.emplace_back(self.core.score(state), self.core.final(state));
  }
  return scores;
}

// (word, end, score) of the words heard after a state.
std::vector<std::tuple<std::int32_t, std::int32_t, float>> heard_after(const Evidence& self, const LexiconTree& tree,
                                                                       std::int32_t state, double width,
                                                                       std::size_t most) {
  self.check(state);
  const nb::gil_scoped_release release;
  LexiconWalk walk(tree, self.core.frames(), self.core.options());
  const PhoneEvidence::Start start = self.core.start(state);
  std::vector<std::tuple<std::int32_t, std::int32_t, float>> words;
  for (const HeardWord& word : walk.words(start.begin, start.mass, width, most)) {
    words.emplace_back(word.word, word.end, word.score);
  }
  return words;
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
          "phones"_a.noconvert(), "readings"_a.noconvert(), "words"_a.noconvert())
      .def_prop_ro("words", &Pronunciations::words)
      .def_prop_ro("memory_bytes", &Pronunciations::memory_bytes);

  nb::class_<Evidence>(module, "PhoneEvidence")
      .def(
          "__init__",
          [](Evidence* self, const Matrix& log_probs, const Vector<std::int32_t>& columns, std::int32_t phones,
             std::shared_ptr<const Pronunciations> lexicon, std::int32_t blank, std::optional<std::int32_t> boundary,
             double boundary_skip, double floor, double unknown_word, double window) {
            const PhoneOptions options{static_cast<Phone>(blank), boundary.value_or(kNone), boundary_skip, floor,
                                       unknown_word, window};
            new (self) Evidence(make_evidence(log_probs, columns, phones, std::move(lexicon), options));
          },
          "log_probs"_a.noconvert(), "columns"_a.noconvert(), "phones"_a, "lexicon"_a, nb::kw_only(), "blank"_a,
          "boundary"_a.none(), "boundary_skip"_a, "floor"_a, "unknown_word"_a, "window"_a)
      .def_prop_ro("states", [](const Evidence& self) { return self.core.states(); })
      .def("extend", [](Evidence& self, std::int32_t state,
                        std::int32_t word) { return self.core.extend(self.check(state), word); },
           "state"_a, "word"_a)
      .def("score", [](const Evidence& self, std::int32_t state) { return self.core.score(self.check(state)); },
           "state"_a)
      .def("final", [](const Evidence& self, std::int32_t state) { return self.core.final(self.check(state)); },
           "state"_a)
      .def("end", [](const Evidence& self, std::int32_t state) { return self.core.end(self.check(state)); },
           "state"_a)
      .def(
          "keep",
          [](Evidence& self, const std::vector<std::int32_t>& states) {
            for (const std::int32_t state : states) self.check(state);
            self.core.keep(states);
          },
          "states"_a)
      .def("score_all", &score_all, "sequences"_a)
      .def("heard_after", &heard_after, "tree"_a, "state"_a, "width"_a, "most"_a);

  nb::class_<LexiconTree>(module, "LexiconTree")
      .def(nb::init<const Pronunciations&>(), "lexicon"_a)
      .def_prop_ro("nodes", &LexiconTree::nodes);
}

}  // namespace earmark::bindings
