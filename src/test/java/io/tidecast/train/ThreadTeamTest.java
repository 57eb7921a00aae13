package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
    @Test
    void shouldDoEveryPartOnceWhenJobsAreHandedOutAgainAndAgain() {
        for (int size = 1; size <= 4; size++) {
            try (ThreadTeam crew = ThreadTeam.of(size, "crew-test")) {
                for (int job = 1; job <= 2_000; job++) {
                    AtomicInteger next = new AtomicInteger();
                    int[] done = new int[16]; // read after run, so its end must come after all the parts
                    crew.run(member -> {
                        for (int i = next.getAndIncrement(); i < done.length; i = next.getAndIncrement()) {
                            done[i]++;
                        }
                    });
                    assertThat(done).containsOnly(1);
                }
            }
        }
    }

    @Test
    void shouldBeHelpedWhenTheJobTakesLongEnough() {
        try (ThreadTeam crew = ThreadTeam.of(2, "crew-test")) {
            CountDownLatch helped = new CountDownLatch(1);
            crew.run(member -> {
                if (member == 0) {
                    await(helped);
                } else {
                    helped.countDown();
                }
            });
            assertThat(helped.getCount()).isZero();
        }
    }

    @Test
    void shouldTellTheCauseAndGoOnWhenAHelperFails() {
        try (ThreadTeam crew = ThreadTeam.of(2, "crew-test")) {
            RuntimeException broken = new RuntimeException("broken");
            CountDownLatch helped = new CountDownLatch(1);
            assertThatThrownBy(() -> crew.run(member -> {
                        if (member == 0) {
                            await(helped);
                        } else {
                            helped.countDown();
                            throw broken;
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCause(broken);
            AtomicInteger done = new AtomicInteger();
            crew.run(member -> done.incrementAndGet());
            assertThat(done.get()).isBetween(1, 2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldLetItsThreadsGoWhenClosed() throws InterruptedException {
        ThreadTeam crew = ThreadTeam.of(3, "crew-test-closed");
        Thread[] helpers = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("crew-test-closed"))
                .toArray(Thread[]::new);
        assertThat(helpers).hasSize(2);
        crew.close();
        for (Thread helper : helpers) {
            helper.join(10_000);
            assertThat(helper.isAlive()).isFalse();
        }
    }

    @Test
    void shouldRefuseWhenNobodyIsInIt() {
        assertThatThrownBy(() -> ThreadTeam.of(0, "none")).hasMessageContaining("at least one thread, was to have 0");
    }
}
