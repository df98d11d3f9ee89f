#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ctc/emissions.h"

namespace earmark::bindings {

template <typename Scalar>
using Vector = nanobind::ndarray<const Scalar, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using Matrix = nanobind::ndarray<const float, nanobind::ndim<2>, nanobind::c_contig, nanobind::device::cpu>;

inline Emissions view(const Matrix& array) {
  return {array.data(), static_cast<std::int32_t>(array.shape(0)), static_cast<std::int32_t>(array.shape(1))};
}

template <typename Scalar>
std::span<const Scalar> view(const Vector<Scalar>& array) {
  return {array.data(), array.size()};
}

// A NumPy array that owns the vector.
template <typename Scalar>
nanobind::ndarray<nanobind::numpy, Scalar, nanobind::ndim<1>> array(std::vector<Scalar> values) {
  auto* kept = new std::vector<Scalar>(std::move(values));
  const nanobind::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<Scalar>*>(p); });
  return {kept->data(), {kept->size()}, owner};
}

// Throws std::invalid_argument where the emissions have no such column.
inline void check_token(std::int32_t token, std::size_t columns) {
  if (token < 0 || token >= static_cast<std::int64_t>(columns)) {
    throw std::invalid_argument("token " + std::to_string(token) + " is not a column of the emissions, which have " +
                                std::to_string(columns));
  }
}

void bind_tokens(nanobind::module_& module);
void bind_bias(nanobind::module_& module);
void bind_endings(nanobind::module_& module);
void bind_lists(nanobind::module_& module);
void bind_phones(nanobind::module_& module);
void bind_graphones(nanobind::module_& module);
void bind_phonetics(nanobind::module_& module);
void bind_ngram(nanobind::module_& module);
void bind_ngram_trainer(nanobind::module_& module);
void bind_names(nanobind::module_& module);
void bind_options(nanobind::module_& module);
void bind_results(nanobind::module_& module);
void bind_search(nanobind::module_& module);
void bind_compat(nanobind::module_& module);

}  // namespace earmark::bindings
