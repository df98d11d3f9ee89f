#include "compat/open_words.h"

#include <algorithm>
#include <utility>

namespace earmark {

std::int32_t OpenWords::intern(std::string letters) {
  const auto [place, added] = numbers_.emplace(std::move(letters), static_cast<std::int32_t>(letters_.size()));
  if (added) letters_.push_back(place->first);
  return place->second;
}

std::int32_t OpenWords::extend(std::int32_t word, std::int32_t label, const std::string& letters) {
  const std::uint64_t key = pair_key(word, label);
  if (const std::int32_t* known = extended_.find(key)) return *known;
  const std::int32_t longer = intern(letters_[word] + letters);
  extended_.insert(key, longer);
  return longer;
}

std::int32_t Texts::add(TextNode node, std::int32_t history) {
  std::vector<std::int32_t> last{node.word};
  for (std::int32_t at = node.parent; at != 0 && static_cast<std::int32_t>(last.size()) < history; at = nodes_[at].parent) {
    last.push_back(nodes_[at].word);
  }
  node.history = histories_.emplace(std::move(last), static_cast<std::int32_t>(histories_.size()) + 1).first->second;
  const auto number = static_cast<std::int32_t>(nodes_.size());
  children_.insert(pair_key(node.parent, node.word), number);
  nodes_.push_back(node);
  return number;
}

std::vector<std::int32_t> Texts::words(std::int32_t text) const {
  std::vector<std::int32_t> found;
  for (; text != 0; text = nodes_[text].parent) found.push_back(nodes_[text].word);
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace earmark
