package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Parser of InfluxDB's line protocol: {@code weather,site=north temp=71.5,ok=t 1772427600250000000}. A backslash keeps
 * a comma, an equals sign or a space in a name; a field is a float, a whole number with i or u, a truth value, or a
 * text in quotes.
 */
final class InfluxLines {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SECOND_NS = 1_000_000_000;
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,20}");

    private final ReadingLimits limits;
    private final boolean nanoseconds;

    /** @param nanoseconds whether timestamps are in them, and not in the unit of the settings */
    InfluxLines(ReadingLimits limits, boolean nanoseconds) {
        this.limits = limits;
        this.nanoseconds = nanoseconds;
    }

    /** @throws UnreadableRecordException if a line is none of the protocol */
    JsonNode read(byte[] value) {
        Scanner scanner = new Scanner(text(value));
        ArrayNode lines = NODES.arrayNode();
        for (int tokens = 0; scanner.nextLine(); ) {
            ObjectNode line = line(scanner);
            tokens += 3 + line.path("tags").size() + line.path("values").size();
            if (tokens > limits.tokens()) {
                throw UnreadableRecordException.of(
                        Reason.TOO_LARGE, "value", "be of at most readings.max-tokens " + limits.tokens(), "more");
            }
            lines.add(line);
        }
        return lines;
    }

    private static String text(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "be lines of InfluxDB's protocol in UTF-8",
                    Arrays.toString(Arrays.copyOf(value, Math.min(value.length, 20))));
        }
    }

    private ObjectNode line(Scanner scanner) {
        ObjectNode line = NODES.objectNode();
        line.put("measurement", scanner.name(", "));
        ObjectNode tags = line.putObject("tags");
        while (scanner.skip(',')) {
            String tag = scanner.name("=");
            scanner.require('=');
            tags.put(tag, scanner.name(", "));
        }
        scanner.requireSpaces();
        ObjectNode values = line.putObject("values");
        do {
            String field = scanner.name("=");
            scanner.require('=');
            values.set(field, scanner.peek() == '"' ? NODES.textNode(scanner.quoted()) : field(scanner));
        } while (scanner.skip(','));
        if (scanner.skipSpaces() && !scanner.atEnd()) {
            line.set("ts", timestamp(scanner));
            scanner.skipSpaces();
        }
        scanner.requireEnd();
        return line;
    }

    private static JsonNode field(Scanner scanner) {
        String text = scanner.bare();
        switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "true" -> {
                return NODES.booleanNode(true);
            }
            case "f", "false" -> {
                return NODES.booleanNode(false);
            }
            default -> {
                String digits = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
                if ((text.endsWith("i") || text.endsWith("u"))
                        && WHOLE.matcher(digits).matches()) {
                    return NODES.numberNode(new BigInteger(digits));
                }
            }
        }
        if (!FieldNumbers.isNumber(text)) {
            throw scanner.wrong("have numbers, truth values or texts in quotes as fields", text);
        }
        return NODES.numberNode(Double.parseDouble(text));
    }

    private JsonNode timestamp(Scanner scanner) {
        String text = scanner.bare();
        if (!WHOLE.matcher(text).matches() || new BigInteger(text).bitLength() >= Long.SIZE) {
            throw scanner.wrong("end in a whole number of 64 bits, the timestamp", text);
        }
        long number = Long.parseLong(text);
        return nanoseconds
                ? NODES.pojoNode(new Moment(
                        Instant.ofEpochSecond(Math.floorDiv(number, SECOND_NS), Math.floorMod(number, SECOND_NS))))
                : NODES.numberNode(number);
    }

    /** Cursor over the lines of a record. */
    private static final class Scanner {
        private final String text;
        private int at;
        private int from;

        Scanner(String text) {
            this.text = text;
        }

        /** Goes to the next line that is no comment and not blank. */
        boolean nextLine() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '#') {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (c == '\n' || c == '\r' || c == ' ') {
                    at++;
                } else {
                    from = at;
                    return true;
                }
            }
            return false;
        }

        boolean atEnd() {
            return at == text.length() || peek() == '\n' || peek() == '\r';
        }

        char peek() {
            return at < text.length() ? text.charAt(at) : '\n';
        }

        boolean skip(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        boolean skipSpaces() {
            int before = at;
            while (skip(' ')) {
                // On to the next.
            }
            return at > before;
        }

        void require(char c) {
            if (!skip(c)) {
                throw wrong("have a " + c + " there", rest());
            }
        }

        void requireSpaces() {
            if (!skipSpaces()) {
                throw wrong("have a space before its fields", rest());
            }
        }

        void requireEnd() {
            if (!atEnd()) {
                throw wrong("end behind the timestamp", rest());
            }
        }

        /** A name up to one of these, in which a backslash keeps them. */
        String name(String ends) {
            StringBuilder name = new StringBuilder();
            while (!atEnd() && ends.indexOf(peek()) < 0) {
                char c = text.charAt(at++);
                boolean escape = c == '\\' && !atEnd() && ",= ".indexOf(peek()) >= 0;
                name.append(escape ? text.charAt(at++) : c);
            }
            if (name.isEmpty()) {
                throw wrong("have a name there", rest());
            }
            return name.toString();
        }

        /** A text in quotes, which may go over several lines. */
        String quoted() {
            StringBuilder quoted = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                boolean escape = text.charAt(at) == '\\'
                        && at + 1 < text.length()
                        && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
                at += escape ? 1 : 0;
                quoted.append(text.charAt(at));
            }
            require('"');
            return quoted.toString();
        }

        /** What stands up to a comma, a space or the end. */
        String bare() {
            int start = at;
            while (!atEnd() && peek() != ',' && peek() != ' ') {
                at++;
            }
            return text.substring(start, at);
        }

        private String rest() {
            return text.substring(at, Math.min(text.length(), at + 50));
        }

        UnreadableRecordException wrong(String rule, String value) {
            String line = text.substring(from, Math.min(text.length(), from + 100));
            return UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "be lines of InfluxDB's protocol: each must " + rule,
                    value + " in " + line);
        }
    }
}
