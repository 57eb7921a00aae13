package io.tidecast.forecast;

import io.tidecast.base.BaseNetwork;
import io.tidecast.model.KeptSeries;
import io.tidecast.series.Window;
import java.util.Optional;

/**
 * Recurrent network as a forecasting method: asleep as long as no version serves the device, or its window is not full.
 * It learns in the trainer, so nothing of a device is stored with it; what the base network keeps, for a version that
 * is given its forecasts, follows from the window.
 */
public final class NetworkMethod implements ForecastMethod {
    public static final String NAME = "network";
    static final MethodKind KIND = new MethodKind(
            NAME,
            MethodKind.Family.NETWORK,
            true,
            context -> Math.max(context.window(), BaseNetwork.reach(context.season()) - 1),
            context -> new NetworkMethod(context.targets().length));

    private final int targets;
    private final KeptSeries kept = new KeptSeries();
    private Optional<Serving> serving = Optional.empty();

    private NetworkMethod(int targets) {
        this.targets = targets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void begin() {
        kept.begin();
    }

    @Override
    public void serve(Optional<Serving> version) {
        serving = version;
    }

    @Override
    public long untrained() {
        return serving.map(now -> now.version().manifest())
                .filter(manifest -> !manifest.hasLearnt() && !manifest.readsBase())
                .map(manifest -> NetworkId.of(manifest.model(), manifest.version(), true))
                .orElse(0L);
    }

    @Override
    public boolean forecast(Window window, double[] means) {
        if (serving.isEmpty() || !serving.get().reaches(window)) {
            return false;
        }
        Serving now = serving.get();
        KeptSeries own = window.supposed() ? new KeptSeries() : kept;
        now.session().forecast(window(now, window), now.scale(), own, means);
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

    @Override
    public int heapBytes() {
        return targets * KeptSeries.HEAP_BYTES;
    }
}
