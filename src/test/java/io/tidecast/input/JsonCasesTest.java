package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as devices and gateways send them, one oddity each: what is read of them, or why nothing is. */
class JsonCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final String AT = "2026-11-28T16:07:06Z ";
    private static final String MISSING = AT + "[NaN, 40.0]";
    private static final String DROPPED = MISSING + " dropped: temp at /values/temp must be a number within";
    private static final String READ = AT + "[21.5, 40.0]";
    private static final String FRACTION = "2026-11-28T16:07:06.123Z [21.5, 40.0]";
    private static final String NOT_JSON = "refused: value must be JSON";
    private static final String NO_OBJECT = "refused: value must be a JSON object";

    private static final Map<String, String> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("ok", READ),
            Map.entry("nan-bare", MISSING),
            Map.entry("neg-nan-lower", MISSING),
            Map.entry("nan-lower", MISSING),
            Map.entry("inf-bare", MISSING),
            Map.entry("nan-str", MISSING),
            Map.entry("inf-str", DROPPED),
            Map.entry("NA-str", DROPPED),
            Map.entry("unavailable", DROPPED),
            Map.entry("unknown", DROPPED),
            Map.entry("empty-str", DROPPED),
            Map.entry("bool-true", AT + "[1.0, 40.0]"),
            Map.entry("on", DROPPED),
            Map.entry("num-str", DROPPED),
            Map.entry("dec-comma", DROPPED),
            Map.entry("unit-str", DROPPED),
            Map.entry("null", MISSING),
            Map.entry("obj", DROPPED),
            Map.entry("arr", DROPPED),
            Map.entry("arr1", DROPPED),
            Map.entry("t-space-Z", READ),
            Map.entry("t-space", READ),
            Map.entry("t-nocolon", READ),
            Map.entry("t-hour", READ),
            Map.entry("t-spaceoff", READ),
            Map.entry("t-pg", READ),
            Map.entry("t-jackson", READ),
            Map.entry("t-lower-z", READ),
            Map.entry("t-utc", READ),
            Map.entry("t-rfc1123", READ),
            Map.entry("t-date", "2026-11-28T00:00:00Z [21.5, 40.0]"),
            Map.entry("t-min", "2026-11-28T16:07:00Z [21.5, 40.0]"),
            Map.entry("t-ns", FRACTION),
            Map.entry("t-9off", FRACTION),
            Map.entry("t-zone", READ),
            Map.entry("t-neg", READ),
            Map.entry("t-negnc", READ),
            Map.entry("t-epochms", "refused: time at /ts must be an ISO-8601 string (readings.time-unit is iso; auto"),
            Map.entry("t-epochstr", "refused: time at /ts must be an ISO-8601 time (readings.time-unit is iso; auto"),
            Map.entry("t-commafrac", FRACTION),
            Map.entry("t-basic", READ),
            Map.entry("t-leap", "2026-06-30T23:59:59Z [21.5, 40.0]"),
            Map.entry("bom", AT + "[1.0, 2.0]"),
            Map.entry("magic", "refused: value must be JSON"),
            Map.entry("utf16", AT + "[1.0, 2.0]"),
            Map.entry("b1", AT + "[1.0, 2.0]"),
            Map.entry("dupkey", AT + "[2.0, 2.0]"),
            Map.entry("novalues", AT + "[NaN, NaN]"),
            Map.entry("de", NO_OBJECT),
            Map.entry("key-tomb", NO_OBJECT + ", was null"),
            Map.entry("slash/emoji", READ),
            Map.entry("xxx", "refused: device at /device must have 1..200 characters"),
            Map.entry("12.0", "refused: device at /device must be a string"),
            Map.entry("trailing", AT + "[1.0, 2.0]"),
            Map.entry("sq", NOT_JSON),
            Map.entry("hex", NOT_JSON),
            Map.entry("plus", READ),
            Map.entry("dot5", AT + "[0.5, 40.0]"),
            Map.entry("big", DROPPED),
            Map.entry("exp", AT + "[100.0, 40.0]"),
            Map.entry("zero-lead", AT + "[7.0, 40.0]")));

    @Test
    void shouldReadEachRecordOrSayWhyNot() throws IOException {
        ReadingFormat format = ReadingFormat.standard(List.of("temp", "hum"));
        Map<String, String> found = new TreeMap<>();
        for (String line : Files.readAllLines(CASES.resolve("json-forms/json.tsv"), UTF_8)) {
            String[] parts = line.split("\t", -1);
            byte[] value = bytes(parts[2]);
            String text = value == null ? parts[0] : new String(value, UTF_8).replace("\0", "");
            String name = EXPECTED.keySet().stream()
                    .filter(known -> value == null ? text.equals(known) : isOf(known, text))
                    .findFirst()
                    .orElse(text);
            found.put(name, outcome(format, value));
        }
        assertThat(found).hasSameSizeAs(EXPECTED).containsOnlyKeys(EXPECTED.keySet());
        found.forEach((name, outcome) -> assertThat(outcome).as(name).startsWith(EXPECTED.get(name)));
    }

    /** Whether a record's device has the name, or begins with it where the rest is beside the point. */
    private static boolean isOf(String known, String record) {
        boolean beginning = known.equals("xxx") || known.equals("slash/emoji");
        return Stream.of("\"device\":\"", "'device':'", "\\\"device\\\":\\\"", "\"device\":")
                .map(before -> before + known)
                .anyMatch(start -> record.contains(start)
                        && (beginning || "\"'\\,".indexOf(record.charAt(record.indexOf(start) + start.length())) >= 0));
    }

    private static byte[] bytes(String text) {
        if (text.equals("-")) {
            return null;
        }
        return text.startsWith("hex:")
                ? HexFormat.of().parseHex(text.substring("hex:".length()))
                : text.replaceFirst("\\\\n$", "\n").getBytes(UTF_8);
    }

    private static String outcome(ReadingFormat format, byte[] value) {
        try {
            Decoded decoded = format.decoder(List.of("temp", "hum"), new GroupSource.None())
                    .decode("readings", new RecordHeaders(), null, value, 1234)
                    .get(0);
            String read = Instant.ofEpochMilli(decoded.reading().timeMs()) + " "
                    + Arrays.toString(decoded.reading().values());
            return decoded.dropped().isEmpty()
                    ? read
                    : read + " dropped: " + decoded.dropped().get(0).getMessage();
        } catch (UnreadableRecordException e) {
            return "refused: " + e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource({"EPOCH_MS, false", "EPOCH_US, false", "EPOCH_S, true", "AUTO, true"})
    void shouldRefuseSecondsInAnotherUnitWithTheOneThatFits(TimeUnit unit, boolean fits) throws IOException {
        ReadingFormat format = new ReadingFormat(
                InputFormats.JSON,
                new FieldPath("/tags/host"),
                new FieldPath("/timestamp"),
                unit,
                List.of(new FieldPath("/fields/temp"), new FieldPath("/fields/hum")));
        for (String line : Files.readAllLines(CASES.resolve("wrong-unit-or-pointer/pump2.tsv"), UTF_8)) {
            String outcome = outcome(format, line.split("\t", -1)[2].getBytes(UTF_8));
            if (fits) {
                assertThat(outcome).startsWith("2026-11-28T").doesNotContain("NaN");
            } else {
                assertThat(outcome)
                        .startsWith("refused: time at /timestamp must be from 1990")
                        .contains("; as epoch-s it is 2026-11-28T");
            }
        }
    }
}
