package io.tidecast.series;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Covariate of a zone's calendar, by the zone that is told of each device; a device without one has that of the model.
 * Zones are those of the tz database by name, so that there are never more of them than that has.
 */
final class OwnZone implements Covariate {
    static final String RULE = "the name of a time zone, such as Europe/Berlin or UTC";

    /** A covariate of which a zone is a part. */
    interface Zoned extends Covariate {
        Covariate in(ZoneId zone);
    }

    private final String name;
    private final Zoned usual;
    private final Covariate memo;
    private final Map<String, Covariate> byZone = new ConcurrentHashMap<>();

    /**
     * @param name of the static covariate that tells the zone
     * @param usual in the zone of the model
     */
    OwnZone(String name, Zoned usual) {
        this.name = name;
        this.usual = usual;
        memo = new RecentTimes(usual);
    }

    /** Whether a text names a zone. */
    static boolean isZone(String text) {
        return Zones.NAMES.contains(text);
    }

    /** Made when it is first asked for. */
    private static final class Zones {
        static final Set<String> NAMES = ZoneId.getAvailableZoneIds();
    }

    @Override
    public int features() {
        return usual.features();
    }

    @Override
    public String name(int feature) {
        return usual.name(feature) + ", or the device's own zone as " + name + " tells it";
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        memo.write(timeMs, x, at);
    }

    @Override
    public void write(long timeMs, Statics device, float[] x, int at) {
        device.text(name).map(this::in).orElse(memo).write(timeMs, x, at);
    }

    private Covariate in(String zone) {
        Covariate own = byZone.get(zone);
        if (own != null || !isZone(zone)) {
            return own == null ? memo : own;
        }
        return byZone.computeIfAbsent(zone, text -> new RecentTimes(usual.in(ZoneId.of(text))));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OwnZone that && name.equals(that.name) && usual.equals(that.usual);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + usual.hashCode();
    }

    @Override
    public String toString() {
        return usual + " in the zone of " + name;
    }
}
