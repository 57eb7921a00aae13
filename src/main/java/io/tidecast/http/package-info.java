/**
 * Web server and its endpoints, of which probes and metrics are the first. What changes a model is handed on to who
 * does it. Row 11: imports {@code view} and what is below it; the only place for Jetty.
 */
package io.tidecast.http;
