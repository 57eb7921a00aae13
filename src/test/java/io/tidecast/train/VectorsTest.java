package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every JSON file of the folder {@code -Dvectors.dir}, {@code ../shared/vectors} unless given, each as a test of
 * its own.
 */
class VectorsTest {
    static final Path FOLDER = Path.of(System.getProperty("vectors.dir", "../shared/vectors"));

    @TestFactory
    Stream<DynamicTest> shouldMatchEveryVectorFile() throws IOException {
        return given().stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
    }

    @TestFactory
    Stream<DynamicTest> shouldMatchEveryVectorFileWhenKernelsAreForced() throws IOException {
        List<Path> files = given();
        return Stream.of(Choice.VECTOR, Choice.PLAIN, Choice.EJML, Choice.SCALAR)
                .flatMap(choice -> files.stream()
                        .map(path -> DynamicTest.dynamicTest(path.getFileName() + " on " + choice, () -> {
                            KernelProvider.use(choice);
                            check(path);
                        })));
    }

    @AfterEach
    void useTheUsualKernels() {
        KernelProvider.use(Choice.AUTO);
    }

    private static List<Path> given() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER) || System.getProperty("vectors.dir") != null,
                "no vectors at " + FOLDER.toAbsolutePath() + "; give their folder with -Dvectors.dir=...");
        List<Path> files = files(FOLDER);
        Assertions.assertThat(files)
                .as("JSON files in " + FOLDER.toAbsolutePath())
                .isNotEmpty();
        return files;
    }

    @Test
    void shouldFailWhenAKindIsUnknown(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("new.json"), "{\"kind\":\"transformer\"}");
        Assertions.assertThatThrownBy(() -> check(file))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("new.json is of the unknown kind 'transformer'");
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".json"))
                    .filter(path -> !path.getFileName().toString().equals("index.json"))
                    .sorted()
                    .toList();
        }
    }

    static Deviations check(Path path) {
        try {
            JsonNode file = new ObjectMapper().readTree(path.toFile());
            String kind = file.path("kind").asText();
            return switch (kind) {
                case "forward" -> ForwardVectors.check(file);
                case "gradient" -> GradientVectors.check(file);
                case "adam" -> AdamVectors.check(file);
                case "model_file" -> ModelVectors.check(file, path.getParent());
                default -> throw new AssertionError(path + " is of the unknown kind '" + kind + "'");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
