package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private long now;
    private final Admission admission = new Admission(Admission.Limits.standard(), () -> now);
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
        for (int i = 0; i < 100; i++) {
            came("address " + i);
        }
        assertThat(admitted).hasSize(64);
    }

    @Test
    void shouldLetTheLastToComeInFirstWhenAPlaceIsFree() {
        came(16, "a");
        Client early = came("a");
        Client late = came("a");
        admission.left(admitted.get(3));
        assertThat(admitted).contains(late).doesNotContain(early);
    }

    @Test
    void shouldPutOutWhoseHeadIsNotCompleteAfterASecondWhenAnotherWaitsForThePlace() {
        came(16, "a");
        Client other = came("b");
        Client probe = came("a");
        after(Duration.ofSeconds(1));
        assertThat(closed).isEmpty();
        after(Duration.ofMillis(1));
        assertThat(closed).hasSize(16).doesNotContain(other, probe);
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldPutOutWhoIsSlowInAllPlacesWhenAnotherAddressWaits() {
        for (int i = 0; i < 64; i++) {
            came("address " + i);
        }
        Client probe = came("probe");
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
        Client probe = came("a");
        after(Duration.ofMillis(1_001));
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldNotLetAPlaceBeHeldByAskingAgainAndAgain() {
        came(16, "a");
        Client probe = came("a");
        for (int i = 0; i < 11; i++) {
            after(Duration.ofMillis(50));
            admitted.stream().filter(client -> client != probe).forEach(admission::answering);
            after(Duration.ofMillis(50));
            admitted.stream().filter(client -> client != probe).forEach(admission::answered);
        }
        after(Duration.ofMillis(1));
        assertThat(admitted).contains(probe);
    }

    @Test
    void shouldCloseWhoHasWaitedLongestWhenTooManyWait() {
        came(16, "a");
        Client first = came("a");
        came(191, "a");
        assertThat(closed).isEmpty();
        Client last = came("a");
        assertThat(closed).containsExactly(first);
        admission.left(admitted.get(0));
        assertThat(admitted).contains(last);
    }

    @Test
    void shouldCloseWhoHasWaitedTenSecondsForAPlace() {
        Admission narrow = new Admission(
                new Admission.Limits(1, 1, 9, Duration.ofSeconds(10), Duration.ofSeconds(100)), () -> now);
        narrow.came(new Client("a"));
        Client waits = new Client("a");
        narrow.came(waits);
        narrow.answering(admitted.get(0));
        now += Duration.ofMillis(10_001).toNanos();
        narrow.sweep();
        assertThat(closed).contains(waits);
    }
}
