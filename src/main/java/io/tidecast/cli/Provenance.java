package io.tidecast.cli;

import io.tidecast.app.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Provenance of a report: the command as it was typed, the settings that were given, the versions, and the digest of
 * each file of data. What is given to Kafka's clients may be a secret, and is left out.
 *
 * @param arguments after the program's name
 * @param settings lines of names and values
 */
record Provenance(List<String> arguments, List<String> settings) {
    Provenance {
        arguments = List.copyOf(arguments);
        settings = List.copyOf(settings);
    }

    /** A line for each. */
    List<String> lines(List<Path> data) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("command: tidecast " + command());
        settings.forEach(line -> lines.add("setting: " + line));
        lines.add("version: " + String.join(", ", Version.lines()));
        for (Path file : data) {
            lines.add("data:    " + file + ", SHA-256 " + digest(file));
        }
        return lines;
    }

    private String command() {
        List<String> shown = new ArrayList<>();
        boolean hidden = false;
        for (String argument : arguments) {
            shown.add(hidden ? "…" : argument.startsWith("--kafka=") ? "--kafka=…" : quoted(argument));
            hidden = argument.equals("--kafka");
        }
        return String.join(" ", shown);
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:=,%@+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }
}
