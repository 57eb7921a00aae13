package io.tidecast.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Model summary: a network as the table that Keras' {@code model.summary()} prints: layer, output shape, parameters,
 * total.
 */
public final class NetworkSummary {
    private NetworkSummary() {}

    /** The table, lines ended by a line feed. */
    public static String of(NetworkSpec spec) {
        Layout layout = Layout.of(spec);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Layer (type)", "Output Shape", "Param #"));
        List<Shape> shapes = spec.shapes();
        for (int i = 0; i < shapes.size(); i++) {
            String name = layout.modules().get(i) + " (" + type(spec.layers().get(i)) + ")";
            rows.add(List.of(name, shapes.get(i).toString(), count(layout.ofLayer(i))));
        }
        spec.highway()
                .ifPresent(highway ->
                        rows.add(List.of("highway (Highway)", spec.output().toString(), count(layout.ofHighway()))));
        spec.decoder()
                .ifPresent(decoder ->
                        rows.add(List.of("decoder (Decoder)", spec.output().toString(), count(layout.ofDecoder()))));
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int j = 0; j < 3; j++) {
                widths[j] = Math.max(widths[j], row.get(j).length());
            }
        }
        String rule = "-".repeat(widths[0] + widths[1] + widths[2] + 4) + "\n";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            text.append(pad(row.get(0), widths[0]))
                    .append("  ")
                    .append(pad(row.get(1), widths[1]))
                    .append("  ");
            text.append(" ".repeat(widths[2] - row.get(2).length()))
                    .append(row.get(2))
                    .append('\n');
            text.append(i == 0 ? rule : "");
        }
        return text.append(rule)
                .append(String.format(Locale.ROOT, "Total parameters: %,d%n", layout.size())
                        .replace("\r", ""))
                .toString();
    }

    private static String type(LayerSpec layer) {
        return layer instanceof Bidirectional both
                ? "Bidirectional " + both.layer().getClass().getSimpleName()
                : layer.getClass().getSimpleName();
    }

    private static String count(List<ParameterView> views) {
        int sum = views.stream().mapToInt(ParameterView::size).sum();
        return String.format(Locale.ROOT, "%,d", sum);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
