package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.Precision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stored form of an open forecast: a version byte, and methods by their names. Version 2 knows one forecast, the
 * network's, and a letter for what was published. What it can hold is still written so: an instance of the build
 * before, which knows no other, may be the next to read it, in a rolling upgrade or back from one. It
 * passes over those of a network that has learnt nothing, which have versions of their own.
 */
final class OpenForecastCodec {
    private static final byte NAMED = 3;
    /** As {@link #NAMED}, but means are doubles, as one of them needs it. */
    private static final byte WIDE = 4;

    /** As {@link #NAMED} and {@link #WIDE}, of a network that has learnt nothing. */
    private static final byte UNTRAINED = 5;

    private static final byte UNTRAINED_WIDE = 6;

    private static final byte LETTERED = 2;
    private static final int LETTERED_HEAD = 2 + Long.BYTES + Integer.BYTES + Short.BYTES;
    private static final int NAME_BYTES = 16;
    private static final Map<String, Character> LETTERS =
            Map.of(NetworkMethod.NAME, 'm', Persistence.NAME, 'p', SeasonalNaive.NAME, 's');

    private static final List<String> ONE = List.of(NetworkMethod.NAME);

    private final int means;
    private final int widths;
    private List<String> names = ONE; // of what was read last

    /**
     * The codec of forecasts of a size.
     *
     * @param means numbers of one method's forecast
     * @param widths floats of the half-widths
     */
    OpenForecastCodec(int means, int widths) {
        this.means = means;
        this.widths = widths;
    }

    /** An upper bound of the heap that a forecast with so many methods takes. */
    long heapBytes(int methods) {
        return LETTERED_HEAD + (long) widths * Float.BYTES + methods * ((long) means * Double.BYTES + 100L);
    }

    /** About as many bytes a stored forecast with so many methods has. */
    long storedBytes(int methods) {
        return LETTERED_HEAD + floatBytes() + (methods - 1L) * ((long) means * Float.BYTES + NAME_BYTES);
    }

    private int floatBytes() {
        return (means + widths) * Float.BYTES;
    }

    byte[] bytes(OpenForecast forecast) {
        boolean wide = !Arrays.stream(forecast.means().values()).allMatch(own -> own == null || Precision.areSingle(own));
        boolean lettered = !wide
                && !forecast.untrained()
                && forecast.means().methods().equals(ONE)
                && LETTERS.containsKey(forecast.source());
        return lettered ? lettered(forecast) : named(forecast, wide);
    }

    private byte[] lettered(OpenForecast forecast) {
        byte[] model = forecast.model().getBytes(UTF_8);
        ByteBuffer to = ByteBuffer.allocate(LETTERED_HEAD + model.length + floatBytes());
        to.put(LETTERED)
                .put((byte) LETTERS.get(forecast.source()).charValue())
                .putLong(forecast.origin())
                .putInt(forecast.version())
                .putShort((short) model.length)
                .put(model);
        double[] network = forecast.means().get(NetworkMethod.NAME);
        put(to, network == null ? asleep() : network, false);
        put(to, forecast.widths());
        return to.array();
    }

    private byte[] named(OpenForecast forecast, boolean wide) {
        byte[] model = forecast.model().getBytes(UTF_8);
        byte[] source = forecast.source().getBytes(UTF_8);
        int size = 1 + Long.BYTES + Integer.BYTES + Short.BYTES + model.length + 2 + source.length;
        MethodMeans kept = forecast.means();
        for (int i = 0; i < kept.values().length; i++) {
            int bytes = 1 + kept.methods().get(i).getBytes(UTF_8).length + means * Precision.bytes(wide);
            size += kept.values()[i] == null ? 0 : bytes;
        }
        ByteBuffer to = ByteBuffer.allocate(size + widths * Float.BYTES);
        byte form = wide ? WIDE : NAMED;
        byte ofUntrained = wide ? UNTRAINED_WIDE : UNTRAINED;
        to.put(forecast.untrained() ? ofUntrained : form).putLong(forecast.origin()).putInt(forecast.version());
        to.putShort((short) model.length).put(model);
        to.put((byte) source.length).put(source);
        to.put((byte) kept.count());
        for (int i = 0; i < kept.values().length; i++) {
            if (kept.values()[i] != null) {
                byte[] text = kept.methods().get(i).getBytes(UTF_8);
                to.put((byte) text.length).put(text);
                put(to, kept.values()[i], wide);
            }
        }
        put(to, forecast.widths());
        return to.array();
    }

    /** Reads either form; empty where it is of other settings, or of a version that is not known. */
    Optional<OpenForecast> read(byte[] stored) {
        if (stored.length < LETTERED_HEAD) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        return switch (stored[0]) {
            case LETTERED -> readLettered(from);
            case NAMED -> readNamed(from, false, false);
            case WIDE -> readNamed(from, true, false);
            case UNTRAINED -> readNamed(from, false, true);
            case UNTRAINED_WIDE -> readNamed(from, true, true);
            default -> Optional.empty();
        };
    }

    private Optional<OpenForecast> readLettered(ByteBuffer from) {
        char letter = (char) from.get();
        long origin = from.getLong();
        int version = from.getInt();
        int length = from.getShort();
        if (from.remaining() != length + floatBytes()) {
            return Optional.empty();
        }
        String model = text(from, length);
        MethodMeans own = new MethodMeans(ONE, new double[][] {means(from, false)});
        float[] half = floats(from, widths);
        return LETTERS.entrySet().stream()
                .filter(entry -> entry.getValue() == letter)
                .map(entry -> new OpenForecast(origin, model, version, entry.getKey(), own, half))
                .findFirst();
    }

    private Optional<OpenForecast> readNamed(ByteBuffer from, boolean wide, boolean untrained) {
        long origin = from.getLong();
        int version = from.getInt();
        String model = text(from, from.getShort());
        String source = text(from, from.get());
        int count = from.get();
        Map<String, double[]> own = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int length = from.get();
            if (from.remaining() < length + means * Precision.bytes(wide) + widths * Float.BYTES) {
                return Optional.empty();
            }
            own.put(text(from, length), means(from, wide));
        }
        return from.remaining() == widths * Float.BYTES
                ? Optional.of(new OpenForecast(
                        origin, model, version, untrained, source, named(own), floats(from, widths)))
                : Optional.empty();
    }

    /** With the list of names of the one before, where they are the same. */
    private MethodMeans named(Map<String, double[]> own) {
        MethodMeans read = MethodMeans.of(own);
        if (!read.methods().equals(names)) {
            names = read.methods();
        }
        return new MethodMeans(names, read.values());
    }

    private double[] asleep() {
        double[] asleep = new double[means];
        Arrays.fill(asleep, Double.NaN);
        return asleep;
    }

    private static String text(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static void put(ByteBuffer to, double[] means, boolean wide) {
        for (double mean : means) {
            Precision.put(to, mean, wide);
        }
    }

    private double[] means(ByteBuffer from, boolean wide) {
        double[] own = new double[means];
        for (int i = 0; i < means; i++) {
            own[i] = Precision.get(from, wide);
        }
        return own;
    }

    private static void put(ByteBuffer to, float[] values) {
        to.asFloatBuffer().put(values);
        to.position(to.position() + values.length * Float.BYTES);
    }

    private static float[] floats(ByteBuffer from, int count) {
        float[] values = new float[count];
        from.asFloatBuffer().get(values);
        from.position(from.position() + count * Float.BYTES);
        return values;
    }
}
