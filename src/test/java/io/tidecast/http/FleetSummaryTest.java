package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import io.tidecast.view.NewestDeadLetters;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetSummaryTest {
    private static final long SECOND = 1_000_000_000;

    private final Fleet fleet = new Fleet(3, new Changes());
    private long now = Long.MAX_VALUE - SECOND / 2; // Such a clock may pass its greatest value.
    private List<String> behind = List.of();
    private final FleetSummary summary = new FleetSummary(fleet, new NewestDeadLetters(), () -> behind, () -> now);

    @Test
    void shouldAnswerAllWhoAskWithinASecondWithOneSummary() {
        String first = summary.json();
        behind = List.of("topic forecasts is being read, 9 records are left");
        now += SECOND - 1;
        assertThat(summary.json()).isSameAs(first).doesNotContain("9 records");
        now++;
        assertThat(summary.json()).contains("9 records");
    }
}
