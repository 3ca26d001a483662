// The limit for bench/rolling-es.ts: a rolling window split at its VaR by two heaps in native code, doing the same job on the same losses.
//
// Usage: rolling-es FILE COUNT WINDOW CONFIDENCE. FILE holds COUNT losses (f64), as this machine writes them. Prints nanoseconds per loss
// of the second pass, then the sums of VaR and of ES after each loss.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Tail {
  int window, next = 0, count = 0;
  double confidence, sum = 0, lost = 0;
  std::vector<double> losses;
  std::vector<int> place, worst, rest;
  std::vector<char> inWorst;
  int worstSize = 0, restSize = 0;

  Tail(int window, double confidence)
      : window(window), confidence(confidence), losses(window), place(window), worst(window + 1), rest(window + 1), inWorst(window) {}

  void add(double term) {
    double after = sum + term;
    lost += std::fabs(sum) >= std::fabs(term) ? sum - after + term : term - after + sum;
    sum = after;
  }

  template <bool SevereOnTop> static bool higher(double a, double b) { return SevereOnTop ? a > b : a < b; }

  template <bool SevereOnTop> void up(std::vector<int>& heap, int at) {
    int slot = heap[at];
    double loss = losses[slot];
    while (at > 0) {
      int parent = (at - 1) >> 1, above = heap[parent];
      if (!higher<SevereOnTop>(loss, losses[above])) break;
      heap[at] = above;
      place[above] = at;
      at = parent;
    }
    heap[at] = slot;
    place[slot] = at;
  }

  template <bool SevereOnTop> void down(std::vector<int>& heap, int size, int at) {
    int slot = heap[at];
    double loss = losses[slot];
    for (;;) {
      int child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && higher<SevereOnTop>(losses[heap[child + 1]], losses[heap[child]])) child++;
      int below = heap[child];
      if (!higher<SevereOnTop>(losses[below], loss)) break;
      heap[at] = below;
      place[below] = at;
      at = child;
    }
    heap[at] = slot;
    place[slot] = at;
  }

  int rank(int n) const {
    int r = (int)std::ceil(n * confidence - 4e-16 * n);
    return r < 1 ? 1 : r > n ? n : r;
  }

  void push(double loss) {
    int slot = next;
    next = slot + 1 == window ? 0 : slot + 1;
    if (count < window) {
      losses[slot] = loss;
      count++;
      inWorst[slot] = 0;
      rest[restSize++] = slot;
      up<true>(rest, restSize - 1);
      if (count - rank(count) > worstSize) {
        int top = rest[0];
        rest[0] = rest[--restSize];
        if (restSize > 0) down<true>(rest, restSize, 0);
        worst[worstSize++] = top;
        inWorst[top] = 1;
        up<false>(worst, worstSize - 1);
        add(losses[top]);
      }
    } else {
      double before = losses[slot];
      losses[slot] = loss;
      if (inWorst[slot]) {
        add(-before);
        add(loss);
        if (loss < before) up<false>(worst, place[slot]);
        else down<false>(worst, worstSize, place[slot]);
      } else if (loss > before) up<true>(rest, place[slot]);
      else down<true>(rest, restSize, place[slot]);
    }
    if (worstSize > 0 && restSize > 0 && losses[rest[0]] > losses[worst[0]]) {
      int mild = worst[0], severe = rest[0];
      add(-losses[mild]);
      add(losses[severe]);
      inWorst[mild] = 0;
      inWorst[severe] = 1;
      worst[0] = severe;
      rest[0] = mild;
      down<false>(worst, worstSize, 0);
      down<true>(rest, restSize, 0);
    }
    if (next == 0) {
      sum = lost = 0;
      for (int i = 0; i < worstSize; i++) add(losses[worst[i]]);
    }
  }

  double valueAtRisk() const { return losses[rest[0]]; }

  double expectedShortfall() const {
    double tail = count * (1 - confidence), fraction = std::fmax(0, tail - worstSize), var = valueAtRisk();
    return std::fmax(var, (sum + lost + fraction * var) / tail);
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  int count = std::atoi(argv[2]), window = std::atoi(argv[3]);
  double confidence = std::atof(argv[4]);
  std::vector<double> losses(count);
  std::FILE* file = std::fopen(argv[1], "rb");
  if (!file || std::fread(losses.data(), 8, count, file) != (size_t)count) return 1;
  std::fclose(file);
  double best = 0, vars = 0, shortfalls = 0;
  for (int pass = 0; pass < 2; pass++) {
    Tail tail(window, confidence);
    vars = shortfalls = 0;
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < count; i++) {
      tail.push(losses[i]);
      vars += tail.valueAtRisk();
      shortfalls += tail.expectedShortfall();
    }
    best = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / count;
  }
  std::printf("%.4f %.17g %.17g\n", best, vars, shortfalls);
}
