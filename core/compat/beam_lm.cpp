#include "compat/beam_lm.h"

#include <numbers>

namespace earmark {

namespace {

constexpr double kUsualLetters = 6.0;  // of a word; an unknown beginning that is longer costs more

}  // namespace

NgramBeamLm::NgramBeamLm(const NgramModel& model, const Spellings* known, const BeamLmOptions& options,
                         const LmState& start)
    : model_(model), known_(known), options_(options), states_{start} {}

BeamLm::Scored NgramBeamLm::score(std::int32_t state, const std::string& word, bool last) {
  const WordId id = model_.id(word);
  LmState next;
  double nats = model_.score(states_[state], id, &next);
  const bool listed = known_ == nullptr || known_->empty() || known_->contains(word);
  if (id == kUnknownWord || !listed) nats += options_.unknown_offset * std::numbers::ln10;
  if (last && options_.boundary) nats += model_.end(next);
  states_.push_back(next);
  return {options_.weight * nats + options_.word_bonus, static_cast<std::int32_t>(states_.size()) - 1};
}

double NgramBeamLm::beginning(const std::string& letters) {
  if (known_ != nullptr && known_->begins(letters)) return 0.0;
  const double count = count_letters(letters);
  return count > kUsualLetters ? options_.unknown_offset * count / kUsualLetters : options_.unknown_offset;
}

}  // namespace earmark
