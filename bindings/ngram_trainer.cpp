// Training of language models. Every call works without the GIL and takes the locks of all objects that it reads or
// changes, so that threads may share them; calls on one object take turns.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

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

using Mutex = std::shared_ptr<std::mutex>;

// Several locks, each once and in one order for all callers.
class Locks {
 public:
  Locks(std::initializer_list<Mutex> mutexes) : mutexes_(mutexes) {
    std::sort(mutexes_.begin(), mutexes_.end());
    mutexes_.erase(std::unique(mutexes_.begin(), mutexes_.end()), mutexes_.end());
    for (const Mutex& mutex : mutexes_) mutex->lock();
  }
  ~Locks() {
    for (const Mutex& mutex : mutexes_) mutex->unlock();
  }
  Locks(const Locks&) = delete;
  Locks& operator=(const Locks&) = delete;

 private:
  std::vector<Mutex> mutexes_;
};

// An object of the core and its lock; a part of another one has that one's.
template <typename Core>
struct Locked {
  explicit Locked(std::shared_ptr<Core> object, Mutex lock = std::make_shared<std::mutex>())
      : core(std::move(object)), mutex(std::move(lock)) {}

  std::shared_ptr<Core> core;
  Mutex mutex;
};

// A member function under the lock of its object.
template <typename Core, typename Result, typename Class, typename... Arguments>
auto locked(Result (Class::*method)(Arguments...)) {
  return [method](Locked<Core>& self, Arguments... arguments) -> Result {
    const Locks locks{self.mutex};
    return (self.core.get()->*method)(std::forward<Arguments>(arguments)...);
  };
}
template <typename Core, typename Result, typename Class, typename... Arguments>
auto locked(Result (Class::*method)(Arguments...) const) {
  return [method](const Locked<Core>& self, Arguments... arguments) -> Result {
    const Locks locks{self.mutex};
    return (self.core.get()->*method)(std::forward<Arguments>(arguments)...);
  };
}

using Vocabulary = Locked<VocabularyCounter>;
using Counter = Locked<NgramCounter>;
using Trie = Locked<const NgramTrie>;

using Mixture = Locked<NgramMixture>;

struct Estimator : Locked<NgramEstimator> {
  Estimator(const Counter& counted, std::vector<std::string> words)
      : Locked(std::make_shared<NgramEstimator>(*counted.core, std::move(words))), counts(counted) {}

  Counter counts;  // read by every estimate
};

// The n-grams of an estimator or a mixture, not copied.
template <typename Source>
Trie trie_of(const Source& source) {
  return Trie(std::shared_ptr<const NgramTrie>(source.core, &source.core->trie()), source.mutex);
}

Trie own(NgramTrie trie) { return Trie(std::make_shared<const NgramTrie>(std::move(trie))); }

template <typename Object>
void add_lines(Object& self, const nb::bytes& lines) {
  const std::string_view text{lines.c_str(), lines.size()};
  const nb::gil_scoped_release release;
  const Locks locks{self.mutex};
  self.core->add(text);
}

// (n-grams kept, threshold, bytes of the packed model)
template <typename Core>
std::tuple<Trie, double, std::uint64_t> prune(const Locked<Core>& source, double tokens, std::optional<double> threshold,
                                              std::uint64_t bytes, std::uint32_t bits) {
  const NgramPruner pruner(source.core->trie(), source.core->seen(), tokens);
  const double least = threshold ? *threshold : pruner.threshold_for(bytes, bits);
  const std::uint64_t size = pruner.packed_bytes(least, bits);
  return {own(pruner.keep(least)), least, size};
}

std::vector<std::size_t> sizes(const Trie& self) {
  const Locks locks{self.mutex};
  std::vector<std::size_t> out;
  for (const NgramLevel& level : self.core->levels) out.push_back(level.size());
  return out;
}

void write_arpa(const Trie& self, const std::string& path) {
  const Locks locks{self.mutex};
  std::ofstream file(path, std::ios::binary);
  write_arpa_head(*self.core, file);
  for (int n = 1; n <= self.core->order(); ++n) write_arpa_order(*self.core, n, file);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path + ": is the folder there, and room on the disk?");
}

std::vector<std::tuple<double, double, double, bool>> discounts(const Estimator& self) {
  const Locks locks{self.mutex};
  std::vector<std::tuple<double, double, double, bool>> out;
  for (const Discounts& d : self.core->discounts()) {
    out.emplace_back(d.by_count[1], d.by_count[2], d.by_count[3], d.fallback);
  }
  return out;
}

void bind_counts(nb::module_& module, const nb::call_guard<nb::gil_scoped_release>& unlocked) {
  nb::class_<Vocabulary>(module, "VocabularyCounter")
      .def("__init__", [](Vocabulary* self) { new (self) Vocabulary(std::make_shared<VocabularyCounter>()); })
      .def("add", &add_lines<Vocabulary>, "lines"_a)
      .def("choose", locked<VocabularyCounter>(&VocabularyCounter::choose), "most"_a, "least"_a, "with_class"_a, unlocked)
      .def_prop_ro("tokens", locked<VocabularyCounter>(&VocabularyCounter::tokens), unlocked)
      .def_prop_ro("types", locked<VocabularyCounter>(&VocabularyCounter::types), unlocked);

  nb::class_<Counter>(module, "NgramCounter")
      .def("__init__", [](Counter* self, const std::vector<std::string>& words, WordId other, int order,
                          std::size_t memory, std::string folder) {
        new (self) Counter(std::make_shared<NgramCounter>(words, other, order, memory, std::move(folder)));
      }, "words"_a, "other"_a, "order"_a, "memory"_a, "folder"_a)
      .def("add", &add_lines<Counter>, "lines"_a)
      .def("finish", locked<NgramCounter>(&NgramCounter::finish), unlocked)
      .def_prop_ro("tokens", locked<NgramCounter>(&NgramCounter::tokens), unlocked)
      .def_prop_ro("sentences", locked<NgramCounter>(&NgramCounter::sentences), unlocked)
      .def_prop_ro("others", locked<NgramCounter>(&NgramCounter::others), unlocked)
      .def_prop_ro("runs", locked<NgramCounter>(&NgramCounter::runs), unlocked);
}

void bind_trie(nb::module_& module, const nb::call_guard<nb::gil_scoped_release>& unlocked) {
  nb::class_<Trie>(module, "NgramTrie")
      .def_prop_ro("sizes", &sizes, unlocked)
      .def("unite", [](const Trie& self, const Trie& other) {
        const Locks locks{self.mutex, other.mutex};
        return own(unite(*self.core, *other.core));
      }, "other"_a, unlocked)
      .def("model", [](const Trie& self, std::uint32_t bits) {
        const Locks locks{self.mutex};
        return NgramModel::pack(*self.core, bits);
      }, "bits"_a, unlocked)
      .def("write_arpa", &write_arpa, "path"_a, unlocked);
}

void bind_estimator(nb::module_& module, const nb::call_guard<nb::gil_scoped_release>& unlocked) {
  nb::class_<Estimator>(module, "NgramEstimator")
      .def(nb::init<const Counter&, std::vector<std::string>>(), "counts"_a, "words"_a)
      .def("keep_counts", [](Estimator& self, const std::vector<std::uint64_t>& least) {
        const Locks locks{self.mutex, self.counts.mutex};
        self.core->keep_counts(least);
      }, "least"_a, unlocked)
      .def("keep", [](Estimator& self, const Trie& ngrams) {
        const Locks locks{self.mutex, self.counts.mutex, ngrams.mutex};
        self.core->keep(*ngrams.core);
      }, "ngrams"_a, unlocked)
      .def("estimate", [](Estimator& self) {
        const Locks locks{self.mutex, self.counts.mutex};
        self.core->estimate();
      }, unlocked)
      .def("release", [](Estimator& self) {
        const Locks locks{self.mutex};
        self.core->release();
      }, unlocked)
      .def("prune", [](const Estimator& self, std::optional<double> threshold, std::uint64_t bytes, std::uint32_t bits) {
        const Locks locks{self.mutex, self.counts.mutex};
        if (!self.core->estimated()) throw std::invalid_argument("there are no estimates to prune: estimate first");
        return prune(self, self.core->tokens(), threshold, bytes, bits);
      }, "threshold"_a.none(), "bytes"_a, "bits"_a, unlocked)
      .def("discounts", &discounts, unlocked)
      .def_prop_ro("trie", &trie_of<Estimator>);
}

void bind_mixture(nb::module_& module, const nb::call_guard<nb::gil_scoped_release>& unlocked) {
  nb::class_<Mixture>(module, "NgramMixture")
      .def("__init__", [](Mixture* self, const Trie& ngrams) {
        const Locks locks{ngrams.mutex};
        new (self) Mixture(std::make_shared<NgramMixture>(*ngrams.core));
      }, "ngrams"_a, unlocked)
      .def("add", [](Mixture& self, const Estimator& part, double weight) {
        const Locks locks{self.mutex, part.mutex};
        self.core->add(*part.core, weight);
      }, "part"_a, "weight"_a, unlocked)
      .def("finish", locked<NgramMixture>(&NgramMixture::finish), unlocked)
      .def("prune", [](const Mixture& self, std::optional<double> threshold, std::uint64_t bytes, std::uint32_t bits) {
        const Locks locks{self.mutex};
        return prune(self, 1.0, threshold, bytes, bits);
      }, "threshold"_a.none(), "bytes"_a, "bits"_a, unlocked)
      .def_prop_ro("trie", &trie_of<Mixture>);
}

}  // namespace

void bind_ngram_trainer(nb::module_& module) {
  const nb::call_guard<nb::gil_scoped_release> unlocked;
  bind_counts(module, unlocked);
  bind_trie(module, unlocked);
  bind_estimator(module, unlocked);
  bind_mixture(module, unlocked);
}

}  // namespace earmark::bindings
