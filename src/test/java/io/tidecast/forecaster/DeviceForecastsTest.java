package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.StepRule;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastMethod;
import io.tidecast.forecast.MethodForecasts;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DeviceForecastsTest {
    private static final int STEPS = 12;

    private final StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
    private final ScoredMethods methods = ScoredMethods.of(
            settings.forecast(),
            settings.scores(),
            settings.combination(),
            settings.network().covariates().ofSteps(settings.forecast().timeStep()));

    private DeviceState device() {
        return device(methods);
    }

    private DeviceState device(ScoredMethods methods) {
        MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
        for (StateStore store : DeviceStoresFixture.empty().stores()) {
            context.addStateStore(store);
        }
        StepRule rule = StepRule.of(settings.grid(), settings.forecast().features());
        DeviceStates states = new DeviceStates(
                DeviceStores.of(context, settings.forecast()),
                settings.grid(),
                methods,
                rule,
                new Scorer(methods, settings.publish()),
                new HeapBudget(1 << 24),
                (device, model) -> Statics.NONE);
        return states.of("pump", () -> rule.begin(0));
    }

    private static Segment steps() {
        double[] values = new double[STEPS];
        boolean[] observed = new boolean[STEPS];
        Arrays.fill(observed, true);
        return new Segment(0, 1, values, observed);
    }

    @Test
    void shouldLeaveNoSessionWithADeviceWhenItsForecastIsMade() {
        ModelRegistry registry = new ModelRegistry(settings.forecast());
        Forecaster version = StreamFixtures.saying(settings, "default", 1, 1, 2, 3, 4);
        registry.accept("default/1", ModelFile.write(version.manifest(), version.parameters()));
        registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(1, "test")));
        DeviceForecasts forecasts =
                new DeviceForecasts(methods, settings.publish(), registry, Optional.empty(), segment -> segment);
        DeviceState device = device();
        Segment steps = steps();
        assertThat(forecasts.make(device, steps))
                .hasValueSatisfying(
                        made -> assertThat(made.forecast().version()).isEqualTo(1));
        ForecastMethod network = device.statistics().methods().stream()
                .filter(NetworkMethod.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(network.forecast(methods.window(steps, STEPS - 1), new double[4]))
                .as("it is asleep between two forecasts")
                .isFalse();
    }

    /** Before any error is known. */
    @Test
    void shouldBeginIntervalsByTheBaseNetworksQuantiles() {
        ScoredMethods pool = ScoredMethods.of(
                settings.forecast(),
                settings.scores(),
                CombinationSettings.DEFAULT,
                settings.network().covariates().ofSteps(settings.forecast().timeStep()));
        DeviceForecasts forecasts = new DeviceForecasts(
                pool, settings.publish(), new ModelRegistry(settings.forecast()), Optional.empty(), s -> s);
        DeviceState device = device(pool);
        double[] values = new double[STEPS];
        boolean[] observed = new boolean[STEPS];
        Arrays.fill(observed, true);
        for (int t = 0; t < STEPS; t++) {
            values[t] = t % 4 * 10 + (t * 7 % 5) / 5.0;
        }
        Segment segment = new Segment(0, 1, values, observed);
        for (int t = 0; t < STEPS; t++) {
            device.statistics().learn(pool.window(segment, t));
        }
        Forecast made = forecasts.make(device, segment).orElseThrow().forecast();
        MethodForecasts own = forecasts.made(device, pool.window(segment, STEPS - 1));
        Forecast.Target target = made.targets().get(0);
        for (Forecast.Interval interval : target.intervals()) {
            for (int h = 1; h <= target.mean().length; h++) {
                float half = own.halfWidth(0, interval.level(), h);
                assertThat(half).isNotNaN().isPositive();
                assertThat(interval.upper()[h - 1] - target.mean()[h - 1]).isCloseTo(half, Offset.offset(1e-3));
            }
        }
    }
}
