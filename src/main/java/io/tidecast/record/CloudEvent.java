package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * CloudEvents 1.0 attributes in Kafka's binary content mode: the value stays as it is, and headers say what it is of.
 * The id is worked out of what the event is about, so that a record that is written again is the same event.
 *
 * @param id unique among those of the source
 * @param subject the device
 */
record CloudEvent(String id, String source, String type, String subject, long timeMs, String contentType) {
    Headers headers() {
        RecordHeaders headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", id);
        add(headers, "ce_source", source);
        add(headers, "ce_type", type);
        add(headers, "ce_subject", subject);
        add(headers, "ce_time", IsoTime.of(timeMs));
        add(headers, "content-type", contentType);
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
