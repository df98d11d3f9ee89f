#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bindings.h"
#include "compat/word_beam.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using Rows = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// An n-gram model with its weights; serves any number of searches.
struct BeamNgram {
  std::shared_ptr<const NgramModel> model;
  std::shared_ptr<const Spellings> known;  // null: every beginning is unknown
  BeamLmOptions options;
};

// Asks a Python object, which numbers its states. The GIL must be held.
class CalledLm : public BeamLm {
 public:
  explicit CalledLm(nb::object lm) : score_(lm.attr("score")), beginning_(lm.attr("beginning")) {}

  Scored score(std::int32_t state, const std::string& word, bool last) override {
    const auto [score, next] = nb::cast<std::pair<double, std::int32_t>>(score_(state, word, last));
    return {score, next};
  }
  double beginning(const std::string& letters) override { return nb::cast<double>(beginning_(letters)); }

 private:
  nb::object score_, beginning_;
};

// What is searched: (T, V) log-probabilities; of row t the columns chosen[ends[t - 1]] to chosen[ends[t] - 1].
struct Lattice {
  Rows rows;
  Vector<std::int32_t> chosen, ends;

  void check(const BeamLabels& labels) const {
    const auto columns = static_cast<std::size_t>(labels.size());
    if (rows.shape(1) != columns || ends.size() != rows.shape(0)) {
      throw std::invalid_argument("the rows do not fit the labels");
    }
    for (const std::int32_t label : view(chosen)) check_token(label, columns);
    std::int32_t before = 0;
    for (const std::int32_t end : view(ends)) {
      if (end <= before || static_cast<std::size_t>(end) > chosen.size()) {
        throw std::invalid_argument("a row has no columns");
      }
      before = end;
    }
  }
};

std::vector<BeamResult> search(const Lattice& lattice, const BeamLabels& labels, const WordBeamOptions& options,
                               BeamLm* lm, const Hotwords& hotwords) {
  WordBeam beam(labels, options, lm, hotwords);
  std::int32_t begin = 0;
  const std::span<const std::int32_t> chosen = view(lattice.chosen);
  for (std::size_t t = 0; t < lattice.ends.size(); ++t) {
    const std::int32_t end = lattice.ends.data()[t];
    beam.advance(lattice.rows.data() + t * lattice.rows.shape(1),
                 chosen.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    begin = end;
  }
  return beam.finish();
}

// (words, [(first frame, frame behind the last)] by word, state, acoustic, total) of each
template <typename State>
nb::list as_tuples(const std::vector<BeamResult>& results, const State& state_of) {
  nb::list found;
  for (const BeamResult& result : results) {
    nb::list frames;
    for (const BeamFrames& word : result.frames) frames.append(nb::make_tuple(word.begin, word.end));
    found.append(nb::make_tuple(result.words, frames, state_of(result.state), result.acoustic, result.total));
  }
  return found;
}

nb::list beam_search(const Rows& rows, const Vector<std::int32_t>& chosen, const Vector<std::int32_t>& ends,
                     const BeamLabels& labels, const WordBeamOptions& options, const Hotwords& hotwords,
                     const std::optional<BeamNgram>& ngram, const std::optional<LmState>& start) {
  const Lattice lattice{rows, chosen, ends};
  lattice.check(labels);
  std::optional<NgramBeamLm> lm;
  std::vector<BeamResult> results;
  {
    const nb::gil_scoped_release release;
    if (ngram) {
      const NgramModel& model = *ngram->model;
      const LmState first = start ? *start : ngram->options.boundary ? model.begin() : model.empty();
      lm.emplace(model, ngram->known.get(), ngram->options, first);
    }
    results = search(lattice, labels, options, lm ? &*lm : nullptr, hotwords);
  }
  return as_tuples(results, [&](std::int32_t state) { return lm ? nb::cast(lm->state(state)) : nb::none(); });
}

nb::list beam_search_with(const Rows& rows, const Vector<std::int32_t>& chosen, const Vector<std::int32_t>& ends,
                          const BeamLabels& labels, const WordBeamOptions& options, const Hotwords& hotwords,
                          const nb::object& lm) {
  const Lattice lattice{rows, chosen, ends};
  lattice.check(labels);
  CalledLm called(lm);
  return as_tuples(search(lattice, labels, options, &called, hotwords), [](std::int32_t state) { return state; });
}

}  // namespace

void bind_compat(nb::module_& module) {
  nb::class_<Spellings>(module, "Spellings")
      .def(nb::init<std::vector<std::string>>(), "words"_a)
      .def("__contains__", &Spellings::contains, "word"_a)
      .def("begins", &Spellings::begins, "beginning"_a)
      .def("shortest", &Spellings::shortest, "beginning"_a);

  nb::class_<Hotwords>(module, "Hotwords")
      .def(nb::init<std::vector<std::string>, double>(), "words"_a, "weight"_a);

  nb::class_<BeamLabels>(module, "BeamLabels")
      .def(nb::init<const std::vector<std::string>&, bool>(), "labels"_a, "pieces"_a)
      .def("__len__", &BeamLabels::size);

  nb::class_<WordBeamOptions>(module, "WordBeamOptions")
      .def(
          "__init__",
          [](WordBeamOptions* self, std::int32_t width, double threshold, std::int32_t history) {
            new (self) WordBeamOptions{width, threshold, history};
          },
          "width"_a, "threshold"_a, "history"_a);

  nb::class_<BeamNgram>(module, "BeamNgram")
      .def(
          "__init__",
          [](BeamNgram* self, std::shared_ptr<const NgramModel> model, std::shared_ptr<const Spellings> known,
             double weight, double word_bonus, double unknown_offset, bool boundary) {
            new (self) BeamNgram{std::move(model), std::move(known), {weight, word_bonus, unknown_offset, boundary}};
          },
          "model"_a, "known"_a.none(), "weight"_a, "word_bonus"_a, "unknown_offset"_a, "boundary"_a);

  module.def("beam_search", &beam_search, "rows"_a.noconvert(), "chosen"_a.noconvert(), "ends"_a.noconvert(),
             "labels"_a, "options"_a, "hotwords"_a, "ngram"_a.none(), "start"_a.none());
  module.def("beam_search_with", &beam_search_with, "rows"_a.noconvert(), "chosen"_a.noconvert(),
             "ends"_a.noconvert(), "labels"_a, "options"_a, "hotwords"_a, "lm"_a);
}

}  // namespace earmark::bindings
