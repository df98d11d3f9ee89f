#include "decode/collected_input.h"

#include <algorithm>
#include <stdexcept>

#include "ctc/temperature.h"
#include "decode/input_check.h"

namespace earmark {

void CollectedInput::Rows::append(const Emissions& rows) {
  values.insert(values.end(), rows.data, rows.data + static_cast<std::ptrdiff_t>(rows.frames) * rows.tokens);
}

void CollectedInput::append(const Utterance& block) {
  Utterance own = block;
  own.index = index_;
  check_input(model_, own);
  check_attention(block);
  if (block.unbiased.data != block.emissions.data && !biased_) {
    biased_ = true;
    compared_ = searched_;
  }
  append_calibrated(block.emissions, searched_);
  if (biased_) append_calibrated(block.unbiased, compared_);
  unbiased_.append(block.unbiased);
  if (block.phones.tokens > 0) append_phones(block.phones);
  if (block.attention) append_attention(*block.attention);
  frames_ += block.emissions.frames;
}

void CollectedInput::check_attention(const Utterance& block) const {
  if (frames_ == 0 || block.emissions.frames == 0) return;
  if (block.attention.has_value() != attention_.has_value()) {
    throw std::invalid_argument("attention came with some blocks of the emissions only: give it with all or none");
  }
  if (block.attention && !std::ranges::equal(block.attention->entries, entries_)) {
    throw std::invalid_argument("attention of this block is on other entries than that of the blocks before");
  }
}

// Models are surer than they are right, which matters beside a language model only.
void CollectedInput::append_calibrated(const Emissions& emissions, Rows& rows) const {
  const auto& [temperature, blank_penalty, phone_temperature] = calibration_;
  if (model_.word_lm == nullptr || (temperature == 1.0 && blank_penalty == 0.0)) {
    rows.append(emissions);
  } else {
    rows.append(apply_temperature(emissions, temperature, blank_penalty, model_.table->blank()));
  }
}

void CollectedInput::append_phones(const Emissions& phones) {
  if (calibration_.phone_temperature == 1.0) {
    phones_.append(phones);
  } else {
    phones_.append(apply_temperature(phones, calibration_.phone_temperature, 0.0, kNone));
  }
  phone_view_.tokens = phones.tokens;
}

void CollectedInput::append_attention(const Attention& attention) {
  if (frames_ == 0) entries_.assign(attention.entries.begin(), attention.entries.end());
  mass_.append(attention.mass);
  attention_.emplace();
}

PassInput CollectedInput::input() {
  const std::int32_t tokens = model_.table->size();
  const Emissions searched = searched_.view(tokens);
  if (phone_view_.tokens > 0) phone_view_ = phones_.view(phone_view_.tokens);
  if (attention_) *attention_ = {entries_, {mass_.values.data(), frames_, static_cast<std::int32_t>(entries_.size())}};
  return {searched, unbiased_.view(tokens), biased_ ? compared_.view(tokens) : searched, index_,
          phone_view_.tokens > 0 ? &phone_view_ : nullptr, attention_ ? &*attention_ : nullptr};
}

}  // namespace earmark
