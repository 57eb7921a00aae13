package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
    private static final long YEAR_9999_MS = 253_402_300_799_999L;

    private static ReadingFormat format(TimeUnit unit, boolean numbersInStrings, ReadingLimits limits) {
        return new ReadingFormat(
                InputFormats.JSON,
                new FieldPath("/machine/id"),
                new FieldPath("/at"),
                unit,
                List.of(new FieldPath("/data/temp")),
                numbersInStrings,
                limits);
    }

    private static Reading parse(TimeUnit unit, boolean numbersInStrings, String json) {
        return decode(
                format(unit, numbersInStrings, ReadingLimits.defaults()), "key".getBytes(UTF_8), json.getBytes(UTF_8));
    }

    private static Reading decode(ReadingFormat format, byte[] key, byte[] value) {
        List<Decoded> all = format.decoder(List.of("temp"), new GroupSource.None())
                .decode("readings", new RecordHeaders(), key, value, 1234);
        assertThat(all).hasSize(1);
        return all.get(0).reading();
    }

    private static float temp(boolean numbersInStrings, String number) {
        return parse(TimeUnit.ISO, numbersInStrings, "{\"data\":{\"temp\":" + number + "}}")
                .values()[0];
    }

    private static long time(TimeUnit unit, boolean numbersInStrings, String time) {
        return parse(unit, numbersInStrings, "{\"at\":" + time + "}").timeMs();
    }

    @Property
    void shouldReadEveryWayToWriteATime(@ForAll @LongRange(max = YEAR_9999_MS) long ms) {
        Instant instant = Instant.ofEpochMilli(ms);
        assertThat(time(TimeUnit.EPOCH_MS, false, "" + ms)).isEqualTo(ms);
        assertThat(time(TimeUnit.EPOCH_MS, true, "\"" + ms + "\"")).isEqualTo(ms);
        assertThat(time(TimeUnit.EPOCH_S, false, BigDecimal.valueOf(ms, 3).toString()))
                .isEqualTo(ms);
        assertThat(time(TimeUnit.EPOCH_S, false, "" + ms / 1000)).isEqualTo(ms / 1000 * 1000);
        assertThat(time(TimeUnit.EPOCH_US, false, "" + (ms * 1000 + 789))).isEqualTo(ms);
        assertThat(time(TimeUnit.ISO, false, "\"" + instant + "\"")).isEqualTo(ms);
        String zoned = instant.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)).toString();
        assertThat(time(TimeUnit.ISO, false, "\"" + zoned + "\"")).isEqualTo(ms);
        String local =
                instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString().replace('T', ' ');
        assertThat(time(TimeUnit.ISO, false, "\"" + local + "\"")).isEqualTo(ms);
    }

    @ParameterizedTest
    @CsvSource({"'71.25', 71.25", "' -3e2 ', -300", "'.5', 0.5", "'+7.', 7", "'1e-300', 0"})
    void shouldReadANumberInAStringWhenAskedTo(String text, float number) {
        assertThat(temp(true, "\"" + text + "\"")).isEqualTo(number);
        assertThatThrownBy(() -> temp(false, "\"" + text + "\""))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("temp at /data/temp must be a number")
                .hasMessageContaining("readings.numbers-in-strings is false");
    }

    @Test
    void shouldTakeABlankStringAsMissingOnlyWhenNumbersAreInStrings() {
        assertThat(temp(true, "\" \"")).isNaN();
        assertThat(temp(true, "\"NaN\"")).isNaN();
        assertThat(temp(true, "null")).isNaN();
        assertThatThrownBy(() -> temp(false, "\"\"")).hasMessageContaining("must be a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1p3", "1d", "Infinity", "1,5", "1e999", "seven", "--1", "1e308"})
    void shouldRefuseAStringThatIsNoNumberOfFloat32(String text) {
        assertThatThrownBy(() -> temp(true, "\"" + text + "\""))
                .hasMessageContaining("temp at /data/temp must be a number within ±1e18")
                .hasMessageContaining(text);
    }

    @Test
    void shouldTakeKeyAndTimestampWhenTheJsonHasNone() {
        Reading reading = parse(TimeUnit.ISO, false, "{}");
        assertThat(reading.device()).isEqualTo("key");
        assertThat(reading.timeMs()).isEqualTo(1234);
        assertThat(reading.values()).containsExactly(Float.NaN);
    }

    /** RFC 6901: places in arrays, ~1 for a slash in a name and ~0 for a tilde. */
    @Test
    void shouldFindPartsAnywhereByPointers() {
        ReadingFormat format = new ReadingFormat(
                InputFormats.JSON,
                new FieldPath("/tags/1/id"),
                new FieldPath("/a~1b/~0t"),
                TimeUnit.EPOCH_US,
                List.of(new FieldPath("/fields/0")));
        String json =
                "{\"tags\":[{},{\"id\":42}],\"a/b\":{\"~t\":1500999},\"fields\":[21.5,7],\"more\":{\"deep\":[[]]}}";
        Reading reading = decode(format, null, json.getBytes(UTF_8));
        assertThat(reading.device()).isEqualTo("42");
        assertThat(reading.timeMs()).isEqualTo(1500);
        assertThat(reading.values()).containsExactly(21.5f);
    }

    @Test
    void shouldRefuseWhatIsBeyondALimit() {
        ReadingFormat format = format(TimeUnit.ISO, false, new ReadingLimits(60, 3, 12));
        assertThat(decode(format, null, "{\"machine\":{\"id\":\"a\"},\"data\":{\"temp\":1}}".getBytes(UTF_8))
                        .device())
                .isEqualTo("a");
        assertThatThrownBy(() -> decode(format, null, "[[[[1]]]]".getBytes(UTF_8)))
                .hasMessageContaining("value must be JSON")
                .hasMessageContaining("depth (4) exceeds the maximum allowed (3");
        assertThatThrownBy(() -> decode(format, null, "[1,2,3,4,5,6,7,8,9,0,1,2,3]".getBytes(UTF_8)))
                .hasMessageContaining("Token count (13) exceeds the maximum allowed (12");
        assertThatThrownBy(() -> decode(format, null, ("{\"a\":\"" + "x".repeat(60) + "\"}").getBytes(UTF_8)))
                .hasMessageContaining("value must have at most readings.max-bytes 60 bytes, was 68");
    }

    @Test
    void shouldSayWhatALimitMustBe() {
        assertThatThrownBy(() -> new ReadingLimits(1, 0, 1)).hasMessage("readings.max-depth must be at least 1, was 0");
    }
}
