package io.tidecast.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidecast.series.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Writes readings in the application's own form, which {@link ReadingFormat#standard} reads. */
public final class ReadingJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReadingJson() {}

    /** {@code {"device":"pump-7","ts":"2026-11-21T05:00:00Z","values":{"temp":71.2,"load":null}}}: null where missing. */
    public static byte[] write(Reading reading, List<String> features) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("device", reading.device());
            json.writeStringField("ts", Instant.ofEpochMilli(reading.timeMs()).toString());
            json.writeObjectFieldStart("values");
            for (int f = 0; f < features.size(); f++) {
                float value = reading.values()[f];
                if (Float.isNaN(value)) {
                    json.writeNullField(features.get(f));
                } else {
                    json.writeNumberField(features.get(f), value);
                }
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
