#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>

namespace earmark {

// `threads`, or as many as the machine has cores where that is 0.
std::size_t thread_count(std::size_t threads);

// Runs work(0) .. work(count - 1), each once, on up to `threads` threads (0 = one a core).
// The first exception is rethrown after all threads have stopped.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

// Runs work(helper, 0) .. work(helper, count - 1) likewise; every thread makes one helper and keeps it. A thread
// takes `block` neighbours at a time: helpers may reuse what neighbours have in common.
template <typename Make, typename Work>
void parallel_with(std::size_t count, std::size_t threads, const Make& make, const Work& work, std::size_t block = 1) {
  std::atomic<std::size_t> next{0};
  const std::size_t workers = std::min((count + block - 1) / block, thread_count(threads));
  parallel_for(workers, workers, [&](std::size_t) {
    auto helper = make();
    for (std::size_t first = next.fetch_add(block); first < count; first = next.fetch_add(block)) {
      for (std::size_t i = first; i < std::min(count, first + block); ++i) work(helper, i);
    }
  });
}

}  // namespace earmark
