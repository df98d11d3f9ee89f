#include "guard.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

// The tokens of `other` between two frames, whole words, or nothing where an entry overlaps them.
struct Piece {
  bool usable = false;
  std::vector<Token> tokens;
};

Piece piece_between(const Path& other, std::int32_t after, std::int32_t before, std::span<const std::uint8_t> word_starts) {
  Piece piece;
  const auto length = static_cast<std::int32_t>(other.tokens.size());
  std::int32_t begin = kNone, end = 0;
  for (std::int32_t first = 0, next = 0; first < length; first = next) {
    for (next = first + 1; next < length && word_starts[other.tokens[next]] == 0; ++next) {}
    // A word belongs where most of it lies: alignments differ by a frame or two.
    const std::int32_t middle = (other.frames[first] + other.frames[next - 1]) / 2;
    if (middle <= after || middle >= before) continue;
    if (begin == kNone) begin = first;
    end = next;
  }
  if (begin == kNone) {
    piece.usable = true;
    return piece;
  }
  for (const Hit& hit : other.hits) {
    if (hit.first < end && hit.last >= begin) return piece;
  }
  piece.usable = true;
  piece.tokens.assign(other.tokens.begin() + begin, other.tokens.begin() + end);
  return piece;
}

std::int32_t shortest(Readings readings) {
  std::size_t least = 0;
  for (std::size_t r = 0; r < readings.size(); ++r) {
    if (r == 0 || readings[r].size() < least) least = readings[r].size();
  }
  return static_cast<std::int32_t>(least);
}

}  // namespace

std::vector<Rival> rivals_of(const Path& path, std::span<const Path> others, std::span<const std::uint8_t> word_starts,
                             std::size_t most) {
  std::vector<Rival> rivals;
  const auto length = static_cast<std::int32_t>(path.tokens.size());
  for (std::size_t i = 0; i < path.hits.size(); ++i) {
    const Hit& hit = path.hits[i];
    const std::int32_t after = hit.first == 0 ? kNone : path.frames[hit.first - 1];
    const std::int32_t before =
        hit.last + 1 == length ? std::numeric_limits<std::int32_t>::max() : path.frames[hit.last + 1];
    const auto first = path.tokens.begin() + hit.first, next = path.tokens.begin() + hit.last + 1;
    std::vector<std::vector<Token>> known{{first, next}};
    for (const Path& other : others) {
      if (known.size() > most) break;
      const Piece piece = piece_between(other, after, before, word_starts);
      if (!piece.usable || std::find(known.begin(), known.end(), piece.tokens) != known.end()) continue;
      known.push_back(piece.tokens);
      Rival rival{i, piece.tokens, {path.tokens.begin(), first}};
      rival.sequence.insert(rival.sequence.end(), piece.tokens.begin(), piece.tokens.end());
      rival.sequence.insert(rival.sequence.end(), next, path.tokens.end());
      rivals.push_back(std::move(rival));
    }
  }
  return rivals;
}

void hear(Path& path, std::span<const std::uint8_t> word_starts, std::span<const std::string> spellings,
          const Pronouncer& pronouncer, const ListedSounds* listed, PhoneEvidence& evidence) {
  PhoneEvidence::State state = evidence.root();
  auto hit = path.hits.begin();
  const auto length = static_cast<std::int32_t>(path.tokens.size());
  for (std::int32_t first = 0, next = 0; first < length && hit != path.hits.end(); first = next) {
    std::string text = spellings[path.tokens[first]];
    for (next = first + 1; next < length && word_starts[path.tokens[next]] == 0; ++next) {
      text += spellings[path.tokens[next]];
    }
    if (text.empty()) continue;
    const Sound sound = sound_of(text, pronouncer, listed);
    if (first >= hit->first) {
      if (first == hit->first) hit->heard = -evidence.score(state);
      hit->sounds += shortest(sound.readings);
    }
    state = evidence.extend(state, sound.readings, sound.key);
    if (next > hit->last) {
      hit->heard += evidence.score(state);
      ++hit;
    }
  }
}

}  // namespace earmark
