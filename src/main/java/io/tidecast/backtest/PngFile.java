package io.tidecast.backtest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/**
 * PNG file of a chart, drawn into memory first: ImageIO's own files register a shutdown hook, which is too late once
 * Ctrl-C was pressed, when what is done so far is written.
 */
public final class PngFile {
    private PngFile() {}

    /** Writes it. */
    public static void write(XYChart chart, Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream to = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", to);
        }
        Files.write(file, bytes.toByteArray());
    }
}
