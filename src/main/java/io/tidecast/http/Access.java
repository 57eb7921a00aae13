package io.tidecast.http;

import io.tidecast.http.HttpSettings.Part;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Access control: which requests an endpoint's rights let in, and what the others are told. */
final class Access {
    /** Names and addresses of this machine that need no resolving. */
    private static final Pattern OWN_NAMES =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?(0*:)*:?0*1\\]?", Pattern.CASE_INSENSITIVE);

    private final HttpSettings settings;
    private static final int ASKED_PER_MINUTE = 60;
    /** What another instance passes on is of all who ask there. */
    private static final int PASSED_ON_PER_MINUTE = 10 * ASKED_PER_MINUTE;

    private final RateLimit writes;
    private final RateLimit asks = new RateLimit(ASKED_PER_MINUTE, System::nanoTime);
    private final RateLimit passedOn = new RateLimit(PASSED_ON_PER_MINUTE, System::nanoTime);
    /** Whether it is served to this machine alone; resolving a name is nothing to do for each request. */
    private final boolean own;

    Access(HttpSettings settings) {
        this.settings = settings;
        this.writes = new RateLimit(settings.writers().perMinute(), System::nanoTime);
        this.own = HttpSettings.isOwn(settings.host());
    }

    /** What a request gets instead of the endpoint's answer; empty where it is let in. */
    Optional<Answer> refusal(Endpoint endpoint, Request request) {
        return switch (endpoint.rights()) {
            case OPEN -> probe(endpoint, request);
            case BEARER -> metrics(endpoint, request);
            case READ -> reading(endpoint, request);
            case ASK -> asking(endpoint, request);
            case PAGE -> page(request);
            case WRITE -> writing(endpoint, request);
        };
    }

    private Optional<Answer> probe(Endpoint endpoint, Request request) {
        if (isFor(Part.HEALTH, request)) {
            return Optional.empty();
        }
        return settings.token().isPresent() ? token(settings.token(), endpoint, request) : closed(Part.HEALTH);
    }

    private Optional<Answer> metrics(Endpoint endpoint, Request request) {
        if (settings.token().isPresent()) {
            return token(settings.token(), endpoint, request);
        }
        return isFor(Part.METRICS, request) ? Optional.empty() : closed(Part.METRICS);
    }

    /** Whether a part is open to all, or to who is on this machine and asks. */
    private boolean isFor(Part part, Request request) {
        return settings.readers().open().contains(part)
                || own
                || (remote(request) instanceof InetSocketAddress inet
                        && inet.getAddress().isLoopbackAddress());
    }

    private static SocketAddress remote(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress();
    }

    private static Object address(Request request) {
        return remote(request) instanceof InetSocketAddress inet ? inet.getAddress() : "unknown";
    }

    private Optional<Answer> closed(Part part) {
        String name = part.name().toLowerCase(Locale.ROOT);
        return forbidden("http.token-file must be set, or http.public have " + name
                + ", where http.host is not this machine's own, was " + settings.host());
    }

    private Optional<Answer> reading(Endpoint endpoint, Request request) {
        Optional<BearerToken> needed = settings.readToken();
        return needed.isPresent() ? token(needed, endpoint, request) : elsewhere(request);
    }

    private Optional<Answer> asking(Endpoint endpoint, Request request) {
        Optional<Answer> refusal = reading(endpoint, request);
        boolean here = ("&" + request.getHttpURI().getQuery() + "&").contains("&local=true&");
        int seconds = refusal.isPresent() ? 0 : (here ? passedOn : asks).waitOf(address(request));
        return seconds > 0
                ? Optional.of(Answer.tooMany(
                        seconds,
                        "what takes a stream thread's time is answered " + ASKED_PER_MINUTE
                                + " times a minute for each address"))
                : refusal;
    }

    private Optional<Answer> page(Request request) {
        return settings.readToken().isPresent() ? Optional.empty() : elsewhere(request);
    }

    /**
     * Refuses who is on another machine, and a browser on this one that was told a foreign name for it: a page from
     * elsewhere must not read here by having its own name resolve to this machine (DNS rebinding).
     */
    private Optional<Answer> elsewhere(Request request) {
        if (settings.readers().open().contains(Part.API)) {
            return Optional.empty();
        }
        if (!own) {
            return forbidden("http.read-token-file must be set, or http.public have api, where http.host is not this"
                    + " machine's own, was " + settings.host());
        }
        String named = request.getHttpURI().getHost();
        return named == null || OWN_NAMES.matcher(named).matches()
                ? Optional.empty()
                : forbidden("the Host header must be localhost or this machine's own address, was " + named);
    }

    /** Nobody may write without the token, and who guesses at it is soon told to wait. */
    private Optional<Answer> writing(Endpoint endpoint, Request request) {
        if (settings.writers().token().isEmpty()) {
            return forbidden("http.write-token-file must be set for changes by the API");
        }
        int seconds = writes.waitOf(address(request));
        if (seconds > 0) {
            return Optional.of(Answer.tooMany(
                    seconds, "http.writes-per-minute is " + settings.writers().perMinute() + " for each address"));
        }
        return token(settings.writers().token(), endpoint, request);
    }

    private static Optional<Answer> token(Optional<BearerToken> needed, Endpoint endpoint, Request request) {
        String brought = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (needed.orElseThrow().isBroughtBy(brought)) {
            return Optional.empty();
        }
        String realm = endpoint.path().split("/", -1)[1];
        return Optional.of(Answer.probe(HttpStatus.UNAUTHORIZED_401, List.of("a bearer token is needed"))
                .withHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\""));
    }

    private static Optional<Answer> forbidden(String why) {
        return Optional.of(Answer.refused(HttpStatus.FORBIDDEN_403, List.of(why)));
    }
}
