package io.tidecast.guess;

import io.tidecast.input.FieldValue;
import java.util.Map;
import java.util.Optional;

/**
 * Flat record: the fields of one reading by path, and what stands beside it.
 *
 * @param key of its record, as text
 * @param timestampMs of its record
 * @param fields in the order of the record
 */
record Row(Optional<String> key, long timestampMs, Map<String, FieldValue> fields) {}
