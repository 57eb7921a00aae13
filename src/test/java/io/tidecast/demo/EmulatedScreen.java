package io.tidecast.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Terminal in which what a program writes comes to stand as on a screen, with what has left it at its top; it breaks
 * what is longer than a row again when it becomes narrower, as most do.
 */
final class EmulatedScreen {
    private static final Pattern ESCAPE = Pattern.compile("\u001b(?:\\[([0-9]*)([AKJ])|\\]([0-9]+)x([0-9]+)\u0007)");

    private int width;
    private int height;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    /** The first on the screen. */
    private int top;

    private int row;
    private int column;

    EmulatedScreen(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** All rows after all of it, without blanks at their ends. */
    List<String> show(String written) {
        Matcher escape = ESCAPE.matcher(written);
        for (int at = 0; at < written.length(); at++) {
            char next = written.charAt(at);
            if (next == '\u001b') {
                if (!escape.find(at) || escape.start() != at) {
                    throw new AssertionError("unknown escape sequence at " + written.substring(at));
                }
                control(escape);
                at = escape.end() - 1;
            } else {
                put(next);
            }
        }
        return rows.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    private void control(Matcher escape) {
        if (escape.group(3) != null) {
            resize(Integer.parseInt(escape.group(3)), Integer.parseInt(escape.group(4)));
            return;
        }
        switch (escape.group(2)) {
            case "A" -> row = Math.max(top, row - Integer.parseInt(escape.group(1)));
            case "K" -> rows.get(row).setLength(0);
            default -> {
                rows.subList(row + 1, rows.size()).clear();
                rows.get(row).setLength(Math.min(column, rows.get(row).length()));
            }
        }
    }

    private void put(char next) {
        if (next == '\r') {
            column = 0;
        } else if (next == '\n') {
            down();
        } else {
            if (column == width) {
                down();
                column = 0;
            }
            StringBuilder line = rows.get(row);
            while (line.length() <= column) {
                line.append(' ');
            }
            line.setCharAt(column++, next);
        }
    }

    private void down() {
        row++;
        top = Math.max(top, row - height + 1);
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    /** The cursor stands at the beginning of the last row. */
    private void resize(int to, int high) {
        List<StringBuilder> broken = new ArrayList<>();
        for (StringBuilder line : rows) {
            int from = 0;
            do {
                broken.add(new StringBuilder(line.substring(from, Math.min(line.length(), from + to))));
                from += to;
            } while (from < line.length());
        }
        rows.clear();
        rows.addAll(broken);
        row = rows.size() - 1;
        width = to;
        height = high;
        top = Math.max(0, row - height + 1);
    }
}
