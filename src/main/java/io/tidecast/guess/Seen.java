package io.tidecast.guess;

import org.apache.kafka.common.header.Headers;

/**
 * Consumer record that was looked at.
 *
 * @param key may be null
 * @param value may be null
 */
public record Seen(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {}
