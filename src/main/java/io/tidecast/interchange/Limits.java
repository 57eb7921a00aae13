package io.tidecast.interchange;

import io.tidecast.model.ModelFile;

/** Size limits of a file that is read: what it may have at most, whatever it says it has. */
final class Limits {
    /**
     * Bytes of a file: the weights in double precision, and an optimiser's state twice as large, with room to spare.
     */
    static final int FILE = 16 << 20;

    /** Bytes that an entry of an archive may have once it is unpacked. */
    static final int ENTRY = FILE;

    /** Elements of one tensor, far above what a {@link ModelFile} holds. */
    static final int WEIGHTS = ModelFile.MAX_BYTES;

    /** Things of one kind in a file: tensors, nodes, layers. */
    static final int PARTS = 4096;

    /** How deep things may lie within one another. */
    static final int DEPTH = 32;

    private Limits() {}

    /** Refuses more elements than a file of that size can hold, as where many tensors lie in the same place. */
    static void requireElements(long count) {
        Refused.unless(
                count <= FILE / Float.BYTES,
                "tensors must have at most " + FILE / Float.BYTES + " elements together, had more");
    }
}
