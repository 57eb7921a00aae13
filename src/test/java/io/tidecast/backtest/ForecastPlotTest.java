package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.backtest.ForecastPlot.Interval;
import io.tidecast.backtest.ForecastPlot.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastPlotTest {
    private static final double[] X = {0, 3_600_000, 7_200_000, 10_800_000};
    private static final Line ACTUAL = new Line("actual", new double[] {1, 2, Double.NaN, 3});
    private static final Line FORECAST = new Line("forecast", new double[] {1.5, 1.5, 2.5, 2.5});
    private static final Interval BAND =
            new Interval("90 %", new double[] {1, Double.NaN, 2, 2}, new double[] {2, Double.NaN, 3, 3});

    @TempDir
    Path folder;

    @Test
    void shouldDrawLinesAndIntervalWhenSomeValuesAreMissing() throws IOException {
        for (boolean overTime : new boolean[] {true, false}) {
            ForecastPlot plot =
                    new ForecastPlot("pump-7", "x", "°C", X, overTime, List.of(ACTUAL, FORECAST), List.of(BAND));
            Path svg = folder.resolve("plot.svg");
            plot.write(svg);
            assertThat(Files.readString(svg))
                    .contains(
                            "<svg",
                            "stroke:rgb(34,34,34)",
                            "stroke:rgb(31,119,180)",
                            "fill:rgb(31,119,180);fill-opacity:0.21")
                    .doesNotContainPattern("[0-9]\\.[0-9]{3}");
            Path png = folder.resolve("plot.png");
            plot.write(png);
            assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(800);
        }
    }

    @Test
    void shouldRefuseWhenLengthsDifferOrTheFileIsOfAnotherKind() {
        assertThatThrownBy(() -> new ForecastPlot("t", "x", "y", X, false, List.of(new Line("short", new double[2]))))
                .hasMessage("short must have a value per x, 4, had 2");
        ForecastPlot plot = new ForecastPlot("t", "x", "y", X, false, List.of(ACTUAL));
        assertThatThrownBy(() -> plot.write(folder.resolve("plot.gif")))
                .hasMessageStartingWith("a plot's file must end in .svg or .png, was ");
    }
}
