package io.tidecast.http;

import java.util.Optional;

/**
 * Where probes and metrics are served.
 *
 * @param host the address to bind to
 * @param port 0 for any that is free
 * @param token what the metrics are protected by; the probes are not, since an orchestrator asks them without a secret
 */
public record HttpSettings(String host, int port, Optional<BearerToken> token) {
    public HttpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("http.host must be an address to bind to, was empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http.port must be 0..65535, was " + port);
        }
    }
}
