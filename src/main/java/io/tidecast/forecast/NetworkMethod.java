package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.util.Optional;

/**
 * Recurrent network as a forecasting method: asleep as long as no version serves the device, or its window is not full.
 * It learns in the trainer, so it keeps nothing of a device.
 */
public final class NetworkMethod implements ForecastMethod {
    public static final String NAME = "network";
    static final MethodKind KIND = new MethodKind(
            NAME, MethodKind.Family.NETWORK, true, MethodContext::window, context -> new NetworkMethod());

    private Optional<Serving> serving = Optional.empty();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void serve(Optional<Serving> version) {
        serving = version;
    }

    @Override
    public long untrained() {
        return serving.map(now -> now.version().manifest())
                .filter(manifest -> !manifest.hasLearnt())
                .map(manifest -> NetworkId.of(manifest.model(), manifest.version(), true))
                .orElse(0L);
    }

    @Override
    public boolean forecast(Window window, double[] means) {
        if (serving.isEmpty() || !serving.get().reaches(window)) {
            return false;
        }
        Serving now = serving.get();
        now.session().forecast(window(now, window), now.scale(), means);
        return true;
    }

    private static Window window(Serving now, Window window) {
        Window own = now.version()
                .window(
                        now.view().apply(window.segment()),
                        window.origin(),
                        window.future().known());
        return window.future().timed() ? own : own.untimed();
    }
}
