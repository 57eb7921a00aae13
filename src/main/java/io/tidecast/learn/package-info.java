/**
 * Online learning: what is learnt from, the fine-tuner, the gate and the triggers; and offline training. Row 4: imports
 * {@code model} and what is below it.
 */
package io.tidecast.learn;
