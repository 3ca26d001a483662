// The limit for bench/black76-grid.ts: the same 1,536 x 32 Black-76 values by the same method, eight at a time with AVX-512 and fused
// multiply-adds where the compiler's target has them, else as many as its vectors hold. Beside it, the textbook formula with the C
// library's functions, and QuantLib where QUANTLIB is defined.
//
// Usage: black76-grid FOLDER RUNS. FOLDER holds kinds and termOf (u32), strikes, logStrikes, volatilities and terms (f64). Prints the
// instruction set, then the shortest nanoseconds a value of the grid, of the textbook, of blackFormula and of AnalyticEuropeanEngine (0: not here),
// then the sums of the grid's and of the textbook's values.
#include <cmath>
#include <vector>
#include "arrays.hpp"
#ifdef __AVX512F__
#include <immintrin.h>
#endif
#ifdef QUANTLIB
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/analyticeuropeanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#endif

namespace {

#ifdef __AVX512F__
const char* instructions = "AVX-512";
constexpr int lanes = 8;
#else
const char* instructions = "plain";
constexpr int lanes = 4;
#endif
typedef double Vector __attribute__((vector_size(lanes * 8)));
typedef int64_t Bits __attribute__((vector_size(lanes * 8)));

constexpr int width = 32, seriesOfTerm = 6;

inline Vector both(double x) {
  Vector v;
  for (int i = 0; i < lanes; i++) v[i] = x;
  return v;
}

inline Vector fused(Vector a, Vector b, Vector c) {
#ifdef __AVX512F__
  return (Vector)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#else
  return a * b + c;
#endif
}

inline Vector chosen(Bits mask, Vector a, Vector b) { return mask ? a : b; }
inline Vector magnitude(Vector a) { return (Vector)((Bits)a & 0x7fffffffffffffffLL); }

inline Vector exponential(Vector x) {
  x = chosen(x < both(-700), both(-700), x);
  Vector shifted = fused(x, both(1.4426950408889634), both(6755399441055744.0)), whole = shifted - both(6755399441055744.0);
  Vector r = fused(whole, both(-6.93147180369123816490e-1), x);
  r = fused(whole, both(-1.90821492927058770002e-10), r);
  Vector p = fused(both(2.5100424157005067e-8), r, both(2.7620138719733994e-7));
  for (double c : {2.7557268378684192e-6, 2.480152119021773e-5, 1.9841269863105968e-4, 1.3888888917281794e-3, 8.333333333330051e-3,
                   4.166666666662399e-2, 1.6666666666666669e-1, 0.5, 1.0, 1.0})
    p = fused(p, r, both(c));
  return (Vector)((Bits)p + ((Bits)shifted << 52));
}

inline Vector numerator(Vector x) {
  Vector p = fused(x, both(3.52624965998911e-2), both(0.700383064443688));
  for (double c : {6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376}) p = fused(p, x, both(c));
  return p;
}

inline Vector denominator(Vector x) {
  Vector p = fused(x, both(8.83883476483184e-2), both(1.75566716318264));
  for (double c : {16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752})
    p = fused(p, x, both(c));
  return p;
}

struct Instruments {
  Array<uint32_t> kinds, termOf;
  Array<double> strikes, logStrikes, volatilities, terms;
};

void price(const Instruments& in, double* values) {
  for (size_t i = 0; i < in.kinds.count; i++) {
    const double* term = in.terms.at + in.termOf.at[i] * seriesOfTerm * width;
    double* out = values + i * width;
    bool put = in.kinds.at[i] == 2;
    Vector strike = both(in.strikes.at[i]), logStrike = both(in.logStrikes.at[i]), volatility = both(in.volatilities.at[i]);
    for (int s = 0; s < width; s += lanes) {
      auto load = [&](int series) { return *(const Vector*)(term + series * width + s); };
      Vector forward = load(0), total = fused(volatility, load(3), load(4));
      if (in.kinds.at[i] == 0) {
        *(Vector*)(out + s) = forward;
        continue;
      }
      total = chosen(total < both(0), both(0), total) * load(2);
      Vector ratio = (load(1) - logStrike) / total, d1 = fused(total, both(0.5), ratio), d2 = fused(total, both(-0.5), ratio);
      Vector x1 = magnitude(d1), x2 = magnitude(d2);
      x1 = chosen(x1 > both(40), both(40), x1);
      x2 = chosen(x2 > both(40), both(40), x2);
      Vector density = forward * exponential(d1 * d1 * both(-0.5)), under1 = denominator(x1), under2 = denominator(x2);
      Vector scale = density / (under1 * under2), tail1 = scale * (numerator(x1) * under2), tail2 = scale * (numerator(x2) * under1);
      Bits side = put ? Bits{} - 1 : Bits{};
      Vector asset = chosen((d1 > both(0)) ^ side, forward - tail1, tail1), paid = chosen((d2 > both(0)) ^ side, strike - tail2, tail2);
      Vector value = put ? paid - asset : asset - paid, intrinsic = put ? strike - forward : forward - strike;
      intrinsic = chosen(intrinsic > both(0), intrinsic, both(0));
      *(Vector*)(out + s) = chosen(intrinsic < value, value, intrinsic);
    }
  }
}

double normal(double x) { return 0.5 * std::erfc(-x * 0.70710678118654752440); }

// Calls `value(instrument, forward, total volatility, strike, sign)` for every option of the grid.
template <class Value> void eachOption(const Instruments& in, double* values, Value value) {
  for (size_t i = 0; i < in.kinds.count; i++) {
    const double* term = in.terms.at + in.termOf.at[i] * seriesOfTerm * width;
    for (int s = 0; s < width; s++) {
      double forward = term[s], total = (in.volatilities.at[i] * term[3 * width + s] + term[4 * width + s]) * term[2 * width + s];
      values[i * width + s] = in.kinds.at[i] == 0 ? forward : value(i, forward, total, in.strikes.at[i], in.kinds.at[i] == 1 ? 1 : -1);
    }
  }
}

void textbook(const Instruments& in, double* values) {
  eachOption(in, values, [](size_t, double forward, double total, double strike, int sign) {
    double d1 = std::log(forward / strike) / total + 0.5 * total, d2 = d1 - total;
    return sign * (forward * normal(sign * d1) - strike * normal(sign * d2));
  });
}

double sumOf(const Array<double>& values) {
  double sum = 0;
  for (size_t i = 0; i < values.count; i++) sum += values.at[i];
  return sum;
}

#ifdef QUANTLIB
double formulaTime(const Instruments& in, double* values, int runs) {
  using namespace QuantLib;
  return shortestTime(runs, [&] {
    eachOption(in, values, [](size_t, double forward, double total, double strike, int sign) {
      return blackFormula(sign > 0 ? Option::Call : Option::Put, strike, forward, total);
    });
  });
}

// One quote of spot and volatility for all options, so that a scenario is two updates: the best case for its observers.
double engineTime(const Instruments& in, double* values) {
  using namespace QuantLib;
  Date today(1, January, 2026);
  Settings::instance().evaluationDate() = today;
  DayCounter days = Actual365Fixed();
  auto spot = ext::make_shared<SimpleQuote>(60000.0), volatility = ext::make_shared<SimpleQuote>(0.5);
  Handle<YieldTermStructure> rate(ext::make_shared<FlatForward>(today, 0.0, days));
  Handle<BlackVolTermStructure> surface(ext::make_shared<BlackConstantVol>(today, NullCalendar(), Handle<Quote>(volatility), days));
  auto engine = ext::make_shared<AnalyticEuropeanEngine>(ext::make_shared<BlackProcess>(Handle<Quote>(spot), rate, surface));
  std::vector<ext::shared_ptr<VanillaOption>> options;
  for (size_t i = 0; i < in.kinds.count; i++) {
    double root = in.terms.at[in.termOf.at[i] * seriesOfTerm * width + 2 * width];
    auto payoff = ext::make_shared<PlainVanillaPayoff>(in.kinds.at[i] == 1 ? Option::Call : Option::Put, std::max(1.0, in.strikes.at[i]));
    options.push_back(ext::make_shared<VanillaOption>(payoff, ext::make_shared<EuropeanExercise>(today + std::max(1L, std::lround(root * root * 365)))));
    options.back()->setPricingEngine(engine);
  }
  return shortestTime(1, [&] {
    for (int s = 0; s < width; s++) {
      spot->setValue(in.terms.at[s]);
      volatility->setValue(0.5 * in.terms.at[3 * width + s]);
      for (size_t i = 0; i < options.size(); i++) values[i * width + s] = options[i]->NPV();
    }
  });
}
#endif

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::string folder = argv[1];
  int runs = std::atoi(argv[2]);
  Instruments in{readArray<uint32_t>(folder, "kinds"), readArray<uint32_t>(folder, "termOf"), readArray<double>(folder, "strikes"),
                 readArray<double>(folder, "logStrikes"), readArray<double>(folder, "volatilities"), readArray<double>(folder, "terms")};
  Array<double> values = makeArray<double>(in.kinds.count * width), plain = makeArray<double>(in.kinds.count * width);
  double perValue = 1e6 / values.count;
  double grid = shortestTime(runs, [&] { price(in, values.at); }) * perValue;
  double text = shortestTime(std::max(1, runs / 5), [&] { textbook(in, plain.at); }) * perValue;
  double sum = sumOf(values), plainSum = sumOf(plain), formula = 0, engine = 0;
#ifdef QUANTLIB
  formula = formulaTime(in, plain.at, std::max(1, runs / 5)) * perValue;
  engine = engineTime(in, plain.at) * perValue;
#endif
  std::printf("%s %.4f %.4f %.4f %.4f %.17g %.17g\n", instructions, grid, text, formula, engine, sum, plainSum);
}
