#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bindings.h"
#include "g2p/graphone.h"
#include "g2p/graphone_align.h"
#include "util/parallel.h"
#include "util/utf8.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using Phones = std::vector<Symbol>;

// An aligner whose rounds take turns where several threads ask for one.
class Aligner {
 public:
  Aligner(const std::vector<std::string>& words, std::vector<std::vector<std::uint16_t>> readings,
          std::vector<GraphoneAligner::Shape> shapes)
      : core_(words, std::move(readings), std::move(shapes)) {}

  double step(double least) {
    const std::lock_guard lock(mutex_);
    return core_.step(least);
  }
  std::vector<GraphoneAligner::Units> best() const {
    const std::lock_guard lock(mutex_);
    return core_.best();
  }

 private:
  mutable std::mutex mutex_;
  GraphoneAligner core_;
};

// By word: (phones, nats), the likeliest first.
std::vector<std::vector<std::pair<Phones, double>>> phones_of(const Graphones& self,
                                                             const std::vector<std::string>& words, std::size_t most,
                                                             std::size_t beam, double width, std::size_t threads) {
  const nb::gil_scoped_release release;
  std::vector<std::vector<std::pair<Phones, double>>> out(words.size());
  parallel_for(words.size(), threads, [&](std::size_t i) {
    const std::u32string points = from_utf8(words[i]);
    const std::vector<Symbol> letters(points.begin(), points.end());
    for (Rendering& r : self.phones_of(letters, most, {beam, width})) out[i].emplace_back(std::move(r.symbols), r.log_prob);
  });
  return out;
}

// By reading: (letters, nats), the likeliest first.
std::vector<std::vector<std::pair<std::string, double>>> letters_of(const Graphones& self,
                                                                   const std::vector<Phones>& readings,
                                                                   std::size_t most, std::size_t beam, double width,
                                                                   std::size_t threads) {
  const nb::gil_scoped_release release;
  std::vector<std::vector<std::pair<std::string, double>>> out(readings.size());
  parallel_for(readings.size(), threads, [&](std::size_t i) {
    for (const Rendering& r : self.letters_of(readings[i], most, {beam, width})) {
      out[i].emplace_back(to_utf8(std::u32string(r.symbols.begin(), r.symbols.end())), r.log_prob);
    }
  });
  return out;
}

}  // namespace

void bind_graphones(nb::module_& module) {
  const nb::call_guard<nb::gil_scoped_release> unlocked;
  nb::class_<Aligner>(module, "GraphoneAligner")
      .def(nb::init<const std::vector<std::string>&, std::vector<std::vector<std::uint16_t>>,
                    std::vector<GraphoneAligner::Shape>>(),
           "words"_a, "readings"_a, "shapes"_a, unlocked)
      .def("step", &Aligner::step, "least"_a, unlocked)
      .def("best", &Aligner::best, unlocked);

  nb::class_<Graphones>(module, "Graphones")
      .def(nb::init<std::shared_ptr<const NgramModel>, const std::vector<std::string>&>(), "model"_a, "phones"_a,
           nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("size", &Graphones::size)
      .def("phones_of", &phones_of, "words"_a, "most"_a, "beam"_a, "width"_a, "threads"_a)
      .def("letters_of", &letters_of, "readings"_a, "most"_a, "beam"_a, "width"_a, "threads"_a);
}

}  // namespace earmark::bindings
