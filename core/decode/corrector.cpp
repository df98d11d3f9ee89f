#include "decode/corrector.h"

#include <algorithm>
#include <utility>

#include "decode/alternatives.h"
#include "decode/greedy.h"
#include "decode/rescoring.h"

namespace earmark {

namespace {

constexpr std::int32_t kAll = 1024;  // hypotheses that are asked for where every sequence counts
constexpr int kRounds = 16;          // the first one's entries, and fewer of them each time
constexpr std::size_t kOthers = 8;   // hypotheses whose entries are tried where the first one's fail
constexpr int kTried = 6;            // entries of theirs
constexpr std::int32_t kReach = 8;   // frames around an entry: given words may lack what is said beyond

bool overlap(GivenRange a, GivenRange b) {
  if (a.first == a.end || b.first == b.end) return a.first <= b.end && b.first <= a.end;
  return a.first < b.end && b.first < a.end;
}

// Puts an entry among others in order; false where one stands there.
bool insert(std::vector<Placed>& placed, const Placed& entry) {
  for (const Placed& other : placed) {
    if (overlap(other.words, entry.words)) return false;
  }
  const auto behind = std::ranges::find_if(placed, [&](const Placed& other) { return other.words.first >= entry.words.end; });
  placed.insert(behind, entry);
  return true;
}

}  // namespace

Corrector::Corrector(const SearchModel& model, const Options& last, bool acoustic_only)
    : model_(model), options_(exactly(last)), acoustic_only_(acoustic_only), verifier_(model, last) {}

Corrected Corrector::apply(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found,
                           double threshold) const {
  const GivenWords words(given, *model_.table);
  std::vector<Hypothesis> others{given, greedy(input.unbiased, model_.table->blank())};
  others.insert(others.end(), found.begin(), found.end());
  Attempt best = attempt(input, given, others, found.empty() ? std::vector<Placed>() : missing(words, found[0]), threshold);
  std::vector<Hit> rejected = best.failed;
  for (int round = 0; round < kRounds && drop_failed(input, given, others, threshold, best); ++round) {
    rejected.insert(rejected.end(), best.failed.begin(), best.failed.end());
  }
  int tried = 0;
  for (std::size_t i = 0; i < std::min(found.size(), kOthers); ++i) {
    for (const Placed& entry : missing(words, found[i])) {
      const auto is_this = [&](const Hit& hit) { return hit.entry == entry.entry; };
      std::vector<Placed> placed = best.placed;
      if (std::ranges::any_of(rejected, is_this) || !insert(placed, entry) || ++tried > kTried) continue;
      Attempt next = attempt(input, given, others, std::move(placed), threshold);
      rejected.insert(rejected.end(), next.failed.begin(), next.failed.end());
      if (next.failed.empty() && next.placed.size() > best.placed.size()) best = std::move(next);
    }
  }
  best.result.rejected = std::move(rejected);
  return std::move(best.result);
}

// The entries of a hypothesis that the given words do not spell in their places.
std::vector<Placed> Corrector::missing(const GivenWords& words, const Hypothesis& found) const {
  std::vector<Placed> placed = words.place(found);
  std::erase_if(placed, [&](const Placed& entry) {
    return words.spell({entry.words.first - 1, entry.words.end + 1}, text_of(entry.tokens, *model_.table));
  });
  return placed;
}

// The entries in their best places, verified; those that the audio has no room for, or that are not entries there, are
// taken out.
Corrector::Attempt Corrector::attempt(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found,
                                      std::vector<Placed> placed, double threshold) const {
  Attempt attempt;
  std::optional<Hypothesis> hypothesis = best_place(input, given, placed);
  if (!hypothesis) {
    placed.clear();
    hypothesis = best_place(input, given, placed);
  }
  attempt.result.given = given;
  attempt.result.hypothesis = hypothesis ? std::move(*hypothesis) : given;
  attempt.placed = std::move(placed);
  Hypothesis& best = attempt.result.hypothesis;
  std::erase_if(best.hits, [](const Hit& hit) { return hit.boost < 0.0; });
  if (!best.hits.empty()) verifier_.verify(input, found, best, kReach);
  std::erase_if(best.hits, [&](Hit& hit) {
    const bool written = stands(given, best, hit);
    const bool failed = !verifier_.is_entry(input, best, written, hit) || (!written && hit.verdict->log_odds < threshold);
    if (failed) attempt.failed.push_back(hit);
    return failed;
  });
  find_places(Placement(given.tokens, attempt.placed, *model_.table), attempt);
  return attempt;
}

// Moves each entry to the place, of those near its own, whose sentence scores best; returns the sentence of all.
std::optional<Hypothesis> Corrector::best_place(const PassInput& input, const Hypothesis& given,
                                                std::vector<Placed>& placed) const {
  const TokenTable& table = *model_.table;
  std::optional<Hypothesis> best = scored(input, Placement(given.tokens, placed, table));
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const std::vector<GivenRange> ranges = nearby(placed, i);
    std::vector<std::vector<Token>> sequences;
    std::vector<Placed> moved = placed;
    for (const GivenRange range : ranges) {
      moved[i].words = range;
      sequences.push_back(Placement(given.tokens, moved, table).tokens());
    }
    const std::vector<Hypothesis> all = rescore(model_, options_, input, sequences, kAll);
    for (std::size_t k = 0; k < ranges.size(); ++k) {
      const Hypothesis* other = find(all, sequences[k]);
      if (other == nullptr || (best && !(worth(*other) > worth(*best)))) continue;
      best = *other;
      placed[i].words = ranges[k];
    }
  }
  return best;
}

std::optional<Hypothesis> Corrector::scored(const PassInput& input, const Placement& placement) const {
  const std::vector<Hypothesis> all = rescore(model_, options_, input, {&placement.tokens(), 1}, kAll);
  const Hypothesis* own = find(all, placement.tokens());
  return own == nullptr ? std::nullopt : std::optional(*own);
}

// Takes out the entries that failed or that are no hits any more; whether there were any.
bool Corrector::drop_failed(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found,
                            double threshold, Attempt& attempt) const {
  std::vector<Placed> kept;
  for (const Placed& entry : attempt.placed) {
    const auto holds = [&](GivenRange place) { return place.first <= entry.words.first && entry.words.end <= place.end; };
    if (std::ranges::any_of(attempt.result.places, holds)) kept.push_back(entry);
  }
  if (kept.size() == attempt.placed.size()) return false;
  attempt = this->attempt(input, given, found, std::move(kept), threshold);
  return true;
}

bool Corrector::stands(const Hypothesis& given, const Hypothesis& hypothesis, const Hit& hit) const {
  return stands_in(given, hypothesis, hit, verifier_.writing());
}

void Corrector::find_places(const Placement& placement, Attempt& attempt) const {
  std::vector<Hit>& hits = attempt.result.hypothesis.hits;
  for (const Hit& hit : hits) {
    attempt.result.places.push_back(placement.range_of(hit.first_token, hit.last_token).value_or(GivenRange{}));
  }
}

double Corrector::worth(const Hypothesis& hypothesis) const {
  return acoustic_only_ ? hypothesis.scores.acoustic + hypothesis.scores.boost : hypothesis.scores.total();
}

}  // namespace earmark
