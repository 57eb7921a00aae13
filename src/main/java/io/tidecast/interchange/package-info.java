/**
 * Models in and out: networks that PyTorch, Keras and ONNX wrote become model files
 * ({@link io.tidecast.interchange.Imports}), and models become files that those read
 * ({@link io.tidecast.interchange.Exports}). Where a library keeps which weight is in
 * {@link io.tidecast.interchange.WeightLayout} alone. Row 5: imports {@code model}, {@code csv}, {@code nn},
 * {@code series}, {@code config}.
 *
 * <p>Files come from anywhere. Each reader works on bytes in memory, holds every length against what is there before it
 * makes room for it, follows no reference out of the file, and refuses what it does not know with an
 * {@link java.lang.IllegalArgumentException} that names the part, the rule and the value.
 */
package io.tidecast.interchange;
