package io.tidecast.settings;

import io.tidecast.config.Setting;
import io.tidecast.stream.StateFolder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reference page of all settings as Markdown: {@code docs/settings.md}. */
public final class SettingsPage {
    private static final Map<String, String> TITLES = Map.of(
            "application", "The application",
            "http", "HTTP: probes and metrics",
            "topics", "Topics",
            "models", "Signed models",
            "readings", "Readings: where their parts stand in your JSON",
            "series", "Series: the grid of steps",
            "forecasts", "The forecasts topic",
            "forecast", "Forecasts",
            "network", "The network",
            "learning", "Learning");

    private static final String HEAD =
            """
            # Settings

            Made from the catalogue in the code: `./tidecast settings > docs/settings.md`. An annotated file to start from is
            [tidecast.example.yaml](tidecast.example.yaml).

            A setting has one name. `forecast.horizon` below is `tidecast.forecast.horizon` in the YAML file (nested or flat, under
            the root `tidecast:`) and as a system property, `TIDECAST_FORECAST_HORIZON` in the environment (where empty means not
            set), and `--forecast-horizon` as a flag. The first of these that has it wins: flag, system property, environment, file,
            default. A name that does not exist and a value that breaks a rule are refused with exit code 2, in every source.

            - Durations are ISO-8601 (`PT1M`) or short (`500ms`, `60s`, `5m`, `1h`, `1d`).
            - Lists are YAML lists, or `a,b` in the environment and as a flag.
            - `readings.values` is a YAML map or list, or `temp=/values/temp,load`. The order is that of the network's features.
            - `network.layers` is a YAML list of maps, on one line `[{type: gru, units: 32}]`.
            """;

    private static final String KAFKA =
            """

            ## Kafka

            | Setting | Default | Meaning |
            |---|---|---|
            | `kafka.bootstrap.servers` | must be set | addresses of brokers; `--bootstrap HOST:PORT` is short for it |
            | `kafka.state.dir` | %s | folder of the state, which the processes of a host do not share; where the default cannot be written, one below the temporary folder is taken, and the log says so |
            | `kafka.*` | Kafka's own | passed through verbatim to Kafka Streams and its clients: `kafka.security.protocol`, `kafka.num.stream.threads`, `kafka.producer.linger.ms` |

            In the file nested or flat; as a flag `--kafka security.protocol=SSL`; in the environment `TIDECAST_KAFKA_SECURITY_PROTOCOL`,
            each underscore a dot. `application.id` is not passed through: see `application-id`. What would make delivery less than
            promised is refused, for whichever client: `acks` must be `all`, `enable.idempotence` `true`, `isolation.level`
            `read_committed`, `enable.auto.commit` `false`; `processing.guarantee=at_least_once` is warned of. Values may name Kafka's own
            configuration providers, such as `${env:NAME}`; Tidecast does not expand them, and prints no value of these but the
            broker's address and the folder of the state, and the value of what is refused.

            ## Variables that are no settings

            `TIDECAST_JAVA_OPTS` is the launcher's; `TIDECAST_LOG_LEVEL`, `TIDECAST_LOG_LEVEL_LIBRARIES` and
            `TIDECAST_LOG_LEVEL_BROKER` are the log's, and so is `TIDECAST_LOG_FORMAT`: `text`, or `json` for an object a line. Service links of Kubernetes (`TIDECAST_SERVICE_HOST`, `TIDECAST_PORT_…`) are passed over.
            """;

    private SettingsPage() {}

    public static String markdown() {
        String groups = Catalogue.groups().stream().map(SettingsPage::group).collect(Collectors.joining());
        return HEAD + groups + KAFKA.formatted(StateFolder.DEFAULT);
    }

    private static String group(String group) {
        String rows = Catalogue.group(group).stream().map(SettingsPage::row).collect(Collectors.joining());
        return "\n## " + Optional.ofNullable(TITLES.get(group)).orElse(group)
                + "\n\n| Setting | Value | Default | Meaning |\n|---|---|---|---|\n" + rows;
    }

    private static String row(Setting<?> setting) {
        String fallback = setting.fallback().map(text -> "`" + text + "`").orElse(setting.absent());
        return "| `" + setting.key() + "` | " + setting.label().replace("|", ", ") + " | " + fallback + " | "
                + setting.description() + " |\n";
    }
}
