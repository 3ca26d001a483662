// The limit of bench/waterfall.ts: shares an amount over capped accounts by water level, to the last unit by largest remainder, twice: what a mutual fund pays of
// a loss, in proportion to contributions, and what winners give, in proportion to gains. Prints nanoseconds of the fastest round and a checksum of the shares.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

using wide = unsigned __int128;

static void share(uint64_t total, const std::vector<uint64_t> &caps, const std::vector<uint64_t> &weights, std::vector<uint64_t> &shares,
                  std::vector<uint32_t> &open, std::vector<uint64_t> &remainders, std::vector<uint64_t> &sorted) {
  const size_t n = caps.size();
  std::fill(shares.begin(), shares.end(), 0);
  size_t count = 0;
  uint64_t capacity = 0, weight = 0;
  for (size_t i = 0; i < n; i++) {
    if (caps[i] == 0 || weights[i] == 0) continue;
    open[count++] = static_cast<uint32_t>(i);
    capacity += caps[i];
    weight += weights[i];
  }
  uint64_t rest = std::min(total, capacity);
  for (size_t before = n + 1; before != count;) {
    before = count;
    uint64_t fixed = 0, fixed_weight = 0;
    count = 0;
    for (size_t at = 0; at < before; at++) {
      const uint32_t i = open[at];
      if (static_cast<wide>(weights[i]) * rest >= static_cast<wide>(caps[i]) * weight) {
        shares[i] = caps[i];
        fixed += caps[i];
        fixed_weight += weights[i];
      } else {
        open[count++] = i;
      }
    }
    rest -= fixed;
    weight -= fixed_weight;
  }
  if (count == 0) return;
  uint64_t left = rest;
  for (size_t at = 0; at < count; at++) {
    const wide product = static_cast<wide>(weights[open[at]]) * rest;
    const uint64_t quotient = static_cast<uint64_t>(product / weight);
    remainders[at] = static_cast<uint64_t>(product % weight);
    shares[open[at]] = quotient;
    left -= quotient;
  }
  if (left == 0) return;
  std::copy(remainders.begin(), remainders.begin() + count, sorted.begin());
  std::nth_element(sorted.begin(), sorted.begin() + (left - 1), sorted.begin() + count, std::greater<uint64_t>());
  const uint64_t cut = sorted[left - 1];
  for (size_t at = 0; at < count; at++) {
    if (remainders[at] > cut) {
      shares[open[at]]++;
      left--;
    }
  }
  for (size_t at = 0; left > 0; at++) {
    if (remainders[at] != cut) continue;
    shares[open[at]]++;
    left--;
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  const int rounds = atoi(argv[2]);
  uint64_t header[3];
  if (file == nullptr || fread(header, 8, 3, file) != 3) return 2;
  const size_t n = header[0];
  std::vector<uint64_t> contributions(n), gains(n), paid(n), given(n), remainders(n), sorted(n);
  std::vector<uint32_t> open(n);
  if (fread(contributions.data(), 8, n, file) != n || fread(gains.data(), 8, n, file) != n) return 2;
  fclose(file);
  int64_t best = INT64_MAX;
  for (int round = 0; round < rounds; round++) {
    const auto start = std::chrono::steady_clock::now();
    share(header[1], contributions, contributions, paid, open, remainders, sorted);
    share(header[2], gains, gains, given, open, remainders, sorted);
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count();
    best = std::min(best, static_cast<int64_t>(ns));
  }
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++) sum = sum * 31 + paid[i] * 7 + given[i];
  printf("%lld %llu\n", static_cast<long long>(best), static_cast<unsigned long long>(sum));
  return 0;
}
