/**
 * Model serving: manifest, safetensors artefact, registry, and the {@link io.tidecast.model.Forecaster} that turns a
 * window into a forecast. Row 4: imports {@code base}, {@code train}, {@code nn}, {@code series}, {@code kernel}.
 */
package io.tidecast.model;
