#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bias/bias_index.h"
#include "bias/context_graph.h"
#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

std::vector<Display> displays_of(std::span<const std::uint8_t> numbers) {
  std::vector<Display> displays;
  displays.reserve(numbers.size());
  for (const std::uint8_t number : numbers) {
    if (number > static_cast<std::uint8_t>(Display::kSpelled)) {
      throw std::invalid_argument("an entry is displayed in way " + std::to_string(number) + ", expected 0 to 3");
    }
    displays.push_back(static_cast<Display>(number));
  }
  return displays;
}

}  // namespace

void bind_bias(nb::module_& module) {
  nb::class_<ContextGraph>(module, "ContextGraph")
      .def(
          "__init__",
          [](ContextGraph* self, std::shared_ptr<const TokenTable> table, Vector<std::int32_t> tokens, Vector<std::int64_t> offsets,
             Vector<std::int32_t> entries, Vector<float> weights) {
            nb::gil_scoped_release release;
            new (self) ContextGraph(std::move(table), view(tokens), view(offsets), view(entries), view(weights));
          },
          "table"_a, "tokens"_a.noconvert(), "offsets"_a.noconvert(), "entries"_a.noconvert(), "weights"_a.noconvert())
      .def_prop_ro("nodes", &ContextGraph::nodes)
      .def_prop_ro("paths", &ContextGraph::paths)
      .def_prop_ro("memory_bytes", &ContextGraph::memory_bytes);

  nb::class_<BiasIndex>(module, "BiasIndex")
      .def(
          "__init__",
          [](BiasIndex* self, std::shared_ptr<const TokenTable> table, Vector<std::int32_t> tokens, Vector<std::int64_t> offsets, Vector<std::int32_t> entries,
             Vector<float> weights, Vector<std::int32_t> path_texts, const nb::bytes& texts,
             std::shared_ptr<const Pronunciations> words, std::shared_ptr<const Pronunciations> whole,
             Vector<float> confusability, std::int32_t boundary, Vector<std::uint8_t> displays) {
            const std::string_view packed(texts.c_str(), texts.size());
            const nb::gil_scoped_release release;
            ListParts parts{{view(tokens), view(offsets), view(entries), view(path_texts), view(weights)},
                            packed,
                            std::move(words),
                            std::move(whole),
                            {confusability.data(), confusability.data() + confusability.size()},
                            displays_of(view(displays))};
            new (self) BiasIndex(std::move(parts), std::move(table), boundary);
          },
          "table"_a, "tokens"_a.noconvert(), "offsets"_a.noconvert(), "entries"_a.noconvert(), "weights"_a.noconvert(),
          "path_texts"_a.noconvert(), "texts"_a, "words"_a.none(), "whole"_a.none(), "confusability"_a.noconvert(),
          "boundary"_a, "displays"_a.noconvert())
      .def_prop_ro("nodes", [](const BiasIndex& self) { return self.graph().nodes(); })
      .def_prop_ro("paths", [](const BiasIndex& self) { return self.graph().paths(); })
      .def_prop_ro("memory_bytes", &BiasIndex::memory_bytes);
}

}  // namespace earmark::bindings
