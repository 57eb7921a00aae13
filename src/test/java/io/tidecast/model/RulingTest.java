package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.Ruling.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulingTest {
    private static final Ruling PROMOTED = Ruling.promoted("3.1 % better: well");

    static List<Ruling> rulings() {
        Ruling back = Ruling.rolledBack(4, "worse");
        return List.of(
                PROMOTED,
                Ruling.rejected("2.0 % worse, not better"),
                Ruling.failed(new IllegalStateException("no: not so")),
                PROMOTED.shadowed(1_000),
                PROMOTED.heldBy("pinned"),
                back,
                back.heldBy("version 4 is gone"));
    }

    @Test
    void shouldTellEachKindAsOneLine() {
        assertThat(rulings())
                .extracting(Ruling::text)
                .containsExactly(
                        "promoted: 3.1 % better: well",
                        "rejected: 2.0 % worse, not better",
                        "failed: java.lang.IllegalStateException: no: not so",
                        "in the shadow for 1,000 steps: 3.1 % better: well",
                        "pinned, not promoted: 3.1 % better: well",
                        "rolled back to 4: worse",
                        "version 4 is gone, not rolled back to 4: worse");
        assertThat(rulings()).extracting(Ruling::kind).containsOnly(Kind.values());
        assertThat(rulings()).filteredOn(Ruling::isPromoted).containsExactly(PROMOTED);
    }

    @ParameterizedTest
    @MethodSource("rulings")
    void shouldReadEachKindBackFromItsLine(Ruling ruling) {
        assertThat(Ruling.parse(ruling.isPromoted(), ruling.text())).isEqualTo(ruling);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            true  | rejected: no gain  | PROMOTED
            false | promoted: in haste | REJECTED
            false | in the shadow      | SHADOWED
            false | too bad            | REJECTED
            true  | ''                 | PROMOTED
            """)
    void shouldKeepALineOfSomebodyElsesMakingAsItIs(boolean promoted, String text, Kind kind) {
        Ruling read = Ruling.parse(promoted, text);
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.isPromoted()).isEqualTo(promoted);
    }
}
