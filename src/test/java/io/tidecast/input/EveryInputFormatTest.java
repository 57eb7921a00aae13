package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.record.UnreadableRecordException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every input format must hold, wherever it has the parts of a reading. */
class EveryInputFormatTest {
    static Stream<InputFormat> formats() {
        return InputFormats.ALL.stream();
    }

    private static ReadingDecoder decoder(InputFormat format, int bytes) {
        ReadingFormat readings = ReadingFormat.standard(List.of("temp", "load"));
        return new ReadingFormat(
                        format,
                        readings.device(),
                        readings.time(),
                        readings.times(),
                        readings.values(),
                        readings.form(),
                        new ReadingLimits(bytes, 50, 20_000),
                        format.sampleShape())
                .decoder(List.of("temp", "load"), new GroupSource.None());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldReadItsFirstSample(InputFormat format) {
        byte[] sample = format.samples().get(0);
        assertThat(decoder(format, sample.length)
                        .decode("topic", new RecordHeaders(), format.sampleKey(), sample, 1234))
                .isNotEmpty()
                .first()
                .satisfies(decoded ->
                        assertThat(decoded.reading().values()).startsWith(71.5).hasSize(2));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldRefuseARecordThatIsNotThereOrTooLong(InputFormat format) {
        byte[] sample = format.samples().get(0);
        ReadingDecoder decoder = decoder(format, sample.length - 1);
        assertThatThrownBy(() -> decoder.decode("topic", new RecordHeaders(), format.sampleKey(), null, 1234))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("value must be")
                .hasMessageEndingWith(", was null");
        assertThatThrownBy(() -> decoder.decode("topic", new RecordHeaders(), format.sampleKey(), sample, 1234))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("value must have at most readings.max-bytes");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldDecodeOrRefuseWhateverTheBytes(InputFormat format) {
        assertThat(new FormatFuzz(format, 7).run(3_000)).isLessThan(3_000);
    }
}
