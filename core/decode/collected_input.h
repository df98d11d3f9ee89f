// The frames of an utterance, collected block by block and calibrated.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "decode/options.h"
#include "decode/search_model.h"
#include "decode/utterance.h"

namespace earmark {

class CollectedInput {
 public:
  CollectedInput(const SearchModel& model, const CalibrationOptions& calibration, const BiasIndex* index)
      : model_(model), calibration_(calibration), index_(index) {}

  // Throws std::invalid_argument where the block does not fit the model or the blocks before, and is unchanged then.
  void append(const Utterance& block);
  std::int32_t frames() const { return frames_; }
  // Views of the rows, valid until the next block.
  PassInput input();

 private:
  // Rows of one kind, end to end.
  struct Rows {
    std::vector<float> values;

    void append(const Emissions& rows);
    void append(const std::vector<float>& rows) { values.insert(values.end(), rows.begin(), rows.end()); }
    Emissions view(std::int32_t columns) const {
      return {values.data(), static_cast<std::int32_t>(values.size() / columns), columns};
    }
  };

  void check_attention(const Utterance& block) const;
  void append_calibrated(const Emissions& emissions, Rows& rows) const;
  void append_phones(const Emissions& phones);
  void append_attention(const Attention& attention);

  const SearchModel& model_;
  const CalibrationOptions& calibration_;
  const BiasIndex* index_;
  std::int32_t frames_ = 0;
  bool biased_ = false;  // some block was
  Rows searched_, unbiased_;
  Rows compared_;        // empty until a block is biased: it equals searched_
  Rows phones_, mass_;
  std::vector<std::int32_t> entries_;  // that the attention is on
  Emissions phone_view_{};
  std::optional<Attention> attention_;
};

}  // namespace earmark
