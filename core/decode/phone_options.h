// The part of the search's options that phone evidence reads.
#pragma once

#include "decode/options.h"
#include "phones/phone_frames.h"

namespace earmark {

inline PhoneOptions phone_options(const Options& options) {
  return {.boundary_skip = options.phones.boundary_skip, .floor = options.phones.floor, .unknown_word = options.phones.unknown_word};
}

}  // namespace earmark
