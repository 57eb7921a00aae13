package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.input.FormatFuzz;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A million damaged records of each format, of which none may end a stream. */
@Tag("faults")
class FormatFuzzFaultsTest {
    private static final int INPUTS = 1_000_000;

    static Stream<InputFormat> formats() {
        return InputFormats.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldDecodeOrRefuseAMillionInputs(InputFormat format) {
        assertThat(new FormatFuzz(format, 20_261_129).run(INPUTS)).isLessThan(INPUTS);
    }
}
