/**
 * A simulated fleet of machines: readings to try the application out with, the same for the same seed. Imports
 * {@code series}.
 */
package io.tidecast.simulation;
