package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.EpochTime;
import io.tidecast.series.MissingValues;
import io.tidecast.series.Reading;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
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
                TimeForm.of(unit),
                List.of(new FieldPath("/data/temp")),
                ValueForm.usual().withNumbersInStrings(numbersInStrings),
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
        return (float) parse(TimeUnit.ISO, numbersInStrings, "{\"data\":{\"temp\":" + number + "}}")
                .values()[0];
    }

    private static long time(TimeUnit unit, boolean numbersInStrings, String time) {
        return parse(unit, numbersInStrings, "{\"at\":" + time + "}").timeMs();
    }

    /** From 1990 to 2033, from when on a number of seconds may read as a date. */
    @Property
    void shouldReadEveryWayToWriteATimeAsANumber(
            @ForAll @LongRange(min = 631_152_000_000L, max = 1_990_000_000_000L) long ms) {
        for (TimeUnit unit : List.of(TimeUnit.EPOCH_MS, TimeUnit.AUTO)) {
            assertThat(time(unit, false, "" + ms)).isEqualTo(ms);
            assertThat(time(unit, true, "\"" + ms + "\"")).isEqualTo(ms);
        }
        for (TimeUnit unit : List.of(TimeUnit.EPOCH_S, TimeUnit.AUTO)) {
            assertThat(time(unit, false, BigDecimal.valueOf(ms, 3).toString())).isEqualTo(ms);
            assertThat(time(unit, false, "" + ms / 1000)).isEqualTo(ms / 1000 * 1000);
        }
        for (TimeUnit unit : List.of(TimeUnit.EPOCH_US, TimeUnit.AUTO)) {
            assertThat(time(unit, false, "" + (ms * 1000 + 789))).isEqualTo(ms);
        }
        for (TimeUnit unit : List.of(TimeUnit.EPOCH_NS, TimeUnit.AUTO)) {
            assertThat(time(unit, false, "" + ms * 1_000_000)).isEqualTo(ms);
            assertThat(time(unit, false, "" + (ms * 1_000_000 + 999_999))).isEqualTo(ms);
        }
    }

    @Test
    void shouldReadSecondsThatWouldBeADateOfAnotherAge() {
        assertThat(time(TimeUnit.EPOCH_S, false, "1915020200")).isEqualTo(1_915_020_200_000L);
        assertThat(time(TimeUnit.AUTO, false, "1989123123")).isEqualTo(1_989_123_123_000L);
    }

    @Property
    void shouldReadEveryWayToWriteATime(@ForAll @LongRange(max = YEAR_9999_MS) long ms) {
        Instant instant = Instant.ofEpochMilli(ms);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EPOCH_MS|1795882026|from 1990-01-01T00:00:00Z to 2100-01-01T00:00:00Z as epoch-ms;"
                        + " as epoch-s it is 2026-11-28T16:07:06Z (readings.time-unit is epoch-ms)",
                "EPOCH_S|1795882026000|as epoch-ms it is 2026-11-28T16:07:06Z",
                "EPOCH_US|1795882026000000000|as epoch-ns it is 2026-11-28T16:07:06Z",
                "EPOCH_NS|1795882026|as epoch-s it is 2026-11-28T16:07:06Z",
                "EPOCH_S|631151999|from 1990-01-01T00:00:00Z to 2100-01-01T00:00:00Z as epoch-s (",
                "EPOCH_S|20261128|be an ISO-8601 time, or a number that does not read as a date",
                "EPOCH_S|2026112816|be an ISO-8601 time, or a number that does not read as a date",
                "EPOCH_MS|202611281607|be an ISO-8601 time, or a number that does not read as a date",
                "AUTO|20261128160706|be an ISO-8601 time, or a number that does not read as a date",
                "EPOCH_US|20261128160706123|be an ISO-8601 time, or a number that does not read as a date",
                "AUTO|7|from 1990-01-01T00:00:00Z",
                "ISO|1795882026|be an ISO-8601 string (readings.time-unit is iso; auto reads numbers too)",
                "ISO|\"1795882026\"|be an ISO-8601 time (readings.time-unit is iso; auto reads numbers too)",
                "EPOCH_S|\"1795882026\"|be a number (readings.time-unit is epoch-s), not a string",
                "EPOCH_S|true|be a number (readings.time-unit is epoch-s)",
            })
    void shouldRefuseANumberWithAHintWhenItIsNoTimeOfItsUnit(TimeUnit unit, String number, String hint) {
        assertThatThrownBy(() -> time(unit, false, number))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("time at /at must ")
                .hasMessageContaining(hint);
    }

    @Test
    void shouldTakeNumbersSinceTheEarliestTime() {
        TimeForm old = new TimeForm(
                TimeUnit.EPOCH_S, ZoneOffset.UTC, new EpochTime(EpochTime.EARLIEST.parse("1975-03-01", "")));
        assertThat(time(old, "162864000")).isEqualTo(162_864_000_000L);
        assertThatThrownBy(() -> time(old, "162863999")).hasMessageContaining("from 1975-03-01T00:00:00Z");
        assertThatThrownBy(() -> EpochTime.EARLIEST.parse("yore", ""))
                .hasMessage("readings.earliest must be a date or an ISO-8601 time, e.g. 1970-01-01, was yore");
    }

    private static long time(TimeForm form, String time) {
        return time(form, time, 1234);
    }

    private static long time(TimeForm form, String time, long timestampMs) {
        ReadingFormat format = new ReadingFormat(
                InputFormats.JSON,
                new FieldPath("/id"),
                new FieldPath("/at"),
                form,
                List.of(new FieldPath("/temp")),
                ValueForm.usual(),
                ReadingLimits.defaults());
        return format.decoder(List.of("temp"), new GroupSource.None())
                .decode(
                        "readings",
                        new RecordHeaders(),
                        "key".getBytes(UTF_8),
                        ("{\"at\":" + time + "}").getBytes(UTF_8),
                        timestampMs)
                .get(0)
                .reading()
                .timeMs();
    }

    /** The worked example of {@link TimeForm}. */
    @Test
    void shouldTellTheRepeatedHourByTheRecordsTimestamp() {
        TimeForm berlin = new TimeForm(TimeUnit.ISO, ZoneId.of("Europe/Berlin"), EpochTime.DEFAULT);
        String text = "\"2026-10-25 02:30:00\"";
        long firstMs = Instant.parse("2026-10-25T00:30:00Z").toEpochMilli();
        long hour = 3_600_000;
        assertThat(time(berlin, text, firstMs + 500)).isEqualTo(firstMs);
        assertThat(time(berlin, text, firstMs + hour - 60_001)).isEqualTo(firstMs);
        assertThat(time(berlin, text, firstMs + hour - 60_000)).isEqualTo(firstMs + hour);
        assertThat(time(berlin, text, firstMs + 2 * hour - 1)).isEqualTo(firstMs + hour);
        assertThat(time(berlin, text, firstMs + 2 * hour)).isEqualTo(firstMs);
        assertThat(time(berlin, "\"2026-10-25 02:30:00Z\"", firstMs)).isEqualTo(firstMs + 2 * hour);
        assertThat(time(berlin, "\"2026-11-28\"", 0))
                .isEqualTo(Instant.parse("2026-11-27T23:00:00Z").toEpochMilli());
        assertThat(time(berlin, "\"2026-03-29 02:30:00\"", 0))
                .as("an hour that no clock shows")
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "null", "\"nan\""})
    void shouldTakeAWordThatIsNoNumberAsMissing(String word) {
        String json = "{\"note\":\" NaN, \\\" :nan,\",\"data\":{\"temp\":" + word + "},\"more\":[" + word + ",1]}";
        assertThat(parse(TimeUnit.ISO, false, json).values()).containsExactly(Float.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nano", "NaN1", "0x1F", "-", "+", "1e", "'1'", "NaN}"})
    void shouldRefuseWhatIsNeitherJsonNorSuchAWord(String word) {
        assertThatThrownBy(() -> temp(false, word)).hasMessageStartingWith("value must be JSON");
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0", "+21.5, 21.5", ".5, 0.5", "5., 5", "007, 7", "1E+2, 100"})
    void shouldReadTruthValuesAndNumbersAsDevicesWriteThem(String text, float number) {
        assertThat(temp(false, text)).isEqualTo(number);
    }

    @Test
    void shouldRefuseANumberThatIsNone() {
        assertThatThrownBy(() -> temp(false, "1e999")).hasMessageContaining("must be a number within ±1e18");
    }

    @Test
    void shouldTakeAsMissingWhatTheSettingNames() {
        ValueForm form = ValueForm.usual()
                .withMissing(MissingValues.from(
                        Values.DEFAULTS.with(MissingValues.MISSING, List.of("N/A", "unavailable", "-999"))));
        for (String word :
                List.of("\"N/A\"", "\"n/a\"", "\" Unavailable \"", "-999", "-999.0", "-9.99e2", "\"-999\"")) {
            assertThat(values(form, word, "1")).as(word).containsExactly(Float.NaN, 1);
        }
        assertThat(values(form, "999", "-999.5")).containsExactly(999, -999.5);
    }

    @Test
    void shouldDropABadValueAndSayWhyOrRefuseTheRecord() {
        byte[] json = "{\"temp\":{\"value\":21.5},\"load\":\"hot\",\"fan\":3}".getBytes(UTF_8);
        Decoded decoded = decoded(ValueForm.usual(), json);
        assertThat(decoded.reading().values()).containsExactly(Float.NaN, Float.NaN, 3);
        assertThat(decoded.dropped())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        m -> assertThat(m)
                                .startsWith("temp at /temp must be a number within ±1e18")
                                .contains("a path may point into it"),
                        m -> assertThat(m)
                                .startsWith("load at /load must be a number within ±1e18, not a string")
                                .contains("readings.missing"));
        assertThatThrownBy(() -> decoded(ValueForm.usual().withOnBad(ValueForm.OnBad.DEAD_LETTER), json))
                .hasMessageStartingWith("temp at /temp must");
        assertThatThrownBy(() -> decoded(ValueForm.usual(), "{\"temp\":\"hot\",\"load\":null}".getBytes(UTF_8)))
                .as("no value is left")
                .hasMessageStartingWith("temp at /temp must");
    }

    private static double[] values(ValueForm form, String temp, String load) {
        return decoded(form, ("{\"temp\":" + temp + ",\"load\":" + load + "}").getBytes(UTF_8))
                .reading()
                .values();
    }

    private static Decoded decoded(ValueForm form, byte[] json) {
        List<FieldPath> paths =
                Stream.of("/temp", "/load", "/fan").map(FieldPath::new).toList();
        int features = new String(json, UTF_8).contains("fan") ? 3 : 2;
        ReadingFormat format = new ReadingFormat(
                InputFormats.JSON,
                new FieldPath("/id"),
                new FieldPath("/at"),
                TimeForm.of(TimeUnit.ISO),
                paths.subList(0, features),
                form,
                ReadingLimits.defaults());
        return format.decoder(List.of("temp", "load", "fan").subList(0, features), new GroupSource.None())
                .decode("readings", new RecordHeaders(), "key".getBytes(UTF_8), json, 1234)
                .get(0);
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
                "{\"tags\":[{},{\"id\":42}],\"a/b\":{\"~t\":1772427600001999},\"fields\":[21.5,7],\"more\":{\"deep\":[[]]}}";
        Reading reading = decode(format, null, json.getBytes(UTF_8));
        assertThat(reading.device()).isEqualTo("42");
        assertThat(reading.timeMs()).isEqualTo(1772427600001L);
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
