// The options of the search, as a dictionary of their sections, and the names and ranges that they have.
#include <nanobind/stl/string.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "bindings.h"
#include "decode/options.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

constexpr std::array<std::pair<const char*, BoostingMode>, 3> kModes{
    {{"off", BoostingMode::kOff}, {"static", BoostingMode::kStatic}, {"adaptive", BoostingMode::kAdaptive}}};

void assign(BoostingMode& mode, nb::handle value) {
  const auto name = nb::cast<std::string>(value);
  for (const auto& [known, meant] : kModes) {
    if (name == known) {
      mode = meant;
      return;
    }
  }
  throw std::invalid_argument("boosting.mode is '" + name + "', expected off, static or adaptive");
}

template <typename Number>
void assign(Number& number, nb::handle value) {
  number = nb::cast<Number>(value);
}

Options read(const nb::dict& values) {
  Options options{};
  std::size_t known = 0, given = 0;
  for_each_option(options, [&](const char* section, const char* name, auto& value, Range = {}) {
    const std::string key = std::string(section) + "." + name;
    if (!values.contains(section) || !nb::cast<nb::dict>(values[section]).contains(name)) {
      throw std::invalid_argument("decode options lack " + key);
    }
    try {
      assign(value, values[section][name]);
    } catch (const nb::cast_error&) {
      throw nb::type_error((key + " has a value of another type than the option").c_str());
    }
    ++known;
  });
  for (const auto& [section, of_section] : values) given += nb::len(of_section);
  if (given != known) {
    throw std::invalid_argument("decode options hold " + std::to_string(given) + " values, the search has " +
                                std::to_string(known) + " options: take out those that it does not have");
  }
  check(options);
  return options;
}

// "section.name" -> (least, greatest), or None for a switch or a mode.
nb::dict ranges() {
  nb::dict found;
  Options options{};
  for_each_option(options, [&](const char* section, const char* name, const auto& value, auto... range) {
    const nb::str key((std::string(section) + "." + name).c_str());
    if constexpr (sizeof...(range) == 0) {
      found[key] = nb::none();
    } else {
      const auto one = [](Range r) { return nb::make_tuple(r.low, r.high); };
      found[key] = one(range...);
    }
    static_cast<void>(value);
  });
  return found;
}

}  // namespace

void bind_options(nb::module_& module) {
  nb::class_<Options>(module, "DecodeOptions")
      .def("__init__", [](Options* self, const nb::dict& values) { new (self) Options(read(values)); }, "values"_a,
           nb::sig("def __init__(self, values: dict[str, dict[str, bool | int | float | str]]) -> None"))
      .def_static("ranges", &ranges, nb::sig("def ranges() -> dict[str, tuple[float, float] | None]"));
}

}  // namespace earmark::bindings
