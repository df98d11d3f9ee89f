#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

namespace earmark::bindings {

template <typename Scalar>
using Vector = nanobind::ndarray<const Scalar, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;

void bind_entry_graph(nanobind::module_& module);
void bind_phones(nanobind::module_& module);
void bind_graphones(nanobind::module_& module);
void bind_phonetics(nanobind::module_& module);
void bind_ngram(nanobind::module_& module);
void bind_ngram_trainer(nanobind::module_& module);
void bind_options(nanobind::module_& module);
void bind_search(nanobind::module_& module);

}  // namespace earmark::bindings
