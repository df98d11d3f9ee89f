#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bindings.h"
#include "g2p/graphone.h"
#include "g2p/graphone_align.h"
#include "g2p/graphone_search.h"
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

// Neighbours in a sorted list begin alike, and a search goes on from where a word parts from the one before.
constexpr std::size_t kBlock = 64;

auto searches_of(const Graphones& graphones) {
  return [&graphones] { return GraphoneSearch(graphones); };
}

// Refuses a search without bounds.
void check_search(std::size_t most, std::size_t beam, double width) {
  constexpr std::size_t kMost = 1'000'000;
  constexpr double kWidest = 1e9;  // nats
  if (most > kMost) throw std::invalid_argument("most is above 1,000,000");
  if (beam < 1 || beam > kMost) throw std::invalid_argument("beam is not 1 to 1,000,000");
  if (!(width >= 0.0 && width <= kWidest)) throw std::invalid_argument("width is not 0 to 1e9 nats");
}

// By word: (phones, nats), the likeliest first.
std::vector<std::vector<std::pair<Phones, double>>> phones_of(const Graphones& self,
                                                             const std::vector<std::string>& words, std::size_t most,
                                                             std::size_t beam, double width, std::size_t threads) {
  check_search(most, beam, width);
  const nb::gil_scoped_release release;
  std::vector<std::vector<std::pair<Phones, double>>> out(words.size());
  parallel_with(words.size(), threads, searches_of(self), [&](GraphoneSearch& search, std::size_t i) {
    const std::u32string points = from_utf8(words[i]);
    const std::vector<Symbol> letters(points.begin(), points.end());
    for (Rendering& r : search.phones_of(letters, most, {beam, width})) out[i].emplace_back(std::move(r.symbols), r.log_prob);
  }, kBlock);
  return out;
}

// By reading: (letters, nats), the likeliest first.
std::vector<std::vector<std::pair<std::string, double>>> letters_of(const Graphones& self,
                                                                   const std::vector<Phones>& readings,
                                                                   std::size_t most, std::size_t beam, double width,
                                                                   std::size_t threads) {
  check_search(most, beam, width);
  const nb::gil_scoped_release release;
  std::vector<std::vector<std::pair<std::string, double>>> out(readings.size());
  parallel_with(readings.size(), threads, searches_of(self), [&](GraphoneSearch& search, std::size_t i) {
    for (const Rendering& r : search.letters_of(readings[i], most, {beam, width})) {
      out[i].emplace_back(to_utf8(std::u32string(r.symbols.begin(), r.symbols.end())), r.log_prob);
    }
  }, kBlock);
  return out;
}

// What the model says of one word: probabilities among its `most` likeliest pronunciations, of which those are kept
// that are at least `share` as likely as the first.
std::vector<std::pair<Phones, double>> likely(GraphoneSearch& search, const std::string& word, std::size_t most,
                                              const GraphoneBeam& beam, double share) {
  const std::u32string points = from_utf8(word);
  const std::vector<Symbol> letters(points.begin(), points.end());
  std::vector<std::pair<Phones, double>> found;
  for (Rendering& r : search.phones_of(letters, most, beam)) found.emplace_back(std::move(r.symbols), r.log_prob);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  long double sum = 0.0L;
  for (const auto& reading : found) sum += std::exp(reading.second - found.front().second);
  const double total = found.empty() ? 0.0 : found.front().second + std::log(static_cast<double>(sum));
  for (auto& reading : found) reading.second = std::min(0.0, reading.second - total);
  const double least = found.empty() ? 0.0 : found.front().second + std::log(share);
  std::erase_if(found, [&](const auto& reading) { return reading.first.empty() || reading.second < least; });
  return found;
}

// (phones, readings, words, log_probs) of all words
auto rated(const Graphones& self, const std::vector<std::string>& words, std::size_t most, std::size_t beam,
           double width, double share, std::size_t threads) {
  check_search(most, beam, width);
  if (!(share >= 0.0 && share <= 1.0)) throw std::invalid_argument("share is not 0 to 1");
  std::vector<std::uint16_t> phones;
  std::vector<std::uint32_t> ends{0}, counts{0};
  std::vector<double> log_probs;
  {
    const nb::gil_scoped_release release;
    std::vector<std::vector<std::pair<Phones, double>>> found(words.size());
    parallel_with(words.size(), threads, searches_of(self), [&](GraphoneSearch& search, std::size_t i) {
      found[i] = likely(search, words[i], most, {beam, width}, share);
    }, kBlock);
    for (const auto& readings : found) {
      for (const auto& [symbols, log_prob] : readings) {
        phones.insert(phones.end(), symbols.begin(), symbols.end());
        ends.push_back(static_cast<std::uint32_t>(phones.size()));
        log_probs.push_back(log_prob);
      }
      counts.push_back(static_cast<std::uint32_t>(log_probs.size()));
    }
  }
  return std::tuple(array(std::move(phones)), array(std::move(ends)), array(std::move(counts)), array(std::move(log_probs)));
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
      .def("rated", &rated, "words"_a, "most"_a, "beam"_a, "width"_a, "share"_a, "threads"_a)
      .def("letters_of", &letters_of, "readings"_a, "most"_a, "beam"_a, "width"_a, "threads"_a);
}

}  // namespace earmark::bindings
