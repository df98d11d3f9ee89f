#include "decode/search_session.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "ctc/forward.h"
#include "decode/input_check.h"
#include "decode/margins.h"

namespace earmark {

SearchSession::SearchSession(const Search& search, const BiasIndex* index)
    : search_(search), input_(search.model(), search.options().calibration, index) {
  if (index != nullptr) check_index(search.model(), *index);
}

void SearchSession::advance(const Utterance& block) {
  expect_open();
  input_.append(block);
}

Hypothesis SearchSession::partial() {
  expect_open();
  catch_up();
  const SearchModel& model = search_.model();
  std::vector<Hypothesis> found = first_pass_->best(model.word_lm ? kCompared : 1);
  Hypothesis best = found[0];
  if (model.word_lm) best.margins = margins_of(found, *model.table);
  const PassInput input = input_.input();
  best.confidences =
      token_confidences(input.unbiased, best.tokens, best.frames, model.table->blank());
  return best;
}

std::vector<Hypothesis> SearchSession::finish(std::int32_t nbest) {
  expect_open();
  if (nbest < 1) throw std::invalid_argument("nbest is " + std::to_string(nbest) + ", expected at least 1");
  finished_ = true;
  const PassInput input = input_.input();
  if (input.phones != nullptr || !first_pass_) return search_.decode(input, nbest, nullptr);
  catch_up();
  return search_.decode(input, nbest, &*first_pass_);
}

void SearchSession::expect_open() const {
  if (finished_) throw std::logic_error("the session is finished: begin another one");
}

// Advances the first pass over the rows that it has not seen.
void SearchSession::catch_up() {
  const PassInput input = input_.input();
  if (!first_pass_) first_pass_.emplace(search_.model(), search_.options(), input.graph(), input.index, nullptr);
  for (std::int32_t t = first_pass_->frames(); t < input.searched.frames; ++t) {
    first_pass_->advance(input.searched.row(t));
  }
}

}  // namespace earmark
