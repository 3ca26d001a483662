# A peer of bench/gpd-fit.ts: fExtremes::gpdFit on the same excesses. Usage: Rscript gpd-fit.R FILE COUNT SAMPLE
# FILE holds COUNT excesses (f64), fitted SAMPLE at a time. Prints microseconds per fit and the mean of the shapes, or nothing without
# the package.
arguments <- commandArgs(trailingOnly = TRUE)
if (suppressWarnings(suppressMessages(requireNamespace("fExtremes", quietly = TRUE)))) {
  count <- as.integer(arguments[2])
  sample <- as.integer(arguments[3])
  excesses <- readBin(arguments[1], "double", count)
  fits <- min(20, count %/% sample)
  shapes <- numeric(fits)
  elapsed <- system.time(for (i in seq_len(fits)) {
    y <- excesses[((i - 1) * sample + 1):(i * sample)]
    # Scaled to a mean of 1, as its search stops early on small numbers.
    shapes[i] <- fExtremes::gpdFit(y / mean(y), u = 0)@fit$par.ests[["xi"]]
  })[["elapsed"]]
  cat(1e6 * elapsed / fits, mean(shapes), "\n")
}
