package io.tidecast.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tidecast.backtest.PngFile;
import io.tidecast.train.Fit;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Learning curve: how training and held-out loss fell over the epochs, as a table and as plots.
 *
 * @param epochs every one that was run
 */
public record LearningCurve(List<Fit.Epoch> epochs) {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    public LearningCurve {
        epochs = List.copyOf(epochs);
    }

    /** Writes its files; returns them. */
    public List<Path> write(Path base) throws IOException {
        List<Path> files = files(base);
        table(files.get(0));
        XYChart chart = chart();
        PngFile.write(chart, files.get(1));
        VectorGraphicsEncoder.saveVectorGraphic(chart, files.get(2).toString(), VectorGraphicsFormat.SVG);
        return files;
    }

    /** What it is written to: {@code base.csv}, {@code base.png} and {@code base.svg}. */
    public static List<Path> files(Path base) {
        return Stream.of(".csv", ".png", ".svg")
                .map(suffix -> base.resolveSibling(base.getFileName() + suffix))
                .toList();
    }

    private void table(Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord("epoch", "learning_rate", "training_loss", "held_out_error", "best");
            for (Fit.Epoch epoch : epochs) {
                csv.writeRecord(
                        Integer.toString(epoch.number() + 1),
                        Double.toString(epoch.learningRate()),
                        Double.toString(epoch.loss()),
                        Double.toString(epoch.validationLoss()),
                        Boolean.toString(epoch.best()));
            }
        }
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Learning curve")
                .xAxisTitle("epoch")
                .yAxisTitle("in units of the devices' change scales")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE).setChartBackgroundColor(Color.WHITE);
        double[] numbers = epochs.stream().mapToDouble(e -> e.number() + 1).toArray();
        double[] training = epochs.stream().mapToDouble(Fit.Epoch::loss).toArray();
        double[] heldOut =
                epochs.stream().mapToDouble(Fit.Epoch::validationLoss).toArray();
        chart.addSeries("training loss (Huber)", numbers, training).setMarker(SeriesMarkers.NONE);
        chart.addSeries("held-out mean absolute error", numbers, heldOut).setMarker(SeriesMarkers.NONE);
        return chart;
    }
}
