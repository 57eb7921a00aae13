package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The judge of every scenario must see what it is there for. */
class BalanceTest {
    private static final long FIRST = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli() / Shape.STEP_MS;

    /** A reading a step, and one that closes the last; no window is full. */
    private static List<Sent> sent(int steps) {
        List<Sent> sent = new ArrayList<>();
        for (int step = 0; step <= steps; step++) {
            sent.add(reading(sent.size(), step + 0.75, step));
        }
        return sent;
    }

    private static Sent reading(long number, double step, float temp) {
        long time = Math.round((FIRST + step) * Shape.STEP_MS);
        return new Sent(number, "pump", time, List.of(temp, Float.NaN), CompletableFuture.completedFuture(null));
    }

    private static Output.Published persistence(int step, double mean, int observed, int filled) {
        JsonNode json = Output.json(Site.utf8(
                """
                {"source":"persistence","version":0,"targets":{"temp":{"mean":[%1$s,%1$s,%1$s,%1$s]}},
                 "quality":{"observed":%2$d,"filled":%3$d}}"""
                        .formatted(mean, observed, filled)));
        return new Output.Published("pump", FIRST + step, json, 0);
    }

    private static JsonNode chunk(int step, String values) {
        return Output.json(Site.utf8("{\"device\":\"pump\",\"from\":\"%s\",\"values\":%s}"
                .formatted(Instant.ofEpochMilli((FIRST + step) * Shape.STEP_MS), values)));
    }

    private static Balance balance(List<Sent> sent, List<Output.Published> forecasts, JsonNode... chunks) {
        return Balance.of(sent, Map.of(), forecasts, List.of(chunks), new Plan());
    }

    private static List<Output.Published> right() {
        return new ArrayList<>(List.of(persistence(0, 0, 1, 0), persistence(1, 1, 2, 0), persistence(2, 2, 3, 0)));
    }

    @Test
    void shouldFindNoFaultWhenEveryForecastIsRight() {
        Balance balance = balance(sent(3), right(), chunk(0, "[[0,null],[1,null]]"), chunk(2, "[[2,null]]"));
        assertThat(balance.faults()).isEmpty();
        assertThat(balance.expected()).isEqualTo(3);
        assertThat(balance.learnable()).isEqualTo(3);
    }

    @Test
    void shouldSeeAForecastThatIsLostTwiceDifferentOrFromAnotherWindow() {
        List<Output.Published> forecasts = right();
        forecasts.remove(1);
        assertThat(balance(sent(3), forecasts).faults()).containsExactly("pump at 2026-03-02T00:01:00Z: lost");
        forecasts.add(persistence(1, 1.01, 2, 0));
        assertThat(balance(sent(3), forecasts).faults())
                .singleElement()
                .asString()
                .contains("persistence must be");
        forecasts.set(2, persistence(1, 1, 1, 1));
        assertThat(balance(sent(3), forecasts).faults())
                .singleElement()
                .asString()
                .contains("window must have");
        forecasts.set(2, persistence(0, 0, 1, 0));
        assertThat(balance(sent(3), forecasts).faults())
                .containsExactlyInAnyOrder("pump at 2026-03-02T00:00:00Z: twice", "pump at 2026-03-02T00:01:00Z: lost");
        List<Output.Published> early = right();
        early.add(persistence(3, 3, 4, 0));
        assertThat(balance(sent(3), early).faults()).singleElement().asString().contains("has not closed");
    }

    @Test
    void shouldSeeHistoryThatIsTwiceLeftOutOrWrong() {
        assertThat(balance(sent(3), right(), chunk(1, "[[1,null]]")).faults())
                .singleElement()
                .asString()
                .contains("out of turn");
        assertThat(balance(sent(3), right(), chunk(0, "[[0,null]]"), chunk(0, "[[0,null]]"))
                        .faults())
                .singleElement()
                .asString()
                .contains("out of turn");
        assertThat(balance(sent(3), right(), chunk(0, "[[0.5,null]]")).faults()).hasSize(1);
    }

    @Test
    void shouldKnowLateRepeatedAndFilled() {
        List<Sent> sent = sent(3);
        sent.add(reading(4, 0.1, 50));
        sent.add(reading(5, 3.75, 50));
        sent.add(reading(6, 5.75, 5));
        sent.add(reading(7, 6.75, 6));
        Oracle oracle = Oracle.of(sent);
        assertThat(oracle.late()).containsExactly(4L);
        assertThat(oracle.closed().keySet())
                .containsExactly(FIRST, FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4, FIRST + 5);
        assertThat(oracle.closed().get(FIRST + 3).values()[0]).isEqualTo(3);
        assertThat(oracle.closed().get(FIRST + 4).values()[0]).as("filled").isEqualTo(3);
        assertThat(oracle.closed().get(FIRST + 4).closedBy()).isEqualTo(6);
        assertThat(oracle.closed().get(FIRST + 5).observedInWindow()).isEqualTo(5);
    }
}
