package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.PrintWriter;
import java.util.Map;

/** Live view on the terminal that it is run in, which it makes of another width, with lines of a log meanwhile. */
final class LiveViewRun {
    static final String TITLE = "40 simulated machines of a fleet that has a long name, 1 hour of event time a second";

    private LiveViewRun() {}

    public static void main(String[] args) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        Terminal terminal = new Terminal(out, () -> Terminal.ask(Map.of("COLUMNS", "33")));
        System.setErr(terminal.above(System.err));
        draw(terminal);
        System.err.println("WARN first");
        draw(terminal);
        for (String width : args) {
            new ProcessBuilder("stty", "cols", width)
                    .redirectInput(new File("/dev/tty"))
                    .start()
                    .waitFor();
            out.print("\u001b]" + width + "\u0007");
            out.flush();
            draw(terminal);
            System.err.println("WARN at " + width);
        }
        draw(terminal);
    }

    private static void draw(Terminal terminal) {
        DemoStatistics statistics = new DemoStatistics(System.nanoTime());
        terminal.draw(DemoText.screen(statistics.live(System.nanoTime()), TITLE, 1, 1, terminal.width()));
    }
}
