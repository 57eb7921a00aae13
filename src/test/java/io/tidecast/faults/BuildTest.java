package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void shouldSayWhyThereIsNoPreviousBuildWhenTheHistoryLacksItsCommit() {
        String absent = "0123456789abcdef0123456789abcdef01234567";
        Build.Answer answer = Build.distributionOf(absent);
        assertThat(answer.code()).isEqualTo(Build.NOT_IN_HISTORY);
        assertThat(answer.text()).startsWith("previous: git's history must hold " + absent);
    }

    @Test
    void shouldNameACommitAsTheBuildBefore() {
        assertThat(System.getProperty(Build.COMMIT)).matches("[0-9a-f]{7,40}");
    }
}
