package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat.TimeUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Decoding of one record by a format. */
final class FormatFixture {
    static final long TIMESTAMP_MS = 1_772_427_600_250L;

    private FormatFixture() {}

    static ReadingFormat readings(String format, RecordShape shape, String device, String time, String... values) {
        return new ReadingFormat(
                InputFormats.named(format),
                new FieldPath(device),
                new FieldPath(time),
                TimeForm.of(TimeUnit.ISO),
                Arrays.stream(values).map(FieldPath::new).toList(),
                ValueForm.usual(),
                ReadingLimits.defaults(),
                shape);
    }

    static ReadingFormat standard(String format) {
        return readings(format, RecordShape.usual(), "/device", "/ts", "/values/temp", "/values/load");
    }

    static ReadingDecoder decoder(ReadingFormat readings) {
        List<String> features = new ArrayList<>();
        readings.values().forEach(path -> features.add(path.text()));
        return readings.decoder(features, new GroupSource.None());
    }

    static List<Decoded> decode(ReadingDecoder decoder, String key, byte[] value) {
        return decoder.decode("readings", new RecordHeaders(), key.getBytes(UTF_8), value, TIMESTAMP_MS);
    }

    static List<Decoded> decode(ReadingFormat readings, String value) {
        return decode(decoder(readings), "key", value.getBytes(UTF_8));
    }

    /** {@code device ms [values]} of each. */
    static List<String> shown(List<Decoded> all) {
        return all.stream()
                .map(decoded -> decoded.reading().device() + " "
                        + (decoded.reading().timeMs() - TIMESTAMP_MS) + " "
                        + Arrays.toString(decoded.reading().values()))
                .toList();
    }
}
