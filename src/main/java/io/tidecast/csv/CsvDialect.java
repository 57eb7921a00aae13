package io.tidecast.csv;

import java.util.Optional;

/**
 * CSV dialect (RFC 4180 leaves it open), where it is told; what is not is read off the file.
 *
 * @param separator between fields; where empty, the one of comma, semicolon, tab and bar by which the first line has
 *     all columns
 * @param decimalComma whether 21,5 is the number 21.5; else it is where the file leaves no doubt
 * @param skipBadRows whether rows that cannot be read are dropped and counted, and of short ones is taken what is there
 */
public record CsvDialect(Optional<Character> separator, boolean decimalComma, boolean skipBadRows) {
    /** Nothing is told. */
    public static final CsvDialect READ_OFF = new CsvDialect(Optional.empty(), false, false);
}
