/**
 * Topology of the trainer: chunks of history in; model versions, pointers and dead letters out. Row 10: imports
 * {@code stream}, {@code learn} and what is below them.
 */
package io.tidecast.trainer;
