package io.tidecast.forecast;

import io.tidecast.model.Forecaster;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Recurrent network as a forecasting method: asleep as long as no version serves the device, or its window is not full.
 * It learns in the trainer, so it keeps nothing of a device.
 */
public final class NetworkMethod implements ForecastMethod {
    public static final String NAME = "network";
    static final MethodKind KIND = new MethodKind(
            NAME, MethodKind.Family.NETWORK, true, MethodContext::window, context -> new NetworkMethod());

    private Optional<Forecaster.Session> session = Optional.empty();
    private Scale scale;
    private UnaryOperator<Segment> view;

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Says what serves the device until it {@link #rest rests}.
     *
     * @param serving scratch of the calling thread for that version
     * @param device the device's running scale
     * @param filled what the network is to see of a segment with gaps
     */
    public void serve(Forecaster.Session serving, Scale device, UnaryOperator<Segment> filled) {
        session = Optional.of(serving);
        scale = device;
        view = filled;
    }

    /** Lets go of the session: a device that is silent must hold neither scratch nor a version that serves no more. */
    public void rest() {
        session = Optional.empty();
    }

    @Override
    public long untrained() {
        return session.map(serving -> serving.forecaster().manifest())
                .filter(manifest -> !manifest.hasLearnt())
                .map(manifest -> NetworkId.of(manifest.model(), manifest.version(), true))
                .orElse(0L);
    }

    @Override
    public boolean forecast(Window window, double[] means) {
        if (session.isEmpty()
                || window.origin() + 1 < session.get().forecaster().manifest().window()) {
            return false;
        }
        Forecaster serving = session.get().forecaster();
        session.get().forecast(window(serving, window), scale, means);
        return true;
    }

    private Window window(Forecaster serving, Window window) {
        Window own = serving.window(
                view.apply(window.segment()), window.origin(), window.future().known());
        return window.future().timed() ? own : own.untimed();
    }
}
