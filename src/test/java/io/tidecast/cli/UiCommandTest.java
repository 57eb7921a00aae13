package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.faults.Await;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class UiCommandTest {
    /** A forecast of a device, one step of a minute ahead. */
    static String forecast(String device) {
        return """
                {"schema":2,"device":"%s","model":"default","version":3,"source":"model","status":"ok","origin":"%s",\
                "step":"PT1M","at":["%s"],"targets":{"temp":{"mean":[1],"intervals":[]}},\
                "quality":{"observed":48,"filled":0},"skill":0.1}"""
                .formatted(device, Instant.now(), Instant.now().plusSeconds(60));
    }

    @Test
    void shouldServeThePageOfARunningFleetFromItsTopicsUntilItIsStopped() throws Exception {
        try (CommandBroker broker = CommandBroker.start()) {
            assertThat(broker.run("topics", "create", "--partitions=1").exitCode())
                    .isZero();
            broker.send("forecasts", "pump-1", forecast("pump-1"));
            RunningUi ui = RunningUi.start(broker::context, "--bootstrap", broker.servers());
            assertThat(ui.get("/")).startsWith("200 ").contains("<title>Tidecast</title>");
            Await.until("the device", () -> ui.get("/api/v1/devices").contains("\"device\":\"pump-1\""));
            assertThat(ui.get("/api/v1/process")).startsWith("200 {\"roles\":[],");
            try (Admin admin = broker.clients().admin()) {
                assertThat(admin.listGroups().all().get(10, TimeUnit.SECONDS))
                        .as("reading leaves no trace")
                        .isEmpty();
            }
            assertThat(ui.stop()).isZero();
            assertThat(ui.err()).isEmpty();
            assertThatThrownBy(() -> ui.get("/")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void shouldNameTheSettingWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            CommandRun run = CommandRun.of("ui", "--bootstrap=127.0.0.1:1", "--http-port=" + taken.getLocalPort());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("tidecast ui: http.port must be free on http.host, 127.0.0.1:");
        }
    }
}
