/**
 * Online learning: what is learnt from, the fine-tuner, the gate and the triggers; and offline training. Row 6: imports
 * {@code forecast} and what is below it.
 */
package io.tidecast.learn;
