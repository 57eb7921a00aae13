package io.tidecast.forecast;

/**
 * Identity of a network among those that serve a device, as a number that its statistics store: the model's hash, and
 * the version, negative where the network has learnt nothing.
 */
final class NetworkId {
    private NetworkId() {}

    static long of(String model, int version, boolean untrained) {
        return ((long) model.hashCode() << Integer.SIZE) | Integer.toUnsignedLong(untrained ? -version : version);
    }

    private static int version(long id) {
        return Math.abs((int) id);
    }

    /**
     * Whether a network goes on from another one: not one that has learnt nothing, and not an earlier version, which is
     * gone back to. Another model's does, for a group's first version is fine-tuned from the default model's.
     */
    static boolean goesOn(long id, long from) {
        boolean earlier = (id >> Integer.SIZE) == (from >> Integer.SIZE) && version(id) < version(from);
        return (int) id > 0 && !earlier;
    }
}
