// Files of numbers that bench/margin-workload.ts writes, and the clock, for the margin benches.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

template <class Number> struct Array {
  Number* at = nullptr;
  size_t count = 0;
};

template <class Number> Array<Number> makeArray(size_t count) {
  size_t bytes = (count * sizeof(Number) + 127) / 64 * 64;
  return {static_cast<Number*>(std::aligned_alloc(64, bytes)), count};
}

template <class Number> Array<Number> readArray(const std::string& folder, const char* name) {
  std::FILE* file = std::fopen((folder + "/" + name).c_str(), "rb");
  if (!file) std::exit(1);
  std::fseek(file, 0, SEEK_END);
  size_t count = std::ftell(file) / sizeof(Number);
  std::rewind(file);
  Array<Number> array = makeArray<Number>(count);
  if (std::fread(array.at, sizeof(Number), count, file) != count) std::exit(1);
  std::fclose(file);
  return array;
}

inline double now() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The shortest time of `runs` runs, after one that does not count: the one that others on the machine disturbed least.
template <class Work> double shortestTime(int runs, Work work) {
  work();
  double shortest = 1e300;
  for (int run = 0; run < runs; run++) {
    double start = now();
    work();
    shortest = std::min(shortest, now() - start);
  }
  return shortest;
}
