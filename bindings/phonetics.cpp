#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <tuple>
#include <vector>

#include "bindings.h"
#include "ctc/forward.h"
#include "phones/phone_align.h"
#include "phones/phone_distance.h"
#include "phones/phone_frames.h"
#include "phones/phone_lookup.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using Sequences = std::vector<std::vector<std::int32_t>>;

std::vector<float> copy_of(const Vector<float>& array) { return {array.data(), array.data() + array.size()}; }

EditCosts make_costs(const Matrix& substitution, const Vector<float>& surplus, const Vector<float>& missing) {
  EditCosts costs;
  costs.observed = static_cast<std::int32_t>(substitution.shape(0));
  costs.phones = static_cast<std::int32_t>(substitution.shape(1));
  costs.substitution.assign(substitution.data(), substitution.data() + substitution.size());
  costs.surplus = copy_of(surplus);
  costs.missing = copy_of(missing);
  costs.check();
  return costs;
}

// (log_prob, begins, ends)
std::tuple<double, std::vector<std::int32_t>, std::vector<std::int32_t>> align(
    const Matrix& log_probs, const std::vector<std::int32_t>& labels, std::int32_t blank, std::int32_t boundary,
    double boundary_skip) {
  const nb::gil_scoped_release release;
  LabelAlignment found = align_labels(view(log_probs), labels, {blank, boundary, boundary_skip});
  return {found.log_prob, std::move(found.begin), std::move(found.end)};
}

// (first word, last word, entry, phones, cost)
std::vector<std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t, float>> find(
    const PhoneLookup& self, const EditCosts& costs, const std::vector<std::int32_t>& ends,
    const std::vector<std::uint8_t>& doubtful, std::int32_t most_words, double budget) {
  const nb::gil_scoped_release release;
  std::vector<std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t, float>> found;
  for (const LookupMatch& m : self.find(costs, ends, doubtful, most_words, budget)) {
    found.emplace_back(m.first, m.last, m.entry, m.phones, m.cost);
  }
  return found;
}

// (T, P) probabilities
nb::ndarray<nb::numpy, double, nb::ndim<2>> pool(const Matrix& log_probs, const Vector<std::int32_t>& columns,
                                                 std::int32_t phones) {
  auto* const pooled = new std::vector<double>();
  const nb::capsule owner(pooled, [](void* p) noexcept { delete static_cast<std::vector<double>*>(p); });
  {
    const nb::gil_scoped_release release;
    *pooled = pool_phones(view(log_probs), {columns.data(), columns.size()}, phones);
  }
  return {pooled->data(), {log_probs.shape(0), static_cast<std::size_t>(phones)}, owner};
}

std::vector<float> confidences(const Matrix& log_probs, const std::vector<Token>& tokens,
                               const std::vector<std::int32_t>& frames, Token blank) {
  check_token(blank, log_probs.shape(1));
  if (tokens.size() != frames.size()) throw std::invalid_argument("as many frames as tokens are needed");
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < 0 || tokens[i] >= static_cast<Token>(log_probs.shape(1)) || frames[i] < 0 ||
        frames[i] >= static_cast<std::int32_t>(log_probs.shape(0))) {
      throw std::invalid_argument("a token or its frame lies outside the emissions");
    }
  }
  const nb::gil_scoped_release release;
  return token_confidences(view(log_probs), tokens, frames, blank);
}

}  // namespace

void bind_phonetics(nb::module_& module) {
  nb::class_<EditCosts>(module, "EditCosts")
      .def(
          "__init__",
          [](EditCosts* self, const Matrix& substitution, const Vector<float>& surplus, const Vector<float>& missing) {
            new (self) EditCosts(make_costs(substitution, surplus, missing));
          },
          "substitution"_a.noconvert(), "surplus"_a.noconvert(), "missing"_a.noconvert());

  nb::class_<PhoneDistance>(module, "PhoneDistance")
      .def(nb::init<EditCosts, double, double>(), "costs"_a, "unknown_word"_a, "width"_a)
      .def(
          "of", [](const PhoneDistance& self, const std::vector<Phone>& phones) { return self.of(phones); }, "phones"_a)
      .def(
          "of_all",
          [](const PhoneDistance& self, const Sequences& sequences, const Pronunciations& lexicon) {
            const nb::gil_scoped_release release;
            return self.of_all(sequences, lexicon);
          },
          "sequences"_a, "lexicon"_a);

  nb::class_<PhoneLookup>(module, "PhoneLookup")
      .def(nb::init<const Pronunciations&>(), "entries"_a, nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("nodes", &PhoneLookup::nodes)
      .def("find", &find, "costs"_a, "ends"_a, "doubtful"_a, "most_words"_a, "budget"_a);

  module.def("align_labels", &align, "log_probs"_a.noconvert(), "labels"_a, nb::kw_only(), "blank"_a, "boundary"_a,
             "boundary_skip"_a);
  module.def("pool_phones", &pool, "log_probs"_a.noconvert(), "columns"_a.noconvert(), "phones"_a);
  module.def("token_confidences", &confidences, "log_probs"_a.noconvert(), "tokens"_a, "frames"_a,
             "blank"_a);
}

}  // namespace earmark::bindings
