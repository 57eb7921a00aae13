/**
 * Losses, optimisers, clipping, schedules, initialisers, truncated back-propagation through time and the loop over
 * epochs. Row 2: imports {@code nn} and {@code kernel}; knows no I/O, clock, logging or Kafka.
 */
package io.tidecast.train;
