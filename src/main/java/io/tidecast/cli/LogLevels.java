package io.tidecast.cli;

import java.util.List;

/**
 * Levels of the log, as the arguments have them before they are parsed: the first logger must not be made before.
 *
 * @param own of the application
 * @param libraries of Kafka's clients and the other libraries
 * @param unusable of warnings of the libraries that nobody can do anything about
 */
record LogLevels(String own, String libraries, String unusable) {
    static LogLevels of(List<String> args) {
        int verbose = args.stream().mapToInt(LogLevels::verbose).sum();
        if (verbose > 1) {
            return new LogLevels("DEBUG", "DEBUG", "DEBUG");
        }
        if (verbose == 1) {
            return new LogLevels("INFO", "INFO", "WARN");
        }
        if (args.contains("-q") || args.contains("--quiet")) {
            return new LogLevels("ERROR", "ERROR", "ERROR");
        }
        // The demo's view tells what the log would, and is drawn in place; a backtest tells it in its tables. A command
        // that asks and ends tells its errors itself; the libraries' own warnings would stand between its lines.
        boolean tells = args.contains("demo") || args.contains("backtest");
        return new LogLevels(tells ? "WARN" : "INFO", args.contains("run") ? "WARN" : "ERROR", "ERROR");
    }

    private static int verbose(String arg) {
        return arg.equals("--verbose") ? 1 : arg.matches("-v+") ? arg.length() - 1 : 0;
    }
}
