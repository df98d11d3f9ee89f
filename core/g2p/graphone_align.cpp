#include "g2p/graphone_align.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "util/utf8.h"

namespace earmark {

namespace {

std::size_t cells_of(const std::u32string& word, const std::vector<std::uint16_t>& reading) {
  return (word.size() + 1) * (reading.size() + 1);
}

}  // namespace

GraphoneAligner::GraphoneAligner(const std::vector<std::string>& words,
                                 std::vector<std::vector<std::uint16_t>> readings, std::vector<Shape> shapes)
    : readings_(std::move(readings)), shapes_(std::move(shapes)) {
  if (words.size() != readings_.size()) {
    throw std::invalid_argument(std::to_string(words.size()) + " words came with " +
                                std::to_string(readings_.size()) + " readings: give one for each");
  }
  for (const auto& [letters, phones] : shapes_) {
    if (letters < 0 || letters > kMostOfUnit || phones < 0 || phones > kMostOfUnit || letters + phones == 0) {
      throw std::invalid_argument("a unit of " + std::to_string(letters) + " letters and " + std::to_string(phones) +
                                  " phones cannot be: expected 0 to 2 of each, not 0 of both");
    }
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    words_.push_back(from_utf8(words[i]));
    if (cells_of(words_[i], readings_[i]) > UINT16_MAX) {
      throw std::invalid_argument("'" + words[i] + "' is too long to be a word: leave it out");
    }
    for (std::size_t letter = 0; letter <= words_[i].size(); ++letter) {
      for (std::size_t phone = 0; phone <= readings_[i].size(); ++phone) {
        for (const Shape& shape : shapes_) {
          if (letter + shape.first > words_[i].size() || phone + shape.second > readings_[i].size()) continue;
          const std::uint64_t unit = key(i, letter, phone, shape);
          if (unit_of_.find(unit) != nullptr) continue;
          unit_of_.insert(unit, static_cast<std::int32_t>(sizes_.size()));
          sizes_.push_back(static_cast<std::uint8_t>(shape.first + shape.second));
        }
      }
    }
  }
  for (const std::uint8_t size : sizes_) weights_.push_back(std::pow(1.0 / static_cast<double>(sizes_.size()), size));
}

// Letters in 21 bits, as Unicode has them, and phones in 10 and 11: a unit has one key only.
std::uint64_t GraphoneAligner::key(std::size_t word, std::size_t letter, std::size_t phone, Shape shape) const {
  std::uint64_t out = 0;
  for (int i = 0; i < kMostOfUnit; ++i) out = out << 21 | (i < shape.first ? words_[word][letter + i] + 1 : 0);
  for (int i = 0; i < kMostOfUnit; ++i) {
    out = out << 11 | (i < shape.second ? std::uint64_t{readings_[word][phone + i]} + 1 : 0);
  }
  return out;
}

// In the order in which the cells can be summed up.
void GraphoneAligner::edges_of(std::size_t word, std::vector<Edge>& edges) const {
  edges.clear();
  const std::size_t letters = words_[word].size(), phones = readings_[word].size();
  for (std::size_t letter = 0; letter <= letters; ++letter) {
    for (std::size_t phone = 0; phone <= phones; ++phone) {
      const std::size_t from = letter * (phones + 1) + phone;
      for (std::size_t s = 0; s < shapes_.size(); ++s) {
        const auto [l, p] = shapes_[s];
        if (letter + l > letters || phone + p > phones) continue;
        const std::int32_t unit = *unit_of_.find(key(word, letter, phone, shapes_[s]));
        if (weights_[unit] <= 0.0) continue;
        edges.push_back({unit, static_cast<std::uint8_t>(s), static_cast<std::uint16_t>(from),
                         static_cast<std::uint16_t>(from + l * (phones + 1) + p)});
      }
    }
  }
}

double GraphoneAligner::step(double least) {
  std::vector<double> counts(weights_.size(), 0.0), forward, backward;
  std::vector<Edge> edges;
  double nats = 0.0;
  for (std::size_t word = 0; word < words_.size(); ++word) {
    edges_of(word, edges);
    forward.assign(cells_of(words_[word], readings_[word]), 0.0);
    backward.assign(forward.size(), 0.0);
    forward.front() = backward.back() = 1.0;
    for (const Edge& edge : edges) forward[edge.to] += forward[edge.from] * weight(edge);
    if (!(forward.back() > 0.0)) continue;
    nats += std::log(forward.back());
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
      backward[edge->from] += backward[edge->to] * weight(*edge);
    }
    for (const Edge& edge : edges) {
      counts[edge.unit] += forward[edge.from] * weight(edge) * backward[edge.to] / forward.back();
    }
  }
  double total = 0.0;
  for (double& count : counts) total += count = count < least ? 0.0 : count;
  for (std::size_t unit = 0; unit < counts.size(); ++unit) {
    weights_[unit] = total > 0.0 ? std::pow(counts[unit] / total, sizes_[unit]) : 0.0;
  }
  return nats;
}

std::vector<GraphoneAligner::Units> GraphoneAligner::best() const {
  std::vector<Units> out(words_.size());
  std::vector<Edge> edges;
  std::vector<double> score;
  std::vector<std::int32_t> through;  // edge that a cell is best reached by
  for (std::size_t word = 0; word < words_.size(); ++word) {
    edges_of(word, edges);
    score.assign(cells_of(words_[word], readings_[word]), 0.0);
    through.assign(score.size(), -1);
    score.front() = 1.0;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      const double reached = score[edges[e].from] * weight(edges[e]);
      if (reached <= score[edges[e].to]) continue;
      score[edges[e].to] = reached;
      through[edges[e].to] = static_cast<std::int32_t>(e);
    }
    std::size_t cell = score.size() - 1;
    if (!(score[cell] > 0.0)) continue;
    for (; cell > 0; cell = edges[through[cell]].from) out[word].push_back(shapes_[edges[through[cell]].shape]);
    std::reverse(out[word].begin(), out[word].end());
  }
  return out;
}

}  // namespace earmark
