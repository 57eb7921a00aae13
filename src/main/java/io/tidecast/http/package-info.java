/**
 * Web server and its endpoints, of which probes and metrics are the first. Nothing here changes any state. Row 10:
 * imports {@code view} and what is below it; the only place for Jetty.
 */
package io.tidecast.http;
