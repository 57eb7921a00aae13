package io.tidecast.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.input.ReadingFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/formats.md: records and settings as they stand there, and the readings that they give. */
class FormatsPageTest {
    private static final Path PAGE = Path.of("docs/formats.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)\n```", Pattern.DOTALL);
    private static final long TIMESTAMP_MS = 1234;

    @TempDir
    private Path folder;

    /** What stands there before the blocks of readings, by kind. */
    private record Example(Map<String, String> blocks) {
        String format() {
            Matcher format = Pattern.compile("format: ([a-z-]+)").matcher(blocks.get("yaml"));
            assertThat(format.find()).as(blocks.get("yaml")).isTrue();
            return format.group(1);
        }
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        Map<String, String> blocks = new HashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            blocks.put(block.group(1), block.group(2));
            if (block.group(1).equals("reading")) {
                examples.add(new Example(Map.copyOf(blocks)));
                blocks.clear();
            }
        }
        assertThat(blocks).isEmpty();
        return examples;
    }

    @Test
    void shouldHaveAnExampleAndASectionOfEachFormat() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(examples())
                .extracting(Example::format)
                .containsAll(InputFormats.ALL.stream().map(InputFormat::name).toList());
        InputFormats.ALL.forEach(format -> assertThat(page).contains("\n## " + format.name() + "\n"));
    }

    @TestFactory
    Stream<DynamicTest> shouldReadWhatThePageSays() throws IOException {
        List<Example> examples = examples();
        return Stream.iterate(0, i -> i < examples.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(i + " " + examples.get(i).format(), () -> run(examples.get(i))));
    }

    private void run(Example example) throws IOException {
        Map<String, String> flags =
                new HashMap<>(Map.of("kafka.bootstrap.servers", "localhost:9092", "series.step", "PT1M"));
        if (example.blocks().containsKey("schema")) {
            Path schema =
                    Files.writeString(folder.resolve("schema"), example.blocks().get("schema"));
            flags.put("readings.schema-file", schema.toString());
        }
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/schemas/ids/7", exchange -> {
            byte[] answer = example.blocks().getOrDefault("registry", "").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
        try {
            if (example.blocks().containsKey("registry")) {
                flags.put(
                        "readings.registry.url",
                        "http://127.0.0.1:" + registry.getAddress().getPort());
            }
            Path file = Files.writeString(
                    folder.resolve("tidecast.yaml"), example.blocks().get("yaml"));
            Settings settings = Settings.of(new SettingSources().file(file).flags(flags));
            List<String> features =
                    List.copyOf(settings.get(ReadingFormat.VALUES).keySet());
            ReadingDecoder decoder = ReadingFormat.from(settings).decoder(features, settings.get(GroupSource.GROUP));
            List<String> readings = new ArrayList<>();
            for (String record : example.blocks().get("record").split("\n\n", -1)) {
                decode(decoder, record).forEach(decoded -> readings.add(shown(decoded, features)));
            }
            assertThat(readings).containsExactly(example.blocks().get("reading").split("\n", -1));
        } finally {
            registry.stop(0);
        }
    }

    private static List<Decoded> decode(ReadingDecoder decoder, String record) {
        RecordHeaders headers = new RecordHeaders();
        byte[] key = null;
        List<String> value = new ArrayList<>();
        for (String line : record.split("\n", -1)) {
            int colon = line.indexOf(": ");
            String name = line.substring(0, colon);
            String text = line.substring(colon + 2);
            if (name.equals("value")) {
                value.add(text);
            } else if (name.equals("key")) {
                key = text.getBytes(UTF_8);
            } else {
                headers.add(name.substring("header ".length()), text.getBytes(UTF_8));
            }
        }
        String whole = String.join("\n", value);
        byte[] bytes = whole.startsWith("0x") ? HexFormat.of().parseHex(whole.substring(2)) : whole.getBytes(UTF_8);
        return decoder.decode("readings", headers, key, bytes, TIMESTAMP_MS);
    }

    private static String shown(Decoded decoded, List<String> features) {
        assertThat(decoded.dropped()).isEmpty();
        List<String> values = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            values.add(features.get(f) + " " + decoded.reading().values()[f]);
        }
        return decoded.reading().device() + "  "
                + Instant.ofEpochMilli(decoded.reading().timeMs()) + "  " + String.join(", ", values);
    }
}
