#include <nanobind/stl/array.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bindings.h"
#include "lm/name_context.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

constexpr std::size_t kWords = std::tuple_size_v<WordContext>;

// (N * kFeatures,) feature numbers of N contexts, each four places in `words`.
auto features(const std::vector<std::string>& words, Vector<std::int32_t> contexts, std::size_t size) {
  if (contexts.size() % kWords != 0 || size == 0) throw std::invalid_argument("a context is four words, of some weights");
  std::vector<std::uint64_t> hashes;
  for (const std::string& word : words) hashes.push_back(NameContext::hash(word));
  for (const std::int32_t word : view(contexts)) {
    if (word < 0 || word >= static_cast<std::int32_t>(words.size())) throw std::invalid_argument("a context has an unknown word");
  }
  std::vector<std::uint32_t> found;
  found.reserve(contexts.size() / kWords * NameContext::kFeatures);
  for (std::size_t at = 0; at < contexts.size(); at += kWords) {
    std::array<std::uint64_t, kWords> context{};
    for (std::size_t i = 0; i < kWords; ++i) context[i] = hashes[contexts.data()[at + i]];
    const NameContext::Features numbers = NameContext::features(context, size);
    found.insert(found.end(), numbers.begin(), numbers.end());
  }
  return array(std::move(found));
}

}  // namespace

void bind_names(nb::module_& module) {
  nb::class_<NameContext>(module, "NameContext")
      .def(
          "__init__",
          [](NameContext* self, Vector<std::int8_t> weights, float scale, float bias) {
            new (self) NameContext({weights.data(), weights.data() + weights.size()}, scale, bias);
          },
          "weights"_a.noconvert(), "scale"_a, "bias"_a)
      .def_static("open", &NameContext::open, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def_static("features", &features, "words"_a, "contexts"_a.noconvert(), "size"_a)
      .def("save", &NameContext::save, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("log_odds", [](const NameContext& self, const std::array<std::string, kWords>& context) {
        return self.log_odds({context[0], context[1], context[2], context[3]});
      }, "context"_a)
      .def_prop_ro("size", &NameContext::size);
}

}  // namespace earmark::bindings
