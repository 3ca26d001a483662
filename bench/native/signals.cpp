// The limit for bench/signals.ts: the same signals of liquidity in native code after every level change of the same events. A price
// ladder with sums of lots and of lots x offset over 64 and over 4,096 prices, and over four bands that follow the mid; cost by walking
// levels.
//
// Usage: signals FILE COUNT WARM SPACING TRADE_EVERY NOTIONAL NORM_TIME NORM_MINIMUM SPREAD_WINDOW FLOW_WINDOW SAMPLE_EVERY SAMPLES.
// Times are microseconds.
// `anew` as a further word adds depth up from the sums at every event instead of following it.
// Prints nanoseconds per event of the second pass, then its checksum: the sum of all signals after every event.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "ladder.hpp"

namespace {

constexpr double quotePerLotTick = 1e-4;

// A side that also follows sums over four bands, from an index up to the best level.
struct BandedSide : Side {
  int from[4] = {window, window, window, window}, lowest = window;
  double bandLots[4] = {}, bandMoments[4] = {};

  void set(int index, double amount) {
    const double change = Side::set(index, amount);
    if (index < lowest || change == 0) return;
    const double moment = change * index;
    for (int band = 0; band < 4; band++) {
      if (index < from[band]) continue;
      bandLots[band] += change;
      bandMoments[band] += moment;
    }
  }

  void dropBand(int band) {
    from[band] = lowest = window;
    bandLots[band] = bandMoments[band] = 0;
  }

  // Moves a band's edge to an index; the levels it passes are added or taken off.
  void moveBand(int band, int index) {
    if (from[band] == index) return;
    const int end = best + 1, before = std::min(from[band], end), after = std::min(index, end);
    from[band] = index;
    if (after < before) addRange(band, after, before, 1);
    else addRange(band, before, after, -1);
    lowest = std::min(std::min(from[0], from[1]), std::min(from[2], from[3]));
  }

  void addRange(int band, int index, int end, double sign) {
    double sum = 0, moment = 0;
    while (index < end) {
      if ((index & 63) == 0 && index + 64 <= end) {
        sum += blockSums[index >> 5];
        moment += blockSums[(index >> 5) + 1];
        index += 64;
      } else {
        sum += lots[index];
        moment += lots[index] * index;
        index++;
      }
    }
    bandLots[band] += sign * sum;
    bandMoments[band] += sign * moment;
  }
};

struct Norm {
  double value = 0, knownFor = 0, since = 0, standing = 0;
  bool isStanding = false;
  void follow(double at, double next, double timeConstant) {
    if (isStanding && at > since) {
      const double stood = at - since;
      knownFor += stood;
      value += (standing - value) * std::min(1.0, stood / std::min(knownFor, timeConstant));
    }
    isStanding = true;
    since = at;
    standing = next;
  }
};

// Sums over the last stretch of time in buckets.
template <int lanes, int count>
struct Ring {
  double bucketUs, buckets[lanes * count] = {}, total[lanes] = {}, endsAt = 0;
  long newest = -1;
  explicit Ring(double windowUs) : bucketUs(windowUs / count) {}
  void moveTo(double at) {
    if (at < endsAt) return;
    const long reached = static_cast<long>(at / bucketUs);
    if (reached - newest >= count) {
      std::fill(std::begin(buckets), std::end(buckets), 0.0);
      std::fill(std::begin(total), std::end(total), 0.0);
    } else {
      for (long bucket = newest + 1; bucket <= reached; bucket++) {
        double* place = buckets + lanes * (bucket % count);
        for (int lane = 0; lane < lanes; lane++) {
          total[lane] -= place[lane];
          place[lane] = 0;
        }
      }
    }
    newest = reached;
    endsAt = static_cast<double>(reached + 1) * bucketUs;
  }
  void add(const double (&values)[lanes]) {
    double* place = buckets + lanes * (newest % count);
    for (int lane = 0; lane < lanes; lane++) {
      place[lane] += values[lane];
      total[lane] += values[lane];
    }
  }
};

struct Terms {
  double spacing, tradeEvery, notional, normTime, normMinimum, spreadWindow, flowWindow, sampleEvery;
  int samples;
  bool anew;
};

struct Market : Ladder<BandedSide> {
  Terms terms;
  Norm norms[4];
  Ring<3, 50> flow;
  Ring<2, 50> spread;
  std::vector<double> xs, ys;
  double values[16] = {};
  double since = 0, previous[4] = {}, mids[2] = {}, midAt[2] = {}, nextSampleAt = 0, standing = 0, sample = 0, halfLife = 0;
  bool isStanding = false, hasSample = false;
  std::size_t pairs = 0;

  explicit Market(const Terms& of) : terms(of), flow(of.flowWindow), spread(of.spreadWindow), xs(of.samples), ys(of.samples) {}

  void trade(double at, bool isBuy, int ticks, double lots) {
    const int last = midAt[1] < at ? 1 : 0;
    const double mid = mids[last];
    if (mid == 0) return;
    spread.moveTo(at);
    spread.add({lots * (2e4 * (isBuy ? 1 : -1) * (ticks - mid)) / mid, lots});
    values[12] = spread.total[0] / spread.total[1];
  }

  double cost(const Side& side, bool isBid, double twiceMid) const {
    double left = terms.notional, bought = 0;
    for (int index = side.best; index != none; index = side.below(index)) {
      const double ticks = isBid ? lowestBid + index : highestAsk - index;
      const double quote = side.lots[index] * (quotePerLotTick * ticks);
      if (quote >= left) {
        const double average = terms.notional / (bought + left / ticks);
        return 1e4 * std::abs(2 * average / twiceMid - 1);
      }
      left -= quote;
      bought += quote / ticks;
    }
    return -1;
  }

  void fitHalfLife() {
    halfLife = 0;
    const std::size_t n = xs.size();
    if (pairs < n) return;
    double meanX = 0, meanY = 0, sumXx = 0, sumXy = 0;
    for (std::size_t i = 0; i < n; i++) meanX += xs[i] / n, meanY += ys[i] / n;
    for (std::size_t i = 0; i < n; i++) {
      sumXx += (xs[i] - meanX) * (xs[i] - meanX);
      sumXy += (xs[i] - meanX) * (ys[i] - meanY);
    }
    const double speed = sumXx == 0 ? 0 : -sumXy / sumXx;
    if (speed > 0 && speed < 1) halfLife = std::log(2.0) / -std::log1p(-speed) * terms.sampleEvery / 1e6;
  }

  void followDepth(double at, double depth) {
    if (at >= nextSampleAt) {
      const double due = std::floor(at / terms.sampleEvery) * terms.sampleEvery;
      if (isStanding) {
        for (double time = nextSampleAt; time <= due; time += terms.sampleEvery) {
          if (hasSample) {
            xs[pairs % xs.size()] = sample;
            ys[pairs % xs.size()] = standing - sample;
            pairs++;
          }
          hasSample = true;
          sample = standing;
        }
        fitHalfLife();
      }
      nextSampleAt = due + terms.sampleEvery;
    }
    isStanding = true;
    standing = depth;
  }

  double measure(double at) {
    const int bid = bestBid(), ask = bestAsk();
    const double twiceMid = static_cast<double>(bid) + ask;
    static constexpr double distances[4] = {10, 25, 50, 100};
    double sum = values[0] = 2e4 * (ask - bid) / twiceMid;
    double depth25 = 0;
    for (int i = 0; i < 4; i++) {
      const int low = static_cast<int>(std::ceil(twiceMid * (1e4 - distances[i]) / 2e4));
      const int high = static_cast<int>(std::floor(twiceMid * (1e4 + distances[i]) / 2e4));
      bids.moveBand(i, low - lowestBid);
      asks.moveBand(i, highestAsk - high);
      const double bidDepth = quotePerLotTick * (lowestBid * bids.bandLots[i] + bids.bandMoments[i]);
      const double askDepth = quotePerLotTick * (highestAsk * asks.bandLots[i] - asks.bandMoments[i]);
      const double thinner = std::min(bidDepth, askDepth);
      if (terms.anew) {
        bids.dropBand(i);
        asks.dropBand(i);
      }
      norms[i].follow(at, thinner, terms.normTime);
      values[1 + i] = thinner;
      values[5 + i] = norms[i].knownFor >= terms.normMinimum && norms[i].value > 0 ? thinner / norms[i].value : 0;
      if (i == 1) {
        depth25 = thinner;
        values[9] = (bidDepth - askDepth) / (bidDepth + askDepth);
      }
    }
    const double buying = cost(asks, false, twiceMid), selling = cost(bids, true, twiceMid);
    values[10] = buying < 0 || selling < 0 ? 0 : std::max(buying, selling);

    const double mid = twiceMid / 2;
    if (mid != mids[1]) {
      mids[0] = mids[1];
      midAt[0] = midAt[1];
      mids[1] = mid;
      midAt[1] = at;
    }
    flow.moveTo(at);
    const double touch[4] = {static_cast<double>(bid), bids.lots[bids.best], static_cast<double>(ask), asks.lots[asks.best]};
    if (since == 0) since = at;
    else if (touch[0] != previous[0] || touch[1] != previous[1] || touch[2] != previous[2] || touch[3] != previous[3]) {
      const double atBid = (touch[0] >= previous[0] ? touch[1] : 0) - (touch[0] <= previous[0] ? previous[1] : 0);
      const double atAsk = (touch[2] <= previous[2] ? touch[3] : 0) - (touch[2] >= previous[2] ? previous[3] : 0);
      flow.add({atBid - atAsk, touch[1] + touch[3], 1});
    }
    std::copy(touch, touch + 4, previous);
    values[11] = at - since < terms.flowWindow || flow.total[2] == 0 ? 0 : 2 * flow.total[0] * flow.total[2] / flow.total[1];
    followDepth(at, depth25);
    values[13] = halfLife;
    for (int i = 1; i < 14; i++) sum += values[i];
    return sum;
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 13 && argc != 14) return 2;
  const std::size_t count = std::strtoull(argv[2], nullptr, 10), warm = std::strtoull(argv[3], nullptr, 10);
  double numbers[9];
  for (int i = 0; i < 9; i++) numbers[i] = std::strtod(argv[4 + i], nullptr);
  const Terms terms = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                       numbers[5], numbers[6], numbers[7], static_cast<int>(numbers[8]), argc == 14};
  if (count <= warm) return 2;
  const auto [sides, ticks, lots] = readEvents(argv[1], count);
  const std::size_t tradeEvery = static_cast<std::size_t>(terms.tradeEvery);
  double nanoseconds = 0, checksum = 0;
  for (int pass = 0; pass < 2; pass++) {
    const auto market = std::make_unique<Market>(terms);
    for (std::size_t i = 0; i < warm; i++) market->set(sides[i], ticks[i], lots[i]);
    checksum = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = warm; i < count; i++) {
      const double at = static_cast<double>(i - warm + 1) * terms.spacing;
      if (i % tradeEvery == 0) {
        const bool isBuy = i % (2 * tradeEvery) == 0;
        market->trade(at, isBuy, isBuy ? market->bestAsk() : market->bestBid(), 1.0 + static_cast<double>(i % 7));
      }
      market->set(sides[i], ticks[i], lots[i]);
      checksum += market->measure(at);
    }
    nanoseconds = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  }
  std::printf("%.6f %.17g\n", nanoseconds / static_cast<double>(count - warm), checksum);
  return 0;
}
