#include "lm/ngram.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "bindings.h"
#include "lm/folded_scorer.h"
#include "lm/ngram_arpa.h"
#include "util/parallel.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

// (nats, events, unknown words) by text
std::vector<std::tuple<double, std::size_t, std::size_t>> score_texts(const NgramModel& self,
                                                                     const std::vector<std::string>& texts,
                                                                     bool bos, bool eos, std::size_t threads) {
  const nb::gil_scoped_release release;
  std::vector<std::tuple<double, std::size_t, std::size_t>> out(texts.size());
  parallel_for(texts.size(), threads, [&](std::size_t i) {
    std::size_t events = 0, unknown = 0;
    const double total = self.score_text(texts[i], bos, eos, &events, &unknown);
    out[i] = {total, events, unknown};
  });
  return out;
}

// Asks a Python object for what it has not scored before. Any thread may.
class CalledScorer : public HistoryScorer {
 public:
  explicit CalledScorer(nb::object score) : score_(std::move(score)) {}
  ~CalledScorer() override {
    if (!nb::is_alive()) {
      score_.release();
      return;
    }
    const nb::gil_scoped_acquire acquire;
    score_.reset();
  }

  double score(const LmState& state, WordId word) const override {
    std::u32string key(1, static_cast<char32_t>(word));
    for (int k = 0; k < state.length; ++k) key.push_back(static_cast<char32_t>(state.words[k]));
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = known_.find(key); known != known_.end()) return known->second;
    }
    const double nats = ask(state, word);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kKept) known_.clear();
    known_.emplace(std::move(key), nats);
    return nats;
  }

 private:
  static constexpr std::size_t kKept = 1 << 20;  // scores: about 100 MB

  // The lock is open: the object may wait for the GIL.
  double ask(const LmState& state, WordId word) const {
    const nb::gil_scoped_acquire acquire;
    nb::list history;  // the oldest word first
    for (int k = state.length; k-- > 0;) history.append(state.words[k]);
    return nb::cast<double>(score_(nb::tuple(history), word));
  }

  nb::object score_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::u32string, double> known_;
};

// Calls from several threads take turns.
class PyArpaReader {
 public:
  explicit PyArpaReader(std::string name) : core_(std::move(name)) {}

  void feed(std::string_view block) {
    const std::lock_guard lock(mutex_);
    core_.feed(block);
  }
  std::shared_ptr<const NgramModel> finish(std::uint32_t bits) {
    const std::lock_guard lock(mutex_);
    return NgramModel::pack(core_.finish(), bits);
  }
  std::shared_ptr<const NgramModel> finish_scored(int order, nb::object score) {
    const std::lock_guard lock(mutex_);
    return NgramModel::scored_by(core_.finish(), order, std::make_unique<CalledScorer>(std::move(score)));
  }
  std::shared_ptr<const NgramModel> finish_folded(std::shared_ptr<const NgramModel> cased,
                                                  const std::vector<std::string>& folded) {
    const std::lock_guard lock(mutex_);
    const NgramTrie words = core_.finish();
    std::unordered_map<std::string_view, WordId> numbers;
    for (std::size_t i = 0; i < words.words.size(); ++i) numbers.emplace(words.words[i], static_cast<WordId>(i));
    std::vector<WordId> ids;
    for (const std::string& word : folded) {
      const auto known = numbers.find(word);
      if (known == numbers.end()) throw std::invalid_argument("'" + word + "' was not fed");
      ids.push_back(known->second);
    }
    if (ids.size() != static_cast<std::size_t>(cased->words())) throw std::invalid_argument("expected a folded word for each of the cased ones");
    const auto count = static_cast<WordId>(words.words.size());
    const int order = cased->order();
    return NgramModel::scored_by(words, order, std::make_unique<FoldedScorer>(std::move(cased), ids, count));
  }

 private:
  std::mutex mutex_;
  ArpaReader core_;
};

WordId checked(const NgramModel& model, WordId word) {
  if (word < 0 || word >= model.words()) {
    throw std::invalid_argument("word id " + std::to_string(word) + " is outside the model's 0.." +
                                std::to_string(model.words() - 1));
  }
  return word;
}

using Ids = nb::ndarray<const WordId, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// Words of all texts as ids, each text ended by </s>.
nb::ndarray<nb::numpy, WordId, nb::ndim<1>> encode(const NgramModel& self, const std::vector<std::string>& texts) {
  auto* const ids = new std::vector<WordId>();
  const nb::capsule owner(ids, [](void* p) noexcept { delete static_cast<std::vector<WordId>*>(p); });
  {
    const nb::gil_scoped_release release;
    for (const std::string& text : texts) {
      self.encode(text, *ids);
      ids->push_back(kSentenceEnd);
    }
  }
  return {ids->data(), {ids->size()}, owner};
}

// Every </s> ends a sentence and the next one begins.
double score_ids(const NgramModel& self, const Ids& ids) {
  const std::span<const WordId> words(ids.data(), ids.size());
  for (const WordId word : words) {
    if (word < 0 || word >= self.words()) checked(self, word);
  }
  const nb::gil_scoped_release release;
  return self.score_ids(words);
}

}  // namespace

void bind_ngram(nb::module_& module) {
  nb::class_<LmState>(module, "LmState")
      .def_prop_ro("words", [](const LmState& self) {
        return std::vector<WordId>(self.words.begin(), self.words.begin() + self.length);
      })
      .def("__eq__", [](const LmState& self, const LmState& other) { return self == other; })
      .def("__hash__", &LmState::hash);

  nb::class_<NgramModel>(module, "NgramModel")
      .def_static("wrote", [](const nb::bytes& head) { return NgramModel::wrote({head.c_str(), head.size()}); }, "head"_a)
      .def_static("open", &NgramModel::open, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("save", &NgramModel::save, "path"_a, nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("order", &NgramModel::order)
      .def_prop_ro("words", &NgramModel::words)
      .def_prop_ro("bytes", &NgramModel::bytes)
      .def_prop_ro("first_word", &NgramModel::first_word)
      .def_prop_ro("boost_class", &NgramModel::boost_class)
      .def("count",
           [](const NgramModel& self, int order) {
             if (order < 1 || order > self.order()) {
               throw std::invalid_argument("order " + std::to_string(order) + " is outside the model's 1.." +
                                           std::to_string(self.order()));
             }
             return self.count(order);
           },
           "order"_a)
      .def("id", &NgramModel::id, "word"_a)
      .def("word", [](const NgramModel& self, WordId w) { return std::string(self.word(checked(self, w))); },
           "word"_a)
      .def("begin", &NgramModel::begin)
      .def("empty", &NgramModel::empty)
      .def("end", &NgramModel::end, "state"_a)
      .def("score",
           [](const NgramModel& self, const LmState& state, WordId word) {
             LmState next;
             const double nats = self.score(state, checked(self, word), &next);
             return std::make_pair(nats, next);
           },
           "state"_a, "word"_a)
      .def("encode", &encode, "texts"_a)
      .def("score_ids", &score_ids, "ids"_a.noconvert())
      .def("score_texts", &score_texts, "texts"_a, "bos"_a, "eos"_a, "threads"_a);

  nb::exception<RepeatedWord>(module, "RepeatedWordError", PyExc_RuntimeError);
  nb::class_<PyArpaReader>(module, "ArpaReader")
      .def(nb::init<std::string>(), "name"_a)
      .def("feed", [](PyArpaReader& self, const nb::bytes& block) {
        const std::string_view text{block.c_str(), block.size()};
        const nb::gil_scoped_release release;
        self.feed(text);
      }, "block"_a)
      .def("finish", &PyArpaReader::finish, "bits"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("finish_folded", &PyArpaReader::finish_folded, "cased"_a, "folded"_a,
           nb::call_guard<nb::gil_scoped_release>())
      .def("finish_scored", &PyArpaReader::finish_scored, "order"_a, "score"_a);
}

}  // namespace earmark::bindings
