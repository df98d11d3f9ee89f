#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "bias/confusability.h"
#include "bias/entry_paths.h"
#include "bias/list_text.h"
#include "bias/rated_pronunciations.h"
#include "bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using RatedArrays = std::tuple<Vector<Phone>, Vector<std::uint32_t>, Vector<std::uint32_t>, Vector<std::uint8_t>,
                               Vector<double>>;

RatedPronunciations view_of(const RatedArrays& arrays) {
  const auto& [phones, readings, words, sources, log_probs] = arrays;
  return {view(phones), view(readings), view(words), view(sources), view(log_probs)};
}

// (words sorted by bytes, word numbers of all texts, where those of each text begin)
auto split_words(const nb::bytes& texts) {
  const std::string_view packed(texts.c_str(), texts.size());
  TextWords found;
  {
    const nb::gil_scoped_release release;
    found = words_of(lines(packed));
  }
  return std::tuple(std::move(found.words), array(std::move(found.rows.ids)), array(std::move(found.rows.offsets)));
}

// (tokens, offsets, entries, texts, owners)
auto own(Vector<std::int32_t> tokens, Vector<std::int64_t> offsets, Vector<std::int64_t> texts,
         Vector<std::int32_t> form_texts, Vector<std::int64_t> form_offsets, Vector<std::uint8_t> ranks) {
  EntryPaths found;
  {
    const nb::gil_scoped_release release;
    found = own_paths({view(tokens), view(offsets), view(texts)}, {view(form_texts), view(form_offsets), view(ranks)});
  }
  return std::tuple(array(std::move(found.tokens)), array(std::move(found.offsets)), array(std::move(found.entries)),
                    array(std::move(found.texts)), array(std::move(found.owner)));
}

// (phones, readings, entries, sources, log_probs)
auto combine(Vector<std::int32_t> texts, Vector<std::int64_t> entries, Vector<std::int32_t> words,
             Vector<std::int64_t> text_words, const RatedArrays& word_table, const RatedArrays& whole,
             Phone boundary) {
  RatedRows rows;
  {
    const nb::gil_scoped_release release;
    rows = entry_pronunciations({view(texts), view(entries), view(words), view(text_words)}, view_of(word_table),
                                view_of(whole), boundary);
  }
  return std::tuple(array(std::move(rows.phones)), array(std::move(rows.readings)), array(std::move(rows.words)),
                    array(std::move(rows.sources)), array(std::move(rows.log_probs)));
}

// (phones of the shortest, nearest, distance, others, strictness) of every entry; two others each
auto confusable(const CommonSounds& self, const Pronunciations& entries, Vector<std::int32_t> spoken,
                Vector<std::int64_t> offsets, Phone boundary, std::size_t threads) {
  std::vector<std::int32_t> phones, nearest, others;
  std::vector<double> distance;
  std::vector<float> strictness;
  {
    const nb::gil_scoped_release release;
    for (const Confusable& c : self.of_all(entries, view(spoken), view(offsets), boundary, threads)) {
      phones.push_back(c.phones);
      nearest.push_back(c.nearest);
      distance.push_back(c.distance);
      others.insert(others.end(), {c.others[0], c.others[1]});
      strictness.push_back(static_cast<float>(c.strictness()));
    }
  }
  return std::tuple(array(std::move(phones)), array(std::move(nearest)), array(std::move(distance)),
                    array(std::move(others)), array(std::move(strictness)));
}

// Adds row i of `rows` to row places[i] of `sums`, one after the other.
void add_rows(nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu> sums, Vector<std::int64_t> places,
              nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu> rows) {
  const std::size_t width = sums.shape(1);
  if (rows.shape(1) != width || rows.shape(0) != places.size()) {
    throw std::invalid_argument("as many places as rows, all as wide as the sums, are needed");
  }
  for (const std::int64_t place : view(places)) {
    if (place < 0 || place >= static_cast<std::int64_t>(sums.shape(0))) throw std::invalid_argument("a place lies outside");
  }
  const nb::gil_scoped_release release;
  for (std::size_t i = 0; i < places.size(); ++i) {
    double* sum = sums.data() + static_cast<std::size_t>(places.data()[i]) * width;
    const float* row = rows.data() + i * width;
    for (std::size_t k = 0; k < width; ++k) sum[k] += row[k];
  }
}

}  // namespace

void bind_lists(nb::module_& module) {
  module.def("split_words", &split_words, "texts"_a);
  module.def("own_paths", &own, "tokens"_a.noconvert(), "offsets"_a.noconvert(), "texts"_a.noconvert(),
             "form_texts"_a.noconvert(), "form_offsets"_a.noconvert(), "ranks"_a.noconvert());
  module.def("entry_pronunciations", &combine, "texts"_a.noconvert(), "entries"_a.noconvert(), "words"_a.noconvert(),
             "text_words"_a.noconvert(), "word_table"_a, "whole"_a, "boundary"_a);
  module.def("add_rows", &add_rows, "sums"_a.noconvert(), "places"_a.noconvert(), "rows"_a.noconvert());
  module.def(
      "phone_edits",
      [](const std::vector<Phone>& one, const std::vector<Phone>& other, const std::vector<std::uint8_t>& groups) {
        for (const auto* phones : {&one, &other}) {
          for (const Phone phone : *phones) {
            if (phone >= groups.size()) throw std::invalid_argument("a phone has no group");
          }
        }
        return phone_edits(one, other, groups);
      },
      "one"_a, "other"_a, "groups"_a);
  nb::class_<CommonSounds>(module, "CommonSounds")
      .def(nb::init<std::shared_ptr<const Pronunciations>, std::int32_t, std::vector<std::uint8_t>>(), "words"_a,
           "commonest"_a, "groups"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("of_all", &confusable, "entries"_a, "spoken"_a.noconvert(), "offsets"_a.noconvert(), "boundary"_a,
           "threads"_a);
}

}  // namespace earmark::bindings
