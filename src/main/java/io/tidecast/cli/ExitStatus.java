package io.tidecast.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Exit status of a command: the one list of them, which the help and docs/exit-codes.md have too. */
enum ExitStatus {
    DONE(0, "done; also where a command that goes on until it is stopped was stopped"),
    FAILED(1, "failed, or found something wrong"),
    USAGE(2, "wrong usage or wrong settings"),
    /** Of {@code retrain --wait}. */
    REJECTED(3, "the challenger that was waited for was rejected"),
    /** Of {@code retrain}. */
    UNKNOWN_MODEL(4, "there is no such model"),
    /** 128 and the number of SIGINT, as a shell has it of a process that Ctrl-C ends. */
    STOPPED(130, "stopped before it was done, by Ctrl-C or SIGTERM");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    /** Code and meaning, as picocli takes them for its help. */
    static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitStatus status : values()) {
            table.put(Integer.toString(status.code), status.meaning);
        }
        return table;
    }
}
