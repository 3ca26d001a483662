// The limit for bench/book-update.ts: a price ladder in native code doing the same job on the same events.
//
// Usage: book-update FILE COUNT. Prints nanoseconds per event of the second pass, then its checksum: the sum of best ask less best bid.
#include <chrono>
#include <memory>

#include "ladder.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  const auto [sides, ticks, lots] = readEvents(argv[1], count);
  double nanoseconds = 0;
  double checksum = 0;
  for (int pass = 0; pass < 2; pass++) {
    const auto ladder = std::make_unique<Ladder<Side>>();
    checksum = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < count; i++) {
      ladder->set(sides[i], ticks[i], lots[i]);
      checksum += ladder->bestAsk() - ladder->bestBid();
    }
    nanoseconds = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  }
  std::printf("%.6f %.0f\n", nanoseconds / static_cast<double>(count), checksum);
  return 0;
}
