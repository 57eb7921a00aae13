package io.tidecast.guess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.series.TimeStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a topic holds, a guess ends in a draft whose file can be read, or in the refusal. */
class GuessFuzzTest {
    private static final int TRIES = 60;
    private static final Optional<TimeStep> STEP = Optional.of(TimeStep.of(Duration.ofMinutes(1)));

    @Test
    void shouldGuessOrRefuseWhenRecordsAreDamaged(@TempDir Path folder) {
        Random random = new Random(7);
        int drafts = 0;
        for (InputFormat format : InputFormats.ALL) {
            for (int i = 0; i < TRIES; i++) {
                drafts += guess(format, random, folder) ? 1 : 0;
            }
        }
        assertThat(drafts).isGreaterThan(TRIES);
    }

    private static boolean guess(InputFormat format, Random random, Path folder) {
        List<Seen> records = new ArrayList<>();
        byte[] sample =
                format.samples().get(random.nextInt(format.samples().size())).clone();
        for (int flips = random.nextInt(4); flips > 0 && sample.length > 0; flips--) {
            sample[random.nextInt(sample.length)] = (byte) random.nextInt(256);
        }
        for (int i = 0; i < 3; i++) {
            records.add(
                    new Seen("t", new RecordHeaders(), format.sampleKey(), sample, 60_000L * i + 1_772_427_600_000L));
        }
        Draft draft;
        try {
            draft = RecordsGuess.of(
                    records, Optional.empty(), format.sampleShape().schemas(), STEP);
        } catch (CannotTellException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
        // A schema that a file would hold is none of the draft's.
        assertThatCode(() -> Guessed.settings(draft, folder))
                .as("%s of %s", draft.yaml(), new String(sample, UTF_8))
                .doesNotThrowAnyException();
        return true;
    }
}
