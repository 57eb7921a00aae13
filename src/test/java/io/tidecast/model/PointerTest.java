package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PointerTest {
    private static final Verdict PROMOTED = verdict(Ruling.promoted("better"));
    private static final Verdict REJECTED = verdict(Ruling.rejected("worse"));

    private static Verdict verdict(Ruling ruling) {
        return new Verdict(
                3, ruling, "request", List.of(), Verdict.Errors.of(1, 0.5, 64), 1, 1, "2026-01-01T00:00:00Z", null);
    }

    @Test
    void shouldHaveAGreaterRevisionWithEachChange() {
        Pointer first = Pointer.bootstrap(2, "first").published(3, "second");
        Pointer.Shadow shadow = new Pointer.Shadow(4, "m/3", 0, 100, "2026-01-01T00:00:00Z");
        List<Pointer> byTheTrainer = List.of(
                first.after(PROMOTED),
                first.after(REJECTED),
                first.shadowed(shadow, REJECTED),
                first.rolledBack(1, REJECTED),
                first.noted(REJECTED),
                first.again());
        assertThat(byTheTrainer).allMatch(pointer -> pointer.revision() == first.revision() + 1);
        List<Pointer> byHand = List.of(
                first.pinnedTo(2, "held"),
                first.unpinned("free"),
                first.published(5, "by hand"),
                first.rolledBack(1, REJECTED).byHand());
        assertThat(byHand).allMatch(pointer -> pointer.revision() >= first.revision() + 1_000);
        assertThat(byHand).as("whichever was faster").allSatisfy(hand -> assertThat(byTheTrainer)
                .allMatch(trainer -> hand.follows(trainer) && !trainer.follows(hand)));
    }

    @Test
    void shouldStayAheadOfSeveralChangesThatTheTrainerMakesMeanwhile() {
        Pointer read = Pointer.bootstrap(2, "first");
        Pointer pinned = read.pinnedTo(1, "known good");
        Pointer moved = read;
        for (int change = 0; change < 100; change++) {
            moved = moved.after(REJECTED);
            assertThat(pinned.follows(moved)).isTrue();
            assertThat(moved.follows(pinned)).isFalse();
        }
        assertThat(pinned.after(REJECTED).follows(pinned)).as("made from it").isTrue();
    }

    @Test
    void shouldTakeAPointerWithoutARevisionForTheNewest() {
        Pointer earlier = PointerRecord.of("{\"schema\":1,\"serving\":5}".getBytes(UTF_8));
        assertThat(earlier.revision()).isZero();
        assertThat(earlier.follows(Pointer.bootstrap(2, "first").byHand())).isTrue();
        assertThat(Pointer.bootstrap(2, "first").follows(earlier)).isTrue();
        assertThat(PointerRecord.bytes(earlier)).asString(UTF_8).doesNotContain("revision");
        Pointer later = earlier.after(REJECTED);
        assertThat(PointerRecord.of(PointerRecord.bytes(later))).isEqualTo(later);
        assertThat(PointerRecord.bytes(later)).asString(UTF_8).endsWith("\"revision\":1}");
    }

    @Test
    void shouldKeepRollbacksBetweenRejectionsAndNoMoreOfEitherThanItMay() {
        Verdict back = verdict(Ruling.rolledBack(2, "odd"));
        Pointer pointer = Pointer.bootstrap(2, "first").published(3, "second").rolledBack(null, back);
        for (int run = 1; run <= 11; run++) {
            pointer = pointer.after(verdict(Ruling.rejected("worse " + run)));
        }
        assertThat(pointer.rejected()).hasSize(11).startsWith(back);
        assertThat(pointer.rejected().get(1).reason()).isEqualTo("rejected: worse 2");
        for (int run = 1; run <= 11; run++) {
            pointer = pointer.noted(verdict(Ruling.rolledBack(2, "odd " + run)));
        }
        assertThat(pointer.rejected()).hasSize(2 * Pointer.MOST_REJECTED).doesNotContain(back);
        assertThat(pointer.rejected().get(0).reason()).isEqualTo("rejected: worse 2");
    }

    @Test
    void shouldSayWhenItWasMoved() {
        Pointer moved = Pointer.bootstrap(2, "first").after(PROMOTED);
        assertThat(moved.movedAt()).isEqualTo(PROMOTED.at());
        assertThat(moved.after(REJECTED).movedAt()).isEqualTo(PROMOTED.at());
        assertThat(moved.rolledBack(1, REJECTED).movedAt()).isEqualTo(REJECTED.at());
        assertThat(moved.pinnedTo(1, "held").movedAt()).as("by nobody who says").isNull();
        Pointer pinned = moved.pinnedTo(1, "held").withMovedAt("2026-02-01T00:00:00Z");
        assertThat(PointerRecord.of(PointerRecord.bytes(pinned))).isEqualTo(pinned);
        assertThat(PointerRecord.bytes(moved.pinnedTo(1, "held")))
                .asString(UTF_8)
                .doesNotContain("movedAt");
    }
}
