/**
 * Application process: its topics, its streams, its health and metrics, and the questions of the doctor. Row 13:
 * imports everything below it.
 */
package io.tidecast.app;
