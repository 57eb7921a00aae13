package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Reading;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class JsonEncoderTest {
    private static final List<String> FEATURES = List.of("temp", "load");
    private static final ReadingEncoder STANDARD =
            ReadingFormat.standard(FEATURES).encoder();

    private static Reading decoded(ReadingFormat format, byte[] value) {
        return format.decoder(FEATURES, new GroupSource.None())
                .decode("readings", new RecordHeaders(), null, value, 0)
                .get(0)
                .reading();
    }

    @Test
    void shouldWriteNullWhenAValueIsMissing() {
        Reading reading = new Reading("pump \"7\"", 1_385_010_000_250L, new float[] {71.2f, Float.NaN});
        assertThat(new String(STANDARD.encode(reading), UTF_8))
                .isEqualTo(
                        """
                        {"device":"pump \\"7\\"","ts":"2013-11-21T05:00:00.250Z","values":{"temp":71.2,"load":null}}""");
    }

    @Test
    void shouldGiveBackTheReadingWhenParsed() {
        Reading reading = new Reading("pump-7", 1_385_010_000_250L, new float[] {-0.1f, Float.NaN});
        Reading parsed = decoded(ReadingFormat.standard(FEATURES), STANDARD.encode(reading));
        assertThat(parsed.device()).isEqualTo("pump-7");
        assertThat(parsed.timeMs()).isEqualTo(reading.timeMs());
        assertThat(parsed.values()).isEqualTo(reading.values());
    }

    @Test
    void shouldGiveBackTheReadingWhenTheFormIsTheUsersOwn() {
        for (ReadingFormat.TimeUnit unit : ReadingFormat.TimeUnit.values()) {
            List<FieldPath> values = List.of(new FieldPath("/data/0/t~1C"), new FieldPath("/data/load"));
            ReadingFormat format = new ReadingFormat(
                    InputFormats.JSON, new FieldPath("/meta/id"), new FieldPath("/meta/at"), unit, values);
            Reading reading = new Reading("pump-7", 1_385_010_000_250L, new float[] {71.2f, 0.44f});
            Reading parsed = decoded(format, format.encoder().encode(reading));
            assertThat(parsed.device()).isEqualTo("pump-7");
            assertThat(parsed.timeMs()).isEqualTo(reading.timeMs());
            assertThat(parsed.values()).isEqualTo(reading.values());
        }
    }
}
