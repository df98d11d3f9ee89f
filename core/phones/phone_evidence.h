// Evidence for a word sequence in the phone emissions of one utterance, word by word.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "phones/phone_frames.h"
#include "phones/pronunciations.h"

namespace earmark {

// CTC forward variables of a phone prefix, extended by one word at a time, as the prefix scores of
// joint CTC/attention decoding (Watanabe et al. 2017, "Hybrid CTC/Attention Architecture", eq. 19 f.).
//
//   final(w1 .. wn) = log sum over alignments a of w1 .. wn of prod_t r_t(a_t)
//   r_t(p) = max(p_t(p) / max_q p_t(q), exp(-floor))
//
// over all readings of every word, all alignments that CTC collapses to their phones, and between
// two words either boundaries (one or more, blanks among them) or, at the price of boundary_skip,
// none. Boundaries before the first word and after the last one cost nothing extra. Since r is a
// ratio to the free best path, final() is near 0 for the spoken words and falls with every phone that
// was not spoken. A word without a reading is a filler: it takes any frames but boundaries as they come,
// once for unknown_word nats, along its best path.
//
//   score(w1 .. wn) = log sum over t of the mass that completes wn at frame t
//
// where completing is entering the boundary after wn or, at its price, the last phone. What follows
// is taken to be the free best path, so scores of prefixes that end at different frames compare.
//
// A state keeps only the frames at which its last word may end: from `window` nats below the best
// one on either side. In the middle of speech that is half a second, whatever the utterance.
// One object per search: not shared between threads. The lexicon must outlive it.
class PhoneEvidence {
 public:
  using State = std::int32_t;
  static constexpr std::int64_t kNoKey = -1;

  // boundary, blank: phones of `frames`. lexicon may be null where extend() is given readings.
  // Throws std::invalid_argument where one of them, or a pronunciation, is beyond the phones of `frames`.
  PhoneEvidence(PhoneFrames frames, const PhoneOptions& options, const Pronunciations* lexicon);

  State root() const { return 0; }
  // The state after one word more; the same word after the same state is worked out once.
  State extend(State state, std::int32_t word);
  // The same for readings of the caller's own (a list entry's), which may be several words long.
  // key: identifies them for reuse, at least 0; kNoKey: worked out every time.
  State extend(State state, Readings readings, std::int64_t key);

  double score(State state) const { return states_[state].score; }  // nats
  double final(State state) const { return states_[state].ending; }  // nats
  // The likeliest frame at which the last word's end is complete; kNone at the root.
  std::int32_t end(State state) const { return states_[state].end; }

  // Mass, relative to the state's best frame, that lets the next word begin in frame begin + 1 + i,
  // whatever its first phone.
  struct Start {
    std::int32_t begin;
    std::span<const float> mass;
  };
  Start start(State state) const {
    const Stored& s = states_[state];
    return {s.begin, {s.mass.data(), static_cast<std::size_t>(s.frames)}};
  }
  const PhoneFrames& frames() const { return frames_; }
  const PhoneOptions& options() const { return options_; }

  // Forgets every state but these and the root, for searches over long audio. Numbers stay valid.
  void keep(std::span<const State> wanted);
  bool known(State state) const {
    return state >= 0 && state < static_cast<State>(states_.size()) && !states_[state].forgotten;
  }
  std::size_t states() const { return states_.size() - free_.size(); }

 private:
  struct Tail {           // the last word ends on this phone, no blank since: the next word
    std::int32_t phone;   // must not begin with it, CTC would merge the two
    std::size_t place;    // of its first frame in Stored::mass
  };
  struct Stored {
    State parent = kNone;        // with key, its place in memo_
    std::int64_t key = kNoKey;
    std::int32_t begin = 0;      // frame of the first mass, -1 = before the audio
    std::int32_t frames = 0;     // that each vector in mass covers
    double scale = 0.0;          // nats that every mass is to be raised by
    double score = 0.0, ending = 0.0;
    std::int32_t end = kNone;
    bool forgotten = false;
    std::vector<Tail> tails;
    std::vector<float> mass;     // of what lets the next word begin a frame later: first that which
                                 // any phone may follow, then each tail; the greatest sum is 1
  };
  struct Cell {  // mass of the alignments that at one frame are in a phone, or in the blank after it
    double phone, blank;
  };
  struct Track {  // one reading, or one filler, after its last phone
    std::int32_t begin = 0, end = 0;  // frames
    std::int32_t last = kNone;        // its last phone, kNone for a filler
    double entered = 0.0;             // mass that enters the last phone, all frames together
    std::int32_t peak = kNone;        // frame at which most enters
    std::vector<Cell> cells;          // by frame + 1
  };
  struct Boundary {
    double entered;       // mass, all frames together
    double last;          // mass in the last frame looked at
    std::int32_t peak;    // frame at which most enters
    std::int32_t end;     // frame after the last one looked at
  };
  struct Key {
    State state;
    std::int64_t word;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return static_cast<std::size_t>((static_cast<std::uint64_t>(key.word) * 0x9E3779B97F4A7C15ULL) ^
                                      (static_cast<std::uint64_t>(key.state) * 0xC2B2AE3D27D4EB4FULL));
    }
  };

  void check() const;
  void make_root();
  State add(Stored state);
  void follow(const Stored& from, Reading reading, Track& track);
  void start(const Stored& from, std::int32_t phone, Track& track);
  void step(std::int32_t phone, bool repeats, Track& track);
  void fill(const Stored& from, Track& track);
  void trim(double peak, Track& track) const;
  Stored close(const Stored& from, std::size_t tracks);
  Boundary enter_boundary(std::int32_t begin, std::int32_t end, std::size_t tracks);
  void store(std::size_t tracks, Stored& state) const;
  static void keep_track(const Track& track, double factor, Stored& state);

  PhoneFrames frames_;
  PhoneOptions options_;
  const Pronunciations* lexicon_;
  double skip_, unknown_, window_;  // options as factors
  std::vector<float> filler_;       // by frame: ratio of the best phone other than the boundary
  std::vector<double> blanks_;      // by frame: log r(blank) summed from it to the end
  std::vector<Stored> states_;
  std::vector<State> free_;
  std::unordered_map<Key, State, Hash> memo_;
  std::vector<Track> tracks_;       // scratch of one extension
  std::vector<double> boundary_;    // scratch, by frame + 1
  std::vector<double> sums_;        // scratch, by frame + 1
};

}  // namespace earmark
