package io.tidecast.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several instances: joining, leaving, restarting, with every way of membership. */
@Tag("faults")
class ScaleOutTest {
    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 10;
    private static final int BEFORE = 40;
    private static final String ONCE = "every step's forecast once";
    // A member that is gone for good is noticed by its session.
    private static final Map<String, String> STATIC =
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1000");

    /** A group protocol's own settings. */
    private static Map<String, String> with(Map<String, String> base, String key, String value) {
        Map<String, String> all = new TreeMap<>(base);
        all.put(key, value);
        return all;
    }

    @Test
    void shouldMoveDevicesWhenInstancesJoinAndLeave() {
        joinAndLeave(
                Scenario.of(
                        "join-and-leave",
                        "one instance, then a second and a third beside it; the second leaves, the third is killed for good",
                        ONCE),
                STATIC);
    }

    @Test
    void shouldMoveDevicesWhenInstancesJoinAndLeaveByTheStreamsProtocol() {
        joinAndLeave(
                Scenario.of(
                        "join-and-leave-streams",
                        "the same with group.protocol=streams, without static ids and standbys",
                        ONCE),
                Map.of("group.protocol", "streams"));
    }

    private static void joinAndLeave(Scenario scenario, Map<String, String> kafka) {
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            leaving(site, "a", kafka).start();
            load.awaitStep(load.first() + BEFORE);
            App second = leaving(site, "b", kafka).start();
            settled(scenario, site, load);
            App third = leaving(site, "c", kafka).start();
            settled(scenario, site, load);
            second.terminate();
            site.forget(second);
            settled(scenario, site, load);
            third.kill();
            site.forget(third);
            settled(scenario, site, load);
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    private static App leaving(Site site, String name, Map<String, String> kafka) {
        return site.app(name, Map.of("roles", "forecaster", "on-stop", "leave"), kafka);
    }

    /** Waits until every device, whichever instance has it now, has a forecast of a reading sent after this moment. */
    private static void settled(Scenario scenario, Site site, Load load) {
        long since = System.nanoTime();
        long step = load.step() + 1;
        load.awaitStep(step + BEFORE);
        scenario.recovered(site.output().awaitStep(step, DEVICES, since));
    }

    @Test
    void shouldLoseNothingWhenInstancesAreRestartedInTurn() {
        restartInTurn(
                Scenario.of(
                        "rolling-restart",
                        "three instances with static membership, two of them on two threads: each stopped and started, then each killed and started",
                        ONCE),
                Map.of());
    }

    @Test
    void shouldLoseNothingWhenInstancesWithStandbysAreRestartedInTurn() {
        restartInTurn(
                Scenario.of("standby-replicas", "the same with num.standby.replicas=1", ONCE),
                Map.of("num.standby.replicas", "1"));
    }

    @Test
    void shouldLoseNothingWhenInstancesOfTheStreamsProtocolAreRestartedInTurn() {
        restartInTurn(
                Scenario.of("rolling-restart-streams", "the same with group.protocol=streams", ONCE),
                Map.of("group.protocol", "streams"));
    }

    private static void restartInTurn(Scenario scenario, Map<String, String> kafka) {
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            List<App> apps = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                Map<String, String> own = name.equals("a") ? kafka : with(kafka, "num.stream.threads", "2");
                apps.add(site.forecaster(name, own).start());
            }
            load.awaitStep(load.first() + BEFORE);
            site.output().awaitStep(load.step(), DEVICES, System.nanoTime());
            for (App app : apps) {
                app.terminate();
                app.start();
                settled(scenario, site, load);
            }
            for (App app : apps) {
                app.restart();
                settled(scenario, site, load);
            }
            load.end();
            scenario.passed(site.settle().toString());
        }
    }
}
