package io.tidecast.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.series.Statics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticFileTest {
    @TempDir
    private Path folder;

    private Map<String, Statics> read(String text) throws IOException {
        return StaticFile.read(Files.writeString(folder.resolve("pumps.csv"), text), List.of("kind", "power"));
    }

    @Test
    void shouldTellEachDeviceWhatItsRowHasAndNothingWhereACellIsEmpty() throws IOException {
        assertThat(read("power,device,note,kind\n450,p-1,\"new, blue\",piston\n,p-2,,centrifugal\n,*,,\n"))
                .containsOnly(
                        Map.entry("p-1", Statics.of(Map.of("kind", "piston", "power", "450"))),
                        Map.entry("p-2", Statics.of(Map.of("kind", "centrifugal"))),
                        Map.entry("*", Statics.NONE));
    }

    @Test
    void shouldSayWhatIsWrongWhenAFileIsNone() throws IOException {
        assertThatThrownBy(() -> read("device,kind\n"))
                .hasMessageEndingWith("must have a column power, had [device, kind]");
        assertThatThrownBy(() -> read("kind,power\n")).hasMessageContaining("must have a column device");
        assertThatThrownBy(() -> read("")).hasMessageEndingWith("was empty");
        assertThatThrownBy(() -> read("device,kind,power\na,x,1\nb,x,1\na,y,2\n"))
                .hasMessageEndingWith("pumps.csv:4: device must be there once, was again a");
        assertThatThrownBy(() -> read("device,kind,power\na,x\n")).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> StaticFile.read(folder.resolve("none.csv"), List.of()))
                .hasMessageEndingWith("does not exist");
    }
}
