package io.tidecast.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.input.ReadingEncoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.Role;
import io.tidecast.stream.SecondName;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Replay of recorded readings through the forecaster's topology. Its wall clock follows their time, so that it goes as
 * it would have gone on the day; what comes out is taken away every so many readings, for the driver keeps it in
 * memory.
 */
final class ForecasterReplay implements AutoCloseable {
    private static final int READINGS_BETWEEN_DRAINS = 1_000;
    /** So that a trainer beside it learns of few devices as soon as it would of many. */
    private static final int STEPS_BETWEEN_DRAINS = 8;
    /** Where the wall clock starts at the earliest: Kafka has no timestamps before 1970. */
    private static final Instant EARLIEST = Instant.EPOCH.plus(Duration.ofDays(1));

    /** The topic of values known ahead. */
    private static final String COVARIATES = "covariates";

    private final StreamSettings settings;
    private final TopologyReplay topology;
    private final ReadingEncoder encoder;
    private final ReadingEncoder aheadEncoder;
    private final Output output;
    private final Instant latest;
    private final Map<String, Long> newest = new TreeMap<>();
    private Instant drained = EARLIEST;
    private long sinceDrain;
    private long readings;
    private long refused;
    private String refusal = "";

    /** Sink of the forecaster's records, in the order in which it wrote those of one device and topic. */
    interface Output {
        void forecast(byte[] value);

        void score(byte[] value);

        void retraining(byte[] value);
    }

    /** Sink that takes nothing but what a subclass asks for. */
    static class NoOutput implements Output {
        @Override
        public void forecast(byte[] value) {}

        @Override
        public void score(byte[] value) {}

        @Override
        public void retraining(byte[] value) {}
    }

    ForecasterReplay(StreamSettings given, Output output) {
        settings = settings(given);
        this.output = output;
        latest = Instant.now();
        encoder = settings.readings().encoder();
        List<String> ahead = settings.network().covariates().values();
        aheadEncoder = ahead.isEmpty() ? encoder : ReadingFormat.standard(ahead).encoder();
        topology = new TopologyReplay(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                settings,
                Role.FORECASTER,
                EARLIEST);
    }

    /**
     * Settings of a replay: it keys its records itself, so there is nothing to repartition, it reads the forecasts
     * itself, whatever the topic has them in, and there is no broker.
     */
    static StreamSettings settings(StreamSettings given) {
        return given.toBuilder()
                .readings(ReadingFormat.standard(given.forecast().features()))
                .keyedByDevice(true)
                .layout(ForecastLayout.USUAL)
                .covariates(
                        given.network().covariates().values().isEmpty() ? Optional.empty() : Optional.of(COVARIATES))
                .statics(given.statics().withoutTopic())
                .days(Optional.empty())
                .kafka(Map.of("bootstrap.servers", "none:0"))
                .build();
    }

    /** The folder of the stores. */
    Path state() {
        return topology.state();
    }

    Instant wallClock() {
        return topology.wallClock();
    }

    long readings() {
        return readings;
    }

    int devices() {
        return newest.size();
    }

    /** How many went to the dead letters. */
    long refused() {
        return refused;
    }

    /** How many had a value that was there already of their device and time. */
    long duplicates() {
        return (long) topology.total(Names.DUPLICATE_READINGS + "-total");
    }

    /** Why the first of them did; empty if none did. */
    String refusal() {
        return refusal;
    }

    /** Replays one; returns whether what had come out was taken away. */
    boolean read(Reading reading) {
        Instant time = Instant.ofEpochMilli(reading.timeMs());
        if (!time.isAfter(latest.plus(settings.grid().maxAhead()))) {
            newest.merge(reading.device(), reading.timeMs(), Math::max);
            topology.advanceTo(time);
        }
        pipe(reading);
        readings++;
        Duration passed = Duration.between(drained, topology.wallClock());
        boolean due = ++sinceDrain == READINGS_BETWEEN_DRAINS
                || passed.compareTo(settings.grid().step().multipliedBy(STEPS_BETWEEN_DRAINS)) >= 0;
        if (due) {
            drain();
        }
        return due;
    }

    /** Values known ahead, as a reading of those features alone. */
    void ahead(Reading values) {
        for (String name : List.of(SecondName.of(COVARIATES), COVARIATES)) {
            topology.pipe(name, values.device().getBytes(UTF_8), aheadEncoder.encode(values));
        }
    }

    /** A record of the models topic. */
    void model(byte[] key, byte[] value) {
        topology.pipe(settings.topics().models(), key, value);
    }

    /** Closes what is open, as a gap longer than {@code series.max-gap} does, and takes away all there is. */
    void end() {
        GridSettings grid = settings.grid();
        Duration beyond = grid.step().multipliedBy(grid.maxGapSteps() + 2).plus(grid.grace());
        float[] nothing = new float[settings.forecast().features().size()];
        Arrays.fill(nothing, Float.NaN);
        topology.advanceTo(topology.wallClock().plus(beyond));
        newest.forEach((device, timeMs) -> pipe(new Reading(device, timeMs + beyond.toMillis(), nothing)));
        drain();
    }

    private void pipe(Reading reading) {
        topology.pipe(settings.topics().readings(), reading.device().getBytes(UTF_8), encoder.encode(reading));
    }

    /** Takes away what has come out: forecasts, then scores, then history. */
    void drain() {
        drained = topology.wallClock();
        sinceDrain = 0;
        topology.drain(settings.topics().forecasts(), record -> output.forecast(record.value()));
        topology.drain(settings.topics().scores(), record -> output.score(record.value()));
        topology.drain(settings.topics().retraining(), record -> output.retraining(record.value()));
        topology.drain(settings.topics().deadLetters(), this::refuse);
        topology.discardRest();
    }

    private void refuse(TestRecord<byte[], byte[]> letter) {
        Header message = letter.headers().lastHeader(DeadLetters.MESSAGE);
        if (refused++ == 0 && message != null) {
            refusal = new String(message.value(), UTF_8);
        }
    }

    @Override
    public void close() {
        topology.close();
    }
}
