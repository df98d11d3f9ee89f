#include "bias/entry_paths.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace earmark {

namespace {

constexpr std::uint8_t kRanks = 4;

bool ascending(std::span<const std::int64_t> offsets, std::size_t total) {
  return !offsets.empty() && offsets.front() == 0 && std::is_sorted(offsets.begin(), offsets.end()) &&
         offsets.back() == static_cast<std::int64_t>(total);
}

void check(const TextPaths& paths, const EntryForms& forms) {
  if (!ascending(paths.offsets, paths.tokens.size()) || !ascending(paths.texts, paths.offsets.size() - 1)) {
    throw std::invalid_argument("the offsets of a list's paths do not fit together");
  }
  if (!ascending(forms.offsets, forms.texts.size()) || forms.ranks.size() != forms.texts.size()) {
    throw std::invalid_argument("the offsets of a list's forms do not fit together");
  }
  const auto texts = static_cast<std::int32_t>(paths.texts.size()) - 1;
  for (const std::int32_t text : forms.texts) {
    if (text < 0 || text >= texts) throw std::invalid_argument("a list's form is none of its texts");
  }
}

// Equal token sequences have one number.
std::vector<std::int32_t> numbered(const TextPaths& paths) {
  std::unordered_map<std::string_view, std::int32_t> number;
  std::vector<std::int32_t> numbers;
  const std::size_t count = paths.offsets.size() - 1;
  number.reserve(count);
  numbers.reserve(count);
  for (std::size_t p = 0; p < count; ++p) {
    const std::string_view bytes(reinterpret_cast<const char*>(paths.tokens.data() + paths.offsets[p]),
                                 sizeof(Token) * static_cast<std::size_t>(paths.offsets[p + 1] - paths.offsets[p]));
    numbers.push_back(number.emplace(bytes, static_cast<std::int32_t>(number.size())).first->second);
  }
  return numbers;
}

}  // namespace

EntryPaths own_paths(const TextPaths& paths, const EntryForms& forms) {
  check(paths, forms);
  const std::vector<std::int32_t> numbers = numbered(paths);
  const auto entries = static_cast<std::int32_t>(forms.offsets.size()) - 1;
  std::vector<std::int32_t> owner(numbers.size(), kNone), seen(numbers.size(), kNone);
  for (std::uint8_t rank = 0; rank < kRanks; ++rank) {
    for (std::int32_t entry = 0; entry < entries; ++entry) {
      for (std::int64_t f = forms.offsets[entry]; f < forms.offsets[entry + 1]; ++f) {
        if (forms.ranks[f] != rank) continue;
        for (std::int64_t p = paths.texts[forms.texts[f]]; p < paths.texts[forms.texts[f] + 1]; ++p) {
          if (owner[numbers[p]] == kNone) owner[numbers[p]] = entry;
        }
      }
    }
  }
  EntryPaths found;
  found.owner.assign(entries, kNone);
  for (std::int32_t entry = 0; entry < entries; ++entry) {
    for (std::int64_t f = forms.offsets[entry]; f < forms.offsets[entry + 1]; ++f) {
      const std::int32_t text = forms.texts[f];
      for (std::int64_t p = paths.texts[text]; p < paths.texts[text + 1]; ++p) {
        const std::int32_t number = numbers[p];
        if (found.owner[entry] == kNone) found.owner[entry] = owner[number];
        if (owner[number] != entry || seen[number] == entry) continue;
        seen[number] = entry;
        found.owner[entry] = entry;
        found.tokens.insert(found.tokens.end(), paths.tokens.begin() + paths.offsets[p],
                            paths.tokens.begin() + paths.offsets[p + 1]);
        found.offsets.push_back(static_cast<std::int64_t>(found.tokens.size()));
        found.entries.push_back(entry);
        found.texts.push_back(text);
      }
    }
  }
  return found;
}

}  // namespace earmark
