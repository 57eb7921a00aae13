package io.tidecast.device;

/** What is left of a heap budget. */
public final class HeapLeft {
    private HeapLeft() {}

    public static long of(HeapBudget budget) {
        long least = Long.MIN_VALUE / 4;
        long most = Long.MAX_VALUE / 4;
        while (least < most) { // How much more can be taken before it is overdrawn.
            long middle = least + (most - least + 1) / 2;
            budget.take(middle);
            boolean over = budget.overdrawn();
            budget.giveBack(middle);
            least = over ? least : middle;
            most = over ? middle - 1 : most;
        }
        return least;
    }
}
