package io.tidecast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table of packages in ARCHITECTURE.md: imports go down only, and some libraries have one room each. */
class ArchitectureTest {
    private static final String ROOT = "io.tidecast.";
    private static final Map<String, Integer> ROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("kernel", 0),
            Map.entry("config", 0),
            Map.entry("nn", 1),
            Map.entry("series", 1),
            Map.entry("synthetic", 1),
            Map.entry("train", 2),
            Map.entry("simulation", 2),
            Map.entry("csv", 2),
            Map.entry("model", 4),
            Map.entry("base", 3),
            Map.entry("forecast", 5),
            Map.entry("interchange", 5),
            Map.entry("learn", 6),
            Map.entry("backtest", 6),
            Map.entry("experiment", 7),
            Map.entry("record", 7),
            Map.entry("device", 8),
            Map.entry("input", 8),
            Map.entry("stream", 9),
            Map.entry("guess", 9),
            Map.entry("forecaster", 10),
            Map.entry("trainer", 10),
            Map.entry("view", 10),
            Map.entry("http", 11),
            Map.entry("settings", 12),
            Map.entry("app", 13),
            Map.entry("replay", 13),
            Map.entry("demo", 14),
            Map.entry("cli", 15)));
    private static final Set<String> PURE =
            Set.of("kernel", "config", "nn", "train", "series", "synthetic", "simulation", "forecast");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tidecast");

    /** Libraries that one or a few packages alone may use. */
    private record Room(String library, Set<String> packages) {}

    private static final List<Room> ROOMS = List.of(
            new Room(
                    "org.apache.kafka.streams..",
                    Set.of("record", "device", "stream", "forecaster", "trainer", "app", "replay")),
            new Room("org.rocksdb..", Set.of("stream", "app")),
            new Room(
                    "org.apache.kafka..",
                    Set.of(
                            "record",
                            "device",
                            "input",
                            "guess",
                            "stream",
                            "forecaster",
                            "trainer",
                            "view",
                            "app",
                            "replay",
                            "demo",
                            "cli")),
            new Room("kafka..", Set.of("demo")),
            new Room("org.ejml..", Set.of("kernel")),
            new Room("io.jhdf..", Set.of("interchange")),
            new Room("jdk.incubator.vector..", Set.of("kernel")),
            new Room("org.eclipse.jetty..", Set.of("http")),
            new Room("io.micrometer..", Set.of("app")),
            new Room("io.prometheus..", Set.of("app")),
            new Room("picocli..", Set.of("cli")),
            new Room("io.smallrye..", Set.of("settings")),
            new Room("org.eclipse.microprofile..", Set.of("settings")),
            new Room("org.knowm..", Set.of("backtest", "experiment")),
            new Room("me.tongfei..", Set.of("cli")),
            new Room("de.focus_shift..", Set.of("series")),
            new Room("de.siegmar..", Set.of("csv", "backtest", "experiment")));

    @Test
    void shouldKnowTheRowOfEveryPackage() {
        Set<String> packages = CLASSES.stream()
                .map(c -> c.getPackageName())
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toSet());
        assertThat(packages).contains("nn", "device", "cli");
        assertThat(ROWS.keySet()).containsAll(packages);
    }

    @TestFactory
    Stream<DynamicTest> shouldImportDownOnly() {
        return ROWS.keySet().stream()
                .filter(name -> CLASSES.containPackage(ROOT + name))
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(notBelow(name))
                        .check(CLASSES)));
    }

    private static String[] notBelow(String name) {
        return ROWS.entrySet().stream()
                .filter(other -> !other.getKey().equals(name) && other.getValue() >= ROWS.get(name))
                .map(other -> ROOT + other.getKey())
                .toArray(String[]::new);
    }

    /** What runs on a stream thread knows nothing of readers, so it cannot wait for one. */
    @TestFactory
    Stream<DynamicTest> shouldKeepStreamThreadsFromReaders() {
        return Stream.of("learn", "record", "device", "stream", "forecaster", "trainer")
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ROOT + "view", ROOT + "http")
                        .check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> shouldUseALibraryInItsRoomsOnly() {
        return ROOMS.stream()
                .map(room -> DynamicTest.dynamicTest(room.library(), () -> noClasses()
                        .that()
                        .resideInAnyPackage(ROWS.keySet().stream()
                                .filter(name -> !room.packages().contains(name))
                                .map(name -> ROOT + name)
                                .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(room.library())
                        .check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepNumbersFreeOfTheOutsideWorld() {
        return PURE.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.io..",
                                "java.nio.file..",
                                "java.net..",
                                "org.slf4j..",
                                "org.apache..",
                                "com.fasterxml..")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .accessField(System.class, "out")
                        .check(CLASSES)));
    }

    @Test
    void shouldSayInEveryPackageWhatItIsFor() {
        for (String name : ROWS.keySet()) {
            if (CLASSES.containPackage(ROOT + name)) {
                JavaPackage found = CLASSES.getPackage(ROOT + name);
                assertThat(found.getClassesInPackageTree()).isNotEmpty();
                assertThat(java.nio.file.Path.of("src/main/java/io/tidecast", name, "package-info.java"))
                        .exists();
            }
        }
    }
}
