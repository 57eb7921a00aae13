package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PretrainingTest {
    private static final Pretraining.Recipe TINY = new Pretraining.Recipe(7, 3, 48);

    private static byte[] trained(Pretraining training, int threads) {
        try (Pretraining.Crew crew = training.crew(threads)) {
            while (!training.isOver()) {
                crew.update();
            }
        }
        return BaseFile.write(training);
    }

    @Test
    void shouldGiveTheSameBytesOnAnyNumberOfThreads() {
        byte[] alone = trained(new Pretraining(TINY), 1);
        assertThat(trained(new Pretraining(TINY), 3)).isEqualTo(alone);
        assertThat(trained(new Pretraining(new Pretraining.Recipe(7, 4, 48)), 1))
                .isNotEqualTo(alone);
    }

    @Test
    void shouldGiveTheSameBytesWhenItIsInterrupted() {
        Pretraining first = new Pretraining(TINY);
        try (Pretraining.Crew crew = first.crew(2)) {
            crew.update();
            crew.update();
            crew.update();
        }
        Pretraining resumed = BaseFile.resume(BaseFile.checkpoint(first));
        assertThat(resumed.done()).isEqualTo(3);
        assertThat(resumed.recipe()).isEqualTo(TINY);
        assertThat(trained(resumed, 2)).isEqualTo(trained(new Pretraining(TINY), 1));
    }

    @Test
    void shouldLearn() {
        Pretraining training = new Pretraining(new Pretraining.Recipe(60, 1, 64));
        double first = 0;
        double last = 0;
        try (Pretraining.Crew crew = training.crew(1)) {
            while (!training.isOver()) {
                double loss = crew.update();
                first += training.done() <= 15 ? loss : 0;
                last += training.done() > 45 ? loss : 0;
            }
        }
        assertThat(last).isLessThan(0.85 * first);
    }

    @Test
    void shouldRefuseARecipeThatIsNone() {
        assertThatThrownBy(() -> new Pretraining.Recipe(0, 1, 16)).hasMessage("updates must be at least 1, was 0");
        assertThatThrownBy(() -> new Pretraining.Recipe(1, 1, 8)).hasMessage("lanes must be at least 16, was 8");
        assertThatThrownBy(() -> new Pretraining.Recipe(1, 1, 40)).hasMessage("lanes must be a multiple of 16, was 40");
    }

    @Test
    void shouldRefuseADamagedFile() {
        byte[] file = BaseFile.write(new Pretraining(TINY));
        assertThat(BaseFile.read(file)).isNotNull();
        assertThatThrownBy(() -> BaseFile.read(new byte[3])).hasMessage("header length must be 2..3, was -1");
        assertThatThrownBy(() -> BaseFile.read(Arrays.copyOf(file, file.length - 4)))
                .hasMessageContaining("head.bias.data_offsets must span");
        assertThatThrownBy(() -> BaseFile.read(new byte[1_500_001]))
                .hasMessage("a base file must have at most 1500000 bytes, had 1500001");
        byte[] other = new String(file, StandardCharsets.ISO_8859_1)
                .replace("\"format\":\"3\"", "\"format\":\"9\"")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> BaseFile.read(other)).hasMessage("__metadata__.format must be 3, was \"9\"");
        byte[] unfinished = BaseFile.write(new Pretraining(TINY));
        assertThatThrownBy(() -> BaseFile.resume(unfinished)).hasMessageContaining("optimizer.moments");
    }
}
