// What the native benches of a book share: a price ladder, and the events as bench/book-events.ts writes them. Lots at an
// index, two tiers of 64-bit words to find the next level, sums of lots and of lots x offset over 64 and over 4,096 prices.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int window = 1 << 15;
constexpr int centreTicks = 600000;
constexpr int none = -1;
constexpr int lowestBid = centreTicks - window / 2;
constexpr int highestAsk = centreTicks + window / 2;

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

  // Returns the change of the lots.
  double set(int index, double amount) {
    const double before = lots[index];
    if (before == amount) return 0;
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
    return change;
  }
};

template <class AnySide>
struct Ladder {
  AnySide bids, asks;

  void set(std::uint8_t side, int ticks, double amount) {
    const int offset = side == 0 ? ticks - lowestBid : highestAsk - ticks;
    if (offset < 0 || offset >= window) std::abort();
    (side == 0 ? bids : asks).set(offset, amount);
  }
  int bestBid() const { return bids.best == none ? none : lowestBid + bids.best; }
  int bestAsk() const { return asks.best == none ? none : highestAsk - asks.best; }
};

// Sides (u8), then ticks (i32), then lots (f64), as this machine writes them.
struct Events {
  std::vector<std::uint8_t> sides;
  std::vector<std::int32_t> ticks;
  std::vector<double> lots;
};

template <class T>
void read(std::FILE* file, std::vector<T>& values) {
  if (std::fread(values.data(), sizeof(T), values.size(), file) != values.size()) std::exit(1);
}

inline Events readEvents(const char* path, std::size_t count) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr || count == 0) std::exit(2);
  Events events{std::vector<std::uint8_t>(count), std::vector<std::int32_t>(count), std::vector<double>(count)};
  read(file, events.sides);
  read(file, events.ticks);
  read(file, events.lots);
  std::fclose(file);
  return events;
}
