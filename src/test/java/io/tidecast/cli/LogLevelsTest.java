package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLevelsTest {
    @ParameterizedTest
    @CsvSource({
        "run,                  INFO,  WARN,  ERROR",
        "watch,                INFO,  ERROR, ERROR",
        "demo,                 WARN,  ERROR, ERROR",
        "run -q,               ERROR, ERROR, ERROR",
        "--quiet watch,        ERROR, ERROR, ERROR",
        "run -v,               INFO,  INFO,  WARN",
        "demo --verbose,       INFO,  INFO,  WARN",
        "run -vv,              DEBUG, DEBUG, DEBUG",
        "run -v --verbose,     DEBUG, DEBUG, DEBUG",
        "run -q -v,            INFO,  INFO,  WARN"
    })
    void shouldFollowTheArguments(String args, String own, String libraries, String unusable) {
        assertThat(LogLevels.of(List.of(args.split(" ")))).isEqualTo(new LogLevels(own, libraries, unusable));
    }
}
