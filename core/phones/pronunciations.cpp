#include "phones/pronunciations.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace earmark {

namespace {

void check_offsets(const std::vector<std::uint32_t>& offsets, std::size_t end, bool strict, const char* what) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != end) {
    throw std::invalid_argument(std::string("the offsets of the ") + what + " must run from 0 to " +
                                std::to_string(end));
  }
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    if (offsets[i] < offsets[i - 1] || (strict && offsets[i] == offsets[i - 1])) {
      throw std::invalid_argument(std::string("the offsets of the ") + what + " must rise, number " +
                                  std::to_string(i) + " does not");
    }
  }
}

}  // namespace

Pronunciations::Pronunciations(std::vector<Phone> phones, std::vector<std::uint32_t> readings,
                               std::vector<std::uint32_t> words)
    : phones_(std::move(phones)), readings_(std::move(readings)), words_(std::move(words)) {
  check_offsets(readings_, phones_.size(), true, "readings");
  check_offsets(words_, readings_.size() - 1, false, "words");
  if (!phones_.empty()) greatest_ = *std::max_element(phones_.begin(), phones_.end());
}

}  // namespace earmark
