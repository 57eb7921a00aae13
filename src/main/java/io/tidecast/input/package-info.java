/**
 * Input formats: from a record of the readings topic to readings, and back. Row 8: imports {@code record},
 * {@code series} and what is below them.
 */
package io.tidecast.input;
