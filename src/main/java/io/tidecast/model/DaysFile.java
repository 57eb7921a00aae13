package io.tidecast.model;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.series.DayRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * File of days of one's own, such as school holidays or planned stops: a day or a range of days a line, with what
 * stands behind # left out. It is read when settings are; a model holds the days themselves.
 */
final class DaysFile {
    static final Setting<Path> FILE = Setting.derived(
            "network.days-file",
            "FILE",
            "no file",
            "days of your own that are a feature, such as school holidays: in each of at most 1000 lines "
                    + DayRange.RULE
                    + ", and what stands behind # is left out; a model has those it was trained with, and takes over"
                    + " newer ones when it is fine-tuned",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));

    private DaysFile() {}

    /** The texts of its days, in its order. */
    static List<String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE.key() + " must be a file that can be read, was " + file, e);
        }
        List<String> days = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                requireDays(line, file + ":" + (i + 1));
                days.add(line);
            }
        }
        return days;
    }

    private static void requireDays(String line, String where) {
        try {
            DayRange.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FILE.key() + " (" + where + "): " + e.getMessage(), e);
        }
    }
}
