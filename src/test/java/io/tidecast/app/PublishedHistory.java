package io.tidecast.app;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a models topic has of a model that was fine-tuned: files with their provenance, and a pointer with verdicts. */
final class PublishedHistory {
    /** Losses of a fine-tune, one for each of its updates. */
    static final List<Double> CURVE = List.of(0.9, 0.7, 0.625, 0.5);

    static final String DRIFT = "drift: 14.2 above 12";
    private static final String REQUESTED = "requested: r-1";

    private PublishedHistory() {}

    /** A version's file; the first is untrained, and each later one better than the one before it. */
    static byte[] file(String model, int version) {
        ForecastSettings forecast = new ForecastSettings(
                model, List.of("temp"), List.of("temp"), 4, 2, Duration.ofMinutes(1), Duration.ofMinutes(5), List.of());
        Forecaster file =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        for (int number = 2; number <= version; number++) {
            Map<String, Object> provenance = Map.of(
                    "reason",
                    "steps: " + 1_000 * number + " new",
                    "updates",
                    CURVE.size(),
                    "seconds",
                    1.5,
                    "lossCurve",
                    CURVE,
                    "heldOut",
                    Map.of("champion", error(number - 1), "challenger", error(number), "windows", 64));
            file = Forecaster.of(file.manifest().child(number, provenance), file.parameters());
        }
        return ModelFile.write(file.manifest(), file.parameters());
    }

    private static double error(int version) {
        return 1.0 / version;
    }

    /** A pointer to a version that a drift brought; the one after it was tried in the shadow, and rejected. */
    static byte[] pointer(int serving) {
        Verdict promoted = new Verdict(
                serving,
                Ruling.promoted("20 % better"),
                DRIFT,
                List.of(),
                Verdict.Errors.of(0.5, 0.4, 64),
                CURVE.size(),
                1.5,
                "2026-11-21T04:00:00Z",
                null);
        Verdict rejected = new Verdict(
                serving + 1,
                Ruling.rejected("worse on live windows"),
                REQUESTED,
                List.of("r-1"),
                Verdict.Errors.of(0.4, 0.39, 64),
                CURVE.size(),
                1.5,
                "2026-11-21T05:00:00Z",
                Verdict.Errors.of(0.41, 0.47, 32));
        return PointerRecord.bytes(new Pointer(
                Pointer.SCHEMA,
                serving,
                serving > 1 ? serving - 1 : null,
                new Pointer.Shadow(serving + 2, "default/" + serving, 250, 1_000, "2026-11-21T05:30:00Z"),
                false,
                promoted.reason(),
                promoted,
                List.of(rejected),
                serving,
                null));
    }
}
