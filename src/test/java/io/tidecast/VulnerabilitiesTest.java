package io.tidecast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code src/test/sh/vulnerabilities.sh} on bills of materials, beside a database that is made up. */
class VulnerabilitiesTest {
    private static final String NOBODY = "exit 7";
    private static final String ADVISORY = "CVE-1\t2026-06-01\torg.logs:core\t1.2\t1.5.34\treads what it should not\n";

    @TempDir
    private Path folder;

    private Path advisories;

    @BeforeEach
    void keepAnAdvisory() throws IOException {
        advisories = Files.writeString(folder.resolve("advisories.tsv"), "# about this file\n" + ADVISORY);
    }

    private record Outcome(int code, String out) {}

    /** @param database what stands in for curl, as a script */
    private Outcome check(String database, String... purls) throws Exception {
        StringBuilder bom = new StringBuilder("{\"components\":[");
        for (String purl : purls) {
            bom.append("{\"name\":\"x\",\n\"purl\" : \"").append(purl).append("\"},\n");
        }
        return checkBill(database, bom.append("{}]}").toString());
    }

    private Outcome checkBill(String database, String bom) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path curl = Files.writeString(bin.resolve("curl"), "#!/bin/sh\ncat >/dev/null\n" + database + "\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(folder.resolve("bom.json"), bom);
        ProcessBuilder builder = new ProcessBuilder(
                List.of("sh", "src/test/sh/vulnerabilities.sh", file.toString(), advisories.toString()));
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), out);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1.9, false",
        "1.2, true",
        "1.5.9, true",
        "1.5.33, true",
        "1.5.34-rc1, true",
        "1.5.34, false",
        "1.5.34.Final, false",
        "1.5.100, false",
        "2.0-alpha, false"
    })
    void shouldFailOnAVersionFromTheFirstAffectedUpToTheFix(String version, boolean affected) throws Exception {
        Outcome outcome = check(NOBODY, "pkg:maven/org.logs/core@" + version + "?type=jar");
        assertThat(outcome.code()).isEqualTo(affected ? 1 : 0);
        assertThat(outcome.out()
                        .contains("org.logs:core " + version + ": CVE-1, reads what it should not, fixed in 1.5.34"))
                .isEqualTo(affected);
    }

    @Test
    void shouldSayWhatWasCheckedWhenNoDatabaseAnswers() throws Exception {
        Outcome outcome = check(NOBODY, "pkg:maven/org.logs/core@1.6", "pkg:maven/org.other/core@1.3");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("2 components are in none of 1 advisories kept here, the newest of 2026-06-01")
                .contains("no database can be reached");
    }

    @Test
    void shouldFailWhenTheDatabaseKnowsMore() throws Exception {
        assertThat(check("echo '{\"results\":[{\"vulns\":[{\"id\":\"GHSA-2\"}]}]}'", "pkg:maven/a/b@1"))
                .matches(outcome -> outcome.code() == 1 && outcome.out().contains("GHSA-2"));
        assertThat(check("echo '{\"results\":[{}]}'", "pkg:maven/a/b@1").code()).isZero();
    }

    @Test
    void shouldFailWhenTheDatabaseAnswersSomethingElse() throws Exception {
        assertThat(check("echo '<html>'", "pkg:maven/a/b@1"))
                .matches(outcome -> outcome.code() == 1 && outcome.out().contains("must answer with results"));
    }

    @Test
    void shouldFailOnAVersionThatCannotBeReadOfALibraryThatIsKnown() throws Exception {
        assertThat(check(NOBODY, "pkg:maven/org.logs/core@nightly"))
                .matches(outcome -> outcome.code() == 1
                        && outcome.out().contains("version nightly of org.logs:core cannot be compared"));
        assertThat(check(NOBODY, "pkg:maven/org.other/core@nightly").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"components\":[{\"purl\":\"pkg:npm/a@1\"}]}"})
    void shouldFailOnABillWithoutComponents(String bom) throws Exception {
        assertThat(checkBill(NOBODY, bom))
                .matches(outcome -> outcome.code() == 1 && outcome.out().contains("must name components"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# none\n",
                ADVISORY + "CVE-2 2026-06-01 a:b 1 2 spaces\n",
                ADVISORY + "CVE-2\tyesterday\ta:b\t1\t2\tx\n",
                ADVISORY + "CVE-2\t2026-06-01\torg.logs:core\tfirst\t2\tx\n"
            })
    void shouldFailOnAdvisoriesThatCannotBeRead(String text) throws Exception {
        Files.writeString(advisories, text);
        assertThat(check(NOBODY, "pkg:maven/org.logs/core@1.6").code()).isEqualTo(1);
    }

    @Test
    void shouldFailWhenThereAreNoAdvisories() throws Exception {
        Files.delete(advisories);
        assertThat(check(NOBODY, "pkg:maven/org.logs/core@1.6").code()).isEqualTo(1);
    }

    /** What this build was before: the list kept here must have found it. */
    @Test
    void shouldFindWhatThisBuildHeldBefore() throws Exception {
        advisories = Path.of("src/test/sh/advisories.tsv");
        for (String purl : List.of(
                "com.fasterxml.jackson.core/jackson-databind@2.21.2",
                "ch.qos.logback/logback-core@1.5.20",
                "at.yawk.lz4/lz4-java@1.10.2",
                "org.xerial.snappy/snappy-java@1.1.10.7")) {
            assertThat(check(NOBODY, "pkg:maven/" + purl).code()).as(purl).isEqualTo(1);
        }
    }
}
