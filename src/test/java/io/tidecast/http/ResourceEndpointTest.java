package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ResourceEndpointTest {
    private static final int MOST_BYTES = 150_000;

    @Test
    void shouldTakeAtMost150KilobytesCompressedWhenAllOfThePageIsLoaded() throws IOException {
        int bytes = 0;
        for (Endpoint endpoint : ResourceEndpoint.all()) {
            if (!endpoint.path().startsWith("/api/")) {
                bytes += compressed(((ResourceEndpoint) endpoint).body());
            }
        }
        assertThat(bytes).isBetween(10_000, MOST_BYTES);
    }

    private static int compressed(byte[] body) throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(to)) {
            out.write(body);
        }
        return to.size();
    }
}
