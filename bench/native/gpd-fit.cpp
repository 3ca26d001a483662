// The limit for bench/gpd-fit.ts: the same fit of a generalised Pareto distribution in native code, profile likelihood in one dimension
// with a scan and Newton's method, with standard errors from the observed information.
//
// Usage: gpd-fit FILE COUNT SAMPLE REPEATS. FILE holds COUNT excesses (f64) as this machine writes them, fitted SAMPLE at a time. Prints
// microseconds per fit, then the sums of shapes, of scales and of the standard errors of shapes of one pass.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr int terms = 18;

struct Point { double shape, scale, cost, score, steepness; };
struct Fit { double shape, scale, errorOfShape; };

struct Profile {
  std::vector<double> y;
  double most = 0, powers[terms + 3] = {};

  explicit Profile(std::vector<double> excesses) : y(std::move(excesses)) {
    for (double v : y) most = std::max(most, v);
    for (double v : y) {
      double term = 1, share = v / most;
      for (int k = 0; k <= terms; k++) powers[k] += term, term *= share;
    }
    for (double& p : powers) p /= (double)y.size();
  }

  static Point point(double theta, double scale, double slope, double bend, double gap, double gapSlope) {
    double ratio = gap / scale;
    return {theta * scale, scale, std::log(scale) + theta * scale + 1, -(ratio + slope), gapSlope / scale - ratio * ratio + bend};
  }

  Point at(double theta) const {
    if (std::fabs(theta) * most < 0.1) {
      double scale = 0, slope = 0, bend = 0, gap = 0, gapSlope = 0, term = most;
      for (int k = 1; k <= terms; k++) {
        double value = term * powers[k], next = -term * most * powers[k + 1], afterNext = term * most * most * powers[k + 2];
        scale += value / k, slope += value, bend += k * next;
        gap += (1 - 1.0 / (k + 1)) * next, gapSlope += k * (1 - 1.0 / (k + 2)) * afterNext;
        term *= -theta * most;
      }
      return point(theta, scale, slope, bend, gap, gapSlope);
    }
    double logarithms = 0, product = 1, inverses = 0, squares = 0;
    for (size_t i = 0; i < y.size(); i++) {
      double z = 1 + theta * y[i];
      product *= z;
      if ((i & 7) == 7 && (product > 1e100 || product < 1e-100)) logarithms += std::log(product), product = 1;
      double inverse = 1 / z;
      inverses += inverse, squares += inverse * inverse;
    }
    double n = (double)y.size(), first = inverses / n, second = squares / n;
    double scale = (logarithms + std::log(product)) / (n * theta), slope = (1 - first) / theta;
    double bend = -(1 - 2 * first + second) / (theta * theta), gap = (slope - scale) / theta;
    return point(theta, scale, slope, bend, gap, (bend - 2 * gap) / theta);
  }

  double costAt(double theta) const {
    if (std::fabs(theta) * most < 0.1) return at(theta).cost;
    double logarithms = 0, product = 1;
    for (size_t i = 0; i < y.size(); i++) {
      product *= 1 + theta * y[i];
      if ((i & 7) == 7 && (product > 1e100 || product < 1e-100)) logarithms += std::log(product), product = 1;
    }
    double shape = (logarithms + std::log(product)) / (double)y.size();
    return std::log(shape / theta) + shape + 1;
  }
};

Fit fit(const double* excesses, int n) {
  double mean = 0;
  for (int i = 0; i < n; i++) mean += excesses[i];
  mean /= n;
  std::vector<double> scaled(excesses, excesses + n);
  for (double& v : scaled) v /= mean;
  Profile profile(std::move(scaled));
  double thetas[] = {0.999999, 0.9999, 0.995, 0.97, 0.9, 0.75, 0.5, 0.25, 0, 0.05, 0.15, 0.3, 0.6, 1.2, 2.5, 6, 20, 100, 1e3, 1e5, 1e8};
  constexpr int count = sizeof thetas / sizeof *thetas;
  double costs[count];
  for (int i = 0; i < 8; i++) thetas[i] = -thetas[i] / profile.most;
  for (int i = 0; i < count; i++) costs[i] = profile.costAt(thetas[i]);
  Point best{};
  best.cost = INFINITY;
  for (int i = 1; i < count; i++) {
    if (costs[i] > costs[i - 1] || (i + 1 < count && costs[i] > costs[i + 1])) continue;
    double theta = thetas[i], low = thetas[i - 1], high = i + 1 < count ? thetas[i + 1] : INFINITY;
    Point here = profile.at(theta);
    for (int step = 0; step < 100; step++) {
      (here.score > 0 ? low : high) = theta;
      double newton = theta + here.score / here.steepness;
      bool inside = newton > low && newton < high;
      double next = inside ? newton : std::isinf(high) ? 10 * theta : 0.5 * (low + high);
      bool done = std::fabs(next - theta) <= 1e-11 * (std::fabs(theta) + 0.1 / profile.most);
      theta = next;
      here = profile.at(theta);
      if (done) break;
    }
    if (here.shape > -1 && here.cost < best.cost) best = here;
  }
  double shape = best.shape, scale = best.scale * mean, a = 0, b = 0, c = 0;
  for (int i = 0; i < n; i++) {
    double w = excesses[i] / scale, x = shape * w, z = 1 + x, ratio = w / z, curve;
    if (std::fabs(x) > 0.05) {
      curve = -2 * std::log1p(x) / (shape * shape * shape) + 2 * ratio / (shape * shape) + (1 + 1 / shape) * ratio * ratio;
    } else {
      double sum = 0, term = -1;
      for (int k = 3; k < 18; k++) sum += term * (2.0 / k + k - 3), term *= -x;
      curve = ratio * ratio + w * w * w * sum;
    }
    a -= curve;
    b -= w * (1 - w) / (scale * z * z);
    c -= (1 - (1 + shape) * w * (2 + x) / (z * z)) / (scale * scale);
  }
  return {shape, scale, std::sqrt(c / (a * c - b * b))};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  int count = std::atoi(argv[2]), sample = std::atoi(argv[3]), repeats = std::atoi(argv[4]);
  std::vector<double> excesses(count);
  std::FILE* file = std::fopen(argv[1], "rb");
  if (!file || std::fread(excesses.data(), 8, count, file) != (size_t)count) return 1;
  std::fclose(file);
  double shapes = 0, scales = 0, errors = 0;
  int fits = count / sample;
  auto start = std::chrono::steady_clock::now();
  for (int repeat = 0; repeat < repeats; repeat++) {
    shapes = scales = errors = 0;
    for (int i = 0; i < fits; i++) {
      Fit found = fit(excesses.data() + i * sample, sample);
      shapes += found.shape, scales += found.scale, errors += found.errorOfShape;
    }
  }
  double micros = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / ((double)fits * repeats);
  std::printf("%.4f %.17g %.17g %.17g\n", micros, shapes, scales, errors);
}
