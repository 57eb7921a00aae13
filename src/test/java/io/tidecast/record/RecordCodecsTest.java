package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.record.RecordExamples.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every codec keeps to. */
class RecordCodecsTest {
    /** The row of a forecast, which is written and never read. */
    private static final String ROW = "forecast-row";

    static List<Codec> codecs() {
        return RecordExamples.codecs();
    }

    @Test
    void shouldHaveExamplesOfEveryRecordThatHasASchema() throws IOException {
        try (Stream<Path> files = Files.list(RecordSchemasTest.FOLDER)) {
            List<String> schemas = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.replace(".json", ""))
                    .filter(name -> !name.equals(ROW))
                    .toList();
            assertThat(schemas)
                    .hasSize(6)
                    .hasSameElementsAs(codecs().stream().map(Codec::name).toList());
        }
        assertThat(codecs()).allMatch(codec -> !codec.examples().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldWriteTheSameBytesWhenARecordIsReadAndWrittenAgain(Codec codec) {
        for (byte[] example : codec.examples()) {
            assertThat(codec.again().apply(example)).asString(UTF_8).isEqualTo(text(example));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldPassOverFieldsOfNewerRecords(Codec codec) {
        for (byte[] example : codec.examples()) {
            String newer = text(example)
                    .replaceFirst("\\{", "{\"later\":{\"schema\":[{\"device\":1},null]},")
                    .replaceFirst("}$", ",\"more\":[[]]}");
            assertThat(codec.again().apply(newer.getBytes(UTF_8)))
                    .asString(UTF_8)
                    .isEqualTo(text(example));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldSayWhatIsWrongWhenARecordIsBroken(Codec codec) {
        for (byte[] example : codec.examples()) {
            assertRefused(codec, null, "was null");
            assertRefused(codec, "", "must be");
            assertRefused(codec, "pump", "must be JSON");
            assertRefused(codec, "[1]", "must be");
            assertRefused(codec, text(example).substring(0, text(example).length() - 1), "must be JSON");
            assertRefused(codec, text(example).replaceFirst("\"schema\":.,", "\"schema\":3,"), ", was 3");
            assertRefused(codec, text(example).replaceFirst("\"schema\":.,", ""), "schema must be 1");
        }
    }

    private static void assertRefused(Codec codec, String value, String reason) {
        assertThatThrownBy(() -> codec.again().apply(value == null ? null : value.getBytes(UTF_8)))
                .isInstanceOfAny(UnreadableRecordException.class, IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static String text(byte[] value) {
        return new String(value, UTF_8);
    }
}
