package io.tidecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.Dashboard;
import io.tidecast.app.TidecastStreams;
import io.tidecast.app.Topics;
import io.tidecast.config.Values;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.http.HttpSettings;
import io.tidecast.input.ReadingEncoder;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Reading;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.MemoryBudget;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** One measurement: a broker of its own, readings on it, and the forecaster or a pass-through over them. */
final class CostRun implements AutoCloseable {
    private static final int HORIZON = 24;
    private static final Duration STEP = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double WARM_UP = 0.4;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Path state = Files.createTempDirectory("tidecast-cost");
    private final Shape shape;
    private final StreamSettings settings;
    private final ReadingEncoder encoder;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private TidecastStreams app;
    private long produced;

    /** What is forecast from; one target, {@value #HORIZON} steps. */
    record Shape(int window, int features, int units) implements Comparable<Shape> {
        @Override
        public int compareTo(Shape other) {
            return Integer.compare(window, other.window);
        }
    }

    CostRun(Shape shape, int heapMib) throws Exception {
        this(shape, heapMib, CombinationSettings.ONE);
    }

    CostRun(Shape shape, int heapMib, CombinationSettings combination) throws Exception {
        this.shape = shape;
        settings = settings(
                        shape,
                        heapMib,
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "state.dir", state.toString()))
                .toBuilder()
                .combination(combination)
                .build();
        encoder = settings.readings().encoder();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        Topics.all(settings.topics()).create(admin, 1, Optional.empty());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static StreamSettings settings(Shape shape, int heapMib, Map<String, String> kafka) {
        List<String> features =
                IntStream.range(0, shape.features()).mapToObj(f -> "value" + f).toList();
        List<String> targets = features.subList(0, 1);
        return StreamSettings.of(new ForecastSettings(
                        "default", features, targets, shape.window(), HORIZON, STEP, Duration.ofDays(1), List.of(0.9)))
                .toBuilder()
                .applicationId("cost")
                .roles(Set.of(Role.FORECASTER))
                .keyedByDevice(true)
                .network(new NetworkSettings(
                        List.of(Map.of("type", "gru", "units", shape.units())),
                        true,
                        NetworkSettings.defaults().covariates()))
                .memory(new MemoryBudget(heapMib, 128, 64, 2))
                .kafka(kafka)
                .build();
    }

    /** One reading of each device and step, devices in turns. */
    void produce(int devices, int steps) {
        for (int step = 0; step < steps; step++) {
            for (int d = 0; d < devices; d++) {
                send(d, step);
            }
        }
        producer.flush();
        produced = (long) devices * steps;
    }

    private void send(int device, int step) {
        float[] values = new float[settings.forecast().features().size()];
        for (int f = 0; f < values.length; f++) {
            values[f] = (float) (20 + 5 * Math.sin(step / 24.0 * 2 * Math.PI + f + device))
                    + (device * 31 + step * 17 + f * 7) % 100 / 100f;
        }
        String name = "device-" + device;
        Reading reading = new Reading(name, START.plus(STEP.multipliedBy(step)).toEpochMilli(), values);
        producer.send(
                new ProducerRecord<>(settings.topics().readings(), name.getBytes(UTF_8), encoder.encode(reading)));
    }

    private void publishModel() throws Exception {
        Forecaster model = UntrainedModel.untrained(settings.forecast(), settings.network(), 7);
        String models = settings.topics().models();
        producer.send(new ProducerRecord<>(
                models, "default/1".getBytes(UTF_8), ModelFile.write(model.manifest(), model.parameters())));
        producer.send(new ProducerRecord<>(
                models, "default".getBytes(UTF_8), PointerRecord.bytes(Pointer.bootstrap(1, "cost"))));
        producer.flush();
    }

    /** Readings a second that only go through. */
    double passThrough() throws Exception {
        Topology topology = new Topology();
        topology.addSource("in", settings.topics().readings())
                .addSink("out", settings.topics().forecasts(), "in");
        Properties config = ClientConfig.of(settings, Role.FORECASTER);
        config.put("default.key.serde", "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
        config.put("default.value.serde", "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
        try (KafkaStreams streams = new KafkaStreams(topology, config)) {
            streams.start();
            return rate();
        }
    }

    /** Readings a second of the forecaster, with a network or without one. */
    double forecast(boolean network) throws Exception {
        if (network) {
            publishModel();
        }
        start(settings);
        return rate();
    }

    private void start(StreamSettings of) throws Exception {
        app = new TidecastStreams(of);
        started(app);
    }

    private static void started(TidecastStreams app) throws InterruptedException {
        app.start();
        if (!app.awaitRunning(TIMEOUT)) {
            throw new IllegalStateException("the forecaster must be running within " + TIMEOUT + ", is not");
        }
    }

    private double rate() throws Exception {
        awaitCommitted((long) (produced * WARM_UP));
        long from = committed();
        long begin = System.nanoTime();
        awaitCommitted(produced);
        return (produced - from) / ((System.nanoTime() - begin) / 1e9);
    }

    private void awaitCommitted(long count) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (committed() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(count + " readings must be done within " + TIMEOUT + ", are not");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private long committed() throws Exception {
        var offset = admin.listConsumerGroupOffsets(settings.applicationId(Role.FORECASTER))
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(settings.topics().readings(), 0));
        return offset == null ? 0 : offset.offset();
    }

    /** Bytes a reading takes on each topic. */
    Map<String, Double> bytesPerReading() throws Exception {
        String prefix = settings.applicationId(Role.FORECASTER) + "-";
        Map<String, Double> bytes = new TreeMap<>();
        sizes().forEach((topic, size) -> {
            if (topic.startsWith(prefix) || topic.equals(settings.topics().readings())) {
                bytes.put(topic.replace(prefix, "").replace("-changelog", " changelog"), (double) size / produced);
            }
        });
        return bytes;
    }

    private Map<String, Long> sizes() throws Exception {
        List<Integer> nodes = admin.describeCluster().nodes().get().stream()
                .map(node -> node.id())
                .toList();
        Map<String, Long> sizes = new HashMap<>();
        admin.describeLogDirs(nodes).allDescriptions().get().values().forEach(dirs -> dirs.values()
                .forEach(dir -> dir.replicaInfos()
                        .forEach((partition, info) -> sizes.merge(partition.topic(), info.size(), Long::sum))));
        return sizes;
    }

    /** Of bytes per reading: what keeps the window, or all stores. */
    static double sum(Map<String, Double> bytes, String what) {
        Set<String> windows = Set.of("blocks changelog", "open-readings changelog", "clocks changelog");
        return bytes.entrySet().stream()
                .filter(e -> e.getKey().endsWith("changelog"))
                .filter(e -> what.equals("all stores") || windows.contains(e.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Three times the reading's own record, for all stores one forecast in binary more: mean and two bounds a step. */
    static double bar(Map<String, Double> bytes, Shape shape, String what) {
        return 3 * bytes.get("readings") + (what.equals("all stores") ? HORIZON * 3 * Float.BYTES : 0);
    }

    /** Bytes on disk, and bytes of heap in use. */
    double[] state() throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        app.close();
        try (Stream<Path> files = Files.walk(state)) {
            long disk = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            return new double[] {disk, heap};
        }
    }

    /** Bytes a second, and seconds in all, of a start without local state over one with it. */
    double[] restore() throws Exception {
        app.close();
        double with = startSeconds();
        app.close();
        removeState();
        double without = startSeconds();
        double bytes = sum(bytesPerReading(), "all stores") * produced;
        double seconds = Math.max(1e-3, without - with);
        return new double[] {bytes / seconds, seconds};
    }

    private double startSeconds() throws Exception {
        long begin = System.nanoTime();
        start(settings);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Readers of the API beside a measurement. */
    interface Readers {
        AutoCloseable start(URI address) throws Exception;
    }

    /** As {@link #latency} measures it exactly once, with the API and readers of it beside the forecaster. */
    double[] latencyBeside(Readers readers, double perSecond, int seconds) throws Exception {
        publishModel();
        HttpSettings http = HttpSettings.from(Values.DEFAULTS).withPort(0);
        app = new TidecastStreams(settings);
        try (Dashboard dashboard = Dashboard.before(http, "the forecaster is being started")) {
            dashboard.show(app, settings);
            started(app);
            try (AutoCloseable reading = readers.start(dashboard.address())) {
                return latency(perSecond, seconds);
            }
        }
    }

    /**
     * Milliseconds from the sending of the reading that closes a step to the arrival of its forecast.
     *
     * @return p50 and p99 of the second half
     */
    double[] latency(boolean exactlyOnce, double perSecond, int seconds) throws Exception {
        publishModel();
        Map<String, String> kafka = new HashMap<>(settings.kafka());
        kafka.put("processing.guarantee", exactlyOnce ? "exactly_once_v2" : "at_least_once");
        start(settings(shape, 64, kafka));
        return latency(perSecond, seconds);
    }

    private double[] latency(double perSecond, int seconds) throws Exception {
        int devices = 200;
        int steps = (int) (perSecond * seconds / devices);
        Map<String, Long> sent = new ConcurrentHashMap<>();
        double[] latencies = new double[devices * steps];
        Thread feed = new Thread(() -> {
            long begin = System.nanoTime();
            for (int i = 0; i < devices * steps; i++) {
                long due = begin + (long) (i / perSecond * 1e9);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Instant origin = START.plus(STEP.multipliedBy(i / devices - 1L));
                sent.put("device-" + i % devices + origin, System.nanoTime());
                send(i % devices, i / devices);
            }
        });
        int count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "fetch.max.wait.ms",
                        "5"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(settings.topics().forecasts(), 0)));
            feed.start();
            while (count < devices * (steps - 1)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long now = System.nanoTime();
                    String origin = JSON.readTree(record.value()).path("origin").asText();
                    latencies[count++] = (now - sent.get(new String(record.key(), UTF_8) + origin)) / 1e6;
                }
            }
        }
        feed.join();
        double[] steady = Arrays.copyOfRange(latencies, count / 2, count);
        Arrays.sort(steady);
        return new double[] {steady[steady.length / 2], steady[(int) (steady.length * 0.99)]};
    }

    /** The last records of forecasts, the newest last. */
    List<String> newestForecasts(int count) {
        return newest(settings.topics().forecasts(), count);
    }

    /** The last records of scores, the newest last. */
    List<String> newestScores(int count) {
        return newest(settings.topics().scores(), count);
    }

    private List<String> newest(String topic, int count) {
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(new String(record.value(), UTF_8)));
            }
        }
        return records.subList(records.size() - count, records.size());
    }

    private void removeState() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (app != null) {
            app.close();
        }
        producer.close();
        admin.close();
        broker.close();
        if (Files.exists(state)) {
            removeState();
        }
    }
}
