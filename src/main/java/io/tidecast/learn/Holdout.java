package io.tidecast.learn;

/**
 * Holdout size: how many of a device's newest steps are held out to judge by.
 *
 * @param share of the device's steps
 * @param least steps, however short its history is
 * @param most steps; more would judge no better and be missing where they teach most
 */
record Holdout(double share, int least, int most) {
    /** Steps before those held out, of so many. */
    int trainable(int steps) {
        int heldOut = Math.max(least, Math.min(most, (int) Math.ceil(share * steps)));
        return Math.max(0, steps - heldOut);
    }
}
