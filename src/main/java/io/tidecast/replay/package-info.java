/**
 * Replay of recorded data through the topologies that serve, in this process and without a broker. Row 6: imports
 * {@code stream} and what is below it.
 */
package io.tidecast.replay;
