package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.model.PointerRecord;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import java.io.File;
import java.io.PrintWriter;
import java.util.OptionalLong;

/**
 * The demo's progress on the terminal that it is run in, which it makes of another size, such as {@code 60x12}, with
 * lines of a log meanwhile.
 */
final class LiveViewRun {
    static final String TITLE = "40 simulated machines of a fleet that has a long name, 1 hour of event time a second";

    static final long NOW_NANOS = 5_000_000;

    private LiveViewRun() {}

    public static void main(String[] args) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        try (DemoProgress progress = DemoProgress.on(out, TITLE)) {
            DemoStatistics.Live live = statistics().live(NOW_NANOS);
            progress.show(live, 7);
            System.err.println("WARN first");
            progress.show(live, 7);
            for (String size : args) {
                String[] columnsAndRows = size.split("x", -1);
                new ProcessBuilder("stty", "cols", columnsAndRows[0], "rows", columnsAndRows[1])
                        .redirectInput(new File("/dev/tty"))
                        .start()
                        .waitFor();
                out.print("\u001b]" + size + "\u0007");
                out.flush();
                progress.show(live, 7);
                System.err.println("WARN at " + size);
            }
            progress.show(live, 7);
        }
    }

    /** Of a run with all that a view can have: bars, weights and a verdict. */
    static DemoStatistics statistics() {
        DemoStatistics statistics = new DemoStatistics(0);
        statistics.forecast(
                ForecastRecord.head(
                        """
                        {"schema":2,"device":"a","model":"default","version":2,"source":"combination",
                        "weights":{"temp":{"first":{"network":0.6,"base":0.3,"persistence":0.1}}},"status":"ok",
                        "origin":"2026-11-21T05:00:00Z","step":"PT1H","at":[],"targets":{"temp":{"mean":[1]}}}"""
                                .getBytes(UTF_8)),
                OptionalLong.of(0),
                NOW_NANOS);
        statistics.score(
                ScoreRecord.errors(
                        """
                        {"schema":2,"device":"a","target":"temp","errors":{"combination":[1],"network":[1.5],"persistence":[4],
                        "seasonal-naive":[2]}}"""
                                .getBytes(UTF_8)),
                NOW_NANOS);
        statistics.pointer(PointerRecord.of(
                """
                        {"schema":1,"serving":2,"previous":1,"pinned":false,"reason":"r","verdict":{"version":3,
                        "promoted":false,"reason":"rejected: 2.0 % worse","trigger":"steps","requests":[],"champion":1.0,
                        "challenger":0.9,"windows":512,"updates":9,"seconds":2.5,"at":"2026-11-21T05:00:00Z"}}"""
                        .getBytes(UTF_8)));
        return statistics;
    }
}
