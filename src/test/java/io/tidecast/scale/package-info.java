/**
 * Measurements with a million devices and with several instances: a broker and instances in child JVMs, and the page
 * {@code docs/scale.md}, which {@link io.tidecast.scale.ScaleTable} makes of the figures.
 */
package io.tidecast.scale;
