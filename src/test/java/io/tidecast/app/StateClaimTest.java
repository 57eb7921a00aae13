package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateClaimTest {
    private static final String ID = "app-forecaster";

    @TempDir
    private Path folder;

    private String taken(String cluster) {
        return taken(folder, ID, cluster);
    }

    private static String taken(Path folder, String applicationId, String cluster) {
        return taken(folder, applicationId, new StateOrigin(cluster, Optional.empty()));
    }

    private static String taken(Path folder, String applicationId, StateOrigin origin) {
        try (StateClaim claim = StateClaim.take(folder, applicationId, origin)) {
            return claim.instanceId();
        }
    }

    /** State as Kafka Streams lays it out, which says whose it is. */
    private void keep(String whose) throws IOException {
        Path task = Files.createDirectories(folder.resolve(ID).resolve("0_0"));
        Files.writeString(task.resolve("store"), whose);
    }

    private String kept() throws IOException {
        Path store = folder.resolve(ID).resolve("0_0/store");
        return Files.exists(store) ? Files.readString(store) : "nothing";
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void shouldDrawAnIdOnceForEachFolderAndApplication(@TempDir Path other) throws IOException {
        String id = taken("A");
        assertThat(id).matches("[0-9a-f-]{36}").isEqualTo(taken("A"));
        assertThat(taken(folder, "app-trainer", "A")).isNotEqualTo(id);
        assertThat(taken(other, ID, "A")).isNotEqualTo(id);
        assertThat(names())
                .containsExactlyInAnyOrder(ID + ".identity", ID + ".lock", "app-trainer.identity", "app-trainer.lock");
    }

    @Test
    void shouldGoWithTheFolderWhenThatMoves(@TempDir Path other) throws IOException {
        String id = taken("A");
        Files.move(StateIdentity.file(folder, ID), StateIdentity.file(other, ID));
        assertThat(taken(other, ID, "A")).isEqualTo(id);
        assertThat(taken("A")).as("of what was left").isNotEqualTo(id);
    }

    @Test
    void shouldTakeOverTheStateOfABuildThatKeptNoIdentity() throws IOException {
        keep("the build before");
        taken("A");
        assertThat(kept()).isEqualTo("the build before");
    }

    @Test
    void shouldNameTheSettingWhenAnotherProcessWorksThere() {
        StateOrigin origin = new StateOrigin("A", Optional.empty());
        try (StateClaim first = StateClaim.take(folder, ID, origin)) {
            assertThatThrownBy(() -> StateClaim.take(folder, ID, origin))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("kafka.state.dir must be a folder that no other process with application id " + ID
                            + " works on, was " + folder + ": give each process on a host a folder of its own");
            assertThat(first.instanceId()).isNotEqualTo(taken(folder, "app-trainer", "A"));
        }
        assertThat(taken("A")).as("once the first has let go").isNotEmpty();
    }

    @Test
    void shouldSetStateOfAnotherClusterAsideAndTakeItUpAgain() throws IOException {
        String id = taken("A");
        keep("A's");
        assertThat(taken("B")).as("the same member").isEqualTo(id);
        assertThat(kept()).isEqualTo("nothing");
        keep("B's");
        taken("B");
        assertThat(kept()).as("the second time").isEqualTo("B's");
        taken("A");
        assertThat(kept()).isEqualTo("A's");
        taken("B");
        assertThat(kept()).isEqualTo("B's");
    }

    @Test
    void shouldSetStateOfATopicThatWasMadeAgainAside() throws IOException {
        StateOrigin before = new StateOrigin("A", Optional.of("topic-1"));
        String id = taken(folder, ID, before);
        keep("the topic's");
        assertThat(taken(folder, ID, before)).isEqualTo(id);
        assertThat(kept()).isEqualTo("the topic's");
        assertThat(taken(folder, ID, new StateOrigin("A", Optional.of("topic-2"))))
                .isEqualTo(id);
        assertThat(kept()).isEqualTo("nothing");
        assertThat(names()).contains(ID + "@A@topic-1");
    }

    @Test
    void shouldTakeStateWhoseTopicNobodyNotedForThatAtHand() throws IOException {
        taken("A");
        keep("A's");
        taken(folder, ID, new StateOrigin("A", Optional.of("topic-1")));
        assertThat(kept()).isEqualTo("A's");
        taken(folder, ID, new StateOrigin("A", Optional.of("topic-2")));
        assertThat(kept()).as("noted from then on").isEqualTo("nothing");
    }

    @Test
    void shouldKeepOneOfTheOthersWhenEveryStartFindsANewCluster() throws IOException {
        for (String cluster : new String[] {"A", "B", "C", "D"}) {
            taken(cluster);
            keep(cluster);
        }
        assertThat(names().filter(name -> name.contains("@"))).containsExactly(ID + "@C");
        taken("A");
        assertThat(kept()).as("removed when C came").isEqualTo("nothing");
    }

    @Test
    void shouldTouchNothingOfAnotherApplication() throws IOException {
        Path other = Files.createDirectories(folder.resolve("app-forecaster-2-forecaster@A/0_0"));
        taken("A");
        keep("A");
        taken("B");
        keep("B");
        taken("C");
        assertThat(other).exists();
    }

    /** Cut off after the state has been moved away and before the file says so, and after that. */
    @Test
    void shouldGoOnWhereItWasCutOff() throws IOException {
        taken("A");
        keep("A's");
        Files.createDirectories(folder.resolve(ID + "@B/0_0"));
        Files.writeString(folder.resolve(ID + "@B/0_0/store"), "B's");
        Files.move(folder.resolve(ID), folder.resolve(ID + "@A"));
        taken("B");
        assertThat(kept()).isEqualTo("B's");
        Files.move(folder.resolve(ID), folder.resolve(ID + "@B"));
        taken("B");
        assertThat(kept()).isEqualTo("B's");
        taken("A");
        assertThat(kept()).isEqualTo("A's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "format=2\ninstance=a\ncluster=A\n", "format=1\ninstance=a\n", "format=1\ncluster=A\n"})
    void shouldSayWhatToDoWhenTheIdentityCannotBeRead(String text) throws IOException {
        Path file = StateIdentity.file(folder, ID);
        Files.writeString(file, text);
        assertThatThrownBy(() -> taken("A"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("kafka.state.dir holds an identity that cannot be read, " + file + ": ")
                .hasMessageContaining("remove the file and the folder beside it");
        Files.delete(file);
        assertThat(taken("A")).as("nobody holds it").isNotEmpty();
    }

    @Test
    void shouldNameTheSettingWhenTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() -> taken(file.resolve("state"), ID, "A"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("kafka.state.dir must be a folder that can be written, was " + file);
    }
}
