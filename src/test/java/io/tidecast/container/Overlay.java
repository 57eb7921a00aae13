package io.tidecast.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * An overlay in a copy of {@code k8s/}, in which a test changes what its user would.
 *
 * @param root of the copy
 * @param name of the overlay
 */
record Overlay(Path root, String name) {
    private static final Path SOURCE = Path.of("k8s");

    static Overlay copy(String name, Path folder) throws IOException {
        Path root = folder.resolve("k8s");
        try (var files = Files.walk(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = root.resolve(SOURCE.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return new Overlay(root, name);
    }

    /** Where kubectl finds it. */
    String path() {
        return root.resolve("overlays").resolve(name).toString();
    }

    /** Changes a file of the copy, which must then be another. */
    Overlay edit(String file, UnaryOperator<String> change) throws IOException {
        Path edited = root.resolve(file);
        String before = Files.readString(edited);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException(file + " must have what is to be changed, was " + before);
        }
        Files.writeString(edited, after);
        return this;
    }

    /** Adds to the settings, below {@code tidecast:}. */
    Overlay settings(String yaml) throws IOException {
        return edit("overlays/" + name + "/tidecast.yaml", settings -> settings + yaml.indent(2));
    }

    /** Has the pods run another image. */
    Overlay image(String tag) throws IOException {
        return edit(
                "overlays/" + name + "/kustomization.yaml",
                yaml -> yaml + "images:\n  - {name: tidecast, newTag: " + tag + "}\n");
    }

    /** Asks for less processor time than production does, for a small node. */
    Overlay small() throws IOException {
        edit("overlays/prod/kustomization.yaml", yaml -> yaml.replace("cpu, value: \"1\"", "cpu, value: 100m"));
        return edit("base/trainer.yaml", yaml -> yaml.replace("cpu: 500m", "cpu: 100m"));
    }
}
