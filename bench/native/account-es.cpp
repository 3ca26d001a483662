// The limit for bench/account-es.ts: outcomes of every account under many scenarios that stand in tiles of sixteen, and the smallest of each
// account's, found among those below a threshold kept from the time before. AVX-512 where the compiler's target has it.
//
// Usage: account-es FOLDER SCENARIOS INSTRUMENTS RANK BLOCK RUNS. FOLDER holds starts and columns (u32), sizes and profits (f64). Prints the
// instruction set, the shortest milliseconds for all accounts, then the sums of the RANKth smallest and of the RANK - 1 before it.
#include "arrays.hpp"
#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace {

constexpr int tileWidth = 16;

struct Work {
  Array<uint32_t> starts, columns;
  Array<double> sizes, profits, outcomes, thresholds, candidates, heap, ranked, sums;
  size_t scenarios, instruments, tiles, rank;
};

#ifdef __AVX512F__
const char* instructions = "AVX-512";
#else
const char* instructions = "plain";
#endif

void sumTiles(const Work& w, size_t from, size_t to) {
  for (size_t tile = 0; tile < w.tiles; tile++) {
    const double* profits = w.profits.at + tile * w.instruments * tileWidth;
    for (size_t row = from; row < to; row++) {
      double* out = w.outcomes.at + ((row - from) * w.tiles + tile) * tileWidth;
#ifdef __AVX512F__
      __m512d a = _mm512_setzero_pd(), b = a;
      for (uint32_t at = w.starts.at[row]; at < w.starts.at[row + 1]; at++) {
        const double* values = profits + (size_t)w.columns.at[at] * tileWidth;
        __m512d size = _mm512_set1_pd(w.sizes.at[at]);
        a = _mm512_fmadd_pd(size, _mm512_load_pd(values), a);
        b = _mm512_fmadd_pd(size, _mm512_load_pd(values + 8), b);
      }
      _mm512_store_pd(out, a);
      _mm512_store_pd(out + 8, b);
#else
      double sums[tileWidth] = {};
      for (uint32_t at = w.starts.at[row]; at < w.starts.at[row + 1]; at++) {
        const double* values = profits + (size_t)w.columns.at[at] * tileWidth;
        for (int s = 0; s < tileWidth; s++) sums[s] += w.sizes.at[at] * values[s];
      }
      for (int s = 0; s < tileWidth; s++) out[s] = sums[s];
#endif
    }
  }
}

size_t collectBelow(const double* outcomes, size_t scenarios, double threshold, double* to) {
  size_t count = 0, at = 0;
#ifdef __AVX512F__
  __m512d limit = _mm512_set1_pd(threshold);
  for (; at + 8 <= scenarios; at += 8) {
    __m512d eight = _mm512_load_pd(outcomes + at);
    __mmask8 below = _mm512_cmp_pd_mask(eight, limit, _CMP_LT_OQ);
    if (!below) continue;
    _mm512_mask_compressstoreu_pd(to + count, below, eight);
    count += __builtin_popcount(below);
  }
#endif
  for (; at < scenarios; at++) {
    to[count] = outcomes[at];
    count += outcomes[at] < threshold;
  }
  return count;
}

double rankedOf(const double* numbers, size_t count, size_t rank, double* heap) {
  std::copy(numbers, numbers + rank, heap);
  std::make_heap(heap, heap + rank);
  for (size_t i = rank; i < count; i++) {
    double number = numbers[i];
    if (!(number < heap[0])) continue;
    size_t at = 0;
    for (;;) {
      size_t child = 2 * at + 1;
      if (child >= rank) break;
      if (child + 1 < rank && heap[child + 1] > heap[child]) child++;
      if (heap[child] <= number) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = number;
  }
  return heap[0];
}

void selectTails(const Work& w, size_t from, size_t to) {
  for (size_t row = from; row < to; row++) {
    const double* chosen = w.outcomes.at + (row - from) * w.tiles * tileWidth;
    size_t count = collectBelow(chosen, w.scenarios, w.thresholds.at[row], w.candidates.at);
    if (count >= w.rank) chosen = w.candidates.at;
    else count = w.scenarios;
    double ranked = rankedOf(chosen, count, w.rank, w.heap.at), sum = 0;
    size_t below = 0;
    for (size_t i = 0; i < count; i++)
      if (chosen[i] < ranked) {
        sum += chosen[i];
        below++;
      }
    w.ranked.at[row] = ranked;
    w.sums.at[row] = sum + (double)(w.rank - 1 - below) * ranked;
    w.thresholds.at[row] = ranked < 0 ? ranked * 0.9375 : ranked * 1.0625;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  std::string folder = argv[1];
  Work w{readArray<uint32_t>(folder, "starts"), readArray<uint32_t>(folder, "columns"), readArray<double>(folder, "sizes"), readArray<double>(folder, "profits")};
  w.scenarios = std::atoi(argv[2]);
  w.instruments = std::atoi(argv[3]);
  w.rank = std::atoi(argv[4]);
  size_t block = std::atoi(argv[5]), rows = w.starts.count - 1;
  w.tiles = (w.scenarios + tileWidth - 1) / tileWidth;
  w.outcomes = makeArray<double>(block * w.tiles * tileWidth);
  w.thresholds = makeArray<double>(rows);
  std::fill(w.thresholds.at, w.thresholds.at + rows, 1e300);
  w.candidates = makeArray<double>(w.scenarios + 8);
  w.heap = makeArray<double>(w.rank);
  w.ranked = makeArray<double>(rows);
  w.sums = makeArray<double>(rows);
  double ms = shortestTime(std::atoi(argv[6]), [&] {
    for (size_t from = 0; from < rows; from += block) {
      size_t to = std::min(rows, from + block);
      sumTiles(w, from, to);
      selectTails(w, from, to);
    }
  });
  double ranked = 0, sums = 0;
  for (size_t row = 0; row < rows; row++) {
    ranked += w.ranked.at[row];
    sums += w.sums.at[row];
  }
  std::printf("%s %.6f %.17g %.17g\n", instructions, ms, ranked, sums);
}
