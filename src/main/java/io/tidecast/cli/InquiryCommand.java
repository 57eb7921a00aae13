package io.tidecast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.http.Caller;
import io.tidecast.http.HealthClient;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.InquirySource;
import io.tidecast.http.PeerClient;
import io.tidecast.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import picocli.CommandLine.Option;

/** Command that asks a running application about the forecast of a device; which instance has it, that one knows. */
abstract class InquiryCommand extends SettingsCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;
    private static final int OK = 200;

    @Option(names = "--device", required = true, paramLabel = "DEVICE", description = "The device.")
    private String device;

    @Option(names = "--json", description = "Prints the answer of the API, as JSON.")
    private boolean json;

    InquiryCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(HttpSettings.HOST, HttpSettings.PORT, HttpSettings.READ_TOKEN_FILE);
    }

    abstract InquirySource.Inquiry inquiry(String of);

    abstract void print(JsonNode answer, PrintWriter to);

    @Override
    public Integer call() throws InterruptedException, IOException {
        Settings settings = settings();
        HttpSettings http = settings.http();
        String host = HealthClient.host(http);
        PeerClient.Said said;
        try {
            said = new PeerClient(http).inquire(host, http.port(), inquiry(device), caller(settings), false);
        } catch (IOException e) {
            throw new CommandFailed(
                    "nothing answers at " + host + ":" + http.port() + " (" + e + "); `tidecast run` must serve the API"
                            + " there, http.api",
                    e);
        }
        if (said.status() != OK) {
            String why = why(said);
            throw said.status() == BAD_REQUEST ? new WrongUsage(why) : new CommandFailed(why);
        }
        if (json) {
            out().println(said.body());
        } else {
            print(JSON.readTree(said.body()), out());
        }
        return 0;
    }

    private static Caller caller(Settings settings) throws IOException {
        Optional<Path> token =
                settings.find(HttpSettings.READ_TOKEN_FILE).or(() -> settings.find(HttpSettings.TOKEN_FILE));
        return token.isPresent()
                ? new Caller("Bearer " + Files.readString(token.get()).strip())
                : Caller.UNKNOWN;
    }

    private static String why(PeerClient.Said said) {
        StringJoiner reasons = new StringJoiner("; ");
        try {
            JSON.readTree(said.body()).path("reasons").forEach(reason -> reasons.add(reason.asText()));
        } catch (IOException e) {
            return said.inShort();
        }
        return reasons.length() == 0 ? said.inShort() : Printable.line(reasons.toString());
    }

    /** A number in a column of figures. */
    static String number(JsonNode value) {
        return value.isNumber() ? figure(value.asDouble(), "%.5g") : "-";
    }

    /** The same with its sign. */
    static String moved(double value) {
        return figure(value, "%+.4g");
    }

    private static String figure(double value, String format) {
        return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
    }
}
