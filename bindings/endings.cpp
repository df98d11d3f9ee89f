// Endings of entries.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bias/endings.h"
#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

// (spellings, sounds, log_prob)
using Row = std::tuple<std::vector<std::pair<std::string, std::string>>,
                       std::vector<std::pair<std::vector<Phone>, std::vector<Phone>>>, double>;

std::vector<Ending> endings_of(std::vector<Row> rows) {
  std::vector<Ending> endings;
  for (auto& [spellings, sounds, log_prob] : rows) {
    Ending& ending = endings.emplace_back();
    for (auto& [after, text] : spellings) ending.spellings.push_back({std::move(after), std::move(text)});
    for (auto& [after, phones] : sounds) ending.sounds.push_back({std::move(after), std::move(phones)});
    ending.log_prob = log_prob;
  }
  return endings;
}

}  // namespace

void bind_endings(nb::module_& module) {
  nb::class_<Endings>(module, "Endings")
      .def(
          "__init__",
          [](Endings* self, std::vector<Row> endings, std::vector<std::string> examples) {
            new (self) Endings(endings_of(std::move(endings)), std::move(examples));
          },
          "endings"_a, "examples"_a);
}

}  // namespace earmark::bindings
