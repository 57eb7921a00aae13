package io.tidecast.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.tidecast.config.Setting;
import io.tidecast.config.WrongUsage;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.http.BearerToken;
import io.tidecast.http.HttpSettings;
import io.tidecast.input.JsonLimits;
import io.tidecast.input.ReadingFormat;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.learn.GateSettings;
import io.tidecast.learn.HistorySettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.learn.TrialSettings;
import io.tidecast.learn.TriggerSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.MemoryBudget;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The settings of one process, read from their sources and composed into the records of the packages that they configure.
 * Everything a source holds is read at once, so that a bad value is refused whatever command it is given to; what must be
 * set is asked for only by what needs it.
 */
public final class Settings {
    /** The longest season that is taken without being asked for: every closed step reads a season of state. */
    private static final int MOST_SEASON_STEPS = 1440;
    /** Between two readings of a window, where every reading is a step and nothing else is set. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(365);

    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<String, String> kafka = new TreeMap<>();

    private Settings(SmallRyeConfig config) {
        for (Setting<?> setting : Catalogue.ALL) {
            ConfigValue value = config.getConfigValue(setting.property());
            if (value.getValue() != null) {
                values.put(setting, setting.parse(value.getValue(), value.getConfigSourceName()));
            } else {
                setting.fallback().ifPresent(text -> values.put(setting, setting.parse(text, "default")));
            }
        }
        String prefix = Setting.ROOT + "." + KafkaClients.PREFIX;
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(prefix)) {
                kafka.put(
                        name.substring(prefix.length()),
                        config.getConfigValue(name).getValue());
            }
        }
    }

    /**
     * Reads all sources.
     *
     * @throws WrongUsage with name, rule, value and source
     */
    public static Settings of(SettingSources sources) {
        return new Settings(sources.config());
    }

    /** A setting's value; empty if it is not set and has no default of its own. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    /**
     * A setting's value.
     *
     * @throws WrongUsage if it must be set and is not
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new WrongUsage(setting.key() + " must be set: " + setting.description() + " ("
                        + setting.flag() + " " + setting.label() + ")"));
    }

    /** What is passed through to the Kafka clients; holds {@code bootstrap.servers}. */
    public Map<String, String> kafka() {
        if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new WrongUsage(
                    KafkaClients.BOOTSTRAP + " must be set: the address of a broker (--bootstrap HOST:PORT)");
        }
        return Map.copyOf(kafka);
    }

    public Set<Role> roles() {
        List<Role> roles = get(Catalogue.ROLES);
        if (roles.isEmpty()) {
            throw new WrongUsage("roles must name forecaster, trainer or both");
        }
        return EnumSet.copyOf(roles);
    }

    public TopicNames topics() {
        return checked(() -> new TopicNames(
                get(Catalogue.TOPICS_READINGS),
                get(Catalogue.TOPICS_FORECASTS),
                get(Catalogue.TOPICS_SCORES),
                get(Catalogue.TOPICS_RETRAINING),
                get(Catalogue.TOPICS_MODELS),
                get(Catalogue.TOPICS_DEAD_LETTERS)));
    }

    /**
     * Everything the application needs.
     *
     * @throws WrongUsage with name, rule and value
     */
    public StreamSettings stream() {
        return stream(kafka());
    }

    /** The same for what needs no broker; nothing is passed through to the Kafka clients. */
    public StreamSettings withoutBroker() {
        return stream(Map.of());
    }

    private StreamSettings stream(Map<String, String> clients) {
        return checked(() -> new StreamSettings(
                get(Catalogue.APPLICATION_ID),
                roles(),
                topics(),
                readings(),
                get(Catalogue.READINGS_GROUP),
                grid(),
                forecast(),
                publish(),
                scores(),
                network(),
                learning(),
                new MemoryBudget(
                        get(Catalogue.STATE_HEAP), get(Catalogue.STATE_BLOCK_CACHE), get(Catalogue.STATE_WRITE_BUFFER)),
                clients));
    }

    /** Where probes and metrics are served; reads the file of the token. */
    public HttpSettings http() {
        return checked(() -> new HttpSettings(
                get(Catalogue.HTTP_HOST),
                get(Catalogue.HTTP_PORT),
                find(Catalogue.HTTP_TOKEN_FILE).map(BearerToken::read)));
    }

    public ModelKeys modelKeys() {
        return checked(() ->
                find(Catalogue.MODELS_SIGNING_KEY_FILE).map(ModelKeys::read).orElseGet(ModelKeys::none));
    }

    /**
     * From here on, networks compute with the kernels that are set.
     *
     * @return which these are, and why
     */
    public String useKernels() {
        return checked(() -> KernelProvider.use(get(Catalogue.KERNELS)).reason());
    }

    private ReadingFormat readings() {
        return new ReadingFormat(
                get(Catalogue.READINGS_DEVICE),
                get(Catalogue.READINGS_TIME),
                get(Catalogue.READINGS_TIME_UNIT),
                get(Catalogue.READINGS_VALUES),
                get(Catalogue.READINGS_KEYED_BY_DEVICE),
                get(Catalogue.READINGS_NUMBERS_IN_STRINGS),
                new JsonLimits(
                        get(Catalogue.READINGS_MAX_BYTES),
                        get(Catalogue.READINGS_MAX_DEPTH),
                        get(Catalogue.READINGS_MAX_TOKENS)));
    }

    private GridSettings grid() {
        Duration step = get(Catalogue.SERIES_STEP);
        Sampling steps = get(Catalogue.SERIES_STEPS);
        return new GridSettings(
                steps,
                step,
                get(Catalogue.SERIES_AGGREGATION),
                get(Catalogue.SERIES_GRACE),
                get(Catalogue.SERIES_FILL),
                find(Catalogue.SERIES_MAX_GAP)
                        .orElseGet(() ->
                                steps == Sampling.GRID ? GridSettings.of(step).maxGap() : LONGEST_PAUSE),
                find(Catalogue.SERIES_IDLE_CLOSE)
                        .orElseGet(() -> GridSettings.of(step).idleClose()),
                get(Catalogue.SERIES_MAX_AHEAD));
    }

    private ForecastSettings forecast() {
        List<String> features = List.copyOf(get(Catalogue.READINGS_VALUES).keySet());
        Duration step = get(Catalogue.SERIES_STEP);
        return new ForecastSettings(
                get(Catalogue.FORECAST_MODEL),
                features,
                find(Catalogue.FORECAST_TARGETS).orElse(features),
                get(Catalogue.FORECAST_WINDOW),
                get(Catalogue.FORECAST_HORIZON),
                step,
                find(Catalogue.FORECAST_SEASON).orElseGet(() -> seasonOf(step)),
                get(Catalogue.FORECAST_LEVELS),
                new Scaling(get(Catalogue.SERIES_SCALING), get(Catalogue.SERIES_SCALING_OVER)),
                get(Catalogue.SERIES_STEPS));
    }

    private PublishSettings publish() {
        return new PublishSettings(
                find(Catalogue.FORECAST_LIMITS).orElse(Map.of()),
                find(Catalogue.FORECAST_THRESHOLDS).orElse(List.of()),
                find(Catalogue.FORECAST_STALE_AFTER));
    }

    private ScoreSettings scores() {
        ScoreSettings defaults = ScoreSettings.of(get(Catalogue.FORECAST_WINDOW));
        return new ScoreSettings(
                find(Catalogue.SCORES_MEMORY).orElse(defaults.memory()),
                find(Catalogue.SCORES_TRIAL).orElse(defaults.trial()),
                get(Catalogue.SCORES_MARGIN),
                find(Catalogue.SCORES_SUMMARY_STEPS).orElse(defaults.summarySteps()));
    }

    /**
     * The season that holds unless one is set: the whole number of steps nearest to a day, or to an hour where a day would be
     * more than {@value #MOST_SEASON_STEPS} steps, or to a minute where an hour would; 7 steps where a step is a day or longer.
     * PT1H: a day; PT7M: 206 steps, 2 minutes more than a day; PT10S: an hour; P1D: a week.
     */
    static Duration seasonOf(Duration step) {
        if (step.compareTo(Duration.ofDays(1)) >= 0 || step.toMillis() < 1) {
            return step.multipliedBy(7);
        }
        for (Duration season : List.of(Duration.ofDays(1), Duration.ofHours(1))) {
            long steps = Math.round((double) season.toMillis() / step.toMillis());
            if (steps <= MOST_SEASON_STEPS) {
                return step.multipliedBy(steps);
            }
        }
        return step.multipliedBy(Math.round((double) Duration.ofMinutes(1).toMillis() / step.toMillis()));
    }

    private NetworkSettings network() {
        return new NetworkSettings(
                get(Catalogue.NETWORK_LAYERS),
                get(Catalogue.NETWORK_HIGHWAY),
                new CovariateSettings(get(Catalogue.NETWORK_CALENDAR), get(Catalogue.NETWORK_ZONE)));
    }

    private ShadowSettings shadow() {
        ShadowSettings usual = ShadowSettings.of(
                get(Catalogue.LEARNING_SHADOW_STEPS),
                get(Catalogue.SERIES_STEP),
                get(Catalogue.FORECAST_HORIZON) + get(Catalogue.LEARNING_CHUNK_STEPS));
        return find(Catalogue.LEARNING_SHADOW_FOR).map(usual::withLongest).orElse(usual);
    }

    private LearningSettings learning() {
        return new LearningSettings(
                get(Catalogue.LEARNING_ENABLED),
                new HistorySettings(
                        get(Catalogue.LEARNING_CHUNK_STEPS),
                        get(Catalogue.LEARNING_HISTORY_STEPS),
                        get(Catalogue.LEARNING_MAX_MODELS)),
                new TriggerSettings(
                        get(Catalogue.LEARNING_EVERY_STEPS),
                        get(Catalogue.LEARNING_FIRST_STEPS),
                        get(Catalogue.LEARNING_EVERY),
                        get(Catalogue.LEARNING_MIN_INTERVAL),
                        get(Catalogue.LEARNING_JITTER),
                        get(Catalogue.LEARNING_DRIFT)),
                new TrainingSettings(
                        get(Catalogue.LEARNING_LANES),
                        get(Catalogue.LEARNING_K1),
                        get(Catalogue.LEARNING_K2),
                        get(Catalogue.LEARNING_RATE),
                        get(Catalogue.LEARNING_CLIP_NORM),
                        get(Catalogue.LEARNING_BUDGET),
                        get(Catalogue.LEARNING_MAX_UPDATES),
                        get(Catalogue.LEARNING_REPLAY),
                        get(Catalogue.LEARNING_OUTLIER),
                        get(Catalogue.LEARNING_THREADS)),
                new GateSettings(
                        get(Catalogue.LEARNING_HOLDOUT),
                        get(Catalogue.LEARNING_GATE_WINDOWS),
                        get(Catalogue.LEARNING_MARGIN),
                        get(Catalogue.LEARNING_FORGETTING)),
                shadow(),
                new TrialSettings(get(Catalogue.LEARNING_TRIAL_STEPS), get(Catalogue.LEARNING_ROLLBACK)),
                get(Catalogue.LEARNING_KEEP_VERSIONS),
                get(Catalogue.LEARNING_SEED));
    }

    /** The records' own rules name the setting and the value. */
    private static <T> T checked(Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }
}
