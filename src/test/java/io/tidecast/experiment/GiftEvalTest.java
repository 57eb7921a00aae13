package io.tidecast.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.backtest.HorizonErrors;
import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.experiment.GiftEval.DataSet;
import io.tidecast.experiment.GiftEval.Variant;
import io.tidecast.kernel.SplitMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GiftEvalTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final GiftEval TINY = new GiftEval("Title", "About it.", 2, 2, 0.4, 20, Map.of(), List.of());
    /** The last four rows are two windows of two. */
    private static final double[] COLUMN = {1, 3, 2, 4, 2, 5, 4, 6, 3, 9};

    @TempDir
    private Path folder;

    private static GiftSeries series(double[]... columns) {
        return GiftSeries.of(TINY, List.of("a", "b").subList(0, columns.length), columns);
    }

    /** The value a season before, whichever quantile is asked for. */
    private static QuantileMethod.Forecast points(double[] past) {
        return (share, h) -> past[past.length - 2 + (h - 1) % 2];
    }

    @Test
    void shouldScaleEachWindowByItsOwnPast() {
        GiftSeries series = series(COLUMN);
        assertThat(series.windows()).isEqualTo(2);
        assertThat(series.known(0)).isEqualTo(6);
        assertThat(series.known(1)).isEqualTo(8);
        // Off by 2 and 1 where a season's mean difference is 3 / 4, then by 1 and 3 where it is 6 / 6.
        HorizonErrors seasonal = series.errors(0, new NaiveQuantiles(2));
        assertThat(seasonal.mase(0)).isEqualTo((3 / 0.75 + 4) / 4, EXACT);
        assertThat(seasonal.mae(0)).isEqualTo(7 / 4.0, EXACT);
        // Off by 1 and 1, then by 3 and 3.
        assertThat(series.errors(0, new NaiveQuantiles(1)).mase(0)).isEqualTo((2 / 0.75 + 6) / 4, EXACT);
    }

    @Test
    void shouldPoolAllSeriesWithOneWeightForEveryStep() {
        double[] louder = Arrays.stream(COLUMN).map(value -> 100 * value).toArray();
        double[] still = {5, 6, 5, 7, 5, 6, 5, 6, 5, 6};
        QuantileMethod naive = new NaiveQuantiles(2);
        assertThat(series(COLUMN, louder).errors(naive).mase(0)).isEqualTo(2, EXACT);
        assertThat(series(COLUMN, still).errors(naive).mase(0)).isEqualTo(1, EXACT);
    }

    @Test
    void shouldBeTheErrorOverTheActualsWhenAllQuantilesAreOnePoint() {
        HorizonErrors errors = series(COLUMN).errors((past, horizon) -> points(past));
        assertThat(errors.intervals().weightedQuantileLoss(0)).isEqualTo(7 / 22.0, EXACT);
    }

    @Test
    void shouldAverageTheLossOfNineQuantiles() {
        QuantileMethod spread = (past, horizon) -> (share, h) -> 10 * share;
        double loss = 0;
        for (int tenth = 1; tenth <= 9; tenth++) {
            for (double actual : new double[] {4, 6, 3, 9}) {
                double under = actual - tenth;
                loss += 2 * Math.max(tenth / 10.0 * under, (tenth / 10.0 - 1) * under) / 9;
            }
        }
        assertThat(series(COLUMN).errors(spread).intervals().weightedQuantileLoss(0))
                .isCloseTo(loss / 22, EXACT);
    }

    @Test
    void shouldTakeATenthOfTheRowsButNoMoreThanTwentyWindowsAndAtLeastOne() {
        GiftEval shipped = GiftEval.shipped();
        assertThat(windows(shipped, 17_420)).isEqualTo(20);
        assertThat(windows(shipped, 9_600)).isEqualTo(20);
        assertThat(windows(shipped, 4_801))
                .as("480.1 rows are a little more than ten windows")
                .isEqualTo(11);
        assertThat(windows(shipped, 100)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> windows(shipped, 72))
                .withMessage("there must be more than a season of 24 rows before the test windows, were 24");
    }

    private static int windows(GiftEval protocol, int rows) {
        return GiftSeries.of(protocol, List.of("a"), new double[1][rows]).windows();
    }

    @Test
    void shouldWidenNaiveQuantilesByTheSeasonsAhead() {
        double deviation = Math.sqrt(3 / 4.0);
        QuantileMethod.Forecast forecast = new NaiveQuantiles(2).forecast(Arrays.copyOf(COLUMN, 6), 5);
        assertThat(forecast.quantile(0.5, 1)).isEqualTo(2);
        assertThat(forecast.quantile(0.9, 1)).isEqualTo(2 + 1.2815515655446 * deviation, within(1e-9));
        assertThat(forecast.quantile(0.2, 2)).isEqualTo(5 - 0.8416212335729 * deviation, within(1e-9));
        assertThat(forecast.quantile(0.7, 5))
                .as("in the third season")
                .isEqualTo(2 + 0.5244005127080 * deviation * Math.sqrt(3), within(1e-9));
    }

    private static double[] load(int rows) {
        SplitMix random = new SplitMix(5);
        double[] values = new double[rows];
        Arrays.setAll(values, t -> 20 + 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
        return values;
    }

    @Test
    void shouldForecastAWindowAlikeWhateverComesAfterItsOrigin() {
        GiftEval shipped = GiftEval.shipped();
        double[] values = load(1_500);
        List<double[]> made = forecasts(shipped, values);
        GiftSeries series = GiftSeries.of(shipped, List.of("a"), new double[][] {values});
        assertThat(made).hasSize(series.windows()).hasSize(4);
        for (int window = 0; window < series.windows(); window++) {
            double[] other = values.clone();
            Arrays.fill(other, series.known(window), other.length, 1e6);
            assertThat(forecasts(shipped, other).get(window)).isEqualTo(made.get(window));
            other[series.known(window) - 1] += 3;
            assertThat(forecasts(shipped, other).get(window))
                    .as("what came last before it does matter")
                    .isNotEqualTo(made.get(window));
        }
    }

    /** By window, its medians and upper quantiles. */
    private static List<double[]> forecasts(GiftEval protocol, double[] values) {
        List<double[]> made = new ArrayList<>();
        GiftSeries.of(protocol, List.of("a"), new double[][] {values}).errors(0, (past, horizon) -> {
            QuantileMethod.Forecast forecast = protocol.base().forecast(past, horizon);
            double[] all = new double[2 * horizon];
            Arrays.setAll(all, i -> forecast.quantile(i < horizon ? 0.5 : 0.9, i % horizon + 1));
            made.add(all);
            return forecast;
        });
        return made;
    }

    @Test
    void shouldGiveTheNetworksOwnQuantilesAndTheLineBetweenThem() {
        double[] past = load(300);
        double[][] own = new double[5][48];
        long begin = BaseNetwork.anchorAfter(300) - 299;
        BaseFile.shipped()
                .series(24)
                .forecast(begin + 299, place -> place < begin ? Double.NaN : past[(int) (place - begin)], own, 48);
        QuantileMethod.Forecast forecast = new Variant(24, 300).method().forecast(past, 48);
        for (int h : new int[] {1, 8, 9, 48}) {
            for (int i = 0; i < 5; i++) {
                assertThat(forecast.quantile(BaseNetwork.quantiles().get(i), h)).isCloseTo(own[i][h - 1], within(1e-6));
            }
            assertThat(forecast.quantile(0.1, h)).isCloseTo(0.75 * own[0][h - 1] + 0.25 * own[1][h - 1], within(1e-6));
            assertThat(forecast.quantile(0.9, h)).isCloseTo(0.25 * own[3][h - 1] + 0.75 * own[4][h - 1], within(1e-6));
        }
    }

    @Test
    void shouldReadNoMoreThanTheContextItIsGiven() {
        double[] past = load(300);
        QuantileMethod week = new Variant(24, 168).method();
        double whole = week.forecast(past, 48).quantile(0.5, 7);
        assertThat(week.forecast(Arrays.copyOfRange(past, 132, 300), 48).quantile(0.5, 7))
                .isEqualTo(whole);
        past[131] += 50;
        assertThat(week.forecast(past, 48).quantile(0.5, 7)).isEqualTo(whole);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> week.forecast(new double[2], 48))
                .withMessage("past must have at least 3 values that are known, had 2");
    }

    @Test
    void shouldTabulateBesidePublishedFiguresAndSayWhetherTheBarIsMet() throws IOException {
        StringBuilder csv = new StringBuilder("a\n");
        Arrays.stream(COLUMN).forEach(value -> csv.append(value).append('\n'));
        Files.writeString(folder.resolve("pump.csv"), csv, UTF_8);
        DataSource source = DataSource.parse("data", Map.of("file", "pump.csv", "values", List.of("a")));
        for (double most : new double[] {0, 100}) {
            DataSet set =
                    new DataSet("pump", source, 1, true, most, Map.of("best", List.of(Double.NaN, 0.5, 0.25, 1.0)));
            assertThat(tiny(set).report(folder, "Made."))
                    .startsWith("# Title\n\nMade.\n\nAbout it.\n\n## pump\n\nMASE over seasonal naive is ")
                    .contains(
                            most == 0
                                    ? "; the bar of at most 0.000 is not met. "
                                    : "; the bar of at most 100.000 is met. ")
                    .contains("1 series, 2 windows of 2 rows each.\n\n| | MASE | over seasonal naive | wQL |")
                    .contains("| seasonal naive | 2.000 | 1.000 | ")
                    .contains("| persistence | 2.167 | 1.083 | ", "\n| **base network** | ")
                    .contains("| best, published |  | 0.500 | 0.250 | 1.000 |\n")
                    .contains("| MASE by series | a |\n|---|---|\n| seasonal naive | 2.000 |\n")
                    .contains("\n| four values | ");
        }
    }

    @Test
    void shouldSumRowsAndSayWhichSetIsMissingWhenItIsNotNeeded() throws IOException {
        StringBuilder csv = new StringBuilder("a\n");
        Arrays.stream(COLUMN)
                .forEach(value -> csv.append(value - 2).append('\n').append(2).append('\n'));
        Files.writeString(folder.resolve("half.csv"), csv + "99\n", UTF_8); // Half of a row more.
        DataSource half = DataSource.parse("data", Map.of("file", "half.csv", "values", List.of("a")));
        DataSource none = DataSource.parse("data", Map.of("file", "none.csv", "values", List.of("a")));
        DataSet first = new DataSet("half", half, 2, true, 1, Map.of());
        DataSet second = new DataSet("none", none, 2, false, 1, Map.of());
        assertThat(first.load(TINY, folder).values()[0]).containsExactly(COLUMN);
        assertThat(tiny(first, second).report(folder, "Made."))
                .contains("| seasonal naive | 2.000 | 1.000 | ")
                .endsWith("\n## none\n\nNot measured: " + folder.resolve("none.csv")
                        + " does not exist; --data must name the folder it is in\n");
        DataSet needed = new DataSet("none", none, 2, true, 1, Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tiny(first, needed).report(folder, "Made."))
                .withMessageContaining("none.csv does not exist");
    }

    private static GiftEval tiny(DataSet... sets) {
        return new GiftEval(
                "Title", "About it.", 2, 2, 0.4, 20, Map.of("four values", new Variant(2, 4)), List.of(sets));
    }

    @Test
    void shouldBeTheProtocolThatOthersPublish() {
        GiftEval shipped = GiftEval.shipped();
        assertThat(shipped.horizon()).isEqualTo(48);
        assertThat(shipped.season()).isEqualTo(24);
        assertThat(shipped.base().context()).isGreaterThanOrEqualTo(BaseNetwork.reach(24));
        int atAnAnchor = BaseNetwork.reach(24) - 47; // which it stands at, see BaseQuantiles
        assertThat(shipped.variants()).containsKey("all that it reads, " + atAnAnchor + " values");
        assertThat(shipped.sets()).extracting(DataSet::needed).containsExactly(true, true, false, false);
        assertThat(shipped.sets()).extracting(DataSet::sum).containsExactly(1, 1, 4, 4);
        assertThat(shipped.sets()).extracting(DataSet::most).containsExactly(0.90, 0.86, 0.90, 0.86);
        assertThat(shipped.sets()).allSatisfy(set -> {
            assertThat(set.published().values())
                    .allSatisfy(figures -> assertThat(figures).hasSize(4));
            assertThatThrownBy(() -> set.data().load(folder, 0))
                    .hasMessageContaining(".csv does not exist")
                    .hasMessageContaining("https://github.com/zhouhaoyi/ETDataset");
        });
    }
}
