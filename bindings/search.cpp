#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "decode/search.h"
#include "bindings.h"
#include "ctc/forward.h"
#include "ctc/greedy.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace earmark::bindings {

namespace {

using Matrix = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

Emissions view(const Matrix& array) {
  return {array.data(), static_cast<std::int32_t>(array.shape(0)), static_cast<std::int32_t>(array.shape(1))};
}

template <typename Values>
nb::tuple tuple_of(const Values& values) {
  nb::list list;
  for (const auto& value : values) list.append(value);
  return nb::tuple(list);
}

// (entry, first, last, boost, lm, (rival's tokens, ratios) or None, heard, length, odds, from, to)
nb::tuple to_python(const Hit& hit) {
  nb::object rival = nb::none();
  if (hit.weighed) {
    rival = nb::make_tuple(tuple_of(hit.rival), hit.acoustic_ratio, hit.phone_ratio, hit.word_ratio);
  }
  return nb::make_tuple(hit.entry, hit.first, hit.last, hit.boost, hit.lm, rival, hit.heard, hit.length, hit.odds,
                        hit.from, hit.to);
}

// (tokens, frames, confidences, acoustic, boost, words, phones, lm, hits, undone hits, entries tried)
nb::tuple to_python(const Path& path) {
  nb::list hits, undone;
  for (const Hit& hit : path.hits) hits.append(to_python(hit));
  for (const Hit& hit : path.undone) undone.append(to_python(hit));
  return nb::make_tuple(tuple_of(path.tokens), tuple_of(path.frames), tuple_of(path.confidences),
                        path.acoustic, path.boost, path.words, path.phones, path.lm, nb::tuple(hits),
                        nb::tuple(undone), tuple_of(path.tried));
}

nb::list search_batch(const Search& self, const std::vector<Matrix>& batch, const nb::sequence& indexes,
                      const nb::sequence& phones,
                      const nb::sequence& unbiased, const nb::sequence& attention, std::int32_t nbest,
                      std::size_t threads) {
  std::vector<Heard> heard;
  std::vector<std::shared_ptr<const BiasIndex>> lists;
  // Arrays that others are views of: a cast may have copied them.
  std::vector<Matrix> rows;
  std::vector<std::pair<Vector<std::int32_t>, Matrix>> looked;
  const auto keep = [&](nb::handle array) {
    rows.push_back(nb::cast<Matrix>(array));
    return view(rows.back());
  };
  if (nb::len(indexes) != batch.size() || nb::len(phones) != batch.size() || nb::len(unbiased) != batch.size() ||
      nb::len(attention) != batch.size()) {
    throw std::invalid_argument("a batch of " + std::to_string(batch.size()) + " utterances came with " +
                                std::to_string(nb::len(indexes)) + " word lists, " + std::to_string(nb::len(phones)) +
                                " phone emissions, " + std::to_string(nb::len(unbiased)) + " unbiased emissions and " +
                                std::to_string(nb::len(attention)) + " attentions");
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Emissions searched = view(batch[i]);
    const Emissions plain = unbiased[i].is_none() ? searched : keep(unbiased[i]);
    if (searched.tokens != self.tokens()) {
      throw std::invalid_argument("emissions have " + std::to_string(searched.tokens) +
                                  " tokens a frame, the search was made for " + std::to_string(self.tokens()));
    }
    if (plain.tokens != searched.tokens || plain.frames != searched.frames) {
      throw std::invalid_argument("unbiased emissions have another shape than the biased ones");
    }
    heard.push_back({searched, plain, phones[i].is_none() ? Emissions{} : keep(phones[i]), {}});
    if (attention[i].is_none()) continue;
    looked.push_back(nb::cast<std::pair<Vector<std::int32_t>, Matrix>>(attention[i]));
    const auto& [entries, mass] = looked.back();
    if (mass.shape(0) != batch[i].shape(0) || mass.shape(1) != entries.size()) {
      throw std::invalid_argument("attention has another shape than its entries and the emissions ask for");
    }
    heard.back().attention = {{entries.data(), entries.size()}, view(mass)};
  }
  for (nb::handle index : indexes) {
    lists.push_back(index.is_none() ? nullptr : nb::cast<std::shared_ptr<const BiasIndex>>(index));
  }
  std::vector<std::vector<Path>> results;
  {
    const nb::gil_scoped_release release;
    results = self.search_batch(heard, lists, nbest, threads);
  }
  nb::list out;
  for (const auto& paths : results) {
    nb::list converted;
    for (const Path& path : paths) converted.append(to_python(path));
    out.append(converted);
  }
  return out;
}

}  // namespace

void bind_search(nb::module_& module) {
  nb::class_<PhoneLexicon>(module, "PhoneLexicon")
      .def(
          "__init__",
          [](PhoneLexicon* self, std::vector<std::string> words, std::shared_ptr<const Pronunciations> lexicon,
             std::vector<std::int32_t> columns, std::int32_t phones, std::int32_t blank, std::int32_t boundary) {
            new (self) PhoneLexicon(std::move(words), std::move(lexicon), std::move(columns), phones, blank, boundary);
          },
          "words"_a, "lexicon"_a, "columns"_a, "phones"_a, nb::kw_only(), "blank"_a, "boundary"_a);
  nb::class_<ListedSounds>(module, "ListedSounds")
      .def(nb::init<std::vector<std::string>, std::shared_ptr<const Pronunciations>>(), "words"_a, "readings"_a);
  nb::class_<Search>(module, "Search")
      .def(
          "__init__",
          [](Search* self, std::shared_ptr<const TokenTable> table, std::shared_ptr<const NgramModel> lm,
             std::shared_ptr<const PhoneLexicon> phone_lexicon, const Options& options) {
            std::shared_ptr<const WordLm> word_lm;
            if (lm != nullptr) word_lm = std::make_shared<WordLm>(std::move(lm));
            new (self) Search(std::move(table), options, word_lm, phone_lexicon);
          },
          "table"_a, "lm"_a.none(), "phone_lexicon"_a.none(), "options"_a)
      .def("search_batch", &search_batch, "batch"_a, "indexes"_a, "phones"_a, "unbiased"_a, "attention"_a, "nbest"_a, "threads"_a);

  module.def(
      "greedy",
      [](const Matrix& log_probs, Token blank) {
        check_token(blank, log_probs.shape(1));
        Path path;
        {
          const nb::gil_scoped_release release;
          path = greedy(view(log_probs), blank);
        }
        return to_python(path);
      },
      "log_probs"_a.noconvert(), "blank"_a);
  module.def(
      "ctc_log_prob",
      [](const Matrix& log_probs, const std::vector<Token>& tokens, Token blank) {
        check_token(blank, log_probs.shape(1));
        for (const Token token : tokens) {
          check_token(token, log_probs.shape(1));
          if (token == blank) throw std::invalid_argument("the tokens hold the blank, " + std::to_string(blank));
        }
        const nb::gil_scoped_release release;
        return ctc_log_prob(view(log_probs), tokens, blank);
      },
      "log_probs"_a.noconvert(), "tokens"_a, "blank"_a);
}

}  // namespace earmark::bindings
