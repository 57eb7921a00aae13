package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InputWatchTest extends ForecasterFixture {
    private final Logger logger = (Logger) LoggerFactory.getLogger(InputWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private double unusable() {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("unusable-readings-total"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    @Test
    void shouldWarnOnceOfAValueThatNoReadingHas() {
        start();
        for (int step = 0; step < 3 * InputWatch.LOOKED_AT; step++) {
            if (step == InputWatch.LOOKED_AT - 1) {
                assertThat(lines()).isEmpty();
            }
            readings.pipeInput("k", reading("a", at(step), Map.of("temp", 20)), NOW);
        }
        assertThat(lines())
                .containsExactly("none of the first 100 readings has a value of load at /values/load; `tidecast doctor`"
                        + " shows what records have");
        assertThat(unusable()).isZero();
    }

    @Test
    void shouldWarnOnceOfTimesOfAnotherAgeAndCountReadingsWithoutAnyValue() {
        start();
        for (int day = 1; day < 4; day++) {
            readings.pipeInput(
                    "k", "{\"device\":\"a\",\"ts\":\"1999-12-0" + day + "\",\"values\":{\"temp\":1,\"load\":1}}", NOW);
        }
        assertThat(lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("a reading of device a is of 1999-12-01T00:00:00Z: readings.time and readings.time-unit"));
        readings.pipeInput("k", reading("b", at(0), Map.of("other", 1)), NOW);
        readings.pipeInput("k", reading("b", at(1), Map.of("temp", 1)), NOW);
        assertThat(unusable()).isEqualTo(1);
    }
}
