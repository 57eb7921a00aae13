package io.tidecast.trainer;

/**
 * Retained range of a model's history, which chunks are kept: those numbered {@code first} to {@code next - 1}.
 *
 * @param steps steps in them
 */
record ChunkRange(long first, long next, long steps) {
    static final ChunkRange EMPTY = new ChunkRange(0, 0, 0);

    ChunkRange added(int chunkSteps) {
        return new ChunkRange(first, next + 1, steps + chunkSteps);
    }

    ChunkRange withoutOldest(int chunkSteps) {
        return new ChunkRange(first + 1, next, steps - chunkSteps);
    }

    /** The oldest so many of them; how many steps these hold is not known. */
    ChunkRange oldest(long most) {
        return new ChunkRange(first, Math.min(next, first + most), 0);
    }

    /** All but those. */
    ChunkRange after(ChunkRange oldest) {
        return new ChunkRange(oldest.next(), next, steps);
    }

    long size() {
        return next - first;
    }
}
