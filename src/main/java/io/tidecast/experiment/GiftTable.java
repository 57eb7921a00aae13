package io.tidecast.experiment;

import io.tidecast.backtest.HorizonErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Markdown report of {@link GiftEval}: per set naive forecasts, the base network and others', then where it loses. */
final class GiftTable {
    private final GiftEval protocol;
    private final StringBuilder text = new StringBuilder();

    /**
     * Begins.
     *
     * @param made how it was made
     */
    GiftTable(GiftEval protocol, String made) {
        this.protocol = protocol;
        text.append("# ").append(protocol.title()).append("\n\n").append(made).append("\n\n");
        text.append(protocol.about()).append('\n');
    }

    /** The report so far. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** Says why a set was not judged. */
    void missing(GiftEval.DataSet set, String why) {
        text.append("\n## ")
                .append(set.name())
                .append("\n\nNot measured: ")
                .append(why)
                .append('\n');
    }

    /** Judges all methods on a set. */
    void section(GiftEval.DataSet set, GiftSeries series) {
        QuantileMethod naive = new NaiveQuantiles(protocol.season());
        HorizonErrors reference = series.errors(naive);
        HorizonErrors base = series.errors(protocol.base());
        double ratio = base.mase(0) / reference.mase(0);
        text.append("\n## ").append(set.name()).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "MASE over seasonal naive is %.3f; the bar of at most %.3f is %s. %d series, %d windows of %d rows"
                        + " each.%n%n",
                ratio,
                set.most(),
                ratio <= set.most() ? "met" : "not met",
                series.columns().size(),
                series.windows(),
                protocol.horizon()));
        head("", List.of("MASE", "over seasonal naive", "wQL", "over seasonal naive"));
        row("seasonal naive", figures(reference, reference));
        row("persistence", figures(series.errors(new NaiveQuantiles(1)), reference));
        row("**base network**", figures(base, reference));
        set.published().forEach((name, figures) -> row(name + ", published", figures));
        byColumn(series, naive);
        byVariant(series, reference);
    }

    private static List<Double> figures(HorizonErrors errors, HorizonErrors reference) {
        double loss = errors.intervals().weightedQuantileLoss(0);
        return List.of(
                errors.mase(0),
                errors.mase(0) / reference.mase(0),
                loss,
                loss / reference.intervals().weightedQuantileLoss(0));
    }

    private void byColumn(GiftSeries series, QuantileMethod naive) {
        text.append('\n');
        head("MASE by series", series.columns());
        List<Double> references = mase(series, naive);
        List<Double> own = mase(series, protocol.base());
        row("seasonal naive", references);
        row("base network", own);
        row(
                "over seasonal naive",
                IntStream.range(0, own.size())
                        .mapToObj(i -> own.get(i) / references.get(i))
                        .toList());
    }

    private static List<Double> mase(GiftSeries series, QuantileMethod method) {
        return IntStream.range(0, series.columns().size())
                .mapToObj(column -> series.errors(column, method).mase(0))
                .toList();
    }

    private void byVariant(GiftSeries series, HorizonErrors reference) {
        text.append('\n');
        head("Base network given", List.of("MASE", "over seasonal naive", "wQL", "over seasonal naive"));
        protocol.variants().forEach((name, variant) -> row(name, figures(series.errors(variant.method()), reference)));
    }

    private void head(String first, List<String> names) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(names);
        text.append("| ").append(String.join(" | ", cells).strip()).append(" |\n");
        text.append("|---".repeat(cells.size())).append("|\n");
    }

    private void row(String name, List<Double> figures) {
        String[] cells = figures.stream()
                .map(figure -> figure.isNaN() ? "" : String.format(Locale.ROOT, "%.3f", figure))
                .toArray(String[]::new);
        text.append("| ").append(name).append(" |");
        Arrays.stream(cells).forEach(cell -> text.append(' ').append(cell).append(" |"));
        text.append('\n');
    }
}
