package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ForecastSettings;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** Devices on the heap, and what is stored of them when they are not. */
class DeviceCacheTest {
    private static final long ROOMY = 1 << 30;

    private final StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
    private final StepRule rule = StepRule.of(settings.grid(), 1);
    private final DeviceStores stores = stores();

    private DeviceStores stores() {
        MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
        for (StateStore store : DeviceStoresFixture.empty().stores()) {
            context.addStateStore(store);
        }
        return DeviceStores.of(context, settings.forecast());
    }

    private DeviceStates states(HeapBudget budget) {
        ScoredMethods methods = ScoredMethods.of(
                settings.forecast(),
                settings.scores(),
                settings.network().covariates().ofSteps(settings.forecast().step()));
        return new DeviceStates(
                stores, settings.grid(), methods, rule, new Scorer(methods, settings.publish()), budget);
    }

    private DeviceState of(DeviceStates states, int device) {
        return states.of("device-" + device, () -> rule.begin(0));
    }

    private static long bytes(HeapBudget budget) {
        long least = 0;
        long most = ROOMY;
        while (least < most) { // How much more can be taken before it is overdrawn.
            long middle = (least + most + 1) / 2;
            budget.take(middle);
            boolean over = budget.overdrawn();
            budget.giveBack(middle);
            least = over ? least : middle;
            most = over ? middle - 1 : most;
        }
        return ROOMY - least;
    }

    @Test
    void shouldPutOutTheDeviceThatWasNotHeardOfLongestWhenTheBudgetIsSpent() {
        HeapBudget measure = new HeapBudget(ROOMY);
        of(states(measure), 0);
        long each = bytes(measure);
        assertThat(each).isPositive();
        HeapBudget budget = new HeapBudget(3 * each + each / 2);
        DeviceStates states = states(budget);
        DeviceState first = of(states, 0);
        DeviceState second = of(states, 1);
        of(states, 2);
        assertThat(of(states, 0)).isSameAs(first);
        of(states, 3);
        assertThat(budget.overdrawn()).isFalse();
        assertThat(of(states, 0)).as("heard of since").isSameAs(first);
        assertThat(of(states, 1)).as("put out").isNotSameAs(second);
    }

    @Test
    void shouldGiveTheBudgetBackWhenItIsClosedAndWhatADeviceTookWhenThatIsForgotten() {
        HeapBudget budget = new HeapBudget(ROOMY);
        DeviceStates states = states(budget);
        of(states, 0);
        of(states, 1);
        long two = bytes(budget);
        states.forget("device-0");
        assertThat(bytes(budget)).isEqualTo(two / 2);
        states.forget("device-0");
        assertThat(bytes(budget)).isEqualTo(two / 2);
        states.close();
        assertThat(bytes(budget)).isZero();
        states.close();
        assertThat(bytes(budget)).isZero();
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
        position.received(99);
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
