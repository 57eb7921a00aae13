package io.tidecast.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.config.Printable;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.RegistryUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP transport with retries: asks a registry until it answers. That there is no such schema is an answer; a
 * connection refused, an error of the server, a login that is wrong and a page of something else are none.
 */
final class RegistryHttp {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** Confluent's codes of what is not there: a subject, a version, a schema. */
    private static final int NO_SUBJECT = 40401;

    private static final int NO_SCHEMA = 40403;

    private final RegistrySettings settings;
    private final String named;
    private final BoundedLog log = new BoundedLog(LOG);
    private HttpClient client;

    /** @param named what its settings begin with, for messages */
    RegistryHttp(RegistrySettings settings, String named) {
        this.settings = settings;
        this.named = named;
    }

    /** What is asked: a resource, or what the registry makes of a body. */
    private record Question(String path, Optional<String> body) {
        boolean isAnsweredBy(JsonNode answer) {
            return body.isEmpty()
                    ? answer.path("schema").isTextual()
                    : answer.path("id").isInt();
        }
    }

    /** What came back. */
    private record Answer(Optional<JsonNode> body, String fault) {
        boolean isGiven() {
            return fault.isEmpty();
        }
    }

    /**
     * The answer of a resource; empty if there is none of it.
     *
     * @throws RegistryUnavailableException if no answer came in time
     */
    Optional<JsonNode> get(String path, Duration patience) {
        return answer(new Question(path, Optional.empty()), patience);
    }

    /**
     * What a registry answers to a body with, which has an id; empty if what is asked about is not there.
     *
     * @throws RegistryUnavailableException if no answer came in time
     */
    Optional<JsonNode> post(String path, JsonNode body, Duration patience) {
        return answer(new Question(path, Optional.of(body.toString())), patience);
    }

    private Optional<JsonNode> answer(Question question, Duration patience) {
        long startNanos = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Answer answer = ask(question);
            if (answer.isGiven()) {
                return answer.body();
            }
            String what = "schema registry at " + settings.url() + " must answer (" + named + ".*), "
                    + Printable.message(answer.fault());
            if (System.nanoTime() - startNanos + pause.toNanos() > patience.toNanos()) {
                throw new RegistryUnavailableException(what);
            }
            log.warn("records wait", what, System.currentTimeMillis());
            pause(pause, what);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static void pause(Duration pause, String what) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(what);
        }
    }

    private Answer ask(Question question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.url() + question.path()))
                .timeout(ANSWER)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        settings.authorization().ifPresent(value -> request.header("Authorization", value));
        question.body().ifPresent(body -> request.header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        try {
            HttpResponse<String> response =
                    client().send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return answer(question, response);
        } catch (IOException | GeneralSecurityException e) {
            return new Answer(Optional.empty(), "was: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("schema registry must answer before the end, was interrupted");
        }
    }

    private static Answer answer(Question question, HttpResponse<String> response) {
        int status = response.statusCode();
        try {
            JsonNode body = JSON.readTree(response.body());
            if (status == 200 && question.isAnsweredBy(body)) {
                return new Answer(Optional.of(body), "");
            }
            int code = body.path("error_code").asInt();
            if (status == 404 && code >= NO_SUBJECT && code <= NO_SCHEMA) {
                return new Answer(Optional.empty(), "");
            }
            if (body.path("message").isTextual()) {
                return new Answer(
                        Optional.empty(),
                        "answered " + status + ": " + body.path("message").textValue());
            }
        } catch (JsonProcessingException e) {
            return new Answer(Optional.empty(), "answered " + status + " with what is no JSON");
        }
        return new Answer(Optional.empty(), "answered " + status);
    }

    /** Made when it is first needed: a client has threads of its own. */
    private synchronized HttpClient client() throws IOException, GeneralSecurityException {
        if (client == null) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NORMAL);
            if (settings.ca().isPresent()) {
                builder.sslContext(trusting(settings.ca().get()));
            }
            client = builder.build();
        }
        return client;
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
