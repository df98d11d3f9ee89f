#pragma once

#include <cstddef>
#include <functional>

namespace earmark {

// Runs work(0) .. work(count - 1), each once, on up to `threads` threads (0 = one a core).
// The first exception is rethrown after all threads have stopped.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace earmark
