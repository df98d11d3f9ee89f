// Hotwords as pyctcdecode weighs them: single words, each worth the same.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compat/spellings.h"

namespace earmark {

class Hotwords {
 public:
  Hotwords(std::vector<std::string> words, double weight) : words_(std::move(words)), weight_(weight) {}

  bool contains(const std::string& word) const { return words_.contains(word); }
  double score(int count) const { return weight_ * count; }
  // The share of the shortest word that begins so; 0 where none does.
  double beginning(const std::string& letters) const {
    const std::int32_t whole = words_.shortest(letters);
    return whole == 0 ? 0.0 : weight_ * count_letters(letters) / whole;
  }
  bool begins(const std::string& letters) const { return words_.begins(letters); }

 private:
  Spellings words_;
  double weight_;
};

}  // namespace earmark
