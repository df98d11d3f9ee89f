#include "bias/context_graph.h"

#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

void bind_entry_graph(nb::module_& module) {
  nb::class_<ContextGraph>(module, "ContextGraph")
      .def(
          "__init__",
          [](ContextGraph* self, Vector<std::int32_t> tokens, Vector<std::int64_t> offsets,
             Vector<std::int32_t> entries, Vector<float> weights) {
            nb::gil_scoped_release release;
            new (self) ContextGraph({tokens.data(), tokens.size()}, {offsets.data(), offsets.size()},
                                  {entries.data(), entries.size()}, {weights.data(), weights.size()});
          },
          "tokens"_a.noconvert(), "offsets"_a.noconvert(), "entries"_a.noconvert(), "weights"_a.noconvert())
      .def_prop_ro("nodes", &ContextGraph::nodes)
      .def_prop_ro("paths", &ContextGraph::paths)
      .def_prop_ro("memory_bytes", &ContextGraph::memory_bytes);
}

}  // namespace earmark::bindings
