package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Live mean absolute error of the serving network and of both naive forecasts on one device, pooled over targets and
 * horizon steps, each error divided by the target's change scale; and whether the network has lost to naive here.
 *
 * <p>{@link #skill} forgets over a trial's number of steps. Whether the network has lost is judged over longer, for
 * naive is ahead of a good network now and then: by how far its error was above the better naive one's in the mean of
 * the last {@value #MOST_BLOCKS} blocks of scored steps, from {@value #LEAST_BLOCKS} on. Neighbouring steps share
 * forecasts, so a block has as many steps as the horizon, or more; and no block counts for more than
 * {@value #MOST_SHARE} either way, so that one disaster is not remembered for ever. docs/adr/013 has the study.
 *
 * <p>A new version inherits what is known of the one before, with a part of its weight: the errors of the old one's
 * last forecasts don't count for it, and what they told about the device is not forgotten either. A network that does
 * not {@linkplain NetworkId#goesOn go on} from that one, as after a reset or a rollback, has nothing of it: it is
 * neither better nor worse than naive before its own errors say so.
 */
public final class SkillTracker {
    private static final int INHERITED = 4;
    private static final int LEAST_BLOCKS = 4;
    private static final int MOST_BLOCKS = 28;
    private static final int BLOCKS_INHERITED = MOST_BLOCKS / INHERITED;
    /** Of the naive error. */
    private static final double MOST_SHARE = 0.5;
    /** Standard errors that the network must be behind to be replaced; one ahead brings it back. */
    private static final double SIGNIFICANT = 1.5;

    private final int trial;
    private final int block;
    private final double margin;
    private long serving;
    private int count;
    private double model;
    private double persistence;
    private double seasonal;
    private int inBlock; // steps of the block that is not full
    private double sum; // of the network's errors in it
    private double naiveSum; // of the better naive ones
    private int blocks;
    private double mean; // over blocks, of how far the network was behind, as a share of the naive error
    private double variance;
    private boolean worse;

    /**
     * A tracker of a device of which nothing is known.
     *
     * @param trial scored steps until the first judgement
     * @param horizon steps of a forecast
     * @param margin share of the naive error that differences must be of
     */
    public SkillTracker(int trial, int horizon, double margin) {
        this.trial = trial;
        this.margin = margin;
        block = Math.max(horizon, (trial + LEAST_BLOCKS - 1) / LEAST_BLOCKS);
    }

    /**
     * Takes the scaled mean absolute errors of one scored step, each over the same targets and horizon steps.
     *
     * @param version {@link NetworkId} of what made the network's forecasts
     */
    public void add(long version, double modelError, double persistenceError, double seasonalError) {
        if (version != serving) {
            count = Math.min(count, trial / INHERITED);
            blocks = Math.min(blocks, BLOCKS_INHERITED);
            if (!NetworkId.goesOn(version, serving)) {
                forgetNetwork();
            }
            serving = version;
        }
        count = Math.min(count + 1, trial);
        model += (modelError - model) / count;
        persistence += (persistenceError - persistence) / count;
        seasonal += (seasonalError - seasonal) / count;
        sum += modelError;
        naiveSum += betterNaive().equals(Persistence.NAME) ? persistenceError : seasonalError;
        if (++inBlock == block) {
            double behind = sum - naiveSum;
            addBlock(behind == 0 ? 0 : Math.max(-MOST_SHARE, Math.min(MOST_SHARE, behind / naiveSum)));
            sum = 0;
            naiveSum = 0;
            inBlock = 0;
        }
    }

    /** What is known of the naive forecasts stays; a network is taken to be as good. */
    private void forgetNetwork() {
        model = Math.min(persistence, seasonal);
        sum = 0;
        naiveSum = 0;
        inBlock = 0;
        blocks = 0;
        mean = 0;
        variance = 0;
        worse = false;
    }

    private void addBlock(double behind) {
        blocks = Math.min(blocks + 1, MOST_BLOCKS);
        double weight = 1.0 / blocks;
        double delta = behind - mean;
        mean += weight * delta;
        variance = (1 - weight) * (variance + weight * delta * delta);
        worse = worse
                ? mean >= -Math.max(chance(), margin)
                : blocks >= LEAST_BLOCKS && mean > Math.max(SIGNIFICANT * chance(), margin);
    }

    /** Standard error of the mean over blocks. */
    private double chance() {
        return Math.sqrt(variance / Math.max(1, blocks - 1));
    }

    /** Name of the naive method with the smaller live error; seasonal naive as long as nothing was scored. */
    public String betterNaive() {
        return persistence < seasonal ? Persistence.NAME : SeasonalNaive.NAME;
    }

    /**
     * {@code 1 - MAE(model) / MAE(better naive)}: positive where the network is better; 0 as long as nothing was
     * scored.
     */
    public double skill() {
        double naive = Math.min(persistence, seasonal);
        return naive == 0 ? 0 : 1 - model / naive;
    }

    /**
     * Whether naive is to be published: from when the network's error was above the better naive one's, by the margin
     * and by more than chance, until it is as clearly below that.
     */
    public boolean worse() {
        return worse;
    }

    /** Whether the network's error is below the better naive one's, by the margin and by more than chance. */
    boolean better() {
        return blocks >= LEAST_BLOCKS && mean < -Math.max(SIGNIFICANT * chance(), margin);
    }

    /** The {@link NetworkId} of what the newest errors are of. */
    long serving() {
        return serving;
    }

    /** Takes over all that another one knows. */
    void takeOver(SkillTracker other) {
        ByteBuffer known = ByteBuffer.allocate(bytes());
        other.write(known);
        take(known.flip());
    }

    public static int bytes() {
        return Long.BYTES + 3 * Integer.BYTES + 7 * Float.BYTES + 1;
    }

    public void write(ByteBuffer to) {
        to.putLong(serving).putInt(count).putInt(inBlock).putInt(blocks);
        to.putFloat((float) model).putFloat((float) persistence).putFloat((float) seasonal);
        to.putFloat((float) sum)
                .putFloat((float) naiveSum)
                .putFloat((float) mean)
                .putFloat((float) variance);
        to.put((byte) (worse ? 1 : 0));
    }

    public static SkillTracker read(ByteBuffer from, int trial, int horizon, double margin) {
        SkillTracker tracker = new SkillTracker(trial, horizon, margin);
        tracker.take(from);
        return tracker;
    }

    /** Takes up what {@link #write} wrote. */
    void take(ByteBuffer from) {
        serving = from.getLong();
        count = from.getInt();
        inBlock = from.getInt();
        blocks = from.getInt();
        model = from.getFloat();
        persistence = from.getFloat();
        seasonal = from.getFloat();
        sum = from.getFloat();
        naiveSum = from.getFloat();
        mean = from.getFloat();
        variance = from.getFloat();
        worse = from.get() == 1;
    }
}
