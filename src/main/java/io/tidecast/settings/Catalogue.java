package io.tidecast.settings;

import static io.tidecast.config.Setting.SWITCH;
import static io.tidecast.config.Setting.derived;
import static io.tidecast.config.Setting.required;
import static io.tidecast.config.Setting.withDefault;
import static io.tidecast.settings.ValueParsers.listOf;
import static io.tidecast.settings.ValueParsers.name;
import static io.tidecast.settings.ValueParsers.names;
import static io.tidecast.settings.ValueParsers.oneOf;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidecast.config.Setting;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.Threshold;
import io.tidecast.input.GroupSource;
import io.tidecast.input.JsonLimits;
import io.tidecast.input.ReadingFormat;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Cycle;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.MemoryBudget;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every setting there is, in the order of help texts and of the reference page. A default that a settings record knows is
 * taken from it. What goes to the Kafka clients ({@code kafka.*}) is passed through and not listed here.
 */
public final class Catalogue {
    private static final TopicNames TOPIC_NAMES = TopicNames.defaults();
    private static final ReadingFormat FORMAT = ReadingFormat.standard(List.of("any"));
    private static final JsonLimits LIMITS = JsonLimits.defaults();
    private static final MemoryBudget MEMORY = MemoryBudget.defaults();
    private static final GridSettings GRID = GridSettings.of(Duration.ofMinutes(1));
    private static final ScoreSettings SCORES = ScoreSettings.of(1);
    private static final NetworkSettings NETWORK = NetworkSettings.defaults();
    private static final LearningSettings LEARNING = LearningSettings.defaults();

    public static final Setting<String> APPLICATION_ID = withDefault(
            "application-id",
            "ID",
            "tidecast",
            "prefix of the consumer groups and internal topics of forecaster and trainer",
            ValueParsers::text);
    static final Setting<List<Role>> ROLES = withDefault(
            "roles",
            "ROLE,…",
            names(Role.class, ","),
            "which halves of the application this process runs",
            listOf(oneOf(Role.class)));

    public static final Setting<Choice> KERNELS = withDefault(
            "kernels",
            names(Choice.class, "|"),
            name(Choice.AUTO),
            "what computes the network: vector is the fastest and needs the JVM's module jdk.incubator.vector, which the"
                    + " launcher switches on; auto takes it where it is there, else plain",
            oneOf(Choice.class));

    public static final Setting<GroupMembershipOnStop> ON_STOP = withDefault(
            "on-stop",
            names(GroupMembershipOnStop.class, "|"),
            name(GroupMembershipOnStop.REMAIN),
            "how a process that stops parts from its consumer groups: remain, and nothing moves if it is back within the"
                    + " session timeout, or leave, and the others take over at once",
            oneOf(GroupMembershipOnStop.class));

    public static final Setting<Boolean> HTTP_ENABLED = withDefault(
            "http.enabled",
            SWITCH,
            true,
            "whether `run` serves /health/live, /health/ready, /health/started and /metrics",
            ValueParsers::bool);
    public static final Setting<String> HTTP_HOST = withDefault(
            "http.host",
            "ADDRESS",
            "127.0.0.1",
            "the address they are served on: this machine's own unless set; 0.0.0.0 for all",
            ValueParsers::text);
    public static final Setting<Integer> HTTP_PORT =
            withDefault("http.port", "PORT", 8080, "their port; 0 for any that is free", ValueParsers::integer);
    static final Setting<Path> HTTP_TOKEN_FILE = derived(
            "http.token-file",
            "FILE",
            "no token is asked for",
            "a file that holds the bearer token /metrics asks for",
            ValueParsers::path);
    public static final Setting<Duration> HTTP_STUCK_AFTER = withDefault(
            "http.stuck-after",
            "DURATION",
            "PT5M",
            "how long a partition may have records to read and no progress before the process is not live; a client may rebalance,"
                    + " restoring nothing, for max.poll.interval.ms longer",
            ValueParsers::duration);

    public static final Setting<String> TOPICS_READINGS =
            topic("readings", TOPIC_NAMES.readings(), "the topic of sensor readings, which is yours");
    public static final Setting<String> TOPICS_FORECASTS =
            topic("forecasts", TOPIC_NAMES.forecasts(), "the topic forecasts are written to");
    static final Setting<String> TOPICS_SCORES = topic(
            "scores", TOPIC_NAMES.scores(), "the topic each forecast's errors are written to when its actual arrives");
    public static final Setting<String> TOPICS_RETRAINING =
            topic("retraining", TOPIC_NAMES.retraining(), "the topic of history and requests the trainer reads");
    public static final Setting<String> TOPICS_MODELS =
            topic("models", TOPIC_NAMES.models(), "the compacted topic of model versions and of the one that serves");
    static final Setting<String> TOPICS_DEAD_LETTERS = topic(
            "dead-letters", TOPIC_NAMES.deadLetters(), "the topic of records that could not be read, with the reason");

    public static final Setting<Path> MODELS_SIGNING_KEY_FILE = derived(
            "models.signing-key-file",
            "FILE",
            "models are not signed, and signatures not looked at",
            "a file of secret keys, one a line, of at least 32 characters: versions on the models topic are signed with the"
                    + " first (HMAC-SHA256), and one that is not signed with any of them is refused",
            ValueParsers::path);

    public static final Setting<JsonPointer> READINGS_DEVICE = withDefault(
            "readings.device",
            "POINTER",
            FORMAT.device(),
            "where a reading's device stands in its JSON; where absent, the record's key is the device",
            ValueParsers::pointer);
    public static final Setting<JsonPointer> READINGS_TIME = withDefault(
            "readings.time",
            "POINTER",
            FORMAT.time(),
            "where a reading's time stands in its JSON; where absent, the record's timestamp is the time",
            ValueParsers::pointer);
    public static final Setting<ReadingFormat.TimeUnit> READINGS_TIME_UNIT = withDefault(
            "readings.time-unit",
            names(ReadingFormat.TimeUnit.class, "|"),
            name(FORMAT.timeUnit()),
            "how a reading's time is written",
            oneOf(ReadingFormat.TimeUnit.class));
    public static final Setting<Map<String, JsonPointer>> READINGS_VALUES = required(
            "readings.values",
            "NAME=POINTER,…",
            "the values of a reading by name, and where each stands in its JSON; a bare name stands for /values/NAME",
            ValueParsers::pointers);
    static final Setting<GroupSource> READINGS_GROUP = withDefault(
            "readings.group",
            "POINTER|prefix:SEPARATOR|table:TOPIC",
            "none",
            "what tells a device's group, which is the id of a model of its own: a field of the reading, what stands before a"
                    + " separator in the device's name, or a compacted topic of devices (keys) and groups (values) in plain text",
            GroupSource::parse);
    static final Setting<Boolean> READINGS_KEYED_BY_DEVICE = withDefault(
            "readings.keyed-by-device",
            SWITCH,
            FORMAT.keyedByDevice(),
            "the promise that each record's key is its device; saves a repartition topic, and a record that breaks it is"
                    + " dead-lettered",
            ValueParsers::bool);

    static final Setting<Boolean> READINGS_NUMBERS_IN_STRINGS = withDefault(
            "readings.numbers-in-strings",
            SWITCH,
            FORMAT.numbersInStrings(),
            "whether \"71.2\" is the number 71.2 and \"\" is missing, in values and times; else such a record is dead-lettered",
            ValueParsers::bool);
    static final Setting<Integer> READINGS_MAX_BYTES =
            count("readings.max-bytes", "N", LIMITS.bytes(), "the longest reading that is read");
    static final Setting<Integer> READINGS_MAX_DEPTH = count(
            "readings.max-depth",
            "N",
            LIMITS.depth(),
            "deepest nesting of objects and arrays in a reading that is read");
    static final Setting<Integer> READINGS_MAX_TOKENS = count(
            "readings.max-tokens", "N", LIMITS.tokens(), "most names, values and brackets of a reading that is read");

    public static final Setting<Duration> SERIES_STEP = required(
            "series.step",
            "DURATION",
            "length of a step of the grid that readings fall on, e.g. PT1M for a reading a minute; where every reading is a step,"
                    + " the interval at which they usually come",
            ValueParsers::duration);
    static final Setting<Sampling> SERIES_STEPS = withDefault(
            "series.steps",
            names(Sampling.class, "|"),
            name(Sampling.GRID),
            "what a step is: a stretch of time, whose readings are aggregated, or each reading; forecasts are then of the next"
                    + " readings, and their times by the device's median interval",
            oneOf(Sampling.class));
    static final Setting<Aggregation> SERIES_AGGREGATION = withDefault(
            "series.aggregation",
            names(Aggregation.class, "|"),
            name(GRID.aggregation()),
            "how several readings of a step become one value",
            oneOf(Aggregation.class));
    static final Setting<Duration> SERIES_GRACE = withDefault(
            "series.grace",
            "DURATION",
            GRID.grace(),
            "how far a later reading must pass the end of a step before the step closes",
            ValueParsers::duration);
    static final Setting<Fill> SERIES_FILL = withDefault(
            "series.fill",
            names(Fill.class, "|"),
            name(GRID.fill()),
            "what an empty step holds: the previous value, the straight line to the next one as soon as that is known, the"
                    + " device's mean, or zero",
            oneOf(Fill.class));
    static final Setting<Duration> SERIES_IDLE_CLOSE = derived(
            "series.idle-close",
            "DURATION",
            "10 steps, at least PT1M",
            "when nothing was received from a device for so long, its last steps close without a later reading; PT0S for"
                    + " never, and never while a device replays history",
            ValueParsers::duration);
    static final Setting<Duration> SERIES_MAX_GAP = derived(
            "series.max-gap",
            "DURATION",
            GRID.maxGapSteps() + " steps; P365D where every reading is a step",
            "the longest run of empty steps that is filled, or pause between two readings where each is a step; after a longer"
                    + " one the window starts afresh",
            ValueParsers::duration);
    static final Setting<Scaling.Measure> SERIES_SCALING = withDefault(
            "series.scaling",
            names(Scaling.Measure.class, "|"),
            name(Scaling.DEFAULT.measure()),
            "what the network reads a device's values in: mean and deviation, middle and half the range, or median and quartiles;"
                    + " a model serves with what it was trained with",
            oneOf(Scaling.Measure.class));
    static final Setting<Scaling.Over> SERIES_SCALING_OVER = withDefault(
            "series.scaling-over",
            names(Scaling.Over.class, "|"),
            name(Scaling.DEFAULT.over()),
            "which values that is taken of: the device's as they come, older ones fading, or those of each window alone",
            oneOf(Scaling.Over.class));
    static final Setting<Duration> SERIES_MAX_AHEAD = withDefault(
            "series.max-ahead",
            "DURATION",
            GRID.maxAhead(),
            "a reading further past the wall clock than this is refused",
            ValueParsers::duration);

    public static final Setting<String> FORECAST_MODEL = withDefault(
            "forecast.model", "ID", "default", "id of the model that serves the devices", ValueParsers::text);
    public static final Setting<List<String>> FORECAST_TARGETS = derived(
            "forecast.targets",
            "NAME,…",
            "all of readings.values",
            "the values that are forecast; the others are past covariates: read, and known up to the origin only",
            listOf(ValueParsers::text));
    public static final Setting<Integer> FORECAST_WINDOW =
            withDefault("forecast.window", "STEPS", 48, "steps of history the network reads", ValueParsers::integer);
    public static final Setting<Integer> FORECAST_HORIZON =
            withDefault("forecast.horizon", "STEPS", 24, "steps ahead that are forecast", ValueParsers::integer);
    static final Setting<Duration> FORECAST_SEASON = derived(
            "forecast.season",
            "DURATION",
            "a day, an hour where a day is more than 1440 steps, a minute where an hour is; 7 steps where a step is a day or longer",
            "season of the seasonal naive forecast, a multiple of the step",
            ValueParsers::duration);
    public static final Setting<List<Double>> FORECAST_LEVELS = withDefault(
            "forecast.levels",
            "LEVEL,…",
            "0.9",
            "nominal coverages of the intervals, each between 0 and 1",
            listOf(ValueParsers::number));

    static final Setting<Map<String, Limits>> FORECAST_LIMITS = derived(
            "forecast.limits",
            "NAME=MIN..MAX,…",
            "none",
            "what a target can physically be, e.g. temp=-40..125,load=0..; forecasts and bounds are clipped to it",
            ValueParsers::limits);
    static final Setting<List<Threshold>> FORECAST_THRESHOLDS = derived(
            "forecast.thresholds",
            "NAME>VALUE,…",
            "none",
            "levels whose first crossing a forecast names, e.g. temp>80,load<0.1",
            listOf(Threshold::parse));
    static final Setting<Duration> FORECAST_STALE_AFTER = derived(
            "forecast.stale-after",
            "DURATION",
            "never",
            "how far a forecast may be past the newest step its network learnt from before its status is stale-model",
            ValueParsers::duration);
    static final Setting<Integer> SCORES_MEMORY = derived(
            "scores.memory",
            "STEPS",
            "10 windows",
            "scored steps of a device after which older errors and hits fade from its running MASE and coverage",
            ValueParsers::integer);
    static final Setting<Integer> SCORES_TRIAL = derived(
            "scores.trial",
            "STEPS",
            "2 windows",
            "scored steps of a device after which older errors fade from its live skill; from so many on, or four horizons, its"
                    + " network is judged against naive",
            ValueParsers::integer);
    static final Setting<Double> SCORES_MARGIN = fraction(
            "scores.margin",
            SCORES.margin(),
            "how far the network's live error must at least be above the better naive one's for that to be published, and below it"
                    + " for the network to come back, 0.02 for 2 in 100; and by more than chance");
    static final Setting<Integer> SCORES_SUMMARY_STEPS = derived(
            "scores.summary-steps",
            "STEPS",
            "a quarter of a window",
            "scored steps of each device that the trainer gets a summary of",
            ValueParsers::integer);

    static final Setting<List<Map<String, Object>>> NETWORK_LAYERS = withDefault(
            "network.layers",
            "LAYERS",
            ValueParsers.layersText(NETWORK.layers()),
            "the recurrent layers of a model that has no version yet; the head is added from targets and horizon",
            ValueParsers::layers);
    static final Setting<Boolean> NETWORK_HIGHWAY = withDefault(
            "network.highway",
            SWITCH,
            NETWORK.highway(),
            "whether a linear map from window to horizon stands beside the layers",
            ValueParsers::bool);
    static final Setting<List<Cycle>> NETWORK_CALENDAR = withDefault(
            "network.calendar",
            "CYCLE,…",
            NETWORK.covariates().calendar().stream().map(Cycle::label).collect(Collectors.joining(",")),
            "what of the calendar is a feature, as sine and cosine, where steps are not too long for it: "
                    + names(Cycle.class, ", ") + "; [] for nothing",
            listOf(oneOf(Cycle.class)));
    static final Setting<ZoneId> NETWORK_ZONE = withDefault(
            "network.zone",
            "ZONE",
            NETWORK.covariates().zone(),
            "the time zone of the calendar, e.g. Europe/Berlin",
            ValueParsers::zone);

    static final Setting<Boolean> LEARNING_ENABLED = withDefault(
            "learning.enabled",
            SWITCH,
            LEARNING.enabled(),
            "whether the model is fine-tuned while it serves; without, a first untrained one is still published",
            ValueParsers::bool);
    static final Setting<Integer> LEARNING_EVERY_STEPS = count(
            "learning.every-steps",
            "STEPS",
            LEARNING.triggers().everySteps(),
            "new steps of all devices that start a fine-tune");
    static final Setting<Integer> LEARNING_FIRST_STEPS = count(
            "learning.first-steps",
            "STEPS",
            LEARNING.triggers().firstSteps(),
            "new steps that start a new model's first fine-tune; the next follow each time its history has doubled, until"
                    + " every-steps");
    static final Setting<Duration> LEARNING_EVERY = time(
            "learning.every",
            LEARNING.triggers().every(),
            "time since the last fine-tune that starts one, if there is anything new; 0s: never");
    static final Setting<Duration> LEARNING_MIN_INTERVAL = time(
            "learning.min-interval",
            LEARNING.triggers().minInterval(),
            "least time between two fine-tunes of a model, except where one is asked for");
    static final Setting<Double> LEARNING_JITTER = fraction(
            "learning.jitter",
            LEARNING.triggers().jitter(),
            "share by which steps and times are lengthened at most, differently for each model and run");
    static final Setting<Double> LEARNING_DRIFT = fraction(
            "learning.drift",
            LEARNING.triggers().drift(),
            "rise of the live error, in Page-Hinkley's sum of standard deviations, that starts a fine-tune; 0: never");
    static final Setting<Integer> LEARNING_CHUNK_STEPS =
            count("learning.chunk-steps", "STEPS", LEARNING.history().chunkSteps(), "steps in a chunk of history");
    static final Setting<Integer> LEARNING_HISTORY_STEPS =
            count("learning.history-steps", "STEPS", LEARNING.history().steps(), "steps of history kept per model");
    static final Setting<Integer> LEARNING_MAX_MODELS = count(
            "learning.max-models",
            "N",
            LEARNING.history().maxModels(),
            "most models whose history one partition of the retraining topic may hold; what comes of more is dead-lettered");
    public static final Setting<Integer> LEARNING_LANES = count(
            "learning.lanes",
            "N",
            LEARNING.training().lanes(),
            "contiguous stretches of history that are trained side by side");
    public static final Setting<Integer> LEARNING_K1 =
            count("learning.k1", "STEPS", LEARNING.training().k1(), "steps between two updates of the weights");
    public static final Setting<Integer> LEARNING_K2 =
            count("learning.k2", "STEPS", LEARNING.training().k2(), "steps the gradient reaches back");
    public static final Setting<Double> LEARNING_RATE =
            fraction("learning.rate", LEARNING.training().learningRate(), "step size of the optimiser Adam");
    public static final Setting<Double> LEARNING_CLIP_NORM =
            fraction("learning.clip-norm", LEARNING.training().clipNorm(), "global norm that a gradient is clipped to");
    public static final Setting<Duration> LEARNING_BUDGET =
            time("learning.budget", LEARNING.training().budget(), "longest time one fine-tune may train");
    static final Setting<Integer> LEARNING_MAX_UPDATES = count(
            "learning.max-updates",
            "N",
            LEARNING.training().maxUpdates(),
            "most updates of the weights in one fine-tune");
    static final Setting<Double> LEARNING_REPLAY = fraction(
            "learning.replay",
            LEARNING.training().replay(),
            "share of a fine-tune that is drawn from all of history; the rest is what came since the last one");
    static final Setting<Double> LEARNING_OUTLIER = fraction(
            "learning.outlier",
            LEARNING.training().outlier(),
            "change from step to step, in units of the device's usual one, from which a step is not learnt from");
    public static final Setting<Double> LEARNING_HOLDOUT = fraction(
            "learning.holdout",
            LEARNING.gate().holdout(),
            "newest share of each device's history that judges and is not trained on");
    public static final Setting<Integer> LEARNING_GATE_WINDOWS = count(
            "learning.gate-windows", "N", LEARNING.gate().windows(), "most held-out windows a challenger is judged on");
    static final Setting<Double> LEARNING_MARGIN = fraction(
            "learning.margin",
            LEARNING.gate().margin(),
            "relative gain a challenger must show to be promoted, 0.01 for 1 in 100");
    static final Setting<Double> LEARNING_FORGETTING = fraction(
            "learning.forgetting",
            LEARNING.gate().forgetting(),
            "relative rise of the error on old windows that a challenger may show");
    static final Setting<Integer> LEARNING_SHADOW_STEPS = withDefault(
            "learning.shadow-steps",
            "STEPS",
            LEARNING.shadow().steps(),
            "new steps of all devices for which a challenger that passed the gate forecasts beside the version that serves,"
                    + " unpublished, before the better of the two serves; 0: it serves at once",
            ValueParsers::integer);
    static final Setting<Duration> LEARNING_SHADOW_FOR = derived(
            "learning.shadow-for",
            "DURATION",
            "twice what a single device needs for so many steps, at least P1D",
            "longest time that takes; then it is judged on what has come. Fine-tunes wait meanwhile, except for a drift",
            ValueParsers::duration);
    static final Setting<Integer> LEARNING_TRIAL_STEPS = count(
            "learning.trial-steps",
            "STEPS",
            LEARNING.trial().steps(),
            "scored steps after a swap that are needed to judge it by its live error");
    static final Setting<Double> LEARNING_ROLLBACK = fraction(
            "learning.rollback",
            LEARNING.trial().margin(),
            "relative rise of the live error, over the naive one's, from which a swap is undone; 0: never");
    public static final Setting<Integer> LEARNING_KEEP_VERSIONS = count(
            "learning.keep-versions",
            "N",
            LEARNING.keepVersions(),
            "versions kept on the models topic besides the one that serves");
    static final Setting<Integer> LEARNING_THREADS = count(
            "learning.threads",
            "N",
            LEARNING.training().threads(),
            "threads a fine-tune computes on, each with 16 of the lanes at a time; the result has the same bits on any"
                    + " number");
    public static final Setting<Long> LEARNING_SEED = withDefault(
            "learning.seed", "N", LEARNING.seed(), "of everything random in a fine-tune", ValueParsers::longInteger);

    static final Setting<Integer> STATE_HEAP = count(
            "state.heap-mib",
            "MIB",
            MEMORY.heapMib(),
            "heap for the devices last heard of, all tasks together; one that is not there is read from RocksDB");
    static final Setting<Integer> STATE_BLOCK_CACHE = count(
            "state.block-cache-mib",
            "MIB",
            MEMORY.blockCacheMib(),
            "RocksDB's cache outside the heap, for all stores together");
    static final Setting<Integer> STATE_WRITE_BUFFER = count(
            "state.write-buffer-mib",
            "MIB",
            MEMORY.writeBufferMib(),
            "one of the two write buffers of each RocksDB store, outside the heap");

    /** All settings, in the order of this page. */
    public static final List<Setting<?>> ALL = List.of(
            APPLICATION_ID,
            ROLES,
            KERNELS,
            ON_STOP,
            HTTP_ENABLED,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_TOKEN_FILE,
            HTTP_STUCK_AFTER,
            TOPICS_READINGS,
            TOPICS_FORECASTS,
            TOPICS_SCORES,
            TOPICS_RETRAINING,
            TOPICS_MODELS,
            TOPICS_DEAD_LETTERS,
            MODELS_SIGNING_KEY_FILE,
            READINGS_DEVICE,
            READINGS_TIME,
            READINGS_TIME_UNIT,
            READINGS_VALUES,
            READINGS_GROUP,
            READINGS_KEYED_BY_DEVICE,
            READINGS_NUMBERS_IN_STRINGS,
            READINGS_MAX_BYTES,
            READINGS_MAX_DEPTH,
            READINGS_MAX_TOKENS,
            SERIES_STEP,
            SERIES_STEPS,
            SERIES_AGGREGATION,
            SERIES_GRACE,
            SERIES_FILL,
            SERIES_MAX_GAP,
            SERIES_IDLE_CLOSE,
            SERIES_SCALING,
            SERIES_SCALING_OVER,
            SERIES_MAX_AHEAD,
            FORECAST_MODEL,
            FORECAST_TARGETS,
            FORECAST_WINDOW,
            FORECAST_HORIZON,
            FORECAST_SEASON,
            FORECAST_LEVELS,
            FORECAST_LIMITS,
            FORECAST_THRESHOLDS,
            FORECAST_STALE_AFTER,
            SCORES_MEMORY,
            SCORES_TRIAL,
            SCORES_MARGIN,
            SCORES_SUMMARY_STEPS,
            NETWORK_LAYERS,
            NETWORK_HIGHWAY,
            NETWORK_CALENDAR,
            NETWORK_ZONE,
            LEARNING_ENABLED,
            LEARNING_EVERY_STEPS,
            LEARNING_FIRST_STEPS,
            LEARNING_EVERY,
            LEARNING_MIN_INTERVAL,
            LEARNING_JITTER,
            LEARNING_DRIFT,
            LEARNING_CHUNK_STEPS,
            LEARNING_HISTORY_STEPS,
            LEARNING_MAX_MODELS,
            LEARNING_LANES,
            LEARNING_K1,
            LEARNING_K2,
            LEARNING_RATE,
            LEARNING_CLIP_NORM,
            LEARNING_BUDGET,
            LEARNING_MAX_UPDATES,
            LEARNING_REPLAY,
            LEARNING_OUTLIER,
            LEARNING_HOLDOUT,
            LEARNING_GATE_WINDOWS,
            LEARNING_MARGIN,
            LEARNING_FORGETTING,
            LEARNING_SHADOW_STEPS,
            LEARNING_SHADOW_FOR,
            LEARNING_TRIAL_STEPS,
            LEARNING_ROLLBACK,
            LEARNING_KEEP_VERSIONS,
            LEARNING_THREADS,
            LEARNING_SEED,
            STATE_HEAP,
            STATE_BLOCK_CACHE,
            STATE_WRITE_BUFFER);

    private Catalogue() {}

    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** The settings of a group, in order. */
    public static List<Setting<?>> group(String group) {
        return ALL.stream().filter(setting -> setting.group().equals(group)).toList();
    }

    /** The groups, in order. */
    public static List<String> groups() {
        return ALL.stream().map(Setting::group).distinct().toList();
    }

    private static Setting<String> topic(String name, String fallback, String description) {
        return withDefault("topics." + name, "TOPIC", fallback, description, ValueParsers::text);
    }

    private static Setting<Integer> count(String key, String label, int fallback, String description) {
        return withDefault(key, label, fallback, description, ValueParsers::integer);
    }

    private static Setting<Double> fraction(String key, double fallback, String description) {
        return withDefault(key, "NUMBER", fallback, description, ValueParsers::number);
    }

    private static Setting<Duration> time(String key, Duration fallback, String description) {
        return withDefault(key, "DURATION", fallback, description, ValueParsers::duration);
    }
}
