/**
 * Simulated fleet of machines: readings to try the application out with, the same for the same seed. Row 2: imports
 * {@code series}.
 */
package io.tidecast.simulation;
