// Endings of entries.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
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

// (spellings, sounds, silent_after, silent_before, sure, log_prob, context)
using Row = std::tuple<std::vector<std::pair<std::string, std::string>>,
                       std::vector<std::pair<std::vector<Phone>, std::vector<Phone>>>, std::vector<Phone>,
                       std::vector<Phone>, bool, double,
                       std::shared_ptr<const NameContext>>;

std::vector<Ending> endings_of(std::vector<Row> rows) {
  std::vector<Ending> endings;
  for (auto& [spellings, sounds, silent_after, silent_before, sure, log_prob, context] : rows) {
    Ending& ending = endings.emplace_back();
    for (auto& [after, text] : spellings) ending.spellings.push_back({std::move(after), std::move(text)});
    for (auto& [after, phones] : sounds) ending.sounds.push_back({std::move(after), std::move(phones)});
    ending.silent_after = std::move(silent_after);
    ending.silent_before = std::move(silent_before);
    ending.sure = sure;
    ending.log_prob = log_prob;
    ending.context = std::move(context);
  }
  return endings;
}

}  // namespace

void bind_endings(nb::module_& module) {
  nb::class_<Endings>(module, "Endings")
      .def(
          "__init__",
          [](Endings* self, const nb::sequence& endings) {
            std::vector<Row> rows;
            for (const nb::handle row : endings) rows.push_back(nb::cast<Row>(row));
            new (self) Endings(endings_of(std::move(rows)));
          },
          "endings"_a);
}

}  // namespace earmark::bindings
