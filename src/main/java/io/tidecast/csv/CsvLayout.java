package io.tidecast.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Layout that was read off a file: where its columns are, and how its fields and numbers are written.
 *
 * @param header names of the columns
 * @param decimalComma whether 21,5 is the number 21.5
 */
record CsvLayout(Path file, char separator, List<String> header, boolean decimalComma) {
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
    /** Rows that are looked at before numbers are read. */
    private static final int LOOKED_AT = 100;

    private static final Pattern COMMA = Pattern.compile("[+-]?\\d+,(\\d+)");
    private static final int DIGITS_OF_A_THOUSAND = 3;

    /**
     * Looks at a file's first lines.
     *
     * @throws IllegalArgumentException if a column is not there, or twice
     */
    static CsvLayout of(Path file, CsvFormat format) {
        List<Character> separators = format.dialect().separator().map(List::of).orElse(SEPARATORS);
        List<String> widest = List.of();
        for (char separator : separators) {
            List<String> header = header(file, separator);
            if (header.containsAll(format.columns())) {
                format.columns().forEach(column -> requireOnce(file, header, column));
                CsvLayout layout = new CsvLayout(file, separator, header, false);
                return new CsvLayout(file, separator, header, layout.hasDecimalComma(format));
            }
            widest = header.size() > widest.size() ? header : widest;
        }
        List<String> has = widest;
        String absent = format.columns().stream()
                .filter(column -> !has.contains(column))
                .findFirst()
                .orElseThrow();
        throw new IllegalArgumentException(file + " has no column '" + absent + "', it has " + has
                + (has.size() == 1 ? " (--separator says what is between its fields)" : ""));
    }

    private static void requireOnce(Path file, List<String> header, String column) {
        if (Collections.frequency(header, column) > 1) {
            throw new IllegalArgumentException(file + " has more than one column '" + column
                    + "', and which is meant cannot be told: it has " + header);
        }
    }

    private static List<String> header(Path file, char separator) {
        try (CloseableIterator<CsvRecord> rows = CsvRows.lenient(file, separator)) {
            while (rows.hasNext()) {
                CsvRecord row = rows.next();
                if (!row.isComment()) {
                    return row.getFields().stream().map(String::strip).toList();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(file + " is empty: its first line must name the columns");
    }

    /** Place of a column. */
    int place(String column) {
        return header.indexOf(column);
    }

    /**
     * Whether values are written with a comma: where fields are separated by something else, and where the digits after
     * it are no thousands.
     */
    private boolean hasDecimalComma(CsvFormat format) {
        if (format.dialect().decimalComma()) {
            return true;
        }
        try (CloseableIterator<CsvRecord> rows = CsvRows.lenient(file, separator)) {
            for (int i = 0; i < LOOKED_AT && rows.hasNext(); i++) {
                CsvRecord row = rows.next();
                Stream<String> cells = format.values().stream()
                        .filter(column -> place(column) < row.getFieldCount())
                        .map(column -> row.getField(place(column)).strip());
                if (cells.anyMatch(this::isDecimal)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDecimal(String cell) {
        Matcher number = COMMA.matcher(cell);
        return number.matches() && (separator != ',' || number.group(1).length() != DIGITS_OF_A_THOUSAND);
    }

    /** A number's text with a point, where it has a comma that is one. */
    String number(String text) {
        boolean comma = decimalComma && text.indexOf('.') < 0 && text.indexOf(',') == text.lastIndexOf(',');
        return comma ? text.replace(',', '.') : text;
    }
}
