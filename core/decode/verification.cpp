#include "decode/verification.h"

#include <algorithm>
#include <utility>

#include "decode/greedy.h"
#include "decode/rescoring.h"

namespace earmark {

namespace {

constexpr std::int32_t kAll = 1024;   // hypotheses that are asked for where every sequence counts
constexpr std::size_t kUnlisted = 2;  // hypotheses without the list in which alternatives are looked for
constexpr int kRounds = 16;           // an alternative may hold another entry

std::vector<std::int32_t> entries_in(std::span<const Hypothesis> hypotheses) {
  std::vector<std::int32_t> entries;
  for (const Hypothesis& hypothesis : hypotheses) {
    for (const Hit& hit : hypothesis.hits) entries.push_back(hit.entry);
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

bool overlap(const Hit& a, const Hit& b) {
  return a.entry == b.entry && a.first_frame <= b.last_frame && a.last_frame >= b.first_frame;
}

// One of the hits stands in the hypothesis, at about the same time.
bool holds(const Hypothesis& hypothesis, std::span<const Hit> hits) {
  return std::ranges::any_of(hypothesis.hits, [&](const Hit& own) {
    return std::ranges::any_of(hits, [&](const Hit& hit) { return overlap(own, hit); });
  });
}

// The list or its adapter has brought the entry about.
bool brought_about(const PassInput& input, const Hit& hit) {
  if (hit.boost + hit.lm > 0.0) return true;
  return input.attention != nullptr && input.attention->of(hit.entry, hit.first_frame, hit.last_frame) > 0.0;
}

}  // namespace

Verification::Verification(const SearchModel& model, const Options& first, const Options& last)
    : model_(model), first_(first), verifier_(model, last) {}

void Verification::drop_suppressed(const PassInput& input, std::vector<Hypothesis>& unlisted) const {
  const std::vector<Hypothesis> scored = rescore(model_, exactly(first_), input, sequences_of(unlisted), kAll);
  std::erase_if(unlisted, [&](const Hypothesis& hypothesis) {
    const Hypothesis* same = find(scored, hypothesis.tokens);
    return same == nullptr || std::ranges::any_of(same->hits, [](const Hit& hit) { return hit.boost < 0.0; });
  });
}

void Verification::apply(const PassInput& input, const Options& options, std::vector<Hypothesis> unlisted,
                         std::vector<Hypothesis>& found) const {
  std::vector<std::int32_t> considered = entries_in(found);
  if (unlisted.size() > kUnlisted) unlisted.resize(kUnlisted);
  const bool suppressed = unlisted.empty();  // every hypothesis without the list
  unlisted.push_back(greedy(input.unbiased, model_.table->blank()));
  std::vector<Hit> rejected = reject(input, options, unlisted, suppressed ? nullptr : &unlisted[0], found);
  if (!suppressed) restore(input, options, unlisted, found);
  drop_plain(input, suppressed ? nullptr : &unlisted[0], found[0], rejected);
  for (const Hit& hit : rejected) considered.push_back(hit.entry);  // an alternative may have brought it in
  std::sort(considered.begin(), considered.end());
  considered.erase(std::unique(considered.begin(), considered.end()), considered.end());
  found[0].rejected = std::move(rejected);
  found[0].considered = std::move(considered);
}

// Puts alternatives in the place of failing entries until none fails; returns the entries that went. reference: the
// best hypothesis without the list, null for none.
std::vector<Hit> Verification::reject(const PassInput& input, const Options& options,
                                      std::span<const Hypothesis> unlisted, const Hypothesis* reference,
                                      std::vector<Hypothesis>& found) const {
  std::vector<Hit> rejected;
  for (int round = 0; round < kRounds && !found[0].hits.empty(); ++round) {
    std::vector<Hypothesis> others(unlisted.begin(), unlisted.end());  // alternatives without the list come first
    others.insert(others.end(), found.begin() + 1, found.end());
    verifier_.verify(input, others, found[0]);
    const std::vector<std::size_t> failed = failing(input, reference, found[0]);
    if (failed.empty()) break;
    Replacement replacement = replace(input, options, found[0], failed);
    if (replacement.hits.empty()) break;
    for (const std::size_t i : replacement.hits) rejected.push_back(found[0].hits[i]);
    found[0] = std::move(replacement.hypothesis);
    const auto outdated = [&](const Hypothesis& other) {
      return other.tokens == found[0].tokens || holds(other, rejected);
    };
    found.erase(std::remove_if(found.begin() + 1, found.end(), outdated), found.end());
  }
  return rejected;
}

// Takes away the hits that are spelt like ordinary words, where the sentence speaks for those: the words stay.
void Verification::drop_plain(const PassInput& input, const Hypothesis* reference, Hypothesis& best,
                              std::vector<Hit>& rejected) const {
  if (reference == nullptr) return;
  std::erase_if(best.hits, [&](Hit& hit) {
    const bool stands = stands_in(*reference, best, hit, verifier_.writing());
    if (verifier_.is_entry(input, best, stands, hit)) return false;
    best.scores.boost -= hit.boost;
    best.scores.lm -= hit.lm;
    rejected.push_back(hit);
    return true;
  });
}

std::vector<std::size_t> Verification::failing(const PassInput& input, const Hypothesis* reference,
                                               const Hypothesis& best) const {
  std::vector<std::size_t> failed;
  for (std::size_t i = 0; i < best.hits.size(); ++i) {
    const Hit& hit = best.hits[i];
    if (hit.verdict->log_odds >= 0.0 || !hit.verdict->alternative || !brought_about(input, hit)) continue;
    if (reference == nullptr || !stands_in(*reference, best, hit, verifier_.writing())) failed.push_back(i);
  }
  return failed;
}

// Alternatives in the place of all the hits, or where the audio has no room for that, of the worst one.
Verification::Replacement Verification::replace(const PassInput& input, const Options& options, const Hypothesis& best,
                                                std::span<const std::size_t> hits) const {
  std::vector<std::vector<std::size_t>> choices{{hits.begin(), hits.end()}};
  for (const std::size_t i : hits) choices.push_back({i});
  const auto log_odds = [&](const auto& choice) { return best.hits[choice[0]].verdict->log_odds; };
  std::sort(choices.begin() + 1, choices.end(), [&](const auto& a, const auto& b) { return log_odds(a) < log_odds(b); });
  std::vector<std::vector<Token>> sequences;
  for (const auto& choice : choices) sequences.push_back(without(best, choice, *model_.table));
  const std::vector<Hypothesis> scored = rescore(model_, exactly(options), input, sequences, kAll);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (const Hypothesis* hypothesis = find(scored, sequences[i])) return {choices[i], *hypothesis};
  }
  return {};
}

// Takes the result without the list as a whole where it has every entry that has stayed.
void Verification::restore(const PassInput& input, const Options& options, std::span<const Hypothesis> unlisted,
                           std::vector<Hypothesis>& found) const {
  const auto stands = [&](const Hit& hit) { return stands_in(unlisted[0], found[0], hit, verifier_.writing()); };
  if (!std::ranges::all_of(found[0].hits, stands)) return;
  const bool other = found[0].tokens != unlisted[0].tokens;
  if (other && !put_first(input, options, unlisted[0].tokens, found)) return;
  found[0].frames = unlisted[0].frames;  // an adapter moves tokens a little
  if (other) verifier_.verify(input, unlisted, found[0]);
  for (Hit& hit : found[0].hits) {
    hit.first_frame = found[0].frames[hit.first_token];
    hit.last_frame = found[0].frames[hit.last_token];
  }
}

// Puts these tokens first unless an entry is lost by it: the list may know one by other tokens only.
bool Verification::put_first(const PassInput& input, const Options& options, const std::vector<Token>& tokens,
                             std::vector<Hypothesis>& found) const {
  const std::vector<Hypothesis> scored = rescore(model_, exactly(options), input, {&tokens, 1}, kAll);
  const Hypothesis* same = find(scored, tokens);
  const auto stays = [&](const Hit& hit) { return holds(*same, {&hit, 1}); };
  if (same == nullptr || !std::ranges::all_of(found[0].hits, stays)) return false;
  std::erase_if(found, [&](const Hypothesis& hypothesis) { return hypothesis.tokens == tokens; });
  found.insert(found.begin(), *same);
  return true;
}

}  // namespace earmark
