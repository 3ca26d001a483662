// The limit for bench/margin-sweep-1.ts and -2.ts: the worst sum over 32 scenarios of every account's positions, with AVX-512 where the
// compiler's target has it and as the compiler makes it elsewhere.
//
// Usage: margin-sweep FOLDER THREADS RUNS. Prints the instruction set, the shortest milliseconds a sweep, then the sum of the results.
#include <atomic>
#include <thread>
#include "arrays.hpp"
#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace {

constexpr int width = 32;

struct Work {
  Array<uint32_t> starts, columns;
  Array<double> sizes, grid, worst;
};

#ifdef __AVX512F__
const char* instructions = "AVX-512";

void sweep(const Work& w, size_t from, size_t to) {
  for (size_t row = from; row < to; row++) {
    __m512d a = _mm512_setzero_pd(), b = a, c = a, d = a;
    for (uint32_t at = w.starts.at[row]; at < w.starts.at[row + 1]; at++) {
      const double* values = w.grid.at + (size_t)w.columns.at[at] * width;
      __m512d size = _mm512_set1_pd(w.sizes.at[at]);
      a = _mm512_fmadd_pd(size, _mm512_load_pd(values), a);
      b = _mm512_fmadd_pd(size, _mm512_load_pd(values + 8), b);
      c = _mm512_fmadd_pd(size, _mm512_load_pd(values + 16), c);
      d = _mm512_fmadd_pd(size, _mm512_load_pd(values + 24), d);
    }
    w.worst.at[row] = _mm512_reduce_min_pd(_mm512_min_pd(_mm512_min_pd(a, b), _mm512_min_pd(c, d)));
  }
}
#else
const char* instructions = "plain";

void sweep(const Work& w, size_t from, size_t to) {
  for (size_t row = from; row < to; row++) {
    double sums[width] = {};
    for (uint32_t at = w.starts.at[row]; at < w.starts.at[row + 1]; at++) {
      const double* values = w.grid.at + (size_t)w.columns.at[at] * width;
      for (int s = 0; s < width; s++) sums[s] += w.sizes.at[at] * values[s];
    }
    double worst = sums[0];
    for (int s = 1; s < width; s++) worst = sums[s] < worst ? sums[s] : worst;
    w.worst.at[row] = worst;
  }
}
#endif

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::string folder = argv[1];
  int threads = std::atoi(argv[2]), runs = std::atoi(argv[3]);
  Work work{readArray<uint32_t>(folder, "starts"), readArray<uint32_t>(folder, "columns"), readArray<double>(folder, "sizes"), readArray<double>(folder, "grid"), {}};
  size_t rows = work.starts.count - 1;
  work.worst = makeArray<double>(rows);
  double ms;
  if (threads == 1) {
    ms = shortestTime(runs, [&] { sweep(work, 0, rows); });
  } else {
    // Half of the positions each, handed over by a counter that both threads watch.
    size_t middle = std::lower_bound(work.starts.at, work.starts.at + rows, work.starts.at[rows] / 2) - work.starts.at;
    std::atomic<int> asked{0}, done{0};
    std::thread other([&] {
      for (int turn = 1;; turn++) {
        while (std::abs(asked.load()) < turn) {}
        if (asked.load() < 0) return;
        sweep(work, middle, rows);
        done.store(turn);
      }
    });
    int turn = 0;
    ms = shortestTime(runs, [&] {
      asked.store(++turn);
      sweep(work, 0, middle);
      while (done.load() < turn) {}
    });
    asked.store(-(turn + 1));
    other.join();
  }
  double sum = 0;
  for (size_t row = 0; row < rows; row++) sum += work.worst.at[row];
  std::printf("%s %.6f %.17g\n", instructions, ms, sum);
}
