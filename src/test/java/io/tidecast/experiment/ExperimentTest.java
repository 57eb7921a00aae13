package io.tidecast.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.experiment.Experiment.Group;
import io.tidecast.experiment.Experiment.Row;
import io.tidecast.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
    private static final Path DATA = Path.of("../shared/data");

    @TempDir
    Path folder;

    /**
     * Windows to learn from, held out and to forecast, of the first row of each group, as the published tables count
     * them.
     */
    private static final Map<String, List<List<Integer>>> WINDOWS = Map.of(
            "airline", List.of(List.of(104, 0, 34), List.of(106, 0, 32), List.of(106, 0, 32)),
            "sine", List.of(List.of(596, 0, 396)),
            "sine-noise", List.of(List.of(792, 0, 198), List.of(792, 0, 198)),
            "power",
                    List.of(
                            List.of(24212, 0, 10376),
                            List.of(24212, 0, 10376),
                            List.of(33572, 0, 14387),
                            List.of(33572, 0, 14387)),
            "weather", List.of(List.of(880, 220, 44), List.of(880, 220, 44)));

    @TestFactory
    Stream<DynamicTest> shouldGiveThePublishedBaselinesAndWindowsWhenPrepared() {
        return Experiment.NAMES.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> requirePublished(Experiment.of(name))));
    }

    private static void requirePublished(Experiment experiment) {
        boolean bundled =
                !experiment.name().equals("power") && !experiment.name().equals("weather");
        assumeTrue(bundled || Files.isDirectory(DATA), "the data sets of ../shared/data are not there");
        for (int i = 0; i < experiment.groups().size(); i++) {
            Group group = experiment.groups().get(i);
            RunSpec spec = group.first();
            Prepared prepared = new Prepared(spec.data().load(DATA, 0), spec);
            assertThat(List.of(
                            prepared.training().size(),
                            prepared.validation().size(),
                            prepared.test().size()))
                    .as(group.name())
                    .isEqualTo(WINDOWS.get(experiment.name()).get(i));
            assertThat(group.baselines()).isNotEmpty();
            Reproduction.baselines(group, Reproduction.datasets(spec.data(), DATA, 5))
                    .forEach((name, error) -> assertThat(error)
                            .as(group.name() + " " + name)
                            .isCloseTo(
                                    group.baselines().get(name),
                                    within(0.002 * group.baselines().get(name))));
        }
    }

    @Test
    void shouldHaveTheArticlesNumbersOfParameters() {
        assertThat(parameters("power", "GRU 75-30-30")).isEqualTo(33_736);
        assertThat(parameters("power", "GRU 75-30-30, reset after")).isEqualTo(34_141);
        assertThat(parameters("power", "LSTM 75-30-30")).isEqualTo(44_971);
        assertThat(parameters("weather", "BiGRU 32 encoder and decoder")).isEqualTo(25_601);
        assertThat(parameters("sine", "GRU and two linear layers")).isEqualTo(1_761);
        assertThat(parameters("sine", "GRU")).isEqualTo(1_401);
        assertThat(parameters("sine-noise", "GRU 64-32-16")).isEqualTo(24_689);
        assertThat(parameters("airline", "SimpleRNN")).isEqualTo(41);
    }

    private static int parameters(String experiment, String row) {
        Row found = Experiment.of(experiment).groups().stream()
                .flatMap(group -> group.rows().stream())
                .filter(r -> r.name().equals(row))
                .findFirst()
                .orElseThrow();
        return Network.of(found.spec().network(experiment.equals("power") ? 7 : 1))
                .layout()
                .size();
    }

    /**
     * Whatever the test rows hold, an own network learns the same: nothing of them is in its scale, its profile or its
     * windows.
     */
    @TestFactory
    Stream<DynamicTest> shouldLearnFromTheTrainingPartAloneWhenTheNetworkIsOurOwn() {
        return Stream.of("airline", "sine", "sine-noise", "weather")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Row own = Experiment.of(name).groups().get(0).rows().stream()
                            .filter(Row::own)
                            .findFirst()
                            .orElseThrow();
                    assumeTrue(!name.equals("weather") || Files.isDirectory(DATA), "../shared/data is not there");
                    Dataset data = own.spec().data().load(DATA, 0);
                    Prepared before = new Prepared(data, own.spec());
                    float[] x = before.windows(before.training(), false)
                            .inputs(0, before.training().size());
                    float[] y = before.windows(before.validation(), false).targets(0);
                    data.tracks()
                            .forEach(track -> Arrays.fill(
                                    track.target(), own.spec().split().train(), track.rows(), 12_345));
                    Prepared after = new Prepared(data, own.spec());
                    assertThat(after.windows(after.training(), false)
                                    .inputs(0, after.training().size()))
                            .isEqualTo(x);
                    assertThat(after.windows(after.validation(), false).targets(0))
                            .isEqualTo(y);
                }));
    }

    @Test
    void shouldNameFileAndRuleWhenAnExperimentIsWrong() throws IOException {
        assertThatThrownBy(() -> Experiment.of("airlines"))
                .hasMessageStartingWith(
                        "experiment must be one of [airline, sine, sine-noise, power, weather], online or gift-eval, or a")
                .hasMessageEndingWith("was airlines");
        assertThatThrownBy(() -> Experiment.of(edited("window: 1", "windw: 1").toString()))
                .hasMessageContaining("e.yaml: groups[0].rows[0].window is missing");
        assertThatThrownBy(() -> Experiment.of(edited("batch: 1,", "batch: 0,").toString()))
                .hasMessageContaining("batch, epochs and ensemble must be at least 1, were 0, 50 and 1");
        assertThatThrownBy(() -> Experiment.of(
                        edited("peer: [10, 2422,", "peer: [10, 9999,").toString()))
                .hasMessageContaining("groups[0].rows[0].peer")
                .hasMessageContaining("9999");
        assertThatThrownBy(() -> Experiment.of(
                        edited("test: [107, 141]", "test: [104, 141]").toString()))
                .hasMessageContaining("had train 105 and test [104, 141]");
        assertThatThrownBy(
                        () -> Experiment.of(edited("title: Airline", "title: [").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("e.yaml");
    }

    private Path edited(String from, String to) throws IOException {
        String yaml = Files.readString(Path.of("src/main/resources/experiments/airline.yaml"));
        assertThat(yaml).contains(from);
        return Files.writeString(folder.resolve("e.yaml"), yaml.replace(from, to));
    }
}
