package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.base.BaseFile;
import io.tidecast.base.Pretraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainCommandTest {
    @TempDir
    private Path folder;

    private CommandRun pretrain(Path file, String... further) {
        String[] args = {"pretrain", "--updates", "2", "--seed", "5", "--threads", "1", "-o", file.toString()};
        String[] all = Arrays.copyOf(args, args.length + further.length);
        System.arraycopy(further, 0, all, args.length, further.length);
        return CommandRun.of(all);
    }

    @Test
    void shouldEndWithTheSameFileWhenItGoesOnFromACheckpoint() throws IOException {
        Path whole = folder.resolve("whole");
        CommandRun run = pretrain(whole);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("wrote " + whole);
        assertThat(BaseFile.read(Files.readAllBytes(whole))).isNotNull();

        Path resumed = folder.resolve("resumed");
        Path part = folder.resolve("resumed.part");
        Pretraining training = new Pretraining(new Pretraining.Recipe(2, 5, Pretraining.LANES));
        try (Pretraining.Crew crew = training.crew(1)) {
            crew.update();
        }
        Files.write(part, BaseFile.checkpoint(training));
        assertThat(pretrain(resumed, "--resume").exitCode()).isZero();
        assertThat(resumed).hasSameBinaryContentAs(whole);
        assertThat(part).doesNotExist();
    }

    @Test
    void shouldEndWithTwoWhenTheCheckpointIsOfAnotherRecipe() throws IOException {
        Pretraining other = new Pretraining(new Pretraining.Recipe(3, 5, Pretraining.LANES));
        Files.write(folder.resolve("file.part"), BaseFile.checkpoint(other));
        CommandRun run = pretrain(folder.resolve("file"), "--resume");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("must be of Recipe[updates=2, seed=5, lanes=256, without=[]], was of Recipe[updates=3");
    }

    @Test
    void shouldEndWithTwoWhenThereIsNothingToDo() {
        CommandRun run = CommandRun.of(
                "pretrain", "--updates", "0", "-o", folder.resolve("x").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--updates must be at least 1, was 0");
    }
}
