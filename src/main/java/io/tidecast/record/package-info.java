/**
 * Record codecs: the records that the application writes, and what it does with those it cannot use. Row 7: imports
 * {@code learn}, {@code forecast} and what is below them.
 */
package io.tidecast.record;
