/**
 * Judging a model on recorded data: readers of files, backtests and their reports. Row 4: imports {@code model}, {@code series}
 * and what is below them.
 */
package io.tidecast.eval;
