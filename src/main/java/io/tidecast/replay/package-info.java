/**
 * Replay of recorded data through the topologies that serve, in this process and without a broker. Row 13: imports
 * {@code forecaster}, {@code trainer} and what is below them.
 */
package io.tidecast.replay;
