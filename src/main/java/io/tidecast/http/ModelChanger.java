package io.tidecast.http;

/** Changer of what models do, for who may: each change is on its topic once it returns. */
public interface ModelChanger {
    /** Change of a model; its name in lower case is the end of its path. */
    enum Change {
        PIN,
        UNPIN,
        ROLLBACK,
        RETRAIN,
        RESET
    }

    /**
     * Order of a change.
     *
     * @param version that is pinned; 0 with other changes
     * @param reason given with it; empty where none was
     * @param from the address it came from
     */
    record Order(Change change, String model, int version, String reason, String from) {}

    /**
     * Makes a change.
     *
     * @return what was done, as one line
     * @throws ChangeRefused if it cannot be made
     */
    String change(Order order);
}
