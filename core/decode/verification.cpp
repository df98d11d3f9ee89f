// What a search with a list does once it has found its best paths: entries are weighed and may be undone.
#include <algorithm>
#include <optional>
#include <utility>

#include "decode/search.h"
#include "decode/greedy.h"
#include "decode/verifier.h"
#include "decode/rescoring.h"

namespace earmark {

namespace {

constexpr std::int32_t kAll = 1024;    // paths that are asked for where every sequence counts
constexpr std::size_t kPlain = 2;      // hypotheses of a search without the list that entries are weighed against
constexpr int kRounds = 16;            // of undoing: what takes an entry's place may hold another one

std::vector<std::int32_t> entries_in(std::span<const Hypothesis> paths) {
  std::vector<std::int32_t> entries;
  for (const Hypothesis& path : paths) {
    for (const Hit& hit : path.hits) entries.push_back(hit.entry);
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

// One of the hits stands in the path, at about the same time.
bool holds(const Hypothesis& path, std::span<const Hit> hits) {
  return std::any_of(path.hits.begin(), path.hits.end(), [&](const Hit& own) {
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      return own.entry == hit.entry && path.frames[own.first_token] <= hit.last_frame && path.frames[own.last_token] >= hit.first_frame;
    });
  });
}

}  // namespace

// Leaves out what holds an entry that the list wants less of.
void Search::drop_suppressed(const Task& task, std::vector<Hypothesis>& paths) const {
  const std::vector<Hypothesis> found = scored(task, exactly(options_), sequences_of(paths), kAll);
  std::erase_if(paths, [&](const Hypothesis& path) {
    const Hypothesis* same = find(found, path.tokens);
    return same == nullptr || std::any_of(same->hits.begin(), same->hits.end(), [](const Hit& h) { return h.boost < 0.0; });
  });
}

// The path with rivals in the place of its hits `failed`: of all, or where the audio has no room for that, of one.
Search::Undoing Search::undo(const Task& task, const Options& options, const Hypothesis& path,
                                     std::span<const std::size_t> failed) const {
  std::vector<std::vector<std::size_t>> choices{{failed.begin(), failed.end()}};
  for (const std::size_t i : failed) choices.push_back({i});
  std::sort(choices.begin() + 1, choices.end(),
            [&](const auto& a, const auto& b) { return path.hits[a[0]].verdict->log_odds < path.hits[b[0]].verdict->log_odds; });
  std::vector<std::vector<Token>> sequences;
  for (const auto& choice : choices) sequences.push_back(without(path, choice, *table_));
  const std::vector<Hypothesis> found = scored(task, exactly(options), sequences, kAll);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (const Hypothesis* path_without = find(found, sequences[i])) return {choices[i], *path_without};
  }
  return {};
}

void Search::weigh(const Task& task, Hypothesis& path, std::span<const Hypothesis> others) const {
  verifier_->weigh(path, others, task.unbiased, task.compared, task.listed, task.phones, task.attention,
                task.index->confusability(), task.index->graph().favoured());
}

// The list has brought the entry about, and it was hardly said.
bool Search::fails(const Task& task, const Hit& hit) const {
  const bool adapted = task.attention != nullptr && task.attention->of(hit.entry, hit.first_frame, hit.last_frame) > 0.0;
  return (hit.boost + hit.lm > 0.0 || adapted) && hit.verdict->log_odds < 0.0 && hit.verdict->alternative;
}

// Puts these tokens first unless an entry is lost by it: the list may know one by other tokens only.
bool Search::write(const Task& task, const Options& options, const std::vector<Token>& tokens,
                       std::vector<Hypothesis>& paths) const {
  if (paths[0].tokens == tokens) return true;
  const std::vector<Hypothesis> found = scored(task, exactly(options), {&tokens, 1}, kAll);
  const Hypothesis* same = find(found, tokens);
  const auto stays = [&](const Hit& hit) { return holds(*same, {&hit, 1}); };
  if (same == nullptr || !std::all_of(paths[0].hits.begin(), paths[0].hits.end(), stays)) return false;
  std::erase_if(paths, [&](const Hypothesis& path) { return path.tokens == tokens; });
  paths.insert(paths.begin(), *same);
  return true;
}

// Weighs the entries of the best path and puts rivals in the place of those that were hardly said.
void Search::keep_what_was_said(const Task& task, std::vector<Hypothesis> plain, std::vector<Hypothesis>& paths) const {
  const Options& options = twice(task) ? final_ : options_;
  std::vector<std::int32_t> tried = entries_in(paths);
  std::vector<Hit> undone;
  if (plain.size() > kPlain) plain.resize(kPlain);
  const std::optional<Hypothesis> unlisted = plain.empty() ? std::nullopt : std::optional(plain[0]);
  plain.push_back(greedy(task.unbiased, table_->blank()));
  const auto stays = [&](const Hit& hit) { return unlisted && stands_in(*unlisted, paths[0], hit, verifier_->writing()); };
  for (int round = 0; round < kRounds && !paths[0].hits.empty(); ++round) {
    std::vector<Hypothesis> others = plain;  // what no list has touched comes first
    others.insert(others.end(), paths.begin() + 1, paths.end());
    weigh(task, paths[0], others);
    std::vector<std::size_t> failed;
    for (std::size_t i = 0; i < paths[0].hits.size(); ++i) {
      const Hit& hit = paths[0].hits[i];
      if (fails(task, hit) && !stays(hit)) failed.push_back(i);
    }
    if (failed.empty()) break;
    const Undoing done = undo(task, options, paths[0], failed);
    if (done.hits.empty()) break;
    for (const std::size_t i : done.hits) undone.push_back(paths[0].hits[i]);
    paths[0] = done.path;
    const auto outdated = [&](const Hypothesis& path) { return path.tokens == done.path.tokens || holds(path, undone); };
    paths.erase(std::remove_if(paths.begin() + 1, paths.end(), outdated), paths.end());
  }
  if (unlisted && std::all_of(paths[0].hits.begin(), paths[0].hits.end(), stays)) {
    const bool others = paths[0].tokens != unlisted->tokens;
    if (write(task, options, unlisted->tokens, paths)) {
      paths[0].frames = unlisted->frames;  // an adapter moves tokens a little
      if (others) weigh(task, paths[0], plain);
      for (Hit& hit : paths[0].hits) {
        hit.first_frame = paths[0].frames[hit.first_token];
        hit.last_frame = paths[0].frames[hit.last_token];
      }
    }
  }
  paths[0].rejected = std::move(undone);
  paths[0].considered = std::move(tried);
}

}  // namespace earmark
