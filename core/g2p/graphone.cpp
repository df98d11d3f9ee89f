#include "g2p/graphone.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "util/utf8.h"

namespace earmark {

namespace {

std::uint64_t key_of(std::span<const Symbol> symbols) {
  std::uint64_t key = 0;
  for (const Symbol symbol : symbols) key = key << 32 | (std::uint64_t{symbol} + 1);
  return key;
}

// Phones by number, from symbols with commas between.
std::vector<Symbol> numbers(std::string_view phones, const std::unordered_map<std::string_view, Symbol>& number_of,
                            std::string_view graphone) {
  std::vector<Symbol> out;
  while (!phones.empty()) {
    const std::size_t end = std::min(phones.find(','), phones.size());
    const auto found = number_of.find(phones.substr(0, end));
    if (found == number_of.end()) {
      throw std::invalid_argument("its word '" + std::string(graphone) + "' has a phone that is not in the inventory");
    }
    out.push_back(found->second);
    phones.remove_prefix(std::min(end + 1, phones.size()));
  }
  return out;
}

}  // namespace

Graphones::Graphones(std::shared_ptr<const NgramModel> model, const std::vector<std::string>& phones)
    : model_(std::move(model)) {
  std::unordered_map<std::string_view, Symbol> number_of;
  for (std::size_t i = 0; i < phones.size(); ++i) number_of.emplace(phones[i], static_cast<Symbol>(i));
  for (WordId word = model_->first_word(); word < model_->words(); ++word) {
    const std::string_view graphone = model_->word(word);
    const std::size_t colon = graphone.find(':');
    if (colon == std::string_view::npos || graphone.size() == 1) {
      throw std::invalid_argument("its word '" + std::string(graphone) + "' is no graphone such as ph:f");
    }
    const std::u32string points = from_utf8(graphone.substr(0, colon));
    const std::vector<Symbol> letters(points.begin(), points.end());
    const std::vector<Symbol> said = numbers(graphone.substr(colon + 1), number_of, graphone);
    if (letters.size() > kLongest || said.size() > kLongest) {
      throw std::invalid_argument("its graphone '" + std::string(graphone) + "' is longer than two letters or phones");
    }
    add(word, letters, said);
  }
}

std::int32_t Graphones::row_of(const Table& table, std::span<const Symbol> symbols) {
  const auto found = table.find(key_of(symbols));
  return found == table.end() ? -1 : found->second;
}

void Graphones::add(WordId graphone, std::span<const Symbol> letters, std::span<const Symbol> phones) {
  add_to(by_letters_, letters, graphone, phones);
  add_to(by_phones_, phones, graphone, letters);
  ++size_;
}

void Graphones::add_to(Table& table, std::span<const Symbol> given, WordId graphone,
                       std::span<const Symbol> output) {
  const auto [place, fresh] = table.emplace(key_of(given), static_cast<std::int32_t>(rows_.size()));
  if (fresh) rows_.emplace_back();
  Output& added = rows_[place->second].emplace_back(Output{graphone, {}, static_cast<std::uint8_t>(output.size())});
  std::copy(output.begin(), output.end(), added.symbols.begin());
}

}  // namespace earmark
