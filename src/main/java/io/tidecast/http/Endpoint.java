package io.tidecast.http;

import java.util.List;
import java.util.Map;

/**
 * HTTP resource of the web server: where it is found, who may ask, and what it answers. The server is a list of these;
 * it sees to unknown paths, other methods, bodies, tokens and the strict headers itself, so an endpoint only answers
 * what it is for.
 */
public interface Endpoint {
    /** Authorisation: who may ask. */
    enum Rights {
        /**
         * Everybody, as an orchestrator asks the probes without a secret; unless {@code http.public} lacks
         * {@code health}: then who brings the token of {@code http.token-file}, or is on this machine.
         */
        OPEN,
        /**
         * Who brings the token of {@code http.token-file}; where none is set everybody, or, if {@code http.public}
         * lacks {@code metrics}, who is on this machine.
         */
        BEARER,
        /**
         * Who may read the fleet: who brings the token of {@code http.read-token-file}, or of {@code http.token-file};
         * without one, who is on this machine, and everybody where {@code http.public} has {@code api}.
         */
        READ,
        /** As {@link #READ}, and not too often: what takes a stream thread's time. */
        ASK,
        /** As {@link #READ}, but without the token: what has no data in it, such as the page that asks for it. */
        PAGE,
        /** Who may change something: who brings the token of {@code http.write-token-file}, and not too often. */
        WRITE
    }

    /** The path; a segment {@code {name}} stands for any one: {@code /api/v1/devices/{id}/forecast}. */
    String path();

    /** The methods that are answered; the others get 405 with these in {@code Allow}. */
    default List<String> methods() {
        return List.of("GET", "HEAD");
    }

    /** Who may ask; an endpoint that anybody may ask says so itself. */
    default Rights rights() {
        return Rights.BEARER;
    }

    /** Headers of its own, in place of the server's strict ones or beside them. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /**
     * What a request gets that is allowed; called by several threads at once, and must not wait for anything but what
     * it changes.
     */
    Answer answer(Request request);
}
