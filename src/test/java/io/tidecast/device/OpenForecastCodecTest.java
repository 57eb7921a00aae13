package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.model.HeldBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two horizon steps of one target, one level. */
class OpenForecastCodecTest {
    private final OpenForecastCodec codec = new OpenForecastCodec(1, 2, 2);

    private static OpenForecast forecast(String source, String... kept) {
        Map<String, double[]> means = new LinkedHashMap<>();
        for (String name : kept) {
            means.put(name, new double[] {name.length(), Double.NaN});
        }
        return new OpenForecast(7, "plant-ä", 3, source, MethodMeans.of(means), new float[] {5, 6});
    }

    private void shouldComeBack(OpenForecast forecast) {
        assertThat(codec.read(codec.bytes(forecast))).hasValueSatisfying(back -> {
            assertThat(back.source()).isEqualTo(forecast.source());
            assertThat(codec.bytes(back)).isEqualTo(codec.bytes(forecast));
            assertThat(back.means().methods())
                    .containsExactlyElementsOf(forecast.means().methods());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "persistence", "seasonal-naive", "mean", "smoothing", "prophet", "median"})
    void shouldComeBackByNameWhateverLetterItBeginsWith(String source) {
        shouldComeBack(forecast(source, NetworkMethod.NAME));
        shouldComeBack(forecast(source, NetworkMethod.NAME, "mean", "prophet"));
        shouldComeBack(forecast(source));
    }

    @Test
    void shouldComeBackInDoublePrecisionWhenAMeanNeedsIt() {
        for (String method : new String[] {NetworkMethod.NAME, "mean"}) {
            Map<String, double[]> means = Map.of(method, new double[] {18_230_876_543.5, Double.NaN});
            byte[] bytes =
                    codec.bytes(new OpenForecast(7, "m", 3, "persistence", MethodMeans.of(means), new float[] {5, 6}));
            assertThat(codec.read(bytes))
                    .hasValueSatisfying(
                            back -> assertThat(back.means().get(method)).containsExactly(18_230_876_543.5, Double.NaN));
            assertThat(codec.read(Arrays.copyOf(bytes, bytes.length - 1))).isEmpty();
            assertThat(new OpenForecastCodec(1, 3, 2).read(bytes)).isEmpty();
        }
    }

    @Test
    void shouldStoreNothingOfAMethodThatWasAsleep() {
        List<String> names = List.of(NetworkMethod.NAME, "mean", "prophet");
        double[] own = {1, 2};
        OpenForecast two = new OpenForecast(
                7, "m", 3, "mean", new MethodMeans(names, new double[][] {null, own, null}), new float[] {5, 6});
        byte[] bytes = codec.bytes(two);
        assertThat(bytes)
                .isEqualTo(codec.bytes(
                        new OpenForecast(7, "m", 3, "mean", MethodMeans.of(Map.of("mean", own)), new float[] {5, 6})));
        assertThat(codec.read(bytes)).hasValueSatisfying(back -> {
            assertThat(back.means().get("mean")).containsExactly(1, 2);
            assertThat(back.means().get(NetworkMethod.NAME)).isNull();
        });
        OpenForecast asleep = new OpenForecast(
                7,
                "m",
                3,
                "persistence",
                new MethodMeans(List.of(NetworkMethod.NAME), new double[][] {null}),
                new float[] {5, 6});
        assertThat(codec.read(codec.bytes(asleep)))
                .hasValueSatisfying(
                        back -> assertThat(back.means().get(NetworkMethod.NAME)).containsOnly(Double.NaN));
    }

    @Test
    void shouldTellAllMethodsApartByTheirCodes() {
        List<String> names = new ArrayList<>(List.of(Combination.NAME));
        ForecastMethods.ALL.forEach(kind -> names.add(kind.name()));
        assertThat(names)
                .extracting(OpenForecastCodec::code)
                .doesNotHaveDuplicates()
                .doesNotContain((short) 0);
    }

    @Test
    void shouldComeBackWithAsManyStepsAsAreKeptOfEachMethod() {
        OpenForecastCodec wider = new OpenForecastCodec(2, 5, 0);
        OpenForecast forecast = new OpenForecast(
                7,
                "m",
                3,
                Combination.NAME,
                MethodMeans.of(Map.of("autoregression", new double[] {1, 2, 3, 4})),
                new float[0]);
        assertThat(wider.read(wider.bytes(forecast)))
                .hasValueSatisfying(
                        back -> assertThat(back.means().get("autoregression")).containsExactly(1, 2, 3, 4));
        assertThat(new OpenForecastCodec(2, 1, 0).read(wider.bytes(forecast))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "24, 1", "24, 3"})
    void shouldTakeNoMoreHeapThanItIsCountedFor(int horizon, int targets) {
        OpenForecastCodec own = new OpenForecastCodec(targets, horizon, targets * horizon);
        Map<String, double[]> means = new LinkedHashMap<>();
        for (String name : List.of(NetworkMethod.NAME, Combination.NAME)) {
            means.put(name, new double[targets * horizon]);
        }
        means.put("autoregression", new double[targets * Math.min(7, horizon)]);
        OpenForecast forecast =
                new OpenForecast(7, "m", 3, Combination.NAME, MethodMeans.of(means), new float[targets * horizon]);
        OpenForecast[] ring = new OpenForecast[16]; // They share the list of names.
        for (int i = 0; i < ring.length; i++) {
            ring[i] = own.read(own.bytes(forecast)).orElseThrow();
        }
        assertThat(HeldBytes.of(ring))
                .isLessThanOrEqualTo(ring.length * own.heapBytes(3, 2 * horizon + Math.min(7, horizon)));
    }

    @Test
    void shouldReadWhatTheBuildBeforeWrote() {
        ByteBuffer before = ByteBuffer.allocate(1 + 8 + 4 + 2 + 1 + 1 + 4 + 1 + 1 + 4 + 8 + 8);
        before.put((byte) 3).putLong(7).putInt(3).putShort((short) 1).put((byte) 'm');
        before.put((byte) 4).put("mean".getBytes(UTF_8)).put((byte) 1);
        before.put((byte) 4).put("mean".getBytes(UTF_8)).putFloat(1).putFloat(2);
        before.putFloat(5).putFloat(6);
        assertThat(codec.read(before.array())).hasValueSatisfying(back -> {
            assertThat(back.means().get("mean")).containsExactly(1, 2);
            assertThat(back.source()).isEqualTo("mean");
            assertThat(back.widths()).containsExactly(5, 6);
        });
    }

    @Test
    void shouldComeBackWithWhetherItsNetworkHadLearntNothing() {
        for (double mean : new double[] {1, 18_230_876_543.5}) {
            for (boolean untrained : new boolean[] {false, true}) {
                OpenForecast forecast = new OpenForecast(
                        7,
                        "m",
                        3,
                        untrained,
                        "persistence",
                        MethodMeans.of(Map.of(NetworkMethod.NAME, new double[] {mean, 2})),
                        new float[] {5, 6});
                shouldComeBack(forecast);
                assertThat(codec.read(codec.bytes(forecast)))
                        .hasValueSatisfying(back -> assertThat(back.untrained()).isEqualTo(untrained));
            }
        }
    }

    @Test
    void shouldWriteTheFormOfTheBuildBeforeWhenItCanHoldTheForecast() {
        byte[] bytes = codec.bytes(forecast("persistence", NetworkMethod.NAME));
        ByteBuffer before = ByteBuffer.allocate(1 + 1 + 8 + 4 + 2 + 8 + 16);
        before.put((byte) 2).put((byte) 'p').putLong(7).putInt(3).putShort((short) 8);
        before.put("plant-ä".getBytes(UTF_8));
        before.putFloat(7).putFloat(Float.NaN).putFloat(5).putFloat(6);
        assertThat(bytes).isEqualTo(before.array());
    }

    @Test
    void shouldLeaveOutWhatOtherSettingsOrOtherBuildsLeft() {
        for (OpenForecast each : new OpenForecast[] {forecast("persistence", "network"), forecast("mean", "mean")}) {
            byte[] bytes = codec.bytes(each);
            assertThat(new OpenForecastCodec(1, 3, 2).read(bytes)).isEmpty();
            assertThat(new OpenForecastCodec(1, 2, 1).read(bytes)).isEmpty();
            assertThat(codec.read(Arrays.copyOf(bytes, bytes.length - 1))).isEmpty();
            bytes[0] = 9;
            assertThat(codec.read(bytes)).isEmpty();
        }
        assertThat(codec.read(new byte[0])).isEmpty();
    }
}
