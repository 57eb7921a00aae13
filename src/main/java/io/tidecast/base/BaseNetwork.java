package io.tidecast.base;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import java.util.List;

/**
 * Base network with its weights: forecasts any series from its own values and the length of its season. It goes along
 * {@link PatchRows} with a recurrent layer, over the horizon as over the context, so that a longer horizon is more
 * rows; {@link QuantileHead} reads the outputs. A network that was begun at it may read {@link FurtherInputs}, too.
 */
public final class BaseNetwork {
    static final int UNITS = 64;
    /** Beginning of the names of what gives the outputs. */
    private static final String HEAD = "head.";

    /** What the one that comes with the application is made of. */
    static final NetworkSpec SPEC = spec(0, 0).asSequences();

    /** How the one that comes with the application is run: its weights are others in a test alone. */
    private static final Network SERVING = Network.of(spec(0, 0));

    private final Network serving;
    private final Parameters parameters;
    private final int further; // numbers of a row
    private final QuantileHead head;

    BaseNetwork(Parameters parameters) {
        this(SERVING, parameters, 0, 0);
    }

    private BaseNetwork(Network serving, Parameters parameters, int further, int candidates) {
        this.serving = serving;
        this.parameters = parameters.publish();
        this.further = further;
        head = new QuantileHead(candidates);
    }

    /**
     * One that was begun at the base network.
     *
     * @param network by {@link #spec}
     * @param further numbers of a row beside those of its series
     * @param candidates kinds of them
     */
    public static BaseNetwork of(Network network, Parameters parameters, int further, int candidates) {
        return new BaseNetwork(network, parameters, further, candidates);
    }

    /**
     * What a network of so many further inputs is made of, with the outputs of the newest row alone, as it serves:
     * nobody reads what the head says of the rows up to the origin.
     *
     * @param further numbers of a row
     * @param candidates kinds of them
     */
    public static NetworkSpec spec(int further, int candidates) {
        return NetworkSpec.of(
                PatchRows.FEATURES + further,
                new Gru(UNITS, true, false),
                new Dense(new QuantileHead(candidates).outputs()));
    }

    /**
     * This network's weights in one of more inputs: what is further has weights of zero (Net2Net, Chen et al. 2016).
     *
     * @param further numbers of a row in all
     * @param candidates kinds of them in all
     */
    public Parameters widened(int further, int candidates) {
        return spread(parameters, spec(further, candidates), new int[0], new int[0]);
    }

    /**
     * A network's weights in one of other further inputs.
     *
     * @param columns place of each of its further numbers among the other's
     * @param kinds place of each of its candidates among the other's
     */
    public static Parameters spread(Parameters parameters, NetworkSpec spec, int[] columns, int[] kinds) {
        Parameters wider = Parameters.zeros(Network.of(spec).layout());
        for (ParameterView view : wider.layout().views()) {
            ParameterView own = parameters.layout().view(view.name());
            float[] values = parameters.get(view.name());
            float[] all = new float[view.size()];
            int rows = own.shape().get(0);
            int width = own.size() / rows;
            int wide = view.size() / view.shape().get(0);
            boolean reads = width == PatchRows.FEATURES + columns.length;
            boolean gives = view.name().startsWith(HEAD);
            for (int row = 0; row < rows; row++) {
                int to = gives ? place(row, QuantileHead.OUTPUTS, kinds) : row;
                for (int column = 0; column < width; column++) {
                    int at = reads ? place(column, PatchRows.FEATURES, columns) : column;
                    all[to * wide + at] = values[row * width + column];
                }
            }
            wider.set(view.name(), all);
        }
        return wider.publish();
    }

    private static int place(int own, int first, int[] others) {
        return own < first ? own : first + others[own - first];
    }

    /** Values up to the origin that a forecast of a series with such a season reads. */
    public static int reach(int season) {
        return Anchor.reach(season);
    }

    /** The first place that has so many steps up to it and is an anchor, from where everything is measured anew. */
    public static long anchorAfter(int steps) {
        return Anchor.ofGrid(steps + Anchor.APART - 2L);
    }

    /** Shares of actuals that are to come below its quantiles, ascending; the middle one is the median. */
    public static List<Float> quantiles() {
        return QuantileHead.QUANTILES;
    }

    /** Place of the median among the quantiles. */
    public static int median() {
        return QuantileHead.MEDIAN;
    }

    /**
     * A series to be forecast from its own values alone.
     *
     * @param season steps of its season, as far as anybody knows
     */
    public BaseSeries series(int season) {
        return new BaseSeries(this, season);
    }

    /** Numbers of a row. */
    int width() {
        return PatchRows.FEATURES + further;
    }

    /** Room for one thread to forecast in. */
    public Room room() {
        return new Room();
    }

    /** Scratch of a thread that forecasts, for all series alike. */
    public final class Room {
        private final Workspace workspace = serving.servingWorkspace();
        final float[] row = new float[width()];
        private float[] ahead = {}; // [rows of the horizon, width]

        private Room() {}

        QuantileHead head() {
            return head;
        }

        void begin(float[] state) {
            workspace.writeState(0, state);
        }

        void read(float[] state) {
            workspace.readState(0, state);
        }

        /** Goes on by the row; gives its outputs. */
        float[] step() {
            return serving.forward(parameters, workspace, row, 1, 1);
        }

        float[] ahead(int rows) {
            ahead = ahead.length < rows * row.length ? new float[rows * row.length] : ahead;
            return ahead;
        }

        BaseNetwork network() {
            return BaseNetwork.this;
        }
    }
}
