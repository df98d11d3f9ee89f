#include "bindings.h"

NB_MODULE(_core, module) {
  module.doc() = "earmark's search in C++; the Python face is earmark.decoding";
  nanobind::set_leak_warnings(false);  // results that a program still holds at its end are no leaks
  earmark::bindings::bind_tokens(module);
  earmark::bindings::bind_bias(module);
  earmark::bindings::bind_endings(module);
  earmark::bindings::bind_lists(module);
  earmark::bindings::bind_phones(module);
  earmark::bindings::bind_graphones(module);
  earmark::bindings::bind_phonetics(module);
  earmark::bindings::bind_ngram(module);
  earmark::bindings::bind_ngram_trainer(module);
  earmark::bindings::bind_names(module);
  earmark::bindings::bind_options(module);
  earmark::bindings::bind_results(module);
  earmark::bindings::bind_search(module);
  earmark::bindings::bind_compat(module);
}
