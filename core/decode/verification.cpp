// What a search with a list does once it has found its best paths: entries are weighed and may be undone.
#include <algorithm>
#include <optional>
#include <utility>

#include "decode/search.h"
#include "ctc/greedy.h"
#include "decode/verifier.h"
#include "decode/rescoring.h"

namespace earmark {

namespace {

constexpr std::int32_t kAll = 1024;    // paths that are asked for where every sequence counts
constexpr std::size_t kPlain = 2;      // hypotheses of a search without the list that entries are weighed against
constexpr int kRounds = 16;            // of undoing: what takes an entry's place may hold another one

std::vector<std::int32_t> entries_in(std::span<const Path> paths) {
  std::vector<std::int32_t> entries;
  for (const Path& path : paths) {
    for (const Hit& hit : path.hits) entries.push_back(hit.entry);
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

// One of the hits stands in the path, at about the same time.
bool holds(const Path& path, std::span<const Hit> hits) {
  return std::any_of(path.hits.begin(), path.hits.end(), [&](const Hit& own) {
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      return own.entry == hit.entry && path.frames[own.first] <= hit.to && path.frames[own.last] >= hit.from;
    });
  });
}

}  // namespace

// Leaves out what holds an entry that the list wants less of.
void Search::drop_suppressed(const Task& task, std::vector<Path>& paths) const {
  const std::vector<Path> found = scored(task, exactly(options_), sequences_of(paths), kAll);
  std::erase_if(paths, [&](const Path& path) {
    const Path* same = find(found, path.tokens);
    return same == nullptr || std::any_of(same->hits.begin(), same->hits.end(), [](const Hit& h) { return h.boost < 0.0; });
  });
}

// The path with rivals in the place of its hits `failed`: of all, or where the audio has no room for that, of one.
Search::Undoing Search::undo(const Task& task, const Options& options, const Path& path,
                                     std::span<const std::size_t> failed) const {
  std::vector<std::vector<std::size_t>> choices{{failed.begin(), failed.end()}};
  for (const std::size_t i : failed) choices.push_back({i});
  std::sort(choices.begin() + 1, choices.end(),
            [&](const auto& a, const auto& b) { return path.hits[a[0]].odds < path.hits[b[0]].odds; });
  std::vector<std::vector<Token>> sequences;
  for (const auto& choice : choices) sequences.push_back(without(path, choice, *table_));
  const std::vector<Path> found = scored(task, exactly(options), sequences, kAll);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (const Path* path_without = find(found, sequences[i])) return {choices[i], *path_without};
  }
  return {};
}

void Search::weigh(const Task& task, Path& path, std::span<const Path> others) const {
  verifier_->weigh(path, others, task.unbiased, task.compared, task.listed, task.phones, task.attention,
                task.index->confusability(), task.index->graph().favoured());
}

// The list has brought the entry about, and it was hardly said.
bool Search::fails(const Task& task, const Hit& hit) const {
  const bool adapted = task.attention != nullptr && task.attention->of(hit.entry, hit.from, hit.to) > 0.0;
  return (hit.boost + hit.lm > 0.0 || adapted) && hit.odds < 0.0 && hit.weighed;
}

// Puts these tokens first unless an entry is lost by it: the list may know one by other tokens only.
bool Search::write(const Task& task, const Options& options, const std::vector<Token>& tokens,
                       std::vector<Path>& paths) const {
  if (paths[0].tokens == tokens) return true;
  const std::vector<Path> found = scored(task, exactly(options), {&tokens, 1}, kAll);
  const Path* same = find(found, tokens);
  const auto stays = [&](const Hit& hit) { return holds(*same, {&hit, 1}); };
  if (same == nullptr || !std::all_of(paths[0].hits.begin(), paths[0].hits.end(), stays)) return false;
  std::erase_if(paths, [&](const Path& path) { return path.tokens == tokens; });
  paths.insert(paths.begin(), *same);
  return true;
}

// Weighs the entries of the best path and puts rivals in the place of those that were hardly said.
void Search::keep_what_was_said(const Task& task, std::vector<Path> plain, std::vector<Path>& paths) const {
  const Options& options = twice(task) ? final_ : options_;
  std::vector<std::int32_t> tried = entries_in(paths);
  std::vector<Hit> undone;
  if (plain.size() > kPlain) plain.resize(kPlain);
  const std::optional<Path> unlisted = plain.empty() ? std::nullopt : std::optional(plain[0]);
  plain.push_back(greedy(task.unbiased, table_->blank()));
  const auto stays = [&](const Hit& hit) { return unlisted && stands_in(*unlisted, paths[0], hit, verifier_->writing()); };
  for (int round = 0; round < kRounds && !paths[0].hits.empty(); ++round) {
    std::vector<Path> others = plain;  // what no list has touched comes first
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
    const auto outdated = [&](const Path& path) { return path.tokens == done.path.tokens || holds(path, undone); };
    paths.erase(std::remove_if(paths.begin() + 1, paths.end(), outdated), paths.end());
  }
  if (unlisted && std::all_of(paths[0].hits.begin(), paths[0].hits.end(), stays)) {
    const bool others = paths[0].tokens != unlisted->tokens;
    if (write(task, options, unlisted->tokens, paths)) {
      paths[0].frames = unlisted->frames;  // an adapter moves tokens a little
      if (others) weigh(task, paths[0], plain);
      for (Hit& hit : paths[0].hits) {
        hit.from = paths[0].frames[hit.first];
        hit.to = paths[0].frames[hit.last];
      }
    }
  }
  paths[0].undone = std::move(undone);
  paths[0].tried = std::move(tried);
}

}  // namespace earmark
