package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerRecordTest {
    /** As it was written when a verdict was text alone. */
    private static final String EARLIER =
            """
            {"schema":1,"serving":5,"previous":4,\
            "shadow":{"version":7,"champion":"default/5","steps":250,"of":1000,"since":"2026-11-21T05:00:00Z"},\
            "pinned":false,"reason":"promoted: 3.1 % better on 512 held-out windows","verdict":{"version":7,\
            "promoted":false,"reason":"in the shadow for 1,000 steps: 1.5 % better on 64 held-out windows",\
            "trigger":"steps: 5000 new","requests":["r"],"champion":1.0,"challenger":0.985,"windows":64,"updates":9,\
            "seconds":2.5,"at":"2026-11-21T05:00:00Z"},"rejected":[{"version":6,"promoted":false,\
            "reason":"rejected: the serving version was pinned while it stood in the shadow","trigger":"request: a",\
            "requests":[],"windows":0,"updates":0,"seconds":0.0,"at":"2026-11-21T04:00:00Z",\
            "live":{"challenger":0.5,"windows":10}}]}""";

    @Test
    void shouldReadAPointerOfAnEarlierBuildAndWriteItTheSame() {
        Pointer read = PointerRecord.of(EARLIER.getBytes(UTF_8));
        assertThat(PointerRecord.bytes(read)).asString(UTF_8).isEqualTo(EARLIER);
        assertThat(read.verdict().ruling())
                .isEqualTo(
                        Ruling.promoted("1.5 % better on 64 held-out windows").shadowed(1_000));
        assertThat(read.verdict().heldOut()).isEqualTo(Verdict.Errors.of(1, 0.985, 64));
        assertThat(read.verdict().live()).isNull();
        Verdict rejected = read.rejected().get(0);
        assertThat(rejected.ruling().kind()).isEqualTo(Ruling.Kind.REJECTED);
        assertThat(rejected.heldOut()).isEqualTo(Verdict.Errors.NONE);
        assertThat(rejected.live()).isEqualTo(Verdict.Errors.of(Double.NaN, 0.5, 10));
    }

    @Test
    void shouldReadWhatIsThereWhenAVerdictSaysLittle() {
        String little = "{\"schema\":1,\"serving\":5,\"verdict\":{\"version\":6,\"later\":{}}}";
        Verdict verdict = PointerRecord.of(little.getBytes(UTF_8)).verdict();
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.requests()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"schema":9,"serving":5}     | pointer.schema must be 1, was 9
            {"schema":1,"serving":-5}    | pointer.serving must not be negative, was -5
            {"schema":1,"serving":5,"revision":-1} | pointer.revision must not be negative, was -1
            {"schema":1,"serving":"x"}   | pointer must be JSON of its form
            {"schema":1,"serving":5      | pointer must be JSON of its form
            bytes                        | pointer must be JSON of its form
            null                         | pointer must be a JSON object, was null
            """)
    void shouldNameRuleAndValueWhenAPointerIsWrong(String text, String message) {
        assertThatThrownBy(() -> PointerRecord.of(text.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
