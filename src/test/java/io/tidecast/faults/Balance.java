package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Forecaster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was published against what the {@link Oracle} expects.
 *
 * @param expected forecasts that must be there
 * @param published forecasts that are there
 * @param byNetwork of them, those of the network
 * @param learnable steps found in chunks of history
 * @param faults what does not hold, in words; empty when all is well
 */
record Balance(int expected, int published, int byNetwork, int learnable, List<String> faults) {
    private static final int MOST_TOLD = 20;

    /**
     * @param models the files of the model's versions
     * @param forecasts all that were read
     * @param chunks values of the retraining topic
     * @param plan what was told ahead
     */
    static Balance of(
            List<Sent> sent,
            Map<Integer, Forecaster> models,
            List<Output.Published> forecasts,
            List<JsonNode> chunks,
            Plan plan) {
        Map<String, Oracle> oracles = new HashMap<>();
        sent.stream()
                .collect(Collectors.groupingBy(Sent::device))
                .forEach((device, readings) -> oracles.put(device, Oracle.of(readings)));
        List<String> faults = new ArrayList<>();
        Map<String, Output.Published> seen = new HashMap<>();
        Map<String, Output.Published> newest = new HashMap<>();
        int byNetwork = 0;
        for (Output.Published forecast : forecasts) {
            String name = forecast.device() + " at " + Instant.ofEpochMilli(forecast.index() * Shape.STEP_MS);
            Oracle oracle = oracles.get(forecast.device());
            Oracle.Closed closed = oracle == null ? null : oracle.closed().get(forecast.index());
            if (seen.put(name, forecast) != null) {
                faults.add(name + ": twice");
            } else if (closed == null || !closed.answerable()) {
                faults.add(name + ": of a step that has not closed");
            } else {
                difference(closed, forecast, models, plan).ifPresent(what -> faults.add(name + ": " + what));
                plan.fault(Optional.ofNullable(newest.put(forecast.device(), forecast)), forecast)
                        .ifPresent(what -> faults.add(name + ": " + what));
                byNetwork += source(forecast.json()).equals("network") ? 1 : 0;
            }
        }
        int expected = 0;
        for (var device : oracles.entrySet()) {
            for (Oracle.Closed closed : device.getValue().closed().values()) {
                String name = device.getKey() + " at " + Instant.ofEpochMilli(closed.index() * Shape.STEP_MS);
                expected += closed.answerable() ? 1 : 0;
                if (closed.answerable() && !seen.containsKey(name)) {
                    faults.add(name + ": lost");
                }
            }
        }
        int learnable = learnable(oracles, chunks, faults);
        return new Balance(expected, forecasts.size(), byNetwork, learnable, faults);
    }

    private static Optional<String> difference(
            Oracle.Closed closed, Output.Published forecast, Map<Integer, Forecaster> models, Plan plan) {
        JsonNode json = forecast.json();
        String source = source(json);
        Forecaster model = models.get(json.path("version").asInt());
        if (source.equals("network") && (model == null || closed.run().size() < Shape.WINDOW)) {
            return Optional.of("by version " + json.path("version") + " from "
                    + closed.run().size() + " steps");
        }
        int window = Math.min(closed.run().size(), Shape.WINDOW);
        JsonNode quality = json.path("quality");
        if (quality.path("observed").asInt(-1) != closed.observedInWindow()
                || quality.path("filled").asInt(-1) != window - closed.observedInWindow()) {
            return Optional.of(
                    "window must have " + closed.observedInWindow() + " of " + window + " observed, was " + quality);
        }
        double[] means = closed.forecast(source, model, plan.known(forecast));
        JsonNode mean =
                json.path("targets").path(Shape.FEATURES.get(Shape.TARGET)).path("mean");
        for (int h = 0; h < Shape.HORIZON; h++) {
            double tolerance = 1e-3 * closed.scale().diff()[Shape.TARGET] + 1e-5 * Math.abs(means[h]);
            if (!(Math.abs(mean.path(h).asDouble(Double.NaN) - means[h]) <= tolerance)) {
                return Optional.of(source + " must be " + means[h] + " at " + (h + 1) + ", was " + mean);
            }
        }
        return Optional.empty();
    }

    /** The first schema, which the build before this one writes, calls the network {@code model}. */
    private static String source(JsonNode json) {
        String source = json.path("source").asText();
        return source.equals("model") ? "network" : source;
    }

    /** Steps of history: each at most once, none left out in between, with the oracle's values. */
    private static int learnable(Map<String, Oracle> oracles, List<JsonNode> chunks, List<String> faults) {
        Map<String, Long> newest = new HashMap<>();
        int steps = 0;
        for (JsonNode chunk : chunks) {
            String device = chunk.path("device").asText();
            long index = Instant.parse(chunk.path("from").asText()).toEpochMilli() / Shape.STEP_MS;
            for (JsonNode row : chunk.path("values")) {
                String name = "history of " + device + " at " + Instant.ofEpochMilli(index * Shape.STEP_MS);
                Oracle oracle = oracles.get(device);
                Oracle.Closed closed = oracle == null ? null : oracle.closed().get(index);
                Long before = newest.put(device, index);
                Long due = oracle == null
                        ? null
                        : before == null
                                ? oracle.closed().firstKey()
                                : oracle.closed().higherKey(before);
                if (!Objects.equals(due, index)) {
                    faults.add(name + ": out of turn, due was " + due);
                } else if (!equal(closed.values(), row)) {
                    faults.add(name + ": was " + row);
                }
                steps++;
                index++;
            }
        }
        return steps;
    }

    private static boolean equal(double[] values, JsonNode row) {
        boolean equal = true;
        for (int f = 0; f < values.length; f++) {
            equal &= Double.isNaN(values[f])
                    ? row.path(f).isNull()
                    : (float) row.path(f).asDouble(Double.NaN) == values[f];
        }
        return equal;
    }

    /** Fails if anything does not hold. */
    Balance requireEven() {
        assertThat(faults.stream().limit(MOST_TOLD).toList())
                .as("%d faults in %d of %d forecasts", faults.size(), published, expected)
                .isEmpty();
        return this;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,d forecasts (%,d by the network): 0 lost, 0 twice, 0 different", expected, byNetwork);
    }
}
