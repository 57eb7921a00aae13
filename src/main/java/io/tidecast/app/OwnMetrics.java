package io.tidecast.app;

import io.tidecast.forecast.ForecastStatus;
import io.tidecast.record.Reason;
import io.tidecast.stream.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Catalogue of the application's own metrics that are kept in the Kafka Streams clients: by their name there, under
 * which name they are served, with the unit in it, and what they are. A counter is served from the start, at 0, so that
 * its first increase is one.
 */
final class OwnMetrics {
    private static final Map<String, Own> BY_NAME = new LinkedHashMap<>();

    /**
     * Metric of the application.
     *
     * @param name as it is served, but for {@code _total}
     * @param help in words
     * @param begun roles that serve it at 0 from the start
     * @param tags what its series at the start are told apart by
     */
    record Own(String name, String help, Set<Role> begun, Tags tags) {}

    /** Labels of a counter beside the role, as far as their values are known before anything is counted. */
    enum Tags {
        NONE,
        REASON,
        MODEL,
        MODEL_AND_STATUS;

        /** One for each series at the start; the model is the default one. */
        List<Map<String, String>> of(String model) {
            return switch (this) {
                case NONE -> List.of(Map.of());
                case REASON ->
                    Arrays.stream(Reason.values())
                            .map(reason -> Map.of("reason", reason.label()))
                            .toList();
                case MODEL -> List.of(Map.of("model", model));
                case MODEL_AND_STATUS ->
                    Arrays.stream(ForecastStatus.values())
                            .map(status -> Map.of("model", model, "status", status.label()))
                            .toList();
            };
        }
    }

    static {
        Set<Role> forecaster = EnumSet.of(Role.FORECASTER);
        Set<Role> trainer = EnumSet.of(Role.TRAINER);
        counter("late-readings", "readings whose step had closed when they came", forecaster, Tags.NONE);
        counter("duplicate-readings", "readings that repeat a value of their device and time", forecaster, Tags.NONE);
        counter("unusable-readings", "readings without a value that can be used", forecaster, Tags.NONE);
        counter("meter-resets", "values that are counters and began again from zero", forecaster, Tags.NONE);
        counter("meter-roll-overs", "values that are counters and were full", forecaster, Tags.NONE);
        counter("failed-readings", "readings that a fault kept from being taken", forecaster, Tags.NONE);
        counter(
                "devices-begun-anew",
                "devices that a fault had begin anew, without their state",
                forecaster,
                Tags.NONE);
        counter(
                "devices-forgotten",
                "devices that were silent for state.forget-after and were removed",
                forecaster,
                Tags.NONE);
        counter(
                "dead-letters",
                "records that went to the dead letters, by reason",
                EnumSet.allOf(Role.class),
                Tags.REASON);
        counter("forecasts", "forecasts published, by model and status", forecaster, Tags.MODEL_AND_STATUS);
        put(
                "scored",
                new Own(
                        "tidecast_scored_targets",
                        "targets of steps whose forecasts were scored, by model",
                        forecaster,
                        Tags.MODEL));
        counter("fine-tunes-promoted", "fine-tunes whose challenger was promoted, by model", trainer, Tags.MODEL);
        counter("fine-tunes-rejected", "fine-tunes that promoted nothing, by model", trainer, Tags.MODEL);
        counter("rollbacks", "swaps that were undone because of the live error, by model", trainer, Tags.MODEL);
        gauge("mase-persistence", "mase_persistence", "mean absolute error of the network over that of persistence");
        gauge(
                "mase-seasonal-naive",
                "mase_seasonal_naive",
                "mean absolute error of the network over that of the seasonal naive forecast");
        gauge(
                "published-error-ratio",
                "published_error_ratio",
                "error of the published forecasts over that of the better naive forecast");
        gauge(
                "coverage-shortfall",
                "coverage_shortfall_ratio",
                "what the share of actuals within the published interval is below its level");
        gauge("coverage", "coverage_ratio", "share of actuals within the published interval, by its level");
        gauge(
                "worse-than-naive-share",
                "worse_than_naive_ratio",
                "share of forecasts where a naive one stands in for a network that has proved worse");
        gauge("fine-tune-updates", "fine_tune_updates", "updates of the weights in the last fine-tune");
        gauge("fine-tune-seconds", "fine_tune_seconds", "time that the last fine-tune trained");
        gauge("fine-tune-budget-seconds", "fine_tune_budget_seconds", "time that a fine-tune is allowed");
        gauge(
                "fine-tune-champion-error",
                "fine_tune_champion_error",
                "error on the held-out windows of the version that served when the last fine-tune was judged");
        gauge(
                "fine-tune-challenger-error",
                "fine_tune_challenger_error",
                "error on the held-out windows of what the last fine-tune made");
        gauge("fine-tune-loss-first", "fine_tune_loss_first", "loss where the last fine-tune's curve begins");
        gauge("fine-tune-loss-last", "fine_tune_loss_last", "loss where the last fine-tune's curve ends");
        gauge(
                "fine-tune-forgetting",
                "fine_tune_forgetting_ratio",
                "rise of the error on old windows by the last fine-tune, as a share of it");
        gauge(
                "shadow-champion-error",
                "shadow_champion_error",
                "live error of the version that serves beside a shadow");
        gauge("shadow-challenger-error", "shadow_challenger_error", "live error of the last challenger in the shadow");
        gauge("shadow-steps", "shadow_steps", "steps that the last challenger in the shadow was tried for");
        gauge("shadow-steps-needed", "shadow_steps_needed", "steps that a challenger in the shadow is to be tried for");
        gauge(
                "live-error-ratio",
                "live_error_ratio",
                "live error of the network over that of the better naive forecast");
        gauge("drift-excess", "drift_excess", "what the drift test has summed up; it finds a drift at its threshold");
    }

    private OwnMetrics() {}

    /** A metric by its name in Kafka, but for {@code -total}. */
    static Optional<Own> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The names as they are served, but for {@code _total}. */
    static Set<String> names() {
        return BY_NAME.values().stream().map(Own::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The counters that a role serves from the start. */
    static List<Own> begunBy(Role role) {
        return BY_NAME.values().stream()
                .filter(own -> own.begun().contains(role))
                .toList();
    }

    private static void counter(String name, String help, Set<Role> begun, Tags tags) {
        put(name, new Own("tidecast_" + name.replace('-', '_'), help, begun, tags));
    }

    private static void gauge(String name, String served, String help) {
        put(name, new Own("tidecast_" + served, help, Set.of(), Tags.NONE));
    }

    private static void put(String name, Own own) {
        BY_NAME.put(name, own);
    }
}
