// The beam search of pyctcdecode 0.5: the same hypotheses with the same scores.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compat/beam_lm.h"
#include "compat/hotwords.h"
#include "compat/open_words.h"
#include "compat/places.h"

namespace earmark {

// Labels in pyctcdecode's notation: "" is the blank; " " separates words, or a leading U+2581 begins one.
class BeamLabels {
 public:
  enum class Kind : std::uint8_t { kBlank, kSpace, kBegins, kLetters };
  struct Label {
    Kind kind;
    bool ends;            // a word begins behind it, whatever follows
    std::string letters;  // that it adds to a word, its marks included
    std::string bare;     // without marks
  };

  BeamLabels(const std::vector<std::string>& labels, bool pieces);

  std::int32_t size() const { return static_cast<std::int32_t>(labels_.size()); }
  const Label& operator[](std::int32_t label) const { return labels_[label]; }
  bool pieces() const { return pieces_; }

 private:
  std::vector<Label> labels_;
  bool pieces_;  // U+2581 begins words
};

struct WordBeamOptions {
  std::int32_t width;    // hypotheses kept a frame
  double threshold;      // nats, 0 or less: against the best hypothesis
  std::int32_t history;  // words that tell hypotheses apart, 0 for all
};

struct BeamFrames {
  std::int32_t begin, end;  // frames, the end exclusive; -1 before the word's first label
};

struct BeamResult {
  std::vector<std::string> words;
  std::vector<BeamFrames> frames;  // of the words
  std::int32_t state;              // of the language model, behind the text
  double acoustic;                 // nats
  double total;                    // nats, with language model and hotwords
};

// score(text) = ln p(labels | x) + lm(text) + weight * hotwords in text
//
// ln p sums over the alignments that the beam has kept. While a word is open, a beginning of a hotword earns its share
// of the weight; any other beginning costs what BeamLm::beginning says. One search of one utterance.
class WordBeam {
 public:
  // lm: null for none. Everything given must outlive the search.
  WordBeam(const BeamLabels& labels, const WordBeamOptions& options, BeamLm* lm, const Hotwords& hotwords);

  // row: (V,) log-probabilities of the next frame; chosen: the columns that count, in the order in which hypotheses of
  // equal score are kept. Throws std::invalid_argument where no hypothesis has a score.
  void advance(const double* row, std::span<const std::int32_t> chosen);
  // Hypotheses if the audio ended here, best first.
  std::vector<BeamResult> finish();

 private:
  struct Item {
    std::int32_t text, next;  // the text, and a word that has ended behind it; 0 for none
    std::int32_t open;        // word
    std::int32_t last;        // label, -1 before the first
    std::int32_t words;       // last record of the frames of finished words
    BeamFrames frames;        // of the open word
    double acoustic;
    double total;
  };
  struct Record {
    std::int32_t previous;
    BeamFrames frames;
  };
  struct OpenScore {
    bool known = false;
    double score = 0.0;
  };

  void extend(const Item& item, std::int32_t label, double log_prob);
  Item begun(const Item& item, std::int32_t open, BeamFrames frames);
  void merge(const Item& item);
  std::int32_t joined(const Item& item);
  std::int32_t record(const Item& item);
  double open_score(std::int32_t word);
  void keep_best();
  void prune_history();
  void score_end(Item& item, std::int32_t* state);
  BeamResult result(const Item& item, std::int32_t state) const;

  const BeamLabels& labels_;
  WordBeamOptions options_;
  BeamLm* lm_;
  const Hotwords& hotwords_;
  OpenWords open_words_;
  Texts texts_;
  std::vector<std::int32_t> bare_;  // by label: the word that it is alone
  std::vector<OpenScore> open_scores_;
  std::vector<Record> records_;
  std::vector<Item> beam_, next_;
  Places places_;  // in next_, of the hypotheses that the label has reached: by text and open word
  std::int32_t frame_ = 0;
  bool break_next_ = false;  // pyctcdecode keeps this for all hypotheses together
};

}  // namespace earmark
