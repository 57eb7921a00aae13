package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format of trees must hold, run over each in {@link InputFormats#ALL} and over a made-up one. */
class InputFormatContractTest {
    private static final List<TreeFormat> MADE_UP = List.of(new PairsFormat());
    private static final long AT_MS = Instant.parse("2026-03-02T05:00:00.250Z").toEpochMilli();
    private static final long TIMESTAMP_MS = 1234;
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final GroupSource SITE = GroupSource.parse("/site");
    private static final ReadingLimits LIMITS = ReadingLimits.defaults();

    static Stream<TreeFormat> formats() {
        return Stream.concat(
                InputFormats.ALL.stream().filter(TreeFormat.class::isInstance).map(TreeFormat.class::cast),
                MADE_UP.stream());
    }

    @BeforeAll
    static void shouldFindFormats() {
        assertThat(InputFormats.ALL).isNotEmpty();
        assertThat(formats().map(TreeFormat::name)).doesNotHaveDuplicates().allSatisfy(name -> assertThat(name)
                .matches("[a-z][a-z0-9-]*"));
    }

    private static ReadingFormat readings(TreeFormat format, TimeUnit unit, ReadingLimits limits, String... features) {
        List<FieldPath> values =
                Arrays.stream(features).map(ReadingFormat::usualPath).toList();
        return new ReadingFormat(
                format,
                FieldPath.of("device"),
                FieldPath.of("ts"),
                TimeForm.of(unit),
                values,
                ValueForm.usual().withOnBad(ValueForm.OnBad.DEAD_LETTER),
                limits,
                format.sampleShape());
    }

    private static ReadingFormat standard(TreeFormat format) {
        return readings(format, TimeUnit.ISO, LIMITS, "temp", "load");
    }

    private static ReadingDecoder decoder(ReadingFormat readings, GroupSource groups) {
        List<String> features =
                readings.values().stream().map(path -> path.names().get(1)).toList();
        return readings.decoder(features, groups);
    }

    private static Decoded decode(ReadingFormat readings, GroupSource groups, byte[] key, byte[] value) {
        List<Decoded> all = decoder(readings, groups).decode("topic", new RecordHeaders(), key, value, TIMESTAMP_MS);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static Decoded decode(TreeFormat format, ExampleRecord example) {
        return decode(standard(format), SITE, KEY, format.example(example));
    }

    private static void assertWhole(Decoded decoded) {
        assertThat(decoded.reading().device()).isEqualTo("pump-7");
        assertThat(decoded.reading().timeMs()).isEqualTo(AT_MS);
        assertThat(decoded.reading().values()).containsExactly(71.5f, -3f);
        assertThat(decoded.group()).isEqualTo("north");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldGiveDeviceTimeValuesAndGroupWhenAllAreThere(TreeFormat format) {
        assertWhole(decode(format, ExampleRecord.WHOLE));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldGiveTheSameTimeWhateverItsUnit(TreeFormat format) {
        assertWhole(decode(format, ExampleRecord.ZONED));
        Map.of(
                        TimeUnit.EPOCH_S, ExampleRecord.EPOCH_S,
                        TimeUnit.EPOCH_MS, ExampleRecord.EPOCH_MS,
                        TimeUnit.EPOCH_US, ExampleRecord.EPOCH_US,
                        TimeUnit.EPOCH_NS, ExampleRecord.EPOCH_NS)
                .forEach((unit, example) -> assertWhole(
                        decode(readings(format, unit, LIMITS, "temp", "load"), SITE, KEY, format.example(example))));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldGiveNaNWhenAValueIsMissingOrNoNumber(TreeFormat format) {
        assertThat(decode(format, ExampleRecord.PARTIAL).reading().values()).containsExactly(71.5f, Float.NaN);
        assertThat(decode(format, ExampleRecord.PARTIAL).group()).isEqualTo(GroupSource.NONE);
        assertThat(decode(format, ExampleRecord.NOT_A_NUMBER).reading().values())
                .containsExactly(71.5f, Float.NaN);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldGiveTheValuesThatAreAskedForInTheirOrder(TreeFormat format) {
        ReadingFormat other = readings(format, TimeUnit.ISO, LIMITS, "load", "fan", "temp");
        Reading reading =
                decode(other, SITE, KEY, format.example(ExampleRecord.WHOLE)).reading();
        assertThat(reading.values()).containsExactly(-3f, Float.NaN, 71.5f);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldTakeKeyAndTimestampWhenTheRecordHasNeitherDeviceNorTime(TreeFormat format) {
        byte[] bare = format.example(ExampleRecord.BARE);
        Decoded decoded = decode(standard(format), SITE, KEY, bare);
        assertThat(decoded.reading().device()).isEqualTo("key");
        assertThat(decoded.reading().timeMs()).isEqualTo(TIMESTAMP_MS);
        assertThat(decoded.reading().values()).containsExactly(71.5f, -3f);
        assertRefused(standard(format), null, bare, "device at /device must be there, or be the record's key");
        assertRefused(standard(format), new byte[] {(byte) 0xff}, bare, "key must be a device in UTF-8, was [-1]");
        assertRefused(standard(format), new byte[0], bare, "device at /device must have 1..200 characters");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldTakeTheGroupFromWhereItIsTold(TreeFormat format) {
        byte[] whole = format.example(ExampleRecord.WHOLE);
        ReadingFormat readings = standard(format);
        assertThat(decode(readings, GroupSource.parse("prefix:-"), KEY, whole).group())
                .isEqualTo("pump");
        assertThat(decode(readings, GroupSource.parse("/device"), KEY, whole).group())
                .isEqualTo("pump-7");
        assertThat(decode(readings, GroupSource.parse("none"), KEY, whole).group())
                .isEqualTo(GroupSource.NONE);
        assertThat(decode(readings, GroupSource.parse("table:sites"), KEY, whole)
                        .group())
                .isEqualTo(GroupSource.NONE);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseByNameRuleAndValueWhenAPartIsWrong(TreeFormat format) {
        assertRefused(format, ExampleRecord.TOO_EARLY, "time at /ts must be from 1600 to 9999", "1599-12-31T23:59:59Z");
        assertRefused(format, ExampleRecord.WORD, "load at /values/load must be a number within ±1e18", "hot");
        assertRefused(format, ExampleRecord.HUGE, "load at /values/load must be a number within ±1e18", "1");
        assertRefused(format, ExampleRecord.WRONG_GROUP, "group at /site must match [A-Za-z0-9._-]{1,100}", "a/b");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseANumberWhenATimeInIsoIsExpected(TreeFormat format) {
        assertRefused(format, ExampleRecord.EPOCH_MS, "time at /ts must be an ISO-8601 string", "1772427600250");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldReadEveryUnitWhenItIsToldByTheSize(TreeFormat format) {
        for (ExampleRecord example : List.of(
                ExampleRecord.WHOLE,
                ExampleRecord.ZONED,
                ExampleRecord.EPOCH_S,
                ExampleRecord.EPOCH_MS,
                ExampleRecord.EPOCH_US,
                ExampleRecord.EPOCH_NS)) {
            assertWhole(decode(
                    readings(format, TimeUnit.AUTO, LIMITS, "temp", "load"), SITE, KEY, format.example(example)));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldKeepTheOthersWhenAValueIsWrongUnlessToldOtherwise(TreeFormat format) {
        ReadingFormat strict = standard(format);
        ReadingFormat lenient = new ReadingFormat(format, strict.device(), strict.time(), TimeUnit.ISO, strict.values())
                .withShape(format.sampleShape());
        Decoded decoded = decode(lenient, SITE, KEY, format.example(ExampleRecord.WORD));
        assertThat(decoded.reading().values()).containsExactly(71.5f, Float.NaN);
        assertThat(decoded.dropped()).singleElement().satisfies(why -> assertThat(why)
                .hasMessageStartingWith("load at /values/load must be a number within ±1e18"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseARecordWhenItHasNoValue(TreeFormat format) {
        assertThatThrownBy(() -> decode(standard(format), SITE, KEY, null))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("value must be")
                .hasMessageEndingWith(", was null");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseARecordWhenLongerThanTheLimit(TreeFormat format) {
        byte[] whole = format.example(ExampleRecord.WHOLE);
        assertWhole(decode(bounded(format, whole.length, 50), SITE, KEY, whole));
        assertRefused(
                bounded(format, whole.length - 1, 50),
                KEY,
                whole,
                "value must have at most readings.max-bytes " + (whole.length - 1) + " bytes, was " + whole.length);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseARecordWhenNestedDeeperThanTheLimit(TreeFormat format) {
        byte[] deep = format.example(ExampleRecord.DEEP);
        assertWhole(decode(bounded(format, LIMITS.bytes(), 100), SITE, KEY, deep));
        assertRefused(standard(format), KEY, deep, "value must be");
    }

    private static ReadingFormat bounded(TreeFormat format, int bytes, int depth) {
        return readings(format, TimeUnit.ISO, new ReadingLimits(bytes, depth, LIMITS.tokens()), "temp", "load");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseARecordWhenItIsGarbage(TreeFormat format) {
        assertRefused(standard(format), KEY, new byte[] {(byte) 0xfe, 0, (byte) 0xff, 7}, "value must be");
    }

    /**
     * Part of a record, one with another byte in it, and bytes of no kind: any other exception would end the stream.
     */
    @ParameterizedTest
    @MethodSource("formats")
    void shouldDecodeOrRefuseWhateverTheBytes(TreeFormat format) {
        ReadingDecoder decoder = decoder(standard(format), SITE);
        byte[] whole = format.example(ExampleRecord.WHOLE);
        Random random = new Random(7);
        for (int length = 0; length < whole.length; length++) {
            decodeOrRefuse(decoder, Arrays.copyOf(whole, length));
        }
        for (int trial = 0; trial < 2_000; trial++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            decodeOrRefuse(decoder, damaged);
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            decodeOrRefuse(decoder, noise);
        }
        assertWhole(decoder.decode("topic", new RecordHeaders(), KEY, whole, TIMESTAMP_MS)
                .get(0));
    }

    private static void decodeOrRefuse(ReadingDecoder decoder, byte[] value) {
        Throwable thrown = catchThrowable(() -> decoder.decode("topic", new RecordHeaders(), KEY, value, TIMESTAMP_MS));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(UnreadableRecordException.class).hasMessageContaining(" must ");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldGiveBackTheReadingWhenEncoded(TreeFormat format) {
        if (!format.isWritten()) {
            assertThatThrownBy(() -> standard(format).encoder())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(" must ");
            return;
        }
        for (TimeUnit unit : TimeUnit.values()) {
            ReadingFormat readings = readings(format, unit, LIMITS, "temp", "load");
            Reading reading = new Reading("pump-7", AT_MS, new float[] {-0.1f, Float.NaN});
            Decoded decoded = decode(readings, SITE, null, readings.encoder().encode(reading));
            assertThat(decoded.reading().device()).isEqualTo("pump-7");
            assertThat(decoded.reading().timeMs()).isEqualTo(AT_MS);
            assertThat(decoded.reading().values()).containsExactly(-0.1, Double.NaN);
            assertThat(decoded.group()).isEqualTo(GroupSource.NONE);
        }
    }

    private static void assertRefused(TreeFormat format, ExampleRecord example, String nameAndRule, String value) {
        byte[] record = format.example(example);
        assertThatThrownBy(() -> decode(standard(format), SITE, KEY, record))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith(nameAndRule)
                .hasMessageContaining(", was ")
                .hasMessageContaining(value);
    }

    private static void assertRefused(ReadingFormat readings, byte[] key, byte[] value, String nameAndRule) {
        assertThatThrownBy(() -> decode(readings, SITE, key, value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith(nameAndRule)
                .hasMessageContaining(", was ");
    }
}
