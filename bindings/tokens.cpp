#include "ctc/token_table.h"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bindings.h"
#include "ctc/segmenter.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

std::vector<TokenRole> roles_of(const Vector<std::uint8_t>& numbers) {
  std::vector<TokenRole> roles(numbers.size());
  std::transform(numbers.data(), numbers.data() + numbers.size(), roles.begin(),
                 [](std::uint8_t number) { return static_cast<TokenRole>(number); });
  return roles;
}

}  // namespace

void bind_tokens(nb::module_& module) {
  nb::class_<TokenTable>(module, "TokenTable")
      .def(
          "__init__",
          [](TokenTable* self, const std::vector<nb::bytes>& texts, const Vector<std::uint8_t>& roles, Token blank) {
            std::vector<std::string> own;
            for (const nb::bytes& text : texts) own.emplace_back(text.c_str(), text.size());
            new (self) TokenTable(std::move(own), roles_of(roles), blank);
          },
          "texts"_a, "roles"_a.noconvert(), "blank"_a)
      .def("__len__", &TokenTable::size)
      .def(
          "words",
          [](const TokenTable& self, const std::vector<Token>& tokens) {
            for (const Token token : tokens) check_token(token, static_cast<std::size_t>(self.size()));
            std::vector<std::tuple<std::int32_t, std::int32_t, nb::bytes>> words;
            for (const TokenWord& word : words_of(tokens, self)) {
              words.emplace_back(word.first, word.last, nb::bytes(word.text.data(), word.text.size()));
            }
            return words;
          },
          "tokens"_a);

  nb::class_<Segmenter>(module, "Segmenter")
      .def(nb::init<const TokenTable&>(), "table"_a, nb::call_guard<nb::gil_scoped_release>())
      .def(
          "best",
          [](const Segmenter& self, const std::string& word, std::size_t most) {
            if (most > 4096) throw std::invalid_argument("most is above 4096");
            return self.best(word, most);
          },
          "word"_a, "most"_a);
}

}  // namespace earmark::bindings
