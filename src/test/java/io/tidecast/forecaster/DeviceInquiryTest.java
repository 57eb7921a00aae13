package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.faults.Await;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ModelRegistry;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What would be forecast, and what moved a forecast, asked of a running task. */
@Timeout(60)
class DeviceInquiryTest extends ForecasterFixture {
    private static final Duration LONG = Duration.ofSeconds(50);

    private ForecastQuestions questions;
    private KnownAheadTest.Plans plans;
    private SplitMix random;

    private void start(CombinationSettings combination) throws IOException {
        random = new SplitMix(5);
        questions = new ForecastQuestions();
        StreamSettings with = KnownAheadTest.planned(Optional.of("plans")).toBuilder()
                .combination(combination)
                .build();
        start(
                with,
                ForecasterTopology.build(
                        with,
                        new ModelRegistry(with.forecast()),
                        new HeapBudget(1 << 24),
                        RecentWindows.none(),
                        questions));
        plans = KnownAheadTest.Plans.of(driver, "plans");
        serve(KnownAheadTest.reader(settings));
    }

    private static int load(int step) {
        return new SplitMix(step).nextDouble() < 0.2 ? 1 : 0; // Of no season.
    }

    /**
     * A season, noise, and 10 less where the load is 1, of which the steps to come are told up to the last, which stays
     * open.
     */
    private void sendPlanned(String device, int from, int to) {
        for (int step = from; step < to; step++) {
            for (int ahead = 0; ahead < 5 && step + ahead < to; ahead++) {
                plans.pipeInput("any", reading(device, at(step + ahead), Map.of("load", load(step + ahead))), NOW);
            }
            double temp = 20 + 5 * Math.sin(2 * Math.PI * step / 6) + random.nextGaussian() - 10 * load(step);
            readings.pipeInput("any", reading(device, at(step), Map.of("temp", temp, "load", load(step))), NOW);
        }
    }

    /** The answer of the stream thread, which has time once the wall clock moves on. */
    private <T> T ask(Callable<T> question) {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return question.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("an answer", () -> {
            driver.advanceWallClockTime(Duration.ofSeconds(1));
            return answer.isDone();
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    private Optional<Alternative> whatIf(String device, String set) {
        return ask(() -> questions.whatIf(
                device, PlannedValue.parse(set, settings.network().covariates()), LONG));
    }

    private Explanation explain(String device) {
        return ask(() -> questions.explain(device, LONG)).orElseThrow();
    }

    private static String time(int step) {
        return at(step).toString();
    }

    private JsonNode newest() {
        List<JsonNode> all = read(forecasts);
        return all.get(all.size() - 1);
    }

    @Test
    void shouldForecastWithOtherValuesAheadAndPublishAndChangeNothing() throws IOException {
        start(CombinationSettings.DEFAULT);
        sendPlanned("a", 0, 300);
        JsonNode present = newest();
        Alternative answer = whatIf(
                        "a", "load=1@" + time(299) + ".." + time(301) + ";load=0@" + time(300) + ".." + time(301))
                .orElseThrow();
        assertThat(answer.steps()).isEqualTo(2);
        assertThat(answer.originMs()).isEqualTo(at(298).toEpochMilli());
        Alternative.Target temp = answer.targets().get(0);
        JsonNode mean = present.path("targets").path("temp").path("mean");
        for (int h = 0; h < 4; h++) {
            assertThat((float) temp.present()[h]).isEqualTo((float) mean.get(h).asDouble());
        }
        assertThat(temp.changed()[0] - temp.present()[0]).isBetween(-13.0, -7.0);
        assertThat(temp.changed()[1]).as("the last that is set counts").isGreaterThan(temp.present()[1] - 5);
        assertThat(forecasts.isEmpty()).as("nothing is published").isTrue();

        sendPlanned("a", 300, 310);
        List<JsonNode> asked = read(forecasts);
        driver.close();
        start(CombinationSettings.DEFAULT);
        sendPlanned("b", 0, 300);
        sendPlanned("b", 300, 310);
        List<JsonNode> unasked = read(forecasts);
        for (int i = 0; i < asked.size(); i++) {
            assertThat(asked.get(i).path("targets"))
                    .isEqualTo(unasked.get(unasked.size() - asked.size() + i).path("targets"));
        }
    }

    @Test
    void shouldForecastAsIfNothingWereKnownWhenThatIsSet() throws IOException {
        start(CombinationSettings.DEFAULT);
        sendPlanned("a", 0, 200);
        Alternative untold =
                whatIf("a", "load=unknown@" + time(200) + ".." + time(203)).orElseThrow();
        double[] without = untold.targets().get(0).present();
        assertThat(untold.targets().get(0).changed()).isEqualTo(without);
        plans.pipeInput("any", reading("a", at(200), Map.of("load", 1)), NOW);
        Alternative told =
                whatIf("a", "load=unknown@" + time(200) + ".." + time(201)).orElseThrow();
        assertThat(told.targets().get(0).changed()).isEqualTo(without);
        assertThat(told.targets().get(0).present()[1]).isLessThan(without[1] - 3);
    }

    @Test
    void shouldSayWhatIsForecastWhenTheValuesAreOfOtherSteps() throws IOException {
        start(CombinationSettings.DEFAULT);
        sendPlanned("a", 0, 51);
        assertThatThrownBy(() -> whatIf("a", "load=1@" + time(54) + ".." + time(60)))
                .isInstanceOf(PlannedValue.WrongException.class)
                .hasMessageContaining("must be of steps that are forecast, " + time(50) + " to " + time(53));
        assertThat(whatIf("x", "load=1@" + time(50) + ".." + time(51))).isEmpty();
    }

    private static double[] sum(double[] from, List<Explanation.Part> parts) {
        double[] sum = from.clone();
        for (Explanation.Part part : parts) {
            for (int h = 0; h < sum.length; h++) {
                sum[h] += part.moved()[h];
            }
        }
        return sum;
    }

    private static List<String> names(List<Explanation.Part> parts) {
        return parts.stream().map(Explanation.Part::name).toList();
    }

    /** From the first steps, when most methods sleep, to many. */
    @Test
    void shouldAddUpToTheForecastWhateverHasBeenSeen() throws IOException {
        for (CombinationSettings combination : List.of(CombinationSettings.DEFAULT, CombinationSettings.ONE)) {
            start(combination);
            int sent = 0;
            for (int steps : new int[] {1, 2, 7, 8, 13, 60, 150}) {
                sendPlanned("a", sent, steps);
                plans.pipeInput("any", reading("a", at(steps), Map.of("load", 1)), NOW);
                sent = steps;
                if (steps == 1) {
                    continue; // Its step is open.
                }
                Explanation explained = explain("a");
                Explanation.Target temp = explained.targets().get(0);
                double[] newest = new double[4];
                Arrays.fill(newest, temp.newest());
                assertThat(sum(newest, temp.methods()))
                        .as("methods, %d steps", steps)
                        .containsExactly(temp.mean(), offset(1e-4));
                assertThat(sum(temp.flat(), temp.inputs()))
                        .as("inputs, %d steps", steps)
                        .containsExactly(temp.mean(), offset(1e-4));
                assertThat(explained.timesMs()).hasSize(4);
            }
            driver.close();
            driver = null;
        }
    }

    /** It remembers levels of an origin; those of a window that was not so must be worked out anew. */
    @Test
    void shouldStayAtTheNewestValueWithoutAnyInputWhenAMethodKnowsTheWindowAlone() throws IOException {
        start(CombinationSettings.pool(List.of("level-times-shape"), CombinationSettings.Loss.ABSOLUTE));
        sendPlanned("a", 0, 61);
        Explanation.Target temp = explain("a").targets().get(0);
        assertThat(names(temp.methods())).containsExactly("level-times-shape");
        for (double mean : temp.flat()) {
            assertThat(mean).isCloseTo(temp.newest(), offset(1e-4));
        }
        assertThat(temp.mean()[0]).isNotCloseTo(temp.newest(), offset(0.1));
    }

    @Test
    void shouldSayThatAPlanMovedTheForecastWhenItIsKnown() throws IOException {
        start(CombinationSettings.DEFAULT);
        sendPlanned("a", 0, 300);
        plans.pipeInput("any", reading("a", at(300), Map.of("load", 1)), NOW);
        Explanation explained = explain("a");
        assertThat(explained.source()).isEqualTo(Combination.NAME);
        Explanation.Target temp = explained.targets().get(0);
        assertThat(names(temp.methods())).contains("dynamic-regression");
        Explanation.Part load = temp.inputs().stream()
                .filter(part -> part.name().equals("load"))
                .findFirst()
                .orElseThrow();
        assertThat(load.moved()[1]).as("of the step that is planned").isLessThan(-3);
        assertThat(names(temp.inputs())).contains("values of the last season");
        assertThat(forecasts.isEmpty()).isFalse();
        read(forecasts);
        explain("a");
        assertThat(forecasts.isEmpty()).isTrue();
    }
}
