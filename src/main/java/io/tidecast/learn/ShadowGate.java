package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Ruling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shadow test: judges a challenger against the champion on live traffic that came after the challenger was published:
 * both forecast every window whose whole horizon is new, through the very path that serves and in the scale it was
 * served in. The rule is the {@link Gate}'s.
 *
 * <p>Worked example, window 8, horizon 4. A device's steps up to 99 were known when the challenger was published, and
 * 100..111 have come since. The first window ends at its origin 99 and is judged on 100..103, the last at 107 and is
 * judged on 108..111: nine windows. What is sent of steps up to 99 later, or once more, is not new.
 */
public final class ShadowGate {
    private final LearningSettings settings;

    public ShadowGate(LearningSettings settings) {
        this.settings = settings;
    }

    /**
     * Judges.
     *
     * @param before history that came before the challenger was published
     * @param since what came after
     */
    public Gate.Judgement judge(
            Forecaster champion,
            Forecaster challenger,
            List<RetrainingRecord.Chunk> before,
            List<RetrainingRecord.Chunk> since) {
        HeldOut live = windows(champion, before, since);
        if (live.windows() < HeldOut.LEAST_WINDOWS) {
            return Gate.rejected("live windows must be at least " + HeldOut.LEAST_WINDOWS + ", were " + live.windows());
        }
        Gain gain = Gain.of(
                live.of(champion), live.of(challenger), champion.manifest().horizon(), "live");
        Optional<String> objection = gain.objection(settings.gate().margin());
        return new Gate.Judgement(
                objection.map(Ruling::rejected).orElseGet(() -> Ruling.promoted(gain.text())),
                gain.champion(),
                gain.challenger(),
                gain.windows(),
                Gate.Forgetting.UNKNOWN);
    }

    private HeldOut windows(
            Forecaster champion, List<RetrainingRecord.Chunk> before, List<RetrainingRecord.Chunk> since) {
        Map<String, Long> firstNew = new HashMap<>();
        since.forEach(chunk -> firstNew.put(chunk.device(), Long.MIN_VALUE));
        before.forEach(chunk -> firstNew.computeIfPresent(
                chunk.device(),
                (device, first) -> Math.max(first, chunk.segment().lastIndex() + 1)));
        List<RetrainingRecord.Chunk> all = new ArrayList<>(before);
        all.addAll(since);
        History history =
                History.of(all, new Holdout(0, 0, 0), settings.training().outlier(), new NewSteps.Arrived(firstNew));
        return HeldOut.of(
                history, champion.manifest(), Integer.MAX_VALUE, (stretch, step) -> step + 1 >= stretch.fresh());
    }
}
