package io.tidecast.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.DeadLetters;
import io.tidecast.stream.ForecasterTopology;
import io.tidecast.stream.ReadingFormat;
import io.tidecast.stream.ReadingWriter;
import io.tidecast.stream.RetrainingJson;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The forecaster's topology in Kafka Streams' own driver, its state in a folder that goes when it is closed. What comes out is
 * taken away every so many readings, for the driver keeps it in memory.
 */
final class ForecasterReplay implements AutoCloseable {
    private static final int READINGS_BETWEEN_DRAINS = 1_000;

    private final StreamSettings settings;
    private final Path state;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> input;
    private final ReadingWriter writer;
    private final Instant now = Instant.now();
    private final Map<String, Long> newest = new TreeMap<>();
    private final Map<String, List<Chunk>> chunks = new TreeMap<>();
    private long readings;
    private long refused;
    private String refusal = "";

    ForecasterReplay(StreamSettings given) {
        ReadingFormat format = ReadingFormat.standard(given.forecast().features());
        // The replay keys its records itself, so there is nothing to repartition.
        settings = new StreamSettings(
                given.applicationId(),
                given.roles(),
                given.topics(),
                new ReadingFormat(format.device(), format.time(), format.timeUnit(), format.values(), true),
                given.grid(),
                given.forecast(),
                given.network(),
                given.learning(),
                Map.of("bootstrap.servers", "none:0"));
        writer = new ReadingWriter(settings.readings());
        try {
            state = Files.createTempDirectory("tidecast-replay");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties config = ClientConfig.of(settings, Role.FORECASTER);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())), config, now);
        input = driver.createInputTopic(
                settings.topics().readings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The folder of the stores. */
    Path state() {
        return state;
    }

    void read(Reading reading) {
        long latest = now.toEpochMilli() + settings.grid().maxAhead().toMillis();
        if (reading.timeMs() <= latest) {
            newest.merge(reading.device(), reading.timeMs(), Math::max);
        }
        pipe(reading);
        if (++readings % READINGS_BETWEEN_DRAINS == 0) {
            drain();
        }
    }

    /** Closes what is open, as a gap longer than {@code series.max-gap} does, and gives all there is. */
    RecordedHistory end() {
        GridSettings grid = settings.grid();
        Duration beyond = grid.step().multipliedBy(grid.maxGapSteps() + 2).plus(grid.grace());
        driver.advanceWallClockTime(beyond.plus(grid.maxAhead()));
        float[] nothing = new float[settings.forecast().features().size()];
        Arrays.fill(nothing, Float.NaN);
        newest.forEach((device, timeMs) -> pipe(new Reading(device, timeMs + beyond.toMillis(), nothing)));
        drain();
        List<Chunk> all = new ArrayList<>();
        chunks.values().forEach(own -> all.addAll(withoutFilledEnd(own)));
        return new RecordedHistory(all, readings, newest.size(), refused, refusal);
    }

    private void pipe(Reading reading) {
        input.pipeInput(reading.device().getBytes(UTF_8), writer.write(reading), now);
    }

    private void drain() {
        for (String topic : driver.producedTopicNames()) {
            List<TestRecord<byte[], byte[]>> records = driver.createOutputTopic(
                            topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
            if (topic.equals(settings.topics().retraining())) {
                records.forEach(record -> keep(record.value()));
            } else if (topic.equals(settings.topics().deadLetters())) {
                records.forEach(this::refuse);
            }
        }
    }

    private void keep(byte[] value) {
        if (RetrainingJson.read(value, settings.forecast()) instanceof Chunk chunk) {
            chunks.computeIfAbsent(chunk.device(), d -> new ArrayList<>()).add(chunk);
        }
    }

    private void refuse(TestRecord<byte[], byte[]> letter) {
        Header message = letter.headers().lastHeader(DeadLetters.MESSAGE);
        if (refused++ == 0 && message != null) {
            refusal = new String(message.value(), UTF_8);
        }
    }

    /** The steps at the end that were only filled up to the gap. */
    private static List<Chunk> withoutFilledEnd(List<Chunk> chunks) {
        List<Chunk> kept = new ArrayList<>(chunks);
        while (!kept.isEmpty()) {
            Chunk last = kept.remove(kept.size() - 1);
            Segment segment = last.segment();
            int steps = segment.steps();
            while (steps > 0 && segment.slice(steps - 1, steps).observedSteps(1) == 0) {
                steps--;
            }
            if (steps > 0) {
                kept.add(new Chunk(last.model(), last.device(), last.stepMs(), segment.slice(0, steps), last.scale()));
                return kept;
            }
        }
        return kept;
    }

    @Override
    public void close() {
        driver.close();
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
