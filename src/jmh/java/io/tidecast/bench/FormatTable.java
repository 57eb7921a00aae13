package io.tidecast.bench;

import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The cost of decoding a reading of two values in each format: {@code FormatTable FILE short|full}. Writes its section
 * of the page and leaves the others as they are.
 */
public final class FormatTable {
    private static final String HEADING = "## Decoding by format";
    static final List<String> FEATURES = List.of("temp", "load");
    private static final int ROUNDS = 7;

    private FormatTable() {}

    public static void main(String[] args) throws Exception {
        int records = args[1].equals("short") ? 100_000 : 1_000_000;
        StringBuilder page = new StringBuilder(HEADING + "\n\nMade by `./mvnw -Pbench -DskipTests"
                + " -Dbench.main=io.tidecast.bench.FormatTable -Dbench.length=" + args[1]
                + " test-compile exec:exec`: one"
                + " thread, JDK " + Runtime.version() + ", the format's first sample decoded " + records
                + " times a round, the median of " + ROUNDS + " rounds after two.\n\n"
                + "| format | bytes | ns a record | of json |\n|---|---|---|---|\n");
        double json = 0;
        for (InputFormat format : InputFormats.ALL) {
            double nanos = nanos(format, records);
            json = format == InputFormats.JSON ? nanos : json;
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,.0f | %.2f |\n",
                    format.name(),
                    format.samples().get(0).length,
                    nanos,
                    nanos / json));
        }
        System.out.print(page);
        Path file = Path.of(args[0]);
        String before = Files.exists(file) ? Files.readString(file) : "";
        int start = before.indexOf(HEADING);
        int end = start < 0 ? -1 : before.indexOf("\n## ", start + 1);
        String kept = start < 0 ? before.stripTrailing() + "\n\n" : before.substring(0, start);
        Files.writeString(file, kept + page + (end < 0 ? "" : before.substring(end)));
    }

    /** Decoder of a format's samples. */
    static ReadingDecoder decoder(InputFormat format) {
        ReadingFormat standard = ReadingFormat.standard(FEATURES);
        return new ReadingFormat(
                        format,
                        standard.device(),
                        standard.time(),
                        standard.times(),
                        standard.values(),
                        standard.form(),
                        standard.limits(),
                        format.sampleShape())
                .decoder(FEATURES, new GroupSource.None());
    }

    private static double nanos(InputFormat format, int records) {
        ReadingDecoder decoder = decoder(format);
        byte[] value = format.samples().get(0);
        RecordHeaders headers = new RecordHeaders();
        double[] rounds = new double[ROUNDS];
        double sum = 0;
        for (int round = -2; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                sum += decoder.decode("readings", headers, format.sampleKey(), value, 1)
                        .get(0)
                        .reading()
                        .values()[0];
            }
            rounds[Math.max(0, round)] = (System.nanoTime() - start) / (double) records;
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("temp must be read of the first sample of " + format.name());
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }
}
