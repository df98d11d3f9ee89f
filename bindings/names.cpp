#include <nanobind/stl/array.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bindings.h"
#include "lm/name_context.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

constexpr std::size_t kWords = NameContext::kWords;

// (N * kFeatures,) feature numbers of N places, each kWords places in `words`. is_name: of each word.
auto features(const std::vector<std::string>& words, const std::vector<bool>& is_name, Vector<std::int32_t> places) {
  if (places.size() % kWords != 0 || is_name.size() != words.size()) {
    throw std::invalid_argument("a place is five words, and every word is a name or none");
  }
  std::vector<std::uint64_t> hashes;
  for (const std::string& word : words) hashes.push_back(NameContext::hash(word));
  for (const std::int32_t word : view(places)) {
    if (word < 0 || word >= static_cast<std::int32_t>(words.size())) throw std::invalid_argument("a place has an unknown word");
  }
  std::vector<NameContext::Number> found;
  found.reserve(places.size() / kWords * NameContext::kFeatures);
  for (std::size_t at = 0; at < places.size(); at += kWords) {
    std::array<std::uint64_t, kWords> place{};
    std::array<bool, kWords> names{};
    for (std::size_t i = 0; i < kWords; ++i) {
      const auto word = static_cast<std::size_t>(places.data()[at + i]);
      place[i] = hashes[word];
      names[i] = is_name[word];
    }
    const NameContext::Features numbers = NameContext::features(place, names);
    found.insert(found.end(), numbers.begin(), numbers.end());
  }
  return array(std::move(found));
}

}  // namespace

void bind_names(nb::module_& module) {
  nb::class_<NameContext>(module, "NameContext")
      .def(
          "__init__",
          [](NameContext* self, Vector<std::uint32_t> numbers, Vector<std::int8_t> weights, float scale, float bias) {
            new (self) NameContext(view(numbers), {weights.data(), weights.data() + weights.size()}, scale, bias);
          },
          "numbers"_a.noconvert(), "weights"_a.noconvert(), "scale"_a, "bias"_a)
      .def_static("open", &NameContext::open, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def_static("features", &features, "words"_a, "is_name"_a, "places"_a.noconvert())
      .def_static("name_number", [](const std::string& word) { return NameContext::name_number(NameContext::hash(word)); },
                  "word"_a)
      .def("save", &NameContext::save, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("log_odds", [](const NameContext& self, const std::array<std::string, kWords>& place) {
        return self.log_odds({place[0], place[1], place[3], place[4]}, place[2]);
      }, "place"_a)
      .def_prop_ro("size", &NameContext::size);
}

}  // namespace earmark::bindings
