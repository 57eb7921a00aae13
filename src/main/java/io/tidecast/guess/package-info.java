/**
 * Schema inference: from records, or a file, that nobody has described to the settings that read them, each with the
 * reason it was decided by. Pure: it is handed what was read. Row 9: imports {@code input}, {@code csv} and what is
 * below them.
 */
package io.tidecast.guess;
