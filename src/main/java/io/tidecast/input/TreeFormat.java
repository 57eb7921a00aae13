package io.tidecast.input;

import java.util.Arrays;
import java.util.List;

/**
 * Format whose records may hold each part of a reading anywhere, so that the contract test can hold it to the same
 * outcome as all such formats.
 */
public interface TreeFormat extends InputFormat {
    /** The value of a record that the contract test decodes. */
    byte[] example(ExampleRecord example);

    @Override
    default List<byte[]> samples() {
        return Arrays.stream(ExampleRecord.values()).map(this::example).toList();
    }
}
