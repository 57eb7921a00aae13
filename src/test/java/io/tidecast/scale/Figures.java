package io.tidecast.scale;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Measured figures by name, kept in a file, so that one stage can be measured anew and the others stay. */
final class Figures {
    private final Map<String, Double> byName = new TreeMap<>();
    private final Consumer<String> report;

    /** @param report gets a line for each figure that comes */
    Figures(Consumer<String> report) {
        this.report = report;
    }

    /** Those of a file; none where it is absent. */
    static Figures in(Path file, Consumer<String> report) {
        Figures figures = new Figures(report);
        if (Files.exists(file)) {
            Properties kept = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                kept.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            kept.stringPropertyNames()
                    .forEach(name -> figures.byName.put(name, Double.valueOf(kept.getProperty(name))));
        }
        return figures;
    }

    /** Keeps a figure, and reports it. */
    Figures put(String name, double value) {
        byName.put(name, value);
        report.accept(String.format(Locale.ROOT, "%s %,.3f", name, value));
        return this;
    }

    /** Forgets what a stage has measured before. */
    void remove(String stage) {
        byName.keySet().removeIf(name -> name.startsWith(stage + "."));
    }

    double get(String name) {
        Double value = byName.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " must be measured first, is not");
        }
        return value;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Values by what follows the prefix in their names. */
    Map<String, Double> below(String prefix) {
        Map<String, Double> found = new TreeMap<>();
        byName.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    void store(Path file) {
        Properties kept = new Properties();
        byName.forEach((name, value) -> kept.setProperty(name, value.toString()));
        try (Writer out = Files.newBufferedWriter(file)) {
            kept.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
