// The limit for bench/garch-fit.ts: the same GARCH(1,1) fit in native code. Likelihoods of a grid choose three starts, Newton's method
// with the exact Hessian climbs from each within bounds, the best is polished, and three kinds of standard errors follow.
//
// Usage: garch-fit FILE COUNT ROUNDS. FILE holds COUNT returns (f64) as this machine writes them. Prints the median milliseconds of a
// fit, then mean, omega, alpha, beta, the log-likelihood and the four Bollerslev-Wooldridge standard errors.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using Vector = std::array<double, 4>;
using Matrix = std::array<double, 16>;

const double logTwoPi = std::log(2 * M_PI);
constexpr double leastOmega = 1e-10;

struct Derivatives {
  double value = 0;
  Vector gradient{};
  Matrix hessian{};
};

struct Series {
  std::vector<double> returns, residuals, squares, variances, byMean, byOmega, byAlpha, byBeta, byVariance;
  double before = 0, beforeSlope = 0;

  explicit Series(std::vector<double> values) : returns(std::move(values)) {
    for (auto *column : {&residuals, &squares, &variances, &byMean, &byOmega, &byAlpha, &byBeta, &byVariance})
      column->resize(returns.size());
  }

  void takeResiduals(double mean) {
    double sum = 0, total = 0;
    for (std::size_t t = 0; t < returns.size(); t++) {
      double e = returns[t] - mean;
      residuals[t] = e;
      squares[t] = e * e;
      sum += e;
      total += e * e;
    }
    before = total / returns.size();
    beforeSlope = -2 * sum / returns.size();
  }

  // Logarithms of products of sixteen, as one logarithm costs as much as the rest of a step.
  double valueAt(const Vector &p) {
    takeResiduals(p[0]);
    double h = p[1] + (p[2] + p[3]) * before, logs = 0, total = 0, product = 1;
    for (std::size_t t = 0; t < returns.size(); t++) {
      total += squares[t] / h;
      product *= h;
      if ((t & 15) == 15) {
        logs += std::log(product);
        product = 1;
      }
      h = p[1] + p[2] * squares[t] + p[3] * h;
    }
    logs += std::log(product);
    return -0.5 * (returns.size() * logTwoPi + logs + total);
  }

  void derivativesAt(const Vector &p, Derivatives &d) {
    takeResiduals(p[0]);
    const std::size_t n = returns.size();
    const double alpha = p[2], beta = p[3];
    double h = p[1] + (alpha + beta) * before, m = (alpha + beta) * beforeSlope, w = 1, a = before, b = before;
    double logs = 0, total = 0, product = 1;
    double gm = 0, gw = 0, ga = 0, gb = 0;
    double mm = 0, mw = 0, ma = 0, mb = 0, ww = 0, wa = 0, wb = 0, aa = 0, ab = 0, bb = 0;
    for (std::size_t t = 0; t < n; t++) {
      const double e = residuals[t], square = squares[t], r = 1 / h, u = square * r;
      variances[t] = h;
      byMean[t] = m;
      byOmega[t] = w;
      byAlpha[t] = a;
      byBeta[t] = b;
      total += u;
      product *= h;
      if ((t & 15) == 15) {
        logs += std::log(product);
        product = 1;
      }
      const double once = 0.5 * r * (u - 1), twice = r * r * (0.5 - u), both = e * r * r;
      byVariance[t] = once;
      gm += once * m + e * r;
      gw += once * w;
      ga += once * a;
      gb += once * b;
      const double tm = twice * m, tw = twice * w, ta = twice * a;
      mm += tm * m - 2 * both * m - r;
      mw += tm * w - both * w;
      ma += tm * a - both * a;
      mb += tm * b - both * b;
      ww += tw * w;
      wa += tw * a;
      wb += tw * b;
      aa += ta * a;
      ab += ta * b;
      bb += twice * b * b;
      m = beta * m - 2 * alpha * e;
      w = beta * w + 1;
      a = beta * a + square;
      b = beta * b + h;
      h = p[1] + alpha * square + beta * h;
    }
    logs += std::log(product);
    // Second derivatives of the variances, by the adjoint of the recursion.
    double influence = 0, all = 0, weighted = 0, im = 0, iw = 0, ia = 0, ib = 0;
    for (std::size_t t = n - 1; t > 0; t--) {
      influence = byVariance[t] + beta * influence;
      all += influence;
      weighted += influence * residuals[t - 1];
      im += influence * byMean[t - 1];
      iw += influence * byOmega[t - 1];
      ia += influence * byAlpha[t - 1];
      ib += influence * byBeta[t - 1];
    }
    influence = byVariance[0] + beta * influence;
    mm += 2 * alpha * all + 2 * influence * (alpha + beta);
    ma += influence * beforeSlope - 2 * weighted;
    mb += im + influence * beforeSlope;
    wb += iw;
    ab += ia;
    bb += 2 * ib;
    d.value = -0.5 * (n * logTwoPi + logs + total);
    d.gradient = {gm, gw, ga, gb};
    d.hessian = {mm, mw, ma, mb, mw, ww, wa, wb, ma, wa, aa, ab, mb, wb, ab, bb};
  }

  void outerProducts(Matrix &sum) const {
    sum.fill(0);
    for (std::size_t t = 0; t < returns.size(); t++) {
      const double c = byVariance[t];
      const Vector score = {c * byMean[t] + residuals[t] / variances[t], c * byOmega[t], c * byAlpha[t], c * byBeta[t]};
      for (int j = 0; j < 4; j++)
        for (int k = 0; k < 4; k++) sum[4 * j + k] += score[j] * score[k];
    }
  }
};

// Solves for the free coordinates by Cholesky; false when the matrix is not positive definite.
bool factor(const Matrix &matrix, const std::vector<int> &free, Matrix &lower) {
  const int n = static_cast<int>(free.size());
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double rest = matrix[4 * free[i] + free[j]];
      for (int k = 0; k < j; k++) rest -= lower[4 * i + k] * lower[4 * j + k];
      if (i == j && !(rest > 1e-15 * std::fabs(matrix[5 * free[i]]))) return false;
      lower[4 * i + j] = i == j ? std::sqrt(rest) : rest / lower[5 * j];
    }
  return true;
}

Vector solve(const Matrix &lower, int n, Vector x) {
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < i; k++) x[i] -= lower[4 * i + k] * x[k];
    x[i] /= lower[5 * i];
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int k = i + 1; k < n; k++) x[i] -= lower[4 * k + i] * x[k];
    x[i] /= lower[5 * i];
  }
  return x;
}

const Vector lowest = {-HUGE_VAL, leastOmega, 0, 0};
const Vector highest = {HUGE_VAL, HUGE_VAL, HUGE_VAL, 1};

struct Climb {
  Vector point;
  Derivatives d;
};

std::vector<int> freeOf(const Climb &c) {
  std::vector<int> free;
  for (int j = 0; j < 4; j++) {
    const bool low = c.point[j] <= lowest[j] && c.d.gradient[j] <= 0, high = c.point[j] >= highest[j] && c.d.gradient[j] >= 0;
    if (!low && !high) free.push_back(j);
  }
  return free;
}

Climb climb(Series &series, Vector start, double tolerance) {
  Climb here{start, {}}, next{start, {}};
  series.derivativesAt(here.point, here.d);
  for (int iteration = 0; iteration < 200; iteration++) {
    const auto free = freeOf(here);
    Vector right{}, step{};
    Matrix lower{};
    for (std::size_t i = 0; i < free.size(); i++) right[i] = here.d.gradient[free[i]];
    for (double damping = 0; damping < 1e20; damping = damping == 0 ? 1e-3 : damping * 4) {
      Matrix curvature;
      for (int i = 0; i < 16; i++) curvature[i] = -here.d.hessian[i];
      for (int j = 0; j < 4; j++) curvature[5 * j] += damping * (std::fabs(curvature[5 * j]) + 1e-10);
      if (!factor(curvature, free, lower)) continue;
      const Vector solution = solve(lower, static_cast<int>(free.size()), right);
      for (std::size_t i = 0; i < free.size(); i++) step[free[i]] = solution[i];
      break;
    }
    double gain = 0;
    for (int j = 0; j < 4; j++) gain += step[j] * here.d.gradient[j];
    if (!(gain > tolerance)) {
      for (int j = 0; j < 4; j++) here.point[j] = std::clamp(here.point[j] + step[j], lowest[j], highest[j]);
      return here;
    }
    bool rose = false;
    for (double length = 1; length > 1e-12 && !rose; length *= 0.5) {
      double rise = 0;
      for (int j = 0; j < 4; j++) {
        next.point[j] = std::clamp(here.point[j] + length * step[j], lowest[j], highest[j]);
        rise += (next.point[j] - here.point[j]) * here.d.gradient[j];
      }
      const double least = here.d.value + 1e-4 * rise - 1e-14 * std::fabs(here.d.value);
      if (length == 1) series.derivativesAt(next.point, next.d);
      const double reached = length == 1 ? next.d.value : series.valueAt(next.point);
      rose = reached >= least;
      if (rose && length != 1) series.derivativesAt(next.point, next.d);
    }
    if (!rose) return here;
    std::swap(here, next);
  }
  return here;
}

struct Fit {
  Vector parameters, errors;
  double value;
};

Fit fit(const std::vector<double> &returns) {
  const std::size_t n = returns.size();
  double mean = 0, square = 0;
  for (double r : returns) mean += r;
  mean /= n;
  for (double r : returns) square += (r - mean) * (r - mean);
  square /= n;
  const double scale = std::exp2(std::floor(0.5 * std::log2(square)));
  std::vector<double> scaled(n);
  for (std::size_t t = 0; t < n; t++) scaled[t] = returns[t] / scale;
  Series series(std::move(scaled));
  mean /= scale;
  square /= scale * scale;
  std::vector<std::pair<double, Vector>> starts;
  for (double persistence : {0.3, 0.6, 0.9, 0.97, 0.995}) {
    std::pair<double, Vector> best{-HUGE_VAL, {}};
    for (double shock : {0.03, 0.1, 0.25}) {
      const Vector point = {mean, (1 - persistence) * square, shock, persistence - shock};
      const double value = series.valueAt(point);
      if (value > best.first) best = {value, point};
    }
    starts.push_back(best);
  }
  std::sort(starts.begin(), starts.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
  Climb best{};
  best.d.value = -HUGE_VAL;
  for (int i = 0; i < 3; i++) {
    Climb found = climb(series, starts[i].second, 1e-6);
    if (found.d.value > best.d.value) best = found;
  }
  best = climb(series, best.point, 1e-13);
  series.derivativesAt(best.point, best.d);
  Matrix curvature, lower{}, outer, inverse{}, middle{};
  for (int i = 0; i < 16; i++) curvature[i] = -best.d.hessian[i];
  series.outerProducts(outer);
  const std::vector<int> all = {0, 1, 2, 3};
  factor(outer, all, lower);
  // The standard errors of the outer products, computed and thrown away as they are not printed.
  volatile double kept = 0;
  for (int j = 0; j < 4; j++) {
    Vector unit{};
    unit[j] = 1;
    kept = std::sqrt(solve(lower, 4, unit)[j]);
  }
  (void)kept;
  factor(curvature, all, lower);
  for (int j = 0; j < 4; j++) {
    Vector unit{};
    unit[j] = 1;
    const Vector column = solve(lower, 4, unit);
    for (int i = 0; i < 4; i++) inverse[4 * i + j] = column[i];
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      for (int k = 0; k < 4; k++) middle[4 * i + j] += inverse[4 * i + k] * outer[4 * k + j];
  Fit result{best.point, {}, best.d.value - n * std::log(scale)};
  const Vector unit = {scale, scale * scale, 1, 1};
  for (int i = 0; i < 4; i++) {
    double variance = 0;
    for (int k = 0; k < 4; k++) variance += middle[4 * i + k] * inverse[4 * k + i];
    result.parameters[i] *= unit[i];
    result.errors[i] = std::sqrt(variance) * unit[i];
  }
  return result;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  std::vector<double> returns(std::strtoul(argv[2], nullptr, 10));
  const int rounds = std::atoi(argv[3]);
  std::FILE *file = std::fopen(argv[1], "rb");
  if (file == nullptr || std::fread(returns.data(), sizeof(double), returns.size(), file) != returns.size()) return 2;
  std::fclose(file);
  std::vector<double> times;
  Fit found{};
  for (int round = 0; round < rounds; round++) {
    const auto start = std::chrono::steady_clock::now();
    found = fit(returns);
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%.9g", times[times.size() / 2]);
  for (double value : found.parameters) std::printf(" %.17g", value);
  std::printf(" %.17g", found.value);
  for (double value : found.errors) std::printf(" %.17g", value);
  std::printf("\n");
}
