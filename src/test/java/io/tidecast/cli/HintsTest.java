package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class HintsTest {
    private static final Hints HINTS = new Hints(
            Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal())),
            List.of("-c plant.yaml", "--bootstrap=b:9092", "--topics-readings=plant", "--series-step=1h"));

    @Test
    void shouldRepeatTheFlagsThatTheHintedCommandTakes() {
        assertThat(HINTS.repeated("FAIL  no topic: run `tidecast topics create`"))
                .isEqualTo("FAIL  no topic: run `tidecast topics create -c plant.yaml --bootstrap=b:9092"
                        + " --topics-readings=plant`");
        assertThat(HINTS.repeated("`tidecast topics grow --partitions 6`"))
                .isEqualTo(
                        "`tidecast topics grow -c plant.yaml --bootstrap=b:9092 --topics-readings=plant --partitions 6`");
    }

    @Test
    void shouldLeaveATextAsItIsWhenItNamesNoCommand() {
        assertThat(HINTS.repeated("`tidecast run` starts")).isEqualTo("`tidecast run` starts");
    }
}
