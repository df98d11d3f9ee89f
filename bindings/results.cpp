// Results of a search as Python classes that behave like frozen dataclasses: compared and hashed by value, with a
// repr, pickled, and copied with changes.
#include "decode/results.h"

#include <nanobind/operators.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

template <typename Value>
nb::tuple tuple_of(const std::vector<Value>& values) {
  nb::list list;
  for (const Value& value : values) list.append(value);
  return nb::tuple(list);
}

// Reads a vector of a hypothesis as a tuple.
template <auto Member>
auto tuple_getter() {
  return [](const Hypothesis& self) { return tuple_of(self.*Member); };
}

nb::tuple values_of(nb::handle self, const std::vector<const char*>& fields) {
  nb::list values;
  for (const char* field : fields) values.append(self.attr(field));
  return nb::tuple(values);
}

std::string repr_of(nb::handle self, const std::vector<const char*>& fields) {
  std::string text = nb::cast<std::string>(self.type().attr("__name__")) + "(";
  for (const char* field : fields) {
    if (field != fields.front()) text += ", ";
    text += std::string(field) + "=" + nb::repr(self.attr(field)).c_str();
  }
  return text + ")";
}

nb::object replaced(nb::handle self, const nb::kwargs& changes, const std::vector<const char*>& fields) {
  nb::dict arguments;
  for (const char* field : fields) arguments[field] = self.attr(field);
  arguments.update(changes);
  return self.type()(**nb::borrow<nb::kwargs>(arguments));
}

// fields: the constructor's arguments in order, each an attribute too.
template <typename T>
void bind_value_methods(nb::class_<T>& cls, std::initializer_list<const char*> names) {
  const std::vector<const char*> fields(names);
  cls.def(nb::self == nb::self)
      .def("__hash__", [fields](nb::handle self) { return nb::hash(values_of(self, fields)); })
      .def("__repr__", [fields](nb::handle self) { return repr_of(self, fields); })
      .def("__reduce__", [fields](nb::handle self) { return nb::make_tuple(self.type(), values_of(self, fields)); })
      .def("replace", [fields](nb::handle self, const nb::kwargs& changes) { return replaced(self, changes, fields); });
}

void bind_scores(nb::module_& module) {
  nb::class_<Scores> scores(module, "Scores");
  scores
      .def(
          "__init__",
          [](Scores* self, double acoustic, double boost, double lm, double phones, double lm_log_prob) {
            new (self) Scores{acoustic, boost, lm, phones, lm_log_prob};
          },
          "acoustic"_a, "boost"_a = 0.0, "lm"_a = 0.0, "phones"_a = 0.0, "lm_log_prob"_a = 0.0)
      .def_ro("acoustic", &Scores::acoustic)
      .def_ro("boost", &Scores::boost)
      .def_ro("lm", &Scores::lm)
      .def_ro("phones", &Scores::phones)
      .def_ro("lm_log_prob", &Scores::lm_log_prob)
      .def_prop_ro("total", &Scores::total);
  bind_value_methods(scores, {"acoustic", "boost", "lm", "phones", "lm_log_prob"});
}

void bind_verdict(nb::module_& module) {
  nb::class_<Verdict> verdict(module, "Verdict");
  verdict
      .def(
          "__init__",
          [](Verdict* self, std::optional<std::vector<Token>> alternative, double acoustic, double phones, double words,
             double context, double rarity, bool homophone, double phone_match, std::int32_t length, double log_odds) {
            new (self) Verdict{std::move(alternative), acoustic, phones, words, context, rarity, homophone, phone_match, length,
                               log_odds};
          },
          "alternative"_a.none() = nb::none(), "acoustic"_a = 0.0, "phones"_a = 0.0, "words"_a = 0.0,
          "context"_a = 0.0, "rarity"_a = 0.0, "homophone"_a = false, "phone_match"_a = 0.0, "length"_a = 0, "log_odds"_a = 0.0)
      .def_prop_ro("alternative",
                   [](const Verdict& self) {
                     return self.alternative ? std::optional(tuple_of(*self.alternative)) : std::nullopt;
                   })
      .def_ro("acoustic", &Verdict::acoustic)
      .def_ro("phones", &Verdict::phones)
      .def_ro("words", &Verdict::words)
      .def_ro("context", &Verdict::context)
      .def_ro("rarity", &Verdict::rarity)
      .def_ro("homophone", &Verdict::homophone)
      .def_ro("phone_match", &Verdict::phone_match)
      .def_ro("length", &Verdict::length)
      .def_ro("log_odds", &Verdict::log_odds);
  bind_value_methods(verdict, {"alternative", "acoustic", "phones", "words", "context", "rarity", "homophone", "phone_match", "length", "log_odds"});
}

void bind_hit(nb::module_& module) {
  nb::class_<Hit> hit(module, "Hit");
  hit.def(
         "__init__",
         [](Hit* self, std::int32_t entry, std::int32_t first_token, std::int32_t last_token, double boost, double lm,
            std::int32_t first_frame, std::int32_t last_frame, std::optional<Verdict> verdict, std::int32_t ending) {
           new (self) Hit{entry, first_token, last_token, boost, lm, first_frame, last_frame, std::move(verdict), ending};
         },
         "entry"_a, "first_token"_a, "last_token"_a, "boost"_a, "lm"_a = 0.0, "first_frame"_a = 0, "last_frame"_a = 0,
         "verdict"_a.none() = nb::none(), "ending"_a = kNone)
      .def_ro("entry", &Hit::entry)
      .def_ro("first_token", &Hit::first_token)
      .def_ro("last_token", &Hit::last_token)
      .def_ro("boost", &Hit::boost)
      .def_ro("lm", &Hit::lm)
      .def_ro("first_frame", &Hit::first_frame)
      .def_ro("last_frame", &Hit::last_frame)
      .def_ro("verdict", &Hit::verdict)
      .def_ro("ending", &Hit::ending);
  bind_value_methods(
      hit, {"entry", "first_token", "last_token", "boost", "lm", "first_frame", "last_frame", "verdict", "ending"});
}

void bind_hypothesis(nb::module_& module) {
  nb::class_<Hypothesis> hypothesis(module, "Hypothesis");
  hypothesis
      .def(
          "__init__",
          [](Hypothesis* self, std::vector<Token> tokens, std::vector<std::int32_t> frames,
             std::vector<float> confidences, const Scores& scores, std::vector<Hit> hits, std::vector<Hit> rejected,
             std::vector<std::int32_t> considered, std::vector<float> margins) {
            new (self) Hypothesis{std::move(tokens), std::move(frames), std::move(confidences), scores,
                                  std::move(hits),   std::move(rejected), std::move(considered),   std::move(margins)};
          },
          "tokens"_a, "frames"_a, "confidences"_a, "scores"_a, "hits"_a = nb::tuple(), "rejected"_a = nb::tuple(),
          "considered"_a = nb::tuple(), "margins"_a = nb::tuple())
      .def_prop_ro("tokens", tuple_getter<&Hypothesis::tokens>())
      .def_prop_ro("frames", tuple_getter<&Hypothesis::frames>())
      .def_prop_ro("confidences", tuple_getter<&Hypothesis::confidences>())
      .def_ro("scores", &Hypothesis::scores)
      .def_prop_ro("hits", tuple_getter<&Hypothesis::hits>())
      .def_prop_ro("rejected", tuple_getter<&Hypothesis::rejected>())
      .def_prop_ro("considered", tuple_getter<&Hypothesis::considered>())
      .def_prop_ro("margins", tuple_getter<&Hypothesis::margins>());
  bind_value_methods(hypothesis,
                     {"tokens", "frames", "confidences", "scores", "hits", "rejected", "considered", "margins"});
}

}  // namespace

void bind_results(nb::module_& module) {
  bind_scores(module);
  bind_verdict(module);
  bind_hit(module);
  bind_hypothesis(module);
}

}  // namespace earmark::bindings
