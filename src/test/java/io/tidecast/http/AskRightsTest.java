package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.forecaster.PlannedValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inquiries into forecasts, which nobody may make often: each takes time of a stream thread. */
@Timeout(60)
class AskRightsTest {
    private static final String WHY = "/api/v1/devices/pump%201/explanation";
    private static final String WHAT_IF = "/api/v1/devices/pump%201/what-if";

    private final List<InquirySource.Inquiry> asked = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), true),
                InquiryEndpoint.all((inquiry, caller, local) -> {
                    asked.add(inquiry);
                    if (inquiry.device().equals("nobody")) {
                        return WindowSource.Found.unknown("no step of it has closed at here:1");
                    }
                    if (inquiry.device().equals("moving")) {
                        return WindowSource.Found.none("tasks are being assigned");
                    }
                    if (inquiry.set().equals("wrong")) {
                        throw new PlannedValue.WrongException("set must be right, was wrong");
                    }
                    ObjectNode answer = FleetJson.JSON.createObjectNode();
                    return WindowSource.Found.of(answer.put("local", local));
                }));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldAnswerWithoutAnyTokenOfThoseThatChangeSomething() throws Exception {
        assertThat(ask("GET", WHY).body()).isEqualTo("{\"local\":false}");
        assertThat(ask("POST", WHAT_IF + "?local=true&set=plan%3D1").body()).isEqualTo("{\"local\":true}");
        assertThat(asked)
                .containsExactly(
                        new InquirySource.Inquiry(InquirySource.Kind.EXPLANATION, "pump 1", ""),
                        new InquirySource.Inquiry(InquirySource.Kind.WHAT_IF, "pump 1", "plan=1"));
    }

    @Test
    void shouldSayWhatIsWrongWithAQuestion() throws Exception {
        HttpResponse<String> none = ask("POST", WHAT_IF);
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("set must be given: it must look like NAME=VALUE@FROM..TO");
        HttpResponse<String> wrong = ask("POST", WHAT_IF + "?set=wrong");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("set must be right, was wrong");
        HttpResponse<String> large = ask("POST", WHAT_IF + "?set=" + "x".repeat(4_001));
        assertThat(large.statusCode()).isEqualTo(400);
        assertThat(large.body()).contains("set must have at most 4000 characters, was 4001 characters");
        assertThat(ask("GET", WHAT_IF + "?set=x").statusCode()).isEqualTo(405);
    }

    @Test
    void shouldSayThatADeviceIsUnknownAndOtherwiseWhatIsWaitedFor() throws Exception {
        HttpResponse<String> unknown = ask("GET", WHY.replace("pump%201", "nobody"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("{\"reasons\":[\"nothing is forecast of device nobody\","
                        + "\"no step of it has closed at here:1\"]}");
        HttpResponse<String> moving = ask("GET", WHY.replace("pump%201", "moving"));
        assertThat(moving.statusCode()).isEqualTo(503);
        assertThat(moving.body()).isEqualTo("{\"reasons\":[\"tasks are being assigned\"]}");
    }

    @Test
    void shouldTellWhetherAnotherInstanceKnowsTheDevice() throws Exception {
        PeerClient peers = new PeerClient(new HttpSettings("127.0.0.1", 0, Optional.empty(), true));
        int port = URI.create(server.address().toString()).getPort();
        for (String device : List.of("nobody", "moving", "pump 1")) {
            InquirySource.Inquiry inquiry = new InquirySource.Inquiry(InquirySource.Kind.EXPLANATION, device, "");
            assertThat(peers.inquire("127.0.0.1", port, inquiry, Caller.UNKNOWN, true)
                            .unknown())
                    .isEqualTo(
                            device.equals("nobody")
                                    ? Optional.of("no step of it has closed at here:1")
                                    : Optional.empty());
        }
        assertThat(peers.window("127.0.0.1", port, "pump 1", Caller.UNKNOWN).status())
                .isEqualTo(404);
        assertThat(peers.window("127.0.0.1", port, "pump 1", Caller.UNKNOWN).unknown())
                .as("no such path")
                .isEmpty();
    }

    @Test
    void shouldTellToComeBackWhenAnAddressAsksOftenAndLetMoreThroughThatIsPassedOn() throws Exception {
        for (int i = 0; i < 60; i++) {
            assertThat(ask("GET", WHY).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> often = ask("POST", WHAT_IF + "?set=x");
        assertThat(often.statusCode()).isEqualTo(429);
        assertThat(often.body()).contains("is answered 60 times a minute for each address");
        assertThat(often.headers().firstValue("Retry-After")).isPresent();
        for (int i = 0; i < 100; i++) {
            assertThat(ask("GET", WHY + "?local=true").statusCode())
                    .as("passed on by another instance")
                    .isEqualTo(200);
        }
    }
}
