package io.tidecast.forecaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.device.DeviceState;
import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Score;
import io.tidecast.learn.RetrainingRecord.ScoreSummary;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import io.tidecast.record.ScoreRecord;
import io.tidecast.record.SummaryRecord;
import io.tidecast.record.Timestamps;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sink of scores: a record each, the metrics, and summaries for the trainer. */
final class ScoreOutput implements AutoCloseable {
    private final StreamSettings settings;
    private final ProcessorContext<Object, Object> context;
    private final BoundedOutput outlet;
    private final ScoreMetrics metrics;
    private final ScoreSummaries summaries;

    ScoreOutput(StreamSettings settings, ProcessorContext<Object, Object> context, BoundedOutput outlet) {
        this.settings = settings;
        this.context = context;
        this.outlet = outlet;
        metrics = new ScoreMetrics(context, settings.scores().memory());
        summaries = new ScoreSummaries(settings.forecast(), settings.scores().summarySteps());
    }

    ScoreMetrics metrics() {
        return metrics;
    }

    /**
     * Takes a score.
     *
     * @param model id of the model that the device belongs to
     * @param atMs when the scored step was
     * @param about the forecasts that were scored
     */
    void score(String model, DeviceState state, long atMs, OpenForecast[] about, Score score) {
        String target = settings.forecast().targets().get(score.target());
        outlet.send(
                new Record<>(
                        state.device().getBytes(UTF_8),
                        ScoreRecord.of(
                                        state.device(),
                                        atMs,
                                        target,
                                        settings.scores().detail().of(score))
                                .bytes(settings.layout().schema()),
                        Timestamps.clamp(atMs, context.currentSystemTimeMs())),
                Names.SCORES);
        DeviceStatistics known = state.statistics();
        String naive = known.combination().betterNaive();
        float scale =
                known.scale().scale().diff()[settings.forecast().features().indexOf(target)];
        metrics.score(score, about, naive, scale);
        summaries.add(model, state.device(), about, score, naive, scale, atMs);
    }

    /** Forwards the summaries that have steps enough. */
    void stepDone() {
        forward(summaries.full());
    }

    private void forward(List<ScoreSummary> due) {
        for (ScoreSummary summary : due) {
            outlet.send(
                    new Record<>(
                            summary.model().getBytes(UTF_8),
                            SummaryRecord.bytes(summary),
                            Timestamps.clamp(summary.toMs(), context.currentSystemTimeMs())),
                    Names.RETRAINING);
        }
    }

    @Override
    public void close() {
        metrics.close();
    }
}
