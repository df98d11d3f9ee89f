#include "bias/endings.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

bool holds(const std::vector<Phone>& phones, Phone phone) { return std::ranges::find(phones, phone) != phones.end(); }

}  // namespace

std::string_view Endings::text(std::int32_t ending, std::string_view word) const {
  for (const Ending::Spelling& spelling : endings_[static_cast<std::size_t>(ending)].spellings) {
    if (word.ends_with(spelling.after)) return spelling.text;
  }
  return {};
}

const std::vector<Phone>* Endings::sound(std::int32_t ending, Reading reading) const {
  if (reading.empty()) return nullptr;
  for (const Ending::Sound& sound : endings_[static_cast<std::size_t>(ending)].sounds) {
    if (sound.after.empty() || holds(sound.after, reading.back())) return &sound.phones;
  }
  return nullptr;
}

bool Endings::silent_after(std::int32_t ending, Phone phone) const {
  return holds(endings_[static_cast<std::size_t>(ending)].silent_after, phone);
}

bool Endings::silent_before(std::int32_t ending, Phone phone) const {
  return holds(endings_[static_cast<std::size_t>(ending)].silent_before, phone);
}

Pronunciations Endings::readings(Readings word, std::int32_t ending) const {
  std::vector<Phone> phones;
  std::vector<std::uint32_t> offsets{0};
  for (std::size_t i = 0; i < word.size(); ++i) {
    const std::vector<Phone>* added = sound(ending, word[i]);
    if (added == nullptr) continue;
    phones.insert(phones.end(), word[i].begin(), word[i].end());
    phones.insert(phones.end(), added->begin(), added->end());
    offsets.push_back(static_cast<std::uint32_t>(phones.size()));
  }
  const auto count = static_cast<std::uint32_t>(offsets.size() - 1);
  return Pronunciations(std::move(phones), std::move(offsets), {0, count});
}

bool Endings::sounds_like_earlier(std::int32_t ending, Reading reading) const {
  const std::vector<Phone>* own = sound(ending, reading);
  if (own == nullptr || own->empty()) return true;  // as without an ending
  for (std::int32_t e = 0; e < ending; ++e) {
    const std::vector<Phone>* earlier = sound(e, reading);
    if (earlier != nullptr && *earlier == *own) return true;
  }
  return false;
}

}  // namespace earmark
