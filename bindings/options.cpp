// The options of the search, each by the name that it has in earmark.decoding.DecodeOptions.
#include <nanobind/stl/string.h>

#include <stdexcept>
#include <string>

#include "bindings.h"
#include "decode/options.h"

namespace nb = nanobind;

namespace earmark::bindings {

namespace {

const char* name_of(Boosting boosting) {
  switch (boosting) {
    case Boosting::kOff: return "off";
    case Boosting::kStatic: return "static";
    case Boosting::kAdaptive: return "adaptive";
  }
  throw std::logic_error("a kind of boosting without a name");
}

Boosting boosting_of(const std::string& name) {
  for (const Boosting one : {Boosting::kOff, Boosting::kStatic, Boosting::kAdaptive}) {
    if (name == name_of(one)) return one;
  }
  throw std::invalid_argument("boosting is '" + name + "', expected off, static or adaptive");
}

}  // namespace

void bind_options(nb::module_& module) {
  nb::class_<Options>(module, "SearchOptions")
      .def(nb::init<>())
      .def_rw("beam", &Options::beam)
      .def_rw("top_k", &Options::top_k)
      .def_rw("token_threshold", &Options::token_threshold)
      .def_rw("beam_threshold", &Options::beam_threshold)
      .def_rw("blank_skip", &Options::blank_skip)
      .def_prop_rw(
          "boosting", [](const Options& self) { return name_of(self.boosting); },
          [](Options& self, const std::string& name) { self.boosting = boosting_of(name); })
      .def_rw("boost_lambda", &Options::boost_lambda)
      .def_rw("boost_cap", &Options::boost_cap)
      .def_rw("boost_reach", &Options::boost_reach)
      .def_rw("boost_bonus", &Options::boost_bonus)
      .def_rw("boost_first", &Options::boost_first)
      .def_rw("static_reward", &Options::static_reward)
      .def_rw("suppress_penalty", &Options::suppress_penalty)
      .def_rw("temperature", &Options::temperature)
      .def_rw("blank_penalty", &Options::blank_penalty)
      .def_rw("lm_weight", &Options::lm_weight)
      .def_rw("word_bonus", &Options::word_bonus)
      .def_rw("unknown_penalty", &Options::unknown_penalty)
      .def_rw("unknown_letter", &Options::unknown_letter)
      .def_rw("lm_end", &Options::lm_end)
      .def_rw("class_token", &Options::class_token)
      .def_rw("lm_boost", &Options::lm_boost)
      .def_rw("class_score", &Options::class_score)
      .def_rw("phone_weight", &Options::phone_weight)
      .def_rw("phone_temperature", &Options::phone_temperature)
      .def_rw("phone_skip", &Options::phone_skip)
      .def_rw("phone_floor", &Options::phone_floor)
      .def_rw("phone_unknown", &Options::phone_unknown)
      .def_rw("word_search", &Options::word_search)
      .def_rw("final_lm_weight", &Options::final_lm_weight)
      .def_rw("final_word_bonus", &Options::final_word_bonus)
      .def_rw("final_phone_weight", &Options::final_phone_weight)
      .def_rw("entry_search", &Options::entry_search)
      .def_rw("guard", &Options::guard)
      .def_rw("guard_bias", &Options::guard_bias)
      .def_rw("guard_acoustic", &Options::guard_acoustic)
      .def_rw("guard_phones", &Options::guard_phones)
      .def_rw("guard_words", &Options::guard_words)
      .def_rw("guard_heard", &Options::guard_heard)
      .def_rw("guard_sure", &Options::guard_sure)
      .def_rw("guard_length", &Options::guard_length)
      .def_rw("guard_caution", &Options::guard_caution)
      .def_rw("guard_share", &Options::guard_share)
      .def_rw("guard_attention", &Options::guard_attention);
}

}  // namespace earmark::bindings
