package io.tidecast.record;

/** Schema registry as a writer sees it: gives a schema its id. It is asked by every stream thread of a process. */
@FunctionalInterface
public interface SchemaIds {
    /**
     * The id of a schema, which is registered if it is not yet.
     *
     * @param subject what the registry files it under
     * @param type AVRO or JSON
     * @throws RegistryUnavailableException if the registry has not told in time, or takes no such schema
     */
    int idOf(String subject, String type, String schema);
}
