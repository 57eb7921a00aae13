/**
 * Compute kernels and the float arrays they work on. Row 0: imports no other package of Tidecast; knows no I/O, clock,
 * logging or Kafka.
 */
package io.tidecast.kernel;
