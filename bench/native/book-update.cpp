// The limit for bench/book-update.ts: a price ladder in native code doing the same job on the same events. Lots at an index, two
// tiers of 64-bit words to find the next level, sums of lots and of lots x offset over 64 and over 4,096 prices.
//
// Usage: book-update FILE COUNT. FILE holds COUNT sides (u8), then COUNT ticks (i32), then COUNT lots (f64), as this machine
// writes them. Prints nanoseconds per event of the second pass, then its checksum: the sum of best ask less best bid.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

constexpr int window = 1 << 15;
constexpr int centreTicks = 600000;
constexpr int none = -1;

struct Side {
  double lots[window] = {};
  std::uint64_t words[window >> 6] = {};
  std::uint64_t groups[window >> 12] = {};
  double blockSums[window >> 5] = {};
  double superSums[window >> 11] = {};
  int best = none;

  // An index counts from the far edge towards the touch, so the best level is the highest.
  int below(int index) const {
    int word = index >> 6;
    std::uint64_t bits = words[word] & ((1ull << (index & 63)) - 1);
    if (bits != 0) return (word << 6) + 63 - __builtin_clzll(bits);
    int group = word >> 6;
    bits = groups[group] & ((1ull << (word & 63)) - 1);
    while (bits == 0) {
      if (--group < 0) return none;
      bits = groups[group];
    }
    word = (group << 6) + 63 - __builtin_clzll(bits);
    return (word << 6) + 63 - __builtin_clzll(words[word]);
  }

  void set(int index, double amount) {
    const double before = lots[index];
    if (before == amount) return;
    lots[index] = amount;
    const double change = amount - before;
    const double moment = change * index;
    const int block = (index >> 6) << 1;
    blockSums[block] += change;
    blockSums[block + 1] += moment;
    const int super = (index >> 12) << 1;
    superSums[super] += change;
    superSums[super + 1] += moment;
    const int word = index >> 6;
    if (before == 0) {
      words[word] |= 1ull << (index & 63);
      groups[word >> 6] |= 1ull << (word & 63);
      if (index > best) best = index;
    } else if (amount == 0) {
      words[word] &= ~(1ull << (index & 63));
      if (words[word] == 0) groups[word >> 6] &= ~(1ull << (word & 63));
      if (index == best) best = below(index);
    }
  }
};

struct Ladder {
  Side bids, asks;
  static constexpr int lowestBid = centreTicks - window / 2;
  static constexpr int highestAsk = centreTicks + window / 2;

  void set(std::uint8_t side, int ticks, double amount) {
    const int offset = side == 0 ? ticks - lowestBid : highestAsk - ticks;
    if (offset < 0 || offset >= window) std::abort();
    (side == 0 ? bids : asks).set(offset, amount);
  }
  int bestBid() const { return bids.best == none ? none : lowestBid + bids.best; }
  int bestAsk() const { return asks.best == none ? none : highestAsk - asks.best; }
};

template <class T>
std::vector<T> read(std::FILE* file, std::size_t count) {
  std::vector<T> values(count);
  if (std::fread(values.data(), sizeof(T), count, file) != count) std::exit(1);
  return values;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::FILE* file = std::fopen(argv[1], "rb");
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  if (file == nullptr || count == 0) return 2;
  const auto sides = read<std::uint8_t>(file, count);
  const auto ticks = read<std::int32_t>(file, count);
  const auto lots = read<double>(file, count);
  std::fclose(file);
  double nanoseconds = 0;
  double checksum = 0;
  for (int pass = 0; pass < 2; pass++) {
    const auto ladder = std::make_unique<Ladder>();
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
