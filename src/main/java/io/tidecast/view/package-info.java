/**
 * Read side: what the topics say now, for everything that shows it. Row 10: imports {@code stream}, {@code record} and
 * what is below them.
 */
package io.tidecast.view;
