package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.tidecast.base.BaseNetwork;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Place;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.TimeStep;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Model metadata: what a model file says of itself, beside its weights; JSON under {@code tidecast} in the
 * {@code __metadata__} of the safetensors header.
 *
 * @param format version of this form; a newer one than {@link #FORMAT} is refused
 * @param parent {@link #id} of the version this one was fine-tuned from, or null
 * @param network the network as data
 * @param features the readings' values the network was made for, in order
 * @param targets what it forecasts, in output order
 * @param step ISO-8601 duration of the grid's step
 * @param steps {@code readings} where every reading is a step, which then come at about the interval of {@code step};
 *     null on a grid
 * @param calendar labels of the calendar's cycles that are inputs, as far as steps are not too long for them; format 1
 *     had true for hour and weekday, false for none
 * @param zone their time zone, and that of the holidays
 * @param holidays that are inputs; null where none are, as in formats before 4
 * @param sun where the sun's elevation is an input from; null where it is none, as in formats before 4
 * @param ahead features known ahead that a decoder reads; null where none are, as in formats before 5
 * @param statics what is told of a device that inputs are made of; null where nothing is, as in formats before 6
 * @param season steps of its season, of a network that is given the base network's forecasts; null of another, as in
 *     formats before 7
 * @param base what that network's rows mean, {@link BaseNetwork#FORMAT}; null where none is given, and in format 7
 * @param gateOrder order of the gates in the GRU's weights
 * @param scaling what the network's inputs and outputs are measured in, see {@link Scaling#describe}
 * @param levels the numbers of the training, of a network that reads scaled levels as one trained elsewhere does; null
 *     of one that reads changes
 * @param provenance how the weights came about, e.g. reason, updates, loss curve, held-out score
 * @param sha256 of the weights' bytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int format,
        String model,
        int version,
        String parent,
        Map<String, Object> network,
        List<String> features,
        List<String> targets,
        int window,
        int horizon,
        String step,
        String steps,
        @JsonDeserialize(using = CalendarLabels.class) List<String> calendar,
        String zone,
        HolidaySettings holidays,
        Place sun,
        List<String> ahead,
        StaticSettings statics,
        Integer season,
        Integer base,
        String gateOrder,
        String scaling,
        LevelScale levels,
        Map<String, Object> provenance,
        String sha256) {
    public static final int FORMAT = 8;
    /** The version that is written where no part of a newer one is needed. */
    private static final int WITH_CALENDAR = 2;
    /** The version that is written of a network that reads levels. */
    private static final int WITH_LEVELS = 3;
    /** The version that is written where holidays or the sun are inputs. */
    private static final int WITH_DAYS = 4;
    /** The version that is written where values known ahead are inputs. */
    private static final int WITH_AHEAD = 5;
    /** The version that is written where what is told of a device is an input. */
    private static final int WITH_STATICS = 6;
    /** Key in the provenance of what the version was made for. */
    private static final String REASON = "reason";
    /** The reason of a first version, which has learnt nothing. */
    private static final String BOOTSTRAP = "bootstrap";
    /** Key in the provenance of a further version that has learnt nothing, whatever its reason. */
    private static final String UNTRAINED = "untrained";
    /** Key in the provenance of {@link #learntTo()}, an ISO-8601 time. */
    public static final String LEARNT_TO = "to";

    public Manifest {
        if (format < 1 || format > FORMAT) {
            throw new IllegalArgumentException("manifest.format must be 1.." + FORMAT + ", was " + format);
        }
        requirePresent("calendar", calendar);
        try {
            Scaling.parse(scaling);
            calendar.forEach(Cycle::parse);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("manifest: " + e.getMessage(), e);
        }
        calendar = List.copyOf(calendar);
        requirePresent("model", model);
        requirePresent("network", network);
        requirePresent("features", features);
        requirePresent("targets", targets);
        if (window < 2 || horizon < 1) {
            throw new IllegalArgumentException(
                    "manifest.window must be at least 2 and manifest.horizon at least 1, were " + window + " and "
                            + horizon);
        }
        if (steps != null && !steps.equals(Sampling.READINGS.label())) {
            throw new IllegalArgumentException("manifest.steps must be readings, or absent, was " + steps);
        }
        if (levels != null && levels.centre().size() != features.size()) {
            throw new IllegalArgumentException("manifest.levels must have one centre per feature, had "
                    + levels.centre().size() + " for " + features.size());
        }
        if (ahead != null) {
            ahead = List.copyOf(ahead);
            requireKnown(ahead, features, targets);
        }
        if (season != null && (season < 1 || levels != null)) {
            throw new IllegalArgumentException(
                    "manifest.season must be at least 1, and of a network that reads no levels, was " + season);
        }
        provenance = provenance == null ? Map.of() : provenance;
        step = parsed("step", TimeStep::read, step).toString();
        zone = parsed("zone", ZoneId::of, zone).getId();
    }

    private static void requirePresent(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("manifest." + name + " is missing");
        }
    }

    private static void requireKnown(List<String> ahead, List<String> features, List<String> targets) {
        if (ahead.isEmpty() || !features.containsAll(ahead) || ahead.stream().anyMatch(targets::contains)) {
            throw new IllegalArgumentException("manifest.ahead must name features " + features + " that are no targets "
                    + targets + ", was " + ahead);
        }
    }

    private static <T> T parsed(String name, Function<String, T> parse, String value) {
        try {
            return parse.apply(Objects.requireNonNull(value));
        } catch (DateTimeException | ArithmeticException | NullPointerException e) {
            throw new IllegalArgumentException("manifest." + name + " must be readable, was " + value, e);
        }
    }

    /** The manifest of a model's first version, with the network that the settings ask for. */
    static Manifest first(ForecastSettings forecast, NetworkSettings network) {
        Map<String, Object> spec = ForecastNetwork.spec(forecast, network).toMap();
        Manifest first = first(forecast, network, spec);
        return network.isBase() ? first.readingBase(forecast.seasonSteps(), spec) : first;
    }

    /** The manifest of a model's first version. */
    public static Manifest first(ForecastSettings forecast, NetworkSettings network, Map<String, Object> spec) {
        CovariateSettings known = network.covariates();
        return new Manifest(
                        WITH_CALENDAR,
                        forecast.model(),
                        1,
                        null,
                        spec,
                        forecast.features(),
                        forecast.targets(),
                        forecast.window(),
                        forecast.horizon(),
                        forecast.timeStep().toString(),
                        forecast.steps() == Sampling.GRID
                                ? null
                                : forecast.steps().label(),
                        labels(known),
                        known.zone().getId(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "r,z,n",
                        forecast.scaling().describe(),
                        null,
                        Map.of(REASON, BOOTSTRAP),
                        "")
                .reading(known, spec);
    }

    /** The manifest of a version of this model that was fine-tuned from this one. */
    public Manifest child(int childVersion, Map<String, Object> childProvenance) {
        return child(model, childVersion, childProvenance);
    }

    /** The manifest of a version that was fine-tuned from this one, perhaps the first of a model of its own. */
    public Manifest child(String childModel, int childVersion, Map<String, Object> childProvenance) {
        return with(childModel, childVersion, id(), childProvenance, "");
    }

    /** The key of the version on the models topic. */
    public ModelKey key() {
        return new ModelKey(model, version);
    }

    /** {@link #key} as text. */
    public String id() {
        return key().toString();
    }

    /** The version of its own model that it was fine-tuned from; empty if it was another's, or none's. */
    public Optional<Integer> parentVersion() {
        return ModelKey.find(parent).filter(key -> key.model().equals(model)).map(ModelKey::version);
    }

    /** The same model under another number. */
    public Manifest numbered(int number) {
        return with(model, number, parent, provenance, "");
    }

    /** The manifest of a further version in this one's shape that has learnt nothing. */
    Manifest anew(int number, String reason) {
        return with(model, number, null, Map.of(REASON, reason, UNTRAINED, true), "");
    }

    /** The same with another account of how the weights came about. */
    public Manifest withProvenance(Map<String, Object> account) {
        return with(model, version, parent, account, "");
    }

    Manifest withSha256(String hash) {
        return with(model, version, parent, provenance, hash);
    }

    private Manifest with(String name, int number, String from, Map<String, Object> account, String hash) {
        return new Manifest(
                format, name, number, from, network, features, targets, window, horizon, step, steps, calendar, zone,
                holidays, sun, ahead, statics, season, base, gateOrder, scaling, levels, account, hash);
    }

    /** Whether its weights have learnt anything: those of a first version, or one begun anew, are drawn. */
    public boolean hasLearnt() {
        return !BOOTSTRAP.equals(provenance.get(REASON)) && !Boolean.TRUE.equals(provenance.get(UNTRAINED));
    }

    /** The end of the newest step that it learnt from; empty where the provenance does not say. */
    public Optional<Instant> learntTo() {
        try {
            return provenance.get(LEARNT_TO) instanceof String to ? Optional.of(Instant.parse(to)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What is known ahead and an input. */
    public CovariateSettings covariates() {
        return new CovariateSettings(
                calendar.stream().map(Cycle::parse).toList(),
                ZoneId.of(zone),
                holidays == null ? HolidaySettings.NONE : holidays,
                Optional.ofNullable(sun),
                ahead == null ? List.of() : ahead,
                statics == null ? StaticSettings.NONE : statics);
    }

    /** Whether the network began as the base network, and is given that one's forecasts. */
    public boolean readsBase() {
        return season != null;
    }

    /** Whether it is given forecasts of a base network that this build can make. */
    boolean readsThisBase() {
        return readsBase() && Objects.equals(base, BaseNetwork.FORMAT);
    }

    /** The manifest of the same version of a network that is given the base network's forecasts by such a season. */
    Manifest readingBase(int steps, Map<String, Object> spec) {
        return reading(covariates(), spec, steps, null, provenance);
    }

    /** What the inputs and outputs are measured in. */
    public Scaling scalingOf() {
        return Scaling.parse(scaling);
    }

    /** The manifest of a model that was trained elsewhere and reads levels. */
    public Manifest readingLevels(LevelScale scale, Map<String, Object> account) {
        return reading(covariates(), network, season, scale, account);
    }

    /**
     * The manifest of the same version with other covariates.
     *
     * @param spec the network that reads them
     */
    Manifest reading(CovariateSettings known, Map<String, Object> spec) {
        return reading(known, spec, season, levels, provenance);
    }

    private Manifest reading(
            CovariateSettings known,
            Map<String, Object> spec,
            Integer seasonSteps,
            LevelScale scale,
            Map<String, Object> account) {
        HolidaySettings days = known.holidays().none() ? null : known.holidays();
        Place place = known.place().orElse(null);
        List<String> values = known.values().isEmpty() ? null : known.values();
        StaticSettings device = known.statics().none() ? null : known.statics();
        return new Manifest(
                formatOf(seasonSteps, device, values, days, place, scale),
                model,
                version,
                parent,
                spec,
                features,
                targets,
                window,
                horizon,
                step,
                steps,
                labels(known),
                known.zone().getId(),
                days,
                place,
                values,
                device,
                seasonSteps,
                seasonSteps == null ? null : (Integer) BaseNetwork.FORMAT,
                gateOrder,
                scaling,
                scale,
                account,
                "");
    }

    /** The least that has all of these, and no older one than this. */
    private int formatOf(
            Integer seasonSteps,
            StaticSettings device,
            List<String> values,
            HolidaySettings days,
            Place place,
            LevelScale scale) {
        if (seasonSteps != null) {
            return FORMAT;
        }
        if (device != null) {
            return WITH_STATICS;
        }
        if (values != null) {
            return WITH_AHEAD;
        }
        if (days != null || place != null) {
            return WITH_DAYS;
        }
        return scale != null ? Math.max(format, WITH_LEVELS) : format;
    }

    private static List<String> labels(CovariateSettings known) {
        return known.calendar().stream().map(Cycle::label).toList();
    }

    /** What the network reads of a window. */
    public Encoding encoding() {
        int[] indices = targets.stream().mapToInt(features::indexOf).toArray();
        return encoding(indices, covariates().ofSteps(timeStep()));
    }

    Encoding encoding(int[] targetFeatures, Covariates known) {
        return levels == null
                ? new InputEncoding(
                        features.size(),
                        targetFeatures,
                        known,
                        covariates().known(features, targets),
                        horizon,
                        readsBase())
                : new LevelEncoding(levels, targetFeatures.length, known);
    }

    /** What a step is. */
    public Sampling stepsOf() {
        return steps == null ? Sampling.GRID : Sampling.READINGS;
    }

    /** What cuts time into steps. */
    public TimeStep timeStep() {
        return TimeStep.read(step);
    }

    /** Throws if this model does not forecast what the settings ask for. */
    public void requireMatch(ForecastSettings forecast) {
        require("features", features, forecast.features());
        require("targets", targets, forecast.targets());
        require("window", window, forecast.window());
        require("horizon", horizon, forecast.horizon());
        require("step", timeStep(), forecast.timeStep());
        require("steps", stepsOf().label(), forecast.steps().label());
        if (levels == null) {
            require("scaling", scaling, forecast.scaling().describe());
        }
    }

    private void require(String name, Object own, Object asked) {
        if (!own.equals(asked)) {
            throw new IllegalArgumentException(
                    "model " + id() + ": " + name + " must be " + asked + " as configured, was " + own);
        }
    }
}
