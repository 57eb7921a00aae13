package io.tidecast.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingJsonTest {
    private static final List<String> FEATURES = List.of("temp", "load");

    @Test
    void shouldWriteNullWhenAValueIsMissing() {
        Reading reading = new Reading("pump \"7\"", 1_385_010_000_250L, new float[] {71.2f, Float.NaN});
        assertThat(new String(ReadingJson.write(reading, FEATURES), UTF_8))
                .isEqualTo(
                        """
                        {"device":"pump \\"7\\"","ts":"2013-11-21T05:00:00.250Z","values":{"temp":71.2,"load":null}}""");
    }

    @Test
    void shouldGiveBackTheReadingWhenParsed() {
        Reading reading = new Reading("pump-7", 1_385_010_000_250L, new float[] {-0.1f, Float.NaN});
        Reading parsed = new ReadingParser(ReadingFormat.standard(FEATURES))
                .parse(null, ReadingJson.write(reading, FEATURES), 0);
        assertThat(parsed.device()).isEqualTo("pump-7");
        assertThat(parsed.timeMs()).isEqualTo(reading.timeMs());
        assertThat(parsed.values()).isEqualTo(reading.values());
    }
}
