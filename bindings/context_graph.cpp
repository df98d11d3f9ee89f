#include "bias/context_graph.h"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bias/bias_index.h"
#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

void bind_entry_graph(nb::module_& module) {
  nb::class_<ContextGraph>(module, "ContextGraph")
      .def(
          "__init__",
          [](ContextGraph* self, std::shared_ptr<const TokenTable> table, Vector<std::int32_t> tokens,
             Vector<std::int64_t> offsets, Vector<std::int32_t> entries, Vector<float> weights) {
            nb::gil_scoped_release release;
            new (self) ContextGraph(std::move(table), {tokens.data(), tokens.size()}, {offsets.data(), offsets.size()},
                                  {entries.data(), entries.size()}, {weights.data(), weights.size()});
          },
          "table"_a, "tokens"_a.noconvert(), "offsets"_a.noconvert(), "entries"_a.noconvert(), "weights"_a.noconvert())
      .def_prop_ro("nodes", &ContextGraph::nodes)
      .def_prop_ro("paths", &ContextGraph::paths)
      .def_prop_ro("memory_bytes", &ContextGraph::memory_bytes);

  nb::class_<BiasIndex>(module, "BiasIndex")
      .def(
          "__init__",
          [](BiasIndex* self, std::shared_ptr<const ContextGraph> graph, std::shared_ptr<const ListedSounds> sounds,
             Vector<float> confusability, std::int32_t boundary) {
            std::vector<float> confused(confusability.data(), confusability.data() + confusability.size());
            const nb::gil_scoped_release release;
            new (self) BiasIndex(std::move(graph), std::move(sounds), std::move(confused), boundary);
          },
          "graph"_a, "sounds"_a.none(), "confusability"_a.noconvert(), "boundary"_a);
}

}  // namespace earmark::bindings
