package io.tidecast.input;

import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import java.time.Duration;

/** Schema registry: knows schemas by their ids. It is asked by every decoder of a process, so from several threads. */
public interface SchemaRegistry {
    /**
     * The schema of this id.
     *
     * @throws UnreadableRecordException if the registry has none
     * @throws RegistryUnavailableException if it has not told in time, which says nothing of the record
     */
    RegisteredSchema byId(int id);

    /** The same registry, for one that waits for it no longer than this. */
    default SchemaRegistry within(Duration patience) {
        return this;
    }
}
