package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Statics;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** Devices on the heap, and what is stored of them when they are not. */
class DeviceCacheTest {
    private static final long ROOMY = 1 << 30;

    private final StreamSettings settings =
            StreamFixtures.pooled(StreamFixtures.settings(List.of("temp"), List.of("temp")));
    private final StepRule rule =
            StepRule.of(settings.grid(), settings.forecast().features());
    private final DeviceStores stores = stores();

    private DeviceStores stores() {
        MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
        for (StateStore store : DeviceStoresFixture.empty().stores()) {
            context.addStateStore(store);
        }
        return DeviceStores.of(context, settings.forecast());
    }

    private DeviceStates states(HeapBudget budget) {
        return states(budget, stores);
    }

    private DeviceStates states(HeapBudget budget, DeviceStores own) {
        ScoredMethods methods = ScoredMethods.of(
                settings.forecast(),
                settings.scores(),
                settings.combination(),
                settings.network().covariates().ofSteps(settings.forecast().timeStep()));
        return new DeviceStates(
                own,
                settings.grid(),
                methods,
                rule,
                new Scorer(methods, settings.publish()),
                budget,
                (device, model) -> Statics.NONE);
    }

    private DeviceState of(DeviceStates states, int device) {
        return states.of("device-" + device, () -> rule.begin(0));
    }

    @Test
    void shouldPutOutTheDeviceThatWasNotHeardOfLongestWhenTheBudgetIsSpent() {
        HeapBudget measure = new HeapBudget(ROOMY);
        of(states(measure), 0);
        long each = measure.used();
        assertThat(each).isPositive();
        HeapBudget budget = new HeapBudget(3 * each + each / 2);
        DeviceStates states = states(budget);
        DeviceState first = of(states, 0);
        DeviceState second = of(states, 1);
        of(states, 2);
        assertThat(of(states, 0)).isSameAs(first);
        of(states, 3);
        assertThat(budget.used()).isLessThanOrEqualTo(budget.bytes());
        assertThat(of(states, 0)).as("heard of since").isSameAs(first);
        assertThat(of(states, 1)).as("put out").isNotSameAs(second);
    }

    /** Room for so many devices. */
    private HeapBudget room(int devices) {
        HeapBudget measure = new HeapBudget(ROOMY);
        of(states(measure, stores()), 0);
        return new HeapBudget(devices * measure.used());
    }

    /** Something is heard of each of these devices. */
    private void all(DeviceStates states, int from, int to) {
        for (int device = from; device < to; device++) {
            of(states, device);
        }
    }

    @Test
    void shouldPutOutTheOldestDevicesOfAllTasksWhicheverNeedsTheRoom() {
        HeapBudget budget = room(4);
        DeviceStates one = states(budget, stores());
        DeviceStates other = states(budget, stores());
        DeviceState a = of(one, 0);
        DeviceState b = of(one, 1);
        DeviceState c = of(one, 2);
        DeviceState d = of(one, 3);
        DeviceState e = of(other, 4);
        of(other, 5);
        assertThat(of(one, 3)).isSameAs(d); // Now the first task knows.
        assertThat(budget.devices()).as("c, d and the other task's one").isEqualTo(3);
        DeviceState again = of(other, 4);
        assertThat(again).as("went for want of room").isNotSameAs(e);
        DeviceState f = of(other, 5);
        assertThat(of(other, 4)).as("there is room for both").isSameAs(again);
        assertThat(of(other, 5)).isSameAs(f);
        assertThat(budget.devices()).isEqualTo(4);
        assertThat(of(one, 3)).isSameAs(d);
        assertThat(of(one, 2)).isSameAs(c);
        assertThat(of(one, 1)).isNotSameAs(b);
        assertThat(of(one, 0)).isNotSameAs(a);
    }

    @Test
    void shouldGiveRoomToATaskWhoseOwnHasMoreToDo() {
        HeapBudget budget = room(100);
        DeviceStates idle = states(budget, stores());
        DeviceStates busy = states(budget, stores());
        all(idle, 0, 100);
        for (int round = 0; round < 12; round++) {
            all(busy, 0, 60);
            idle.tick(); // It receives nothing.
        }
        long before = budget.evicted();
        all(busy, 0, 60);
        assertThat(budget.evicted()).as("all of the busy task's are there").isEqualTo(before);
        assertThat(budget.devices()).isBetween(61L, 99L);
        busy.tick();
        busy.tick(); // What it claimed and did not need goes back.
        all(idle, 0, 100);
        assertThat(budget.devices()).isEqualTo(100);
        assertThat(budget.used()).isEqualTo(budget.bytes());
    }

    @Test
    void shouldLeaveATaskThatIsBusyItsDevicesWhenAnotherHasMoreThanThereIsRoomFor() {
        HeapBudget budget = room(100);
        DeviceStates steady = states(budget, stores());
        DeviceStates flooded = states(budget, stores());
        all(steady, 0, 40);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 40; i++) {
                all(steady, i, i + 1);
                all(flooded, 1_000 * round + i, 1_000 * round + i + 1);
            }
            steady.tick();
            flooded.tick();
        }
        for (int i = 0; i < 40; i++) {
            long before = budget.evicted();
            all(steady, i, i + 1);
            assertThat(budget.evicted()).as("device %d was there", i).isEqualTo(before);
        }
        assertThat(budget.used()).isLessThanOrEqualTo(budget.bytes());
    }

    @Test
    void shouldNotLetATaskThatCameFirstKeepTheRoomAgainstOneThatComesLater() {
        HeapBudget budget = room(100);
        DeviceStates first = states(budget, stores());
        DeviceStates later = states(budget, stores());
        all(first, 0, 100);
        for (int round = 1; round <= 40; round++) { // Each goes over more devices than there is room for.
            all(first, 100 * round, 100 * round + 10);
            all(later, 100 * round, 100 * round + 10);
            first.tick();
            later.tick();
        }
        first.close();
        assertThat(budget.devices()).as("of the later one").isBetween(35L, 65L);
        later.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void shouldGiveTheRoomOfATaskThatIsRevokedToTheOthers() {
        HeapBudget budget = room(10);
        DeviceStates revoked = states(budget, stores());
        DeviceStates stays = states(budget, stores());
        all(revoked, 0, 10);
        all(stays, 0, 5); // Claims room that is never given back by itself.
        revoked.close();
        all(stays, 0, 10);
        long before = budget.evicted();
        all(stays, 0, 10);
        assertThat(budget.evicted()).isEqualTo(before);
        assertThat(budget.devices()).isEqualTo(10);
        stays.close();
        assertThat(budget.used()).isZero();
        assertThat(budget.devices()).isZero();
        DeviceStates anew = states(budget, stores());
        all(anew, 0, 10);
        assertThat(budget.devices()).as("nothing was lost on the way").isEqualTo(10);
    }

    @Test
    void shouldNeverTakeMoreThanThereIsButForOneDeviceOfEachTask() {
        Random random = new Random(5);
        for (int run = 0; run < 30; run++) {
            int devices = random.nextInt(12);
            HeapBudget budget = room(devices);
            List<DeviceStates> tasks = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                if (tasks.isEmpty() || (tasks.size() < 4 && random.nextInt(30) == 0)) {
                    tasks.add(states(budget, stores()));
                }
                DeviceStates task = tasks.get(random.nextInt(tasks.size()));
                int device = random.nextInt(10);
                switch (random.nextInt(40)) {
                    case 0 -> task.tick();
                    case 1 -> task.forget("device-" + device);
                    case 2 -> {
                        task.close();
                        tasks.remove(task);
                    }
                    default -> all(task, device, device + 1);
                }
                assertThat(budget.devices()).isBetween(0L, (long) devices + tasks.size());
            }
            tasks.forEach(DeviceStates::close);
            assertThat(budget.used()).isZero();
            DeviceStates anew = states(budget, stores());
            all(anew, 0, 20);
            assertThat(budget.devices()).as("nothing was lost on the way").isEqualTo(Math.max(1, devices));
        }
    }

    @Test
    void shouldLoseNoRoomWhenTasksOfSeveralThreadsClaimIt() {
        int devices = 20;
        HeapBudget budget = room(devices);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            int spread = 5 + 10 * thread;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        DeviceStates task = states(budget, stores());
                        for (int i = 0; i < 2_000; i++) {
                            int device = random.nextInt(spread);
                            all(task, device, device + 1);
                            assertThat(budget.devices()).isLessThanOrEqualTo(devices + 4L);
                            if (i % 50 == 0) {
                                task.tick();
                            }
                        }
                        task.close();
                    },
                    work -> new Thread(work).start()));
        }
        all.forEach(CompletableFuture::join);
        assertThat(budget.used()).isZero();
        DeviceStates anew = states(budget, stores());
        all(anew, 0, 2 * devices);
        assertThat(budget.devices()).isEqualTo(devices);
    }

    @Test
    void shouldGiveTheBudgetBackWhenItIsClosedAndWhatADeviceTookWhenThatIsForgotten() {
        HeapBudget budget = new HeapBudget(ROOMY);
        DeviceStates states = states(budget);
        of(states, 0);
        of(states, 1);
        long two = budget.used();
        states.forget("device-0");
        assertThat(budget.used()).isEqualTo(two / 2);
        states.forget("device-0");
        assertThat(budget.used()).isEqualTo(two / 2);
        states.close();
        assertThat(budget.used()).isZero();
        states.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void shouldNotReadAPositionOfAVersionThatIsNotKnown() {
        DevicePosition position = rule.begin(StreamFixtures.at(7).toEpochMilli());
        byte[] bytes = position.bytes();
        assertThat(DevicePosition.of(bytes, settings.grid().stepMs(), 1)).isPresent();
        for (int version = 0; version < 4; version++) {
            bytes[0] = (byte) version;
            assertThat(DevicePosition.of(bytes, settings.grid().stepMs(), 1)).isEmpty();
            assertThat(DevicePosition.receivedMs(bytes)).isEqualTo(DevicePosition.NEVER);
        }
        bytes[0] = 6;
        assertThat(DevicePosition.of(bytes, settings.grid().stepMs(), 1)).isEmpty();
    }

    @Test
    void shouldWriteAPositionOfTheFirstLayoutAsBuildsWithoutLayoutsDo() {
        DevicePosition position = rule.begin(StreamFixtures.at(7).toEpochMilli());
        position.belongTo("model");
        position.received(99, true);
        byte[] first = position.bytes();
        assertThat(first[0]).isEqualTo((byte) 4);
        assertThat(DevicePosition.layout(first)).isZero();
        position.laidOut(300);
        byte[] later = position.bytes();
        assertThat(later[0]).isEqualTo((byte) 5);
        assertThat(DevicePosition.layout(later)).isEqualTo(300);
        DevicePosition read =
                DevicePosition.of(later, settings.grid().stepMs(), 1).orElseThrow();
        assertThat(read.bytes()).isEqualTo(later);
        assertThat(read.model()).isEqualTo("model");
        assertThat(DevicePosition.receivedMs(later)).isEqualTo(99);
        assertThat(DevicePosition.heardMs(later)).isEqualTo(99);
        read.silent();
        assertThat(DevicePosition.receivedMs(read.bytes())).isEqualTo(DevicePosition.NEVER);
        assertThat(DevicePosition.heardMs(read.bytes())).isEqualTo(99);
    }

    @Test
    void shouldBeginStatisticsOfAnotherVersionAfresh() {
        DeviceStates states = states(new HeapBudget(ROOMY));
        DeviceState state = of(states, 0);
        state.statistics().scale().addLevel(0, 42);
        states.save(state, 7);
        states.forget("device-0");
        assertThat(of(states, 0).statistics().scale().means()[0]).isEqualTo(42);
        states.forget("device-0");
        byte[] stored = stores.statistics().get("device-0");
        stores.statistics()
                .put(
                        "device-0",
                        ByteBuffer.wrap(stored.clone())
                                .put(Long.BYTES, (byte) 99)
                                .array());
        assertThat(of(states, 0).statistics().scale().means()[0]).isZero();
    }

    @Test
    void shouldNumberALayoutOnceAndReadWhatALaterBuildSaysMoreOfIt() {
        Layouts layouts = new Layouts(stores.statistics(), settings.forecast());
        assertThat(layouts.current()).isZero();
        String stored = new String(stores.statistics().get(Layouts.KEY), UTF_8);
        stores.statistics()
                .put(Layouts.KEY, stored.replace("{", "{\"later\":1,").getBytes(UTF_8));
        Layouts other = new Layouts(
                stores.statistics(),
                settings.withForecast(longer(settings.forecast())).forecast());
        assertThat(other.current()).isOne();
        Layouts again = new Layouts(stores.statistics(), settings.forecast());
        assertThat(again.current()).isZero();
        assertThat(again.of(1)).contains(Layout.of(longer(settings.forecast())));
        assertThat(again.of(2)).isEmpty();
    }

    @Test
    void shouldSayWhatHasChangedAndWhatBecomesOfIt() {
        Layout now = Layout.of(longer(settings.forecast()));
        assertThat(now.changesSince(Layout.of(settings.forecast())))
                .containsExactly("forecast.horizon 4 is 5 now: intervals are kept, scores and the weighing of methods"
                        + " begin afresh");
        assertThat(now.changesSince(now)).isEmpty();
    }

    private static ForecastSettings longer(ForecastSettings own) {
        return new ForecastSettings(
                own.model(),
                own.features(),
                own.targets(),
                own.window(),
                own.horizon() + 1,
                own.grid(),
                own.season(),
                own.levels(),
                own.scaling());
    }
}
