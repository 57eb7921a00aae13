/**
 * The web server and its endpoints: probes and metrics. Nothing here changes any state. Row 10: imports {@code view} and
 * {@code config}; the only place for Jetty.
 */
package io.tidecast.http;
