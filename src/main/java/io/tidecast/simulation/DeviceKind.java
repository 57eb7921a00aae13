package io.tidecast.simulation;

import java.util.Locale;

/** Device types of the simulated fleet, and how each behaves over a day and a week. */
enum DeviceKind {
    PUMP(46, 24, 0.4, 2.0, 13, Double.NaN, 0.50, 0.25),
    BOILER(58, 30, -0.8, 3.0, 7, 19, 0.60, 0.45),
    CHILLER(9, 12, 0.9, 1.5, 15, Double.NaN, 0.50, 0.35),
    COMPRESSOR(62, 26, 0.5, 1.0, 10, 16, 0.35, 0.15);

    private static final double IDLE = 0.12;
    private static final double SHARPNESS = 2.2;

    final double idleTemp;
    final double tempPerLoad;
    final double tempPerAmbient;
    final double lagHours;
    private final double peakHour;
    private final double secondPeakHour;
    private final double saturday;
    private final double sunday;

    DeviceKind(
            double idleTemp,
            double tempPerLoad,
            double tempPerAmbient,
            double lagHours,
            double peakHour,
            double secondPeakHour,
            double saturday,
            double sunday) {
        this.idleTemp = idleTemp;
        this.tempPerLoad = tempPerLoad;
        this.tempPerAmbient = tempPerAmbient;
        this.lagHours = lagHours;
        this.peakHour = peakHour;
        this.secondPeakHour = secondPeakHour;
        this.saturday = saturday;
        this.sunday = sunday;
    }

    static DeviceKind of(int device) {
        return values()[device % values().length];
    }

    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The load asked for, about 0..1.2.
     *
     * @param hours hours since the epoch, which began on a Thursday
     * @param shift hours by which this device's day runs late
     */
    double demand(double hours, double shift) {
        int weekday = (int) Math.floorMod((long) Math.floor(hours / 24) + 3, 7L);
        double work = weekday == 5 ? saturday : weekday == 6 ? sunday : 1.0;
        double peak = peak(hours - shift, peakHour);
        if (!Double.isNaN(secondPeakHour)) {
            peak = Math.max(peak, 0.85 * peak(hours - shift, secondPeakHour));
        }
        return IDLE + (1 - IDLE) * work * peak;
    }

    /** A smooth daily peak: 1 at its hour, 0.01 at the opposite one. */
    private static double peak(double hours, double at) {
        return Math.exp(SHARPNESS * (Math.cos(2 * Math.PI * (hours - at) / 24) - 1));
    }
}
