package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * A build of the application: the class path an instance runs on.
 *
 * @param classPath holds the application, and {@link AppMain} to start it by
 * @param lacks settings that it has not yet, and would refuse
 */
record Build(String classPath, Set<String> lacks) {
    /** Names the commit of {@link #previous}; set in pom.xml, where a release moves it. */
    static final String COMMIT = "previous.build";

    /** What that commit lacks: it publishes one method, in the first schema. */
    private static final Set<String> LACKS = Set.of("forecast.combination", Shape.SCHEMA);

    private static final Path SCRIPT = Path.of("src", "test", "sh", "previous.sh");
    /** The script's exit code where it cannot build for lack of history. */
    static final int NOT_IN_HISTORY = 3;

    /** What is tested: the class path of this JVM. */
    static Build present() {
        return new Build(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Set.of());
    }

    /**
     * The build before this one, made from the repository's own history; a test is skipped where that does not hold it.
     */
    static Build previous() {
        Answer answer = distributionOf(System.getProperty(COMMIT));
        Assumptions.assumeFalse(answer.code() == NOT_IN_HISTORY, answer.text());
        assertThat(answer.code()).as(answer.text()).isZero();
        String[] lines = answer.text().split("\n", -1);
        return new Build(
                Path.of(lines[lines.length - 1], "lib", "*") + System.getProperty("path.separator") + testClasses(),
                LACKS);
    }

    /** How a script has ended, and what it has printed on both streams. */
    record Answer(int code, String text) {}

    static Answer distributionOf(String commit) {
        try {
            Process process = new ProcessBuilder(List.of("sh", SCRIPT.toString(), commit))
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Answer(process.waitFor(), text);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(SCRIPT + " " + commit, e);
        }
    }

    private static Path testClasses() {
        try {
            return Path.of(AppMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
