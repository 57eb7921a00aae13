package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readings that cannot be read, or should not count. */
@Tag("faults")
class InputFaultsTest {
    private static final int DEVICES = 6;
    private static final int STEPS_PER_SECOND = 10;
    private static final int STEPS = 60;
    private static final int ROUNDS = 20;

    @Test
    void shouldDeadLetterEveryKindOfPoisonAndServeItsNeighbours() {
        List<Poison> kinds = Poison.ofEveryKind("pump-0");
        Scenario scenario = Scenario.of(
                "poison-pills",
                kinds.size() + " kinds of unreadable records, " + ROUNDS
                        + " times each between the readings of a device: "
                        + String.join(", ", kinds.stream().map(Poison::kind).toList()),
                "each is a dead letter once with its reason, the others are served");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            List<Future<RecordMetadata>> poisons = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Poison.ofEveryKind("pump-0").forEach(poison -> poisons.add(poison.send(site)));
                load.awaitStep(load.step() + 1);
            }
            load.end();
            Balance balance = site.settle(poisons.size());
            site.requireDeadLetters(poisons.stream().map(Sent.Place::of).toList());
            scenario.passed(balance + ", " + poisons.size() + " dead letters of " + poisons.size());
        }
    }

    @Test
    void shouldRefuseWhatItCouldNotWriteOn() {
        Scenario scenario = Scenario.of(
                "oversize",
                "readings that fit the topic of readings, but not the records the application would make of them:"
                        + " 1 MiB less 1, 2 and 3 bytes, 1 MiB, 3 MB",
                "refused before a record is sent that a broker would not take; a dead letter each, the others are served");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            List<Sent.Place> places = new ArrayList<>();
            int mebi = 1 << 20;
            for (int bytes : new int[] {mebi - 3, mebi - 2, mebi - 1, mebi, 3_000_000}) {
                places.add(Sent.Place.of(Poison.oversize("pump-0", bytes).send(site)));
                load.awaitStep(load.step() + 2);
            }
            load.end();
            Balance balance = site.settle(places.size());
            site.requireDeadLetters(places);
            scenario.passed(balance + ", " + places.size() + " dead letters of " + places.size());
        }
    }

    @Test
    void shouldRefuseForecastsThatAreTooLargeToSend() {
        Scenario scenario = Scenario.of(
                "oversize-output",
                "forecasts of 512 steps with five intervals, and max.request.size of 40,000 bytes",
                "refused before they are sent: the instance stays up, each has a dead letter with the reason");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App small = site.app(
                    "a",
                    Map.of("roles", "forecaster", "forecast.horizon", "512", "forecast.levels", "0.5,0.6,0.7,0.8,0.9"),
                    Map.of("producer.max.request.size", "40000"));
            small.start();
            load.awaitStep(load.first() + STEPS);
            Await.until("dead letters", () -> site.deadLetters().size() >= 20);
            assertThat(small.isRunning()).as(small.log()).isTrue();
            load.end();
            small.terminate();
            assertThat(site.reasons()).allMatch(reason -> reason.contains("max.request.size"), "names the limit");
            assertThat(site.output().forecasts()).as("what fits").noneMatch(InputFaultsTest::hasIntervals);
            scenario.passed(site.deadLetters().size() + " refused, the instance up");
        }
    }

    @Test
    void shouldStayWithinWhatTheTopicsTake() {
        Scenario scenario = Scenario.of(
                "oversize-topics",
                "topics of dead letters and of forecasts that take records of 20,000 bytes, set at the broker, poison pills of"
                        + " 100 bytes to 3 MB, and forecasts of 512 steps with five intervals",
                "the instance stays up; a dead letter each, cut to what its topic takes");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.limit(Site.DEAD_LETTERS, 20_000);
            site.limit("forecasts", 20_000);
            App app = site.app(
                    "a",
                    Map.of("roles", "forecaster", "forecast.horizon", "512", "forecast.levels", "0.5,0.6,0.7,0.8,0.9"),
                    Map.of());
            app.start();
            List<Sent.Place> places = new ArrayList<>();
            for (int bytes : new int[] {100, 19_000, 20_000, 21_000, 1_000_000, 3_000_000}) {
                places.add(Sent.Place.of(Poison.unreadable(bytes).send(site)));
                load.awaitStep(load.step() + 2);
            }
            load.awaitStep(load.first() + STEPS);
            Await.until(
                    "dead letters of each kind",
                    () -> site.reasons().stream()
                                            .filter(reason -> reason.contains("max.message.bytes"))
                                            .count()
                                    >= 20
                            && site.deadLetterPlaces().containsAll(places));
            assertThat(app.isRunning()).as(app.log()).isTrue();
            load.end();
            app.terminate();
            assertThat(site.deadLetters()).allSatisfy(letter -> assertThat(letter.serializedValueSize())
                    .isLessThan(20_000));
            assertThat(site.deadLetterPlaces()).doesNotHaveDuplicates();
            assertThat(site.output().forecasts()).as("what fits").noneMatch(InputFaultsTest::hasIntervals);
            scenario.passed(site.deadLetters().size() + " refused, the instance up");
        }
    }

    @Test
    void shouldCountEachReadingOnceInWhateverOrderTheyCome() {
        Scenario scenario = Scenario.of(
                "late-duplicate-shuffled",
                "readings in any order within three steps, a third of them twice or thrice, a tenth long after their step",
                "windows as of the sorted readings; a late one is a dead letter once");
        try (Site site = Site.serving(1)) {
            site.forecaster("a", Map.of()).start();
            Random random = new Random(11);
            long first = Instant.now().minus(Duration.ofDays(3)).toEpochMilli() / Shape.STEP_MS;
            for (int step = 0; step < 300; step++) {
                for (int device = 0; device < DEVICES; device++) {
                    long back = random.nextInt(10) == 0 ? random.nextInt(12) : random.nextInt(2);
                    long time = (first + step - back) * Shape.STEP_MS + random.nextInt(6) * 10_000L;
                    int copies = 1 + Math.max(0, random.nextInt(4) - 1);
                    for (int copy = 0; copy < copies; copy++) {
                        site.send("valve-" + device, time, Signal.at(device + copy, time));
                    }
                }
            }
            List<Sent.Place> late = site.late();
            Balance balance = site.settle(late.size());
            site.requireDeadLetters(late);
            scenario.passed(
                    balance + ", " + late.size() + " late of " + site.sent().size() + " readings");
        }
    }

    @Test
    void shouldStayFiniteWhateverTheNumbers() {
        Scenario scenario = Scenario.of(
                "extreme-values",
                "NaN, null, zeros, denormals (1e-45, 1e-310) and readings up to ±5e17 in any order; ±Infinity and ±1e308 are among the"
                        + " poison pills",
                "finite forecasts, one per step; a window is as the oracle has it");
        float[] extremes = {
            Float.NaN, 0f, -0f, Float.MIN_VALUE, -0x1p-130f, 1f, 1e10f, -1e10f, 0x1p59f, -0x1p59f, 0x1p-65f
        };
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            Random random = new Random(13);
            long first = Instant.now().minus(Duration.ofDays(3)).toEpochMilli() / Shape.STEP_MS;
            for (int step = 0; step < 200; step++) {
                for (int device = 0; device < DEVICES; device++) {
                    float temp = extremes[random.nextInt(extremes.length)];
                    float load2 = extremes[random.nextInt(extremes.length)];
                    site.send("wild-" + device, (first + step) * Shape.STEP_MS + 40_000, List.of(temp, load2));
                }
            }
            for (String text : List.of("1e-310", "-1e-320", "1E-45")) {
                String tiny =
                        "{\"device\":\"tiny\",\"ts\":\"" + Instant.now() + "\",\"values\":{\"temp\":" + text + "}}";
                site.sendNow(Site.READINGS, "k", Site.utf8(tiny));
            }
            load.end();
            Balance balance = site.settle();
            site.requireFinite();
            scenario.passed(balance.toString());
        }
    }

    @Test
    void shouldKeepEveryDevicesOwnTimeWhenClocksAreWrong() {
        Scenario scenario = Scenario.of(
                "clocks",
                "devices whose clock is two hours behind, two hours ahead, at 1970, or jumps between them; records with the timestamps 0 and -1",
                "what is ahead is a dead letter and moves no clock, no device disturbs another");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            List<Future<RecordMetadata>> refused = new ArrayList<>();
            List<Future<RecordMetadata>> read = new ArrayList<>();
            long now = Instant.now().toEpochMilli() / Shape.STEP_MS;
            for (int step = 0; step < STEPS; step++) {
                List<Float> values = Signal.at(0, step);
                site.send("behind", (now - 120 - STEPS + step) * Shape.STEP_MS, values);
                site.send("epoch", step * Shape.STEP_MS, values);
                long jumping = step % 20 == 10 ? step : now - 2 * STEPS + step;
                site.send("jumping", jumping * Shape.STEP_MS, values);
                String ahead =
                        Instant.ofEpochMilli((now + 120 + step) * Shape.STEP_MS).toString();
                refused.add(site.send(
                        Site.READINGS,
                        "k",
                        "{\"device\":\"jumping\",\"ts\":\"" + ahead + "\",\"values\":{\"temp\":1}}"));
                // Without a time of its own a reading has its record's.
                byte[] timeless = Site.utf8("{\"device\":\"timeless\",\"values\":{\"temp\":" + step + "}}");
                read.add(site.send(new ProducerRecord<>(Site.READINGS, null, 0L, null, timeless)));
                read.add(site.send(new Timeless(timeless)));
            }
            load.end();
            assertThat(read.stream().map(Sent.Place::of)).hasSize(2 * STEPS);
            List<Sent.Place> places =
                    new ArrayList<>(refused.stream().map(Sent.Place::of).toList());
            places.addAll(site.late());
            Balance balance = site.settle(places.size());
            site.requireDeadLetters(places);
            scenario.passed(balance + ", " + places.size() + " refused");
        }
    }

    /** A record with the timestamp -1, which other producers than Kafka's own may send. */
    private static final class Timeless extends ProducerRecord<byte[], byte[]> {
        Timeless(byte[] value) {
            super(Site.READINGS, value);
        }

        @Override
        public Long timestamp() {
            return -1L;
        }
    }

    /** As long as nothing is known of a device's errors its forecasts have none, and are as much smaller. */
    private static boolean hasIntervals(Output.Published forecast) {
        return !forecast.json()
                .path("targets")
                .path(Shape.FEATURES.get(Shape.TARGET))
                .path("intervals")
                .isEmpty();
    }
}
