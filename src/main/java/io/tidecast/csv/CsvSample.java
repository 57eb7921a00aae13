package io.tidecast.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * First rows of a file as texts, for who does not know its columns yet.
 *
 * @param separator by which the first line has the most columns
 * @param header names of the columns
 * @param rows as long as the header, numbers with a point
 * @param skipped rows of another length, and those before which the numbers begin, such as units
 */
public record CsvSample(char separator, List<String> header, List<List<String>> rows, int skipped) {
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+");

    /**
     * Reads.
     *
     * @param most rows that are read
     * @param told the separator, where it is known
     * @throws IllegalArgumentException if there is no row under a first line of two columns
     */
    public static CsvSample of(Path file, int most, Optional<Character> told) {
        CsvSample best = null;
        for (char separator : told.map(List::of).orElse(SEPARATORS)) {
            CsvSample sample = read(file, most, separator);
            best = best == null || sample.header().size() > best.header().size() ? sample : best;
        }
        if (best == null || best.header().size() < 2 || best.rows().isEmpty()) {
            throw new IllegalArgumentException(file + " must have a first line that names two columns or more, and rows"
                    + " under it (--separator says what is between its fields)");
        }
        return best;
    }

    private static CsvSample read(Path file, int most, char separator) {
        List<String> header = List.of();
        List<List<String>> rows = new ArrayList<>();
        int skipped = 0;
        try (CloseableIterator<CsvRecord> records = CsvRows.lenient(file, separator)) {
            while (records.hasNext() && rows.size() < most) {
                CsvRecord record = records.next();
                List<String> fields =
                        record.getFields().stream().map(String::strip).toList();
                if (record.isComment() || fields.stream().allMatch(String::isEmpty)) {
                    continue;
                }
                if (header.isEmpty()) {
                    header = fields;
                } else if (fields.size() != header.size() || fields.stream().noneMatch(CsvSample::hasDigit)) {
                    skipped++;
                } else {
                    rows.add(fields.stream()
                            .map(field -> pointed(field, separator))
                            .toList());
                }
            }
        } catch (CsvParseException e) {
            // The rest is not of this separator.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CsvSample(separator, header, rows, skipped);
    }

    private static boolean hasDigit(String field) {
        return field.chars().anyMatch(Character::isDigit);
    }

    private static String pointed(String field, char separator) {
        boolean comma = (separator != ',' || field.indexOf(',') > 0)
                && DECIMAL_COMMA.matcher(field).matches();
        return comma ? field.replace(',', '.') : field;
    }
}
