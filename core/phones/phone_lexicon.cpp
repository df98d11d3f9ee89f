#include "phones/phone_lexicon.h"

#include <stdexcept>

namespace earmark {

namespace {

void expect(std::int32_t phone, std::int32_t least, std::int32_t phones, const char* name) {
  if (phone >= least && phone < phones) return;
  throw std::invalid_argument(std::string(name) + " is phone " + std::to_string(phone) + ", the lexicon has " +
                              std::to_string(phones));
}

}  // namespace

void PhoneLexicon::check() const {
  if (lexicon_->words() != static_cast<std::int32_t>(words_.size())) {
    throw std::invalid_argument(std::to_string(words_.size()) + " words came with pronunciations of " +
                                std::to_string(lexicon_->words()));
  }
  if (!std::is_sorted(words_.begin(), words_.end())) {
    throw std::invalid_argument("the words of a phone lexicon must be sorted by bytes");
  }
  expect(phones_ - 1, 0, kMostPhones, "the last one");
  expect(blank_, 0, phones_, "the blank");
  expect(boundary_, kNone, phones_, "the boundary");
  expect(lexicon_->greatest_phone(), 0, phones_, "the greatest phone of the pronunciations");
  for (const std::int32_t phone : columns_) expect(phone, kNone, phones_, "that of a column");
}

}  // namespace earmark
