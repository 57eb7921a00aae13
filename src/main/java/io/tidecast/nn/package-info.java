/**
 * Recurrent networks: what one is ({@link io.tidecast.nn.NetworkSpec}), what it has learnt
 * ({@link io.tidecast.nn.Parameters}), and the room it computes in ({@link io.tidecast.nn.Workspace}). Row 1: imports
 * {@code kernel} only; knows no I/O, clock, logging or Kafka.
 *
 * <p>Letters mean one thing everywhere: B batch (lanes), T time steps, F features, I inputs of a layer, H units, O
 * outputs. Arrays are float32 and row-major.
 */
package io.tidecast.nn;
