package io.tidecast.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A row of docs/reliability.md.
 *
 * @param name of the scenario
 * @param injected what was done
 * @param holds what must hold all the same
 */
record Scenario(String name, String injected, String holds, List<Duration> recoveries) {
    static Scenario of(String name, String injected, String holds) {
        return new Scenario(name, injected, holds, Collections.synchronizedList(new ArrayList<>()));
    }

    /** Notes the time from a fault to the first forecast of a reading sent after it. */
    void recovered(Duration time) {
        recoveries.add(time);
    }

    /** Prints the row, and puts it on the page if this run makes it. */
    void passed(String figure) {
        String recovery = recoveries.isEmpty() ? "none needed" : recovery();
        System.out.println("fault: " + name + ": " + figure + "; recovery " + recovery);
        ReliabilityPage.ofRun(ReliabilityPage.SCENARIOS)
                .ifPresent(page -> page.put(name, List.of(injected, holds, figure, recovery)));
    }

    private String recovery() {
        String longest = seconds(percentile(1));
        return recoveries.size() == 1 ? longest : "median " + seconds(percentile(0.5)) + ", longest " + longest;
    }

    /** The recovery that this share of them does not exceed. */
    Duration percentile(double share) {
        List<Duration> sorted = recoveries.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share)));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / (double) TimeUnit.SECONDS.toMillis(1));
    }
}
