package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.SchemaIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistrarTest {
    private static final String SUBJECT = "/subjects/forecasts%20%C3%BC-value";

    @TempDir
    private Path folder;

    private RegistryFixture server;

    @BeforeEach
    void start() throws IOException {
        server = new RegistryFixture();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SchemaIds registrar(Duration patience) throws IOException {
        Path login = Files.writeString(folder.resolve("login"), "u:p\n");
        return SchemaRegistrar.from(Values.DEFAULTS
                        .with(SchemaRegistrar.URL, server.url("http"))
                        .with(SchemaRegistrar.LOGIN_FILE, login)
                        .with(SchemaRegistrar.PATIENCE, patience))
                .orElseThrow();
    }

    private static int id(SchemaIds registrar) {
        return registrar.idOf("forecasts ü-value", "AVRO", "\"int\"");
    }

    @Test
    void shouldTakeTheIdOfASchemaThatIsThereAndRegisterNothing() throws IOException {
        server.answer(SUBJECT, "{\"subject\":\"forecasts ü-value\",\"id\":5,\"version\":1,\"schema\":\"\\\"int\\\"\"}");
        SchemaIds registrar = registrar(Duration.ofSeconds(20));
        assertThat(id(registrar)).isEqualTo(5);
        assertThat(id(registrar)).isEqualTo(5);
        assertThat(server.asked).containsExactly(SUBJECT);
        assertThat(server.bodies).containsExactly("{\"schemaType\":\"AVRO\",\"schema\":\"\\\"int\\\"\"}");
        assertThat(server.authorizations)
                .containsExactly("Basic " + Base64.getEncoder().encodeToString("u:p".getBytes(UTF_8)));
    }

    @Test
    void shouldRegisterASchemaThatIsNotThere() throws IOException {
        server.answer(SUBJECT + "/versions", "{\"id\":6}");
        assertThat(id(registrar(Duration.ofSeconds(20)))).isEqualTo(6);
        assertThat(server.asked).containsExactly(SUBJECT, SUBJECT + "/versions");
        assertThat(server.bodies.get(1)).isEqualTo(server.bodies.get(0));
    }

    @Test
    void shouldWaitForARegistryThatDoesNotAnswer() throws IOException {
        server.fail(2, 503);
        server.answer(SUBJECT, "{\"id\":5}");
        assertThat(id(registrar(Duration.ofSeconds(20)))).isEqualTo(5);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void shouldSayWhatTheRegistrySaysWhenItRefusesTheSchema() throws IOException {
        server.refuse(SUBJECT + "/versions", 409, "{\"error_code\":409,\"message\":\"Schema is incompatible\"}");
        SchemaIds registrar = registrar(Duration.ofMillis(1));
        assertThatThrownBy(() -> id(registrar))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("schema registry at " + server.url("http")
                        + " must answer (forecasts.registry.*), answered 409: Schema is incompatible");
        server.answer(SUBJECT + "/versions", "{\"id\":6}");
        assertThat(id(registrar)).isEqualTo(6);
    }

    @Test
    void shouldBeNoneWhenThereIsNoUrl() {
        assertThat(SchemaRegistrar.from(Values.DEFAULTS)).isEmpty();
    }
}
