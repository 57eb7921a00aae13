package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BoundedLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(BoundedLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final BoundedLog log = new BoundedLog(logger);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    private List<String> logged() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void warn(String kind, int times, long nowMs) {
        for (int i = 0; i < times; i++) {
            log.warn(kind, "line " + i, nowMs);
        }
    }

    @Test
    void shouldSayHowManyMoreThereWereWhenTheMinuteIsOver() {
        warn("late", 1_000, 5_000);
        assertThat(logged()).hasSize(10).last().isEqualTo("late: line 9");
        log.tick(64_999);
        assertThat(logged()).hasSize(10);
        log.tick(65_000);
        assertThat(logged()).hasSize(11).last().isEqualTo("late: … and 990 more like this");
        log.tick(200_000);
        assertThat(logged()).hasSize(11);
    }

    @Test
    void shouldBeginAnewWithTheNextOneAfterTheMinute() {
        warn("late", 12, 0);
        warn("late", 1, 60_000);
        assertThat(logged().subList(10, 12)).containsExactly("late: … and 2 more like this", "late: line 0");
    }

    @Test
    void shouldCountEachKindByItself() {
        warn("late", 20, 0);
        warn("ahead", 3, 0);
        assertThat(logged()).hasSize(13).contains("ahead: line 2");
    }

    @Test
    void shouldLogAgainWhenTheClockWasSetBack() {
        warn("late", 20, 1_000_000);
        warn("late", 1, 10);
        assertThat(logged()).hasSize(12).last().isEqualTo("late: line 0");
    }
}
