// Which entry each token sequence of a list writes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bias/context_graph.h"

namespace earmark {

// Path p is tokens[offsets[p] .. offsets[p + 1]). The paths of text t are those from texts[t] to texts[t + 1],
// the likeliest first.
struct TextPaths {
  std::span<const Token> tokens;
  std::span<const std::int64_t> offsets;
  std::span<const std::int64_t> texts;
};

// Entry e is said as texts[offsets[e] .. offsets[e + 1]), the plain form first. ranks: of each of these forms; a
// form of rank 0 has a path before one of rank 1, and so on up to rank 3, wherever their entries stand.
struct EntryForms {
  std::span<const std::int32_t> texts;
  std::span<const std::int64_t> offsets;
  std::span<const std::uint8_t> ranks;
};

// Paths in the order of their entries, each once.
struct EntryPaths {
  std::vector<Token> tokens;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> entries;  // by path
  std::vector<std::int32_t> texts;    // by path
  // By entry: the entry that has its first path; itself where it has a path of its own; kNone without a path.
  std::vector<std::int32_t> owner;
};

// Throws std::invalid_argument where the offsets do not fit together.
EntryPaths own_paths(const TextPaths& paths, const EntryForms& forms);

}  // namespace earmark
