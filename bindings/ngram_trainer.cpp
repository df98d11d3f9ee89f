#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <fstream>
#include <stdexcept>

#include "bindings.h"
#include "lm/ngram.h"
#include "lm/ngram_arpa.h"
#include "lm/ngram_counts.h"
#include "lm/ngram_estimate.h"
#include "lm/ngram_mix.h"
#include "lm/ngram_prune.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

std::string_view view(const nb::bytes& block) { return {block.c_str(), block.size()}; }

// (n-grams kept, threshold, bytes of the packed model)
template <typename Source>
nb::tuple prune(Source& source, double tokens, std::optional<double> threshold, std::uint64_t bytes,
                std::uint32_t bits) {
  NgramTrie kept;
  double least = 0.0;
  std::uint64_t size = 0;
  {
    const nb::gil_scoped_release release;
    const NgramPruner pruner(source.trie(), source.seen(), tokens);
    least = threshold ? *threshold : pruner.threshold_for(bytes, bits);
    size = pruner.packed_bytes(least, bits);
    kept = pruner.keep(least);
  }
  return nb::make_tuple(std::move(kept), least, size);
}

void write_arpa(const NgramTrie& self, const std::string& path) {
  const nb::gil_scoped_release release;
  std::ofstream file(path, std::ios::binary);
  write_arpa_head(self, file);
  for (int n = 1; n <= self.order(); ++n) write_arpa_order(self, n, file);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path + ": is the folder there, and room on the disk?");
}

}  // namespace

void bind_ngram_trainer(nb::module_& module) {
  using Released = nb::call_guard<nb::gil_scoped_release>;
  nb::class_<VocabularyCounter>(module, "VocabularyCounter")
      .def(nb::init<>())
      .def("add", [](VocabularyCounter& self, const nb::bytes& lines) {
        const std::string_view text = view(lines);
        const nb::gil_scoped_release release;
        self.add(text);
      }, "lines"_a)
      .def("choose", &VocabularyCounter::choose, "most"_a, "least"_a, "with_class"_a, Released())
      .def_prop_ro("tokens", &VocabularyCounter::tokens)
      .def_prop_ro("types", &VocabularyCounter::types);

  nb::class_<NgramCounter>(module, "NgramCounter")
      .def(nb::init<const std::vector<std::string>&, WordId, int, std::size_t, std::string>(), "words"_a, "other"_a,
           "order"_a, "memory"_a, "folder"_a)
      .def("add", [](NgramCounter& self, const nb::bytes& lines) {
        const std::string_view text = view(lines);
        const nb::gil_scoped_release release;
        self.add(text);
      }, "lines"_a)
      .def("finish", &NgramCounter::finish, Released())
      .def_prop_ro("tokens", &NgramCounter::tokens)
      .def_prop_ro("sentences", &NgramCounter::sentences)
      .def_prop_ro("others", &NgramCounter::others)
      .def_prop_ro("runs", &NgramCounter::runs);

  nb::class_<NgramTrie>(module, "NgramTrie")
      .def_prop_ro("sizes", [](const NgramTrie& self) {
        std::vector<std::size_t> out;
        for (const NgramLevel& level : self.levels) out.push_back(level.size());
        return out;
      })
      .def("unite", &unite, "other"_a, Released())
      .def("model", [](const NgramTrie& self, std::uint32_t bits) { return NgramModel::pack(self, bits); },
           "bits"_a, Released())
      .def("write_arpa", &write_arpa, "path"_a);

  nb::class_<NgramEstimator>(module, "NgramEstimator")
      .def(nb::init<const NgramCounter&, std::vector<std::string>>(), nb::keep_alive<1, 2>(), "counts"_a, "words"_a)
      .def("keep_counts", &NgramEstimator::keep_counts, "least"_a, Released())
      .def("keep", &NgramEstimator::keep, "ngrams"_a, Released())
      .def("estimate", &NgramEstimator::estimate, Released())
      .def("release", &NgramEstimator::release)
      .def("prune", [](NgramEstimator& self, std::optional<double> threshold, std::uint64_t bytes,
                       std::uint32_t bits) { return prune(self, self.tokens(), threshold, bytes, bits); },
           "threshold"_a.none(), "bytes"_a, "bits"_a)
      .def("discounts", [](const NgramEstimator& self) {
        nb::list out;
        for (const Discounts& d : self.discounts()) {
          out.append(nb::make_tuple(d.by_count[1], d.by_count[2], d.by_count[3], d.fallback));
        }
        return out;
      })
      .def_prop_ro("trie", &NgramEstimator::trie, nb::rv_policy::reference_internal);

  nb::class_<NgramMixture>(module, "NgramMixture")
      .def(nb::init<NgramTrie>(), "ngrams"_a)
      .def("add", &NgramMixture::add, "part"_a, "weight"_a, Released())
      .def("finish", &NgramMixture::finish, Released())
      .def("prune", [](NgramMixture& self, std::optional<double> threshold, std::uint64_t bytes,
                       std::uint32_t bits) { return prune(self, 1.0, threshold, bytes, bits); },
           "threshold"_a.none(), "bytes"_a, "bits"_a)
      .def_prop_ro("trie", &NgramMixture::trie, nb::rv_policy::reference_internal);
}

}  // namespace earmark::bindings
