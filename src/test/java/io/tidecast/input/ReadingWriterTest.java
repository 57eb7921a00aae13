package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidecast.series.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingWriterTest {
    private static final List<String> FEATURES = List.of("temp", "load");
    private static final ReadingWriter STANDARD = new ReadingWriter(ReadingFormat.standard(FEATURES));

    @Test
    void shouldWriteNullWhenAValueIsMissing() {
        Reading reading = new Reading("pump \"7\"", 1_385_010_000_250L, new float[] {71.2f, Float.NaN});
        assertThat(new String(STANDARD.write(reading), UTF_8))
                .isEqualTo(
                        """
                        {"device":"pump \\"7\\"","ts":"2013-11-21T05:00:00.250Z","values":{"temp":71.2,"load":null}}""");
    }

    @Test
    void shouldGiveBackTheReadingWhenParsed() {
        Reading reading = new Reading("pump-7", 1_385_010_000_250L, new float[] {-0.1f, Float.NaN});
        Reading parsed = new ReadingParser(ReadingFormat.standard(FEATURES)).parse(null, STANDARD.write(reading), 0);
        assertThat(parsed.device()).isEqualTo("pump-7");
        assertThat(parsed.timeMs()).isEqualTo(reading.timeMs());
        assertThat(parsed.values()).isEqualTo(reading.values());
    }

    @Test
    void shouldGiveBackTheReadingWhenTheFormIsTheUsersOwn() {
        for (ReadingFormat.TimeUnit unit : ReadingFormat.TimeUnit.values()) {
            Map<String, JsonPointer> values = new LinkedHashMap<>();
            values.put("temp", JsonPointer.compile("/data/0/t~1C"));
            values.put("load", JsonPointer.compile("/data/load"));
            ReadingFormat format = new ReadingFormat(
                    JsonPointer.compile("/meta/id"), JsonPointer.compile("/meta/at"), unit, values, false);
            Reading reading = new Reading("pump-7", 1_385_010_000_250L, new float[] {71.2f, 0.44f});
            Reading parsed = new ReadingParser(format).parse(null, new ReadingWriter(format).write(reading), 0);
            assertThat(parsed.device()).isEqualTo("pump-7");
            assertThat(parsed.timeMs()).isEqualTo(reading.timeMs());
            assertThat(parsed.values()).isEqualTo(reading.values());
        }
    }
}
