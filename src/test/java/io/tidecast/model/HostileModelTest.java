package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RandomNetworks;
import io.tidecast.nn.RepeatVector;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Records of the models topic that ask for more than they bring. */
class HostileModelTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int INPUTS = ModelFixtures.model(1).network().spec().inputs();
    private static final int OUTPUTS = ModelFixtures.model(1).network().spec().outputs();
    /**
     * What a record may cost in heap until it is refused: the file a few times over, as bytes, JSON, specs and weights.
     */
    private static final long MOST = 8L * ModelFile.MAX_BYTES;

    private final ModelRegistry registry = new ModelRegistry(ModelFixtures.FORECAST);

    private Optional<String> accept(byte[] file) {
        return registry.accept("default/1", file);
    }

    private static <T> T cheaply(Supplier<T> work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = work.get();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated")
                .isLessThan(MOST);
        return result;
    }

    private static Manifest manifest(NetworkSpec network) {
        return Manifest.first(ModelFixtures.FORECAST, ModelFixtures.NETWORK, network.toMap());
    }

    /** A file of the network with all its weights. */
    private static byte[] file(NetworkSpec network) {
        return ModelFile.write(
                manifest(network), Parameters.zeros(Network.of(network).layout()));
    }

    /** The file of a small model whose manifest tells of another network. */
    private static byte[] fileThatTellsOf(Map<String, Object> network) {
        Forecaster small = ModelFixtures.model(1);
        return ModelFile.write(
                Manifest.first(ModelFixtures.FORECAST, ModelFixtures.NETWORK, network), small.parameters());
    }

    private static Map<String, Object> withUnits(int units) {
        return NetworkSpec.of(INPUTS, new Gru(units, true, false), new Dense(OUTPUTS))
                .toMap();
    }

    @Test
    void shouldRefuseALayerThatTheWeightsDoNotFillBeforeItIsAllocated() {
        byte[] file = fileThatTellsOf(withUnits(12_000));
        assertThat(file.length).isLessThan(5_000);
        assertThat(cheaply(() -> accept(file))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("weights of model default/1 must be 1729776016 bytes as its network says, were"));
        assertThat(registry.quarantined())
                .extracting(ModelRegistry.Quarantined::key)
                .containsExactly("default/1");
    }

    @Test
    void shouldRefuseSizesThatOverflowAnInt() {
        assertThat(cheaply(() -> accept(fileThatTellsOf(withUnits(65_536)))))
                .contains("weight_hh must have at most 2147483647 elements, had shape [196608, 65536]");
    }

    @Test
    void shouldRefuseAHorizonThatOverflowsIntoTheOutputs() {
        int targets = 3;
        int horizon = (int) (((1L << 32) + OUTPUTS + 1) / targets);
        assertThat(targets * horizon).isEqualTo(OUTPUTS + 1);
        Manifest own = ModelFixtures.model(1).manifest();
        byte[] file = withManifest(Map.of(
                "\"targets\":[\"temp\"]",
                "\"targets\":[\"temp\",\"temp\",\"temp\"]",
                "\"horizon\":" + own.horizon(),
                "\"horizon\":" + horizon));
        assertThat(cheaply(() -> accept(file)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("to 4294967301 outputs, maps"));
    }

    @Test
    void shouldRefuseAWindowThatNoSessionHolds() {
        assertThat(cheaply(() -> accept(withManifest(Map.of("\"window\":8", "\"window\":2000000000")))))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("a session of model default/1 must take at most 32 MiB, would take "));
    }

    @Test
    void shouldRefuseActivationsThatFewWeightsAskFor() {
        NetworkSpec repeating = NetworkSpec.of(
                INPUTS,
                new Gru(4, true, false),
                new Dense(5_000),
                new RepeatVector(65_536),
                new Gru(4, true, false),
                new Dense(OUTPUTS));
        byte[] file = file(repeating);
        assertThat(cheaply(() -> accept(file))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("a session of model default/1 must take at most 32 MiB, would take "));
    }

    @Test
    void shouldServeTheLargestNetworksThatAFileHolds() {
        for (NetworkSpec network : new NetworkSpec[] {
            NetworkSpec.of(INPUTS, new Gru(260, true, false), new Dense(OUTPUTS)),
            NetworkSpec.of(INPUTS, new Gru(150, true, true), new Gru(150, true, false), new Dense(OUTPUTS)),
            NetworkSpec.of(INPUTS, new Bidirectional(new Lstm(150, true, false)), new Dense(OUTPUTS))
        }) {
            assertThat(accept(file(network))).isEmpty();
            assertThat(network.servingBytes(ForecastSettings.MAX_STEPS))
                    .as(network.toString())
                    .isLessThan(Forecaster.MAX_SESSION_MIB * (1L << 20));
        }
    }

    @Test
    void shouldRefuseWhateverNetworkAManifestTellsOfBesideOtherWeights() {
        Random random = new Random(3);
        int weights = ModelFixtures.model(1).parameters().layout().size();
        for (int i = 0; i < 300; i++) {
            NetworkSpec network = RandomNetworks.draw(random, INPUTS, OUTPUTS, 65_536);
            byte[] file = fileThatTellsOf(network.toMap());
            assertThat(cheaply(() -> accept(file)))
                    .as("%s beside %d weights", network, weights)
                    .isPresent();
        }
    }

    /**
     * Whatever the network, with all its weights: it is refused with the reason, or a session forecasts within the
     * limit.
     */
    @Test
    void shouldRefuseOrServeWhateverNetworkAFileHolds() {
        Random random = new Random(4);
        int served = 0;
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            NetworkSpec network = RandomNetworks.draw(random, INPUTS, OUTPUTS, 20_000);
            Optional<Layout> layout = layout(network);
            if (layout.isEmpty() || layout.get().size() * (long) Float.BYTES > ModelFile.MAX_BYTES - 20_000) {
                continue;
            }
            byte[] file = file(network);
            Optional<String> reason = cheaply(() -> accept(file));
            if (reason.isPresent()) {
                refused++;
                assertThat(reason.get()).startsWith("a session of model default/1 must take at most 32 MiB, would");
            } else {
                served++;
                double[] means = new double[OUTPUTS];
                Forecaster forecaster = registry.version("default", 1).orElseThrow();
                forecaster.session().forecast(forecaster.window(steps()), unit(), means);
                assertThat(means).containsOnly(1f);
            }
        }
        assertThat(served).isGreaterThan(50);
        assertThat(refused).isPositive();
    }

    private static Optional<Layout> layout(NetworkSpec network) {
        try {
            return Optional.of(Network.of(network).layout());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Segment steps() {
        double[] values = new double[ModelFixtures.FORECAST.window() * 2];
        boolean[] observed = new boolean[values.length];
        Arrays.fill(values, 1);
        Arrays.fill(observed, true);
        return new Segment(0, 2, values, observed);
    }

    private static Scale unit() {
        return new Scale(new double[2], new float[] {1, 1}, new float[] {1, 1});
    }

    /** A usable file with text of its manifest changed; the manifest stands as text inside the header's JSON. */
    private static byte[] withManifest(Map<String, String> changes) {
        byte[] good = ModelFixtures.file(1);
        ByteBuffer in = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        String header = new String(good, Long.BYTES, length, StandardCharsets.UTF_8);
        for (Map.Entry<String, String> change : new HashMap<>(changes).entrySet()) {
            String from = change.getKey().replace("\"", "\\\"");
            assertThat(header).contains(from);
            header = header.replace(from, change.getValue().replace("\"", "\\\""));
        }
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        int data = good.length - Long.BYTES - length;
        return ByteBuffer.allocate(Long.BYTES + head.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length)
                .put(head)
                .put(good, Long.BYTES + length, data)
                .array();
    }
}
