package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.core.JsonParser;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Threshold;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Deserialiser of a forecast's record: its fields as they are read, one after another. */
final class ForecastFields implements RecordJson.Fields {
    private final boolean intervals;
    private final List<Forecast.Target> targets = new ArrayList<>();
    private List<Forecast.Crossing> crosses = List.of();
    private String device;
    private String model;
    private int version = -1;
    private String source;
    private String status;
    private String origin;
    private String step;
    private String timing = Forecast.Timing.GRID.label();
    private int observed;
    private int filled;
    private double future = Double.NaN;
    private List<Long> futureOffset = List.of();
    private List<Long> futureOwn = List.of();
    private double skill;
    private final Map<String, Map<String, Map<String, Double>>> weights = new LinkedHashMap<>();

    /** @param intervals whether they are read; otherwise targets have none */
    ForecastFields(boolean intervals) {
        this.intervals = intervals;
    }

    @Override
    public void take(String name, JsonParser json) throws IOException {
        switch (name) {
            case "device" -> device = RecordJson.text(name, json);
            case "model" -> model = RecordJson.text(name, json);
            case "version" -> version = RecordJson.integer(name, json);
            case "source" -> source = MethodNames.method(RecordJson.text(name, json));
            case "status" -> status = RecordJson.text(name, json);
            case "origin" -> origin = RecordJson.text(name, json);
            case "step" -> step = RecordJson.text(name, json);
            case "timing" -> timing = RecordJson.text(name, json);
            case "targets" -> RecordJson.object(name, json, (target, at) -> targets.add(target(target, at)));
            case "quality" -> RecordJson.object(name, json, this::quality);
            case "skill" -> skill = RecordJson.precise(name, json);
            case "weights" -> RecordJson.object(name, json, (target, at) -> weights.put(target, weights(target, at)));
            case "crosses" -> crosses = RecordJson.list(name, json, ForecastFields::crossing);
            default -> json.skipChildren();
        }
    }

    private void quality(String name, JsonParser json) throws IOException {
        switch (name) {
            case "observed" -> observed = RecordJson.integer(name, json);
            case "filled" -> filled = RecordJson.integer(name, json);
            case "future" -> future = RecordJson.precise(name, json);
            case "future-offset" -> futureOffset = RecordJson.list(name, json, JsonParser::getLongValue);
            case "future-own" -> futureOwn = RecordJson.list(name, json, JsonParser::getLongValue);
            default -> json.skipChildren();
        }
    }

    private Forecast.Target target(String target, JsonParser json) throws IOException {
        var read = new Object() {
            private double[] mean;
            private List<Forecast.Interval> intervals = List.of();
        };
        RecordJson.object(target, json, (name, at) -> {
            if (name.equals("mean")) {
                read.mean = RecordJson.values(name, at);
            } else if (name.equals("intervals") && intervals) {
                read.intervals = RecordJson.list(name, at, ForecastFields::interval);
            } else {
                at.skipChildren();
            }
        });
        require(read.mean != null, target + ".mean", "be an array", null);
        for (Forecast.Interval interval : read.intervals) {
            requireSteps(target + ".lower", interval.lower(), read.mean.length);
            requireSteps(target + ".upper", interval.upper(), read.mean.length);
        }
        return new Forecast.Target(target, read.mean, read.intervals);
    }

    private static void requireSteps(String name, double[] bound, int steps) {
        require(bound.length == steps, name, "have a value for each of mean, " + steps, bound.length);
    }

    private static Forecast.Interval interval(JsonParser json) throws IOException {
        var read = new Object() {
            private double level = Double.NaN;
            private double[] lower = {};
            private double[] upper = {};
        };
        RecordJson.object("intervals", json, (name, at) -> {
            switch (name) {
                case "level" -> read.level = RecordJson.precise(name, at);
                case "lower" -> read.lower = RecordJson.values(name, at);
                case "upper" -> read.upper = RecordJson.values(name, at);
                default -> at.skipChildren();
            }
        });
        require(read.level > 0 && read.level < 1, "level", "be in (0, 1)", read.level);
        return new Forecast.Interval(read.level, read.lower, read.upper);
    }

    private static Map<String, Map<String, Double>> weights(String target, JsonParser json) throws IOException {
        Map<String, Map<String, Double>> blocks = new LinkedHashMap<>();
        RecordJson.object("weights." + target, json, (block, at) -> {
            Map<String, Double> own = new LinkedHashMap<>();
            RecordJson.object(
                    "weights." + target + "." + block,
                    at,
                    (method, value) ->
                            own.put(MethodNames.method(method), RecordJson.precise("weights." + method, value)));
            blocks.put(block, own);
        });
        return blocks;
    }

    private static Forecast.Crossing crossing(JsonParser json) throws IOException {
        var read = new Object() {
            private String target;
            private String direction;
            private double threshold = Double.NaN;
            private String at;
        };
        RecordJson.object("crosses", json, (name, at) -> {
            switch (name) {
                case "target" -> read.target = RecordJson.text(name, at);
                case "direction" -> read.direction = RecordJson.text(name, at);
                case "threshold" -> read.threshold = RecordJson.value(name, at);
                case "at" -> read.at = RecordJson.text(name, at);
                default -> at.skipChildren();
            }
        });
        require(read.target != null, "crosses.target", "be a string", null);
        require(Double.isFinite(read.threshold), "crosses.threshold", "be a finite number", read.threshold);
        return new Forecast.Crossing(
                new Threshold(
                        read.target,
                        RecordJson.labelled(
                                "crosses.direction",
                                Threshold.Direction.values(),
                                Threshold.Direction::label,
                                read.direction),
                        read.threshold),
                RecordJson.timeMs("crosses.at", read.at));
    }

    boolean hasHead() {
        return device != null && origin != null && source != null;
    }

    ForecastRecord.Head head() {
        return new ForecastRecord.Head(device, RecordJson.timeMs("origin", origin), source, meanWeights());
    }

    private Map<String, Double> meanWeights() {
        Map<String, Double> sums = new TreeMap<>();
        int count = 0;
        for (Map<String, Map<String, Double>> blocks : weights.values()) {
            for (Map<String, Double> own : blocks.values()) {
                own.forEach((method, weight) -> sums.merge(method, weight, Double::sum));
                count++;
            }
        }
        int all = count;
        Map<String, Double> means = new LinkedHashMap<>();
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(sum -> means.put(sum.getKey(), sum.getValue() / all));
        return means;
    }

    Forecast forecast() {
        require(device != null, "device", "be a string", null);
        require(model != null, "model", "be a string", null);
        require(version >= 0, "version", "be a whole number of at least 0", version);
        require(source != null, "source", "be a string", null);
        require(!targets.isEmpty(), "targets", "have a target", targets);
        int horizon = targets.get(0).mean().length;
        for (Forecast.Target target : targets) {
            requireSteps(target.name() + ".mean", target.mean(), horizon);
        }
        return new Forecast(
                device,
                model,
                version,
                source,
                RecordJson.labelled("status", ForecastStatus.values(), ForecastStatus::label, status),
                RecordJson.timeMs("origin", origin),
                step(),
                RecordJson.labelled("timing", Forecast.Timing.values(), Forecast.Timing::label, timing),
                targets,
                observed,
                filled,
                skill,
                crosses,
                weights,
                ahead());
    }

    private Optional<Forecast.Ahead> ahead() {
        if (Double.isNaN(future)) {
            return Optional.empty();
        }
        require(future >= 0 && future <= 1, "quality.future", "be 0..1", future);
        require(
                futureOwn.isEmpty() || futureOwn.size() == 2,
                "quality.future-own",
                "be a partition and an offset",
                futureOwn);
        Optional<Forecast.Own> own = futureOwn.isEmpty()
                ? Optional.empty()
                : Optional.of(new Forecast.Own(Math.toIntExact(futureOwn.get(0)), futureOwn.get(1)));
        return Optional.of(new Forecast.Ahead(future, futureOffset, own));
    }

    private TimeStep step() {
        require(step != null, "step", "be an ISO-8601 duration", null);
        try {
            return TimeStep.read(step);
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.of("step", "be an ISO-8601 duration", step);
        }
    }

    @Override
    public String toString() {
        return device + ", " + origin + " and " + source;
    }
}
