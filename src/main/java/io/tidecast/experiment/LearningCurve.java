package io.tidecast.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tidecast.backtest.PngFile;
import io.tidecast.train.Fit;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    /** Writes {@code base.csv}, {@code base.png} and {@code base.svg}; returns them. */
    public List<Path> write(Path base) throws IOException {
        Path csv = file(base, ".csv");
        Path png = file(base, ".png");
        Path svg = file(base, ".svg");
        table(csv);
        XYChart chart = chart();
        PngFile.write(chart, png);
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg.toString(), VectorGraphicsFormat.SVG);
        return List.of(csv, png, svg);
    }

    private static Path file(Path base, String suffix) {
        return base.resolveSibling(base.getFileName() + suffix);
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
