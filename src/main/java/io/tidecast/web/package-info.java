/**
 * Probes and metrics over HTTP. Sees what it is given to read and nothing else of the application: no Kafka, no models. Nothing
 * here changes any state. The only place for Jetty.
 */
package io.tidecast.web;
