package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private long now;
    private final Admission admission = new Admission(Admission.Limits.of(16), () -> now);
    private final List<Client> admitted = new ArrayList<>();
    private final List<Client> closed = new ArrayList<>();

    private final class Client implements Admission.Guest {
        private final String address;

        Client(String address) {
            this.address = address;
        }

        @Override
        public Object address() {
            return address;
        }

        @Override
        public void admit() {
            admitted.add(this);
        }

        @Override
        public void close() {
            closed.add(this);
            admission.left(this); // As a connection tells it that is closed.
        }
    }

    private Client came(String address) {
        Client client = new Client(address);
        admission.came(client);
        return client;
    }

    private Client cameWithHead(String address) {
        Client client = came(address);
        admission.ready(client);
        return client;
    }

    private void came(int many, String address) {
        for (int i = 0; i < many; i++) {
            came(address);
        }
    }

    private void after(Duration time) {
        now += time.toNanos();
        admission.sweep();
    }

    @Test
    void shouldAdmitAtOnceWhenThereIsAPlace() {
        Client client = came("a");
        assertThat(admitted).containsExactly(client);
    }

    @Test
    void shouldLimitTheConnectionsOfAnAddressAndLeaveTheOthersTheirPlaces() {
        came(200, "a");
        assertThat(admitted).hasSize(16);
        Client probe = came("b");
        assertThat(admitted).hasSize(17).contains(probe);
    }

    @Test
    void shouldLimitTheConnectionsInAllWhenManyAddressesCome() {
        for (int i = 0; i < Admission.Limits.PLACES + 36; i++) {
            came("address " + i);
        }
        assertThat(admitted).hasSize(Admission.Limits.PLACES);
    }

    @Test
    void shouldLetInWhoHasACompleteHeadFirstWhenAPlaceIsFree() {
        came(16, "a");
        Client slow = came("a");
        Client probe = cameWithHead("a");
        Client later = cameWithHead("a");
        admission.left(admitted.get(3));
        assertThat(admitted).contains(probe).doesNotContain(slow, later);
        admission.left(admitted.get(4));
        assertThat(admitted).contains(later).doesNotContain(slow);
        admission.left(admitted.get(5));
        assertThat(admitted).contains(slow);
    }

    @Test
    void shouldPutOutWhoseHeadIsNotCompleteAfterASecondWhenAnotherWaitsWithOne() {
        came(16, "a");
        Client other = came("b");
        Client slow = came("a");
        Client probe = cameWithHead("a");
        after(Duration.ofSeconds(1));
        assertThat(closed).isEmpty();
        after(Duration.ofMillis(1));
        assertThat(closed).hasSize(16).doesNotContain(other, slow, probe);
        assertThat(admitted).contains(probe, slow);
    }

    @Test
    void shouldPutNobodyOutEarlyWhenOnlySlowOnesWait() {
        came(100, "a");
        after(Duration.ofSeconds(10));
        assertThat(closed).isEmpty();
    }

    @Test
    void shouldServeAProbeInASecondHoweverOftenSlowOnesComeAgain() {
        came(100, "a");
        after(Duration.ofMillis(100));
        Client probe = cameWithHead("a");
        for (int i = 0; i < 10; i++) {
            int before = closed.size();
            after(Duration.ofMillis(100));
            came(closed.size() - before, "a");
        }
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldPutOutWhoIsSlowInAllPlacesWhenAnotherAddressWaits() {
        for (int i = 0; i < Admission.Limits.PLACES; i++) {
            came("address " + i);
        }
        Client probe = cameWithHead("probe");
        assertThat(admitted).doesNotContain(probe);
        after(Duration.ofMillis(1_001));
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldGiveTenSecondsToAHeadWhenNobodyWaits() {
        Client slow = came("a");
        after(Duration.ofSeconds(10));
        assertThat(closed).isEmpty();
        after(Duration.ofMillis(1));
        assertThat(closed).containsExactly(slow);
    }

    @Test
    void shouldGiveTenSecondsToAnAnswerAndToTheNextHead() {
        Client client = came("a");
        after(Duration.ofSeconds(9));
        admission.answering(client);
        after(Duration.ofSeconds(9));
        admission.answered(client);
        after(Duration.ofSeconds(9));
        assertThat(closed).isEmpty();
        after(Duration.ofSeconds(2));
        assertThat(closed).containsExactly(client);
    }

    @Test
    void shouldPutOutWhoTakesItsAnswerSlowlyWhenAnotherWaitsForThePlace() {
        came(16, "a");
        admitted.forEach(admission::answering);
        Client probe = cameWithHead("a");
        after(Duration.ofMillis(1_001));
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldGiveThePlaceOfOneThatWasAnsweredToWhoWaitsAtOnce() {
        came(16, "a");
        Client answered = admitted.get(5);
        Client probe = cameWithHead("a");
        assertThat(admission.answering(answered))
                .as("its client is told that another waits")
                .isTrue();
        assertThat(closed).isEmpty();
        admission.answered(answered);
        assertThat(closed).containsExactly(answered);
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldPutOutTheConnectionThatIsIdleForLongestWhenAnotherComesWithAHead() {
        came(16, "a");
        for (int guest : new int[] {7, 3, 9}) {
            now++;
            admission.answering(admitted.get(guest));
            admission.answered(admitted.get(guest));
        }
        Client idle = admitted.get(7);
        came("a");
        assertThat(closed).as("no head has come").isEmpty();
        Client reader = cameWithHead("a");
        assertThat(closed).containsExactly(idle);
        assertThat(admitted).contains(reader);
    }

    @Test
    void shouldLeaveTheIdleOfAnotherAddressWhenTheGuestsOwnHasNoMorePlaces() {
        came(16, "a");
        Client idle = came("b");
        admission.answered(idle);
        Client reader = cameWithHead("a");
        assertThat(closed).isEmpty();
        assertThat(admitted).doesNotContain(reader);
    }

    @Test
    void shouldServeEachOf200ReadersInTurnWithoutDelayWhenAllKeepTheirConnectionsOpen() {
        for (int reader = 0; reader < 200; reader++) {
            cameWithHead("a");
        }
        for (int reader = 0; reader < 200; reader++) {
            Client served = admitted.get(reader);
            admission.answering(served);
            admission.answered(served);
        }
        assertThat(admitted).hasSize(200);
        assertThat(closed).as("those that nobody waits for stay").hasSize(184).isEqualTo(admitted.subList(0, 184));
    }

    @Test
    void shouldCloseWhoHasWaitedLongestWithoutAHeadWhenTooManyWait() {
        came(16, "a");
        Client probe = cameWithHead("a");
        Client first = came("a");
        came(190, "a");
        assertThat(closed).isEmpty();
        came("a");
        assertThat(closed).containsExactly(first);
        admission.left(admitted.get(0));
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldCloseWhoHasWaitedLongestWhenTooManyWaitWithAHead() {
        came(16, "a");
        Client first = cameWithHead("a");
        for (int i = 0; i < 191; i++) {
            cameWithHead("a");
        }
        assertThat(closed).isEmpty();
        Client last = came("a");
        assertThat(closed).containsExactly(last);
        admission.left(admitted.get(0));
        assertThat(admitted).contains(first);
    }

    @Test
    void shouldCloseWhoHasWaitedTenSecondsForAPlace() {
        Admission narrow = new Admission(
                new Admission.Limits(1, 1, 9, Duration.ofSeconds(10), Duration.ofSeconds(100)), () -> now);
        narrow.came(new Client("a"));
        Client waits = new Client("a");
        narrow.came(waits);
        Client ready = new Client("a");
        narrow.came(ready);
        narrow.ready(ready);
        now += Duration.ofSeconds(6).toNanos();
        narrow.answering(admitted.get(0));
        now += Duration.ofMillis(4_001).toNanos();
        narrow.sweep();
        assertThat(closed).containsExactly(waits, ready);
    }
}
